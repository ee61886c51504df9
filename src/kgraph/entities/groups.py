"""Candidates that already are one thing, and all that is known of them together.

Comes in: the candidates that share a decisive key. Goes out: a `Group`: names, homes, posts, company kept, dates.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kgraph.entities.bodies import body
from kgraph.entities.candidates import Candidate
from kgraph.entities.decisive import decisive
from kgraph.entities.identities import Identities
from kgraph.entities.names import key, kind_of, words

SEATED = ("body", "place", "institution")  # kinds whose names repeat from place to place


@dataclass
class Group:
    """Candidates that already are one thing, with all that is known of them."""

    id: str
    kind: str
    documents: set[str] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    legal: set[str] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    orgs: set[str] = field(default_factory=set)
    org_places: set[str] = field(default_factory=set)
    led: set[str] = field(default_factory=set)
    chiefs: set[tuple[str, str]] = field(default_factory=set)
    past: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    size: int = 0

    @property
    def cities(self) -> set[str]:
        return {home[:4] for home in self.homes if home[2:4] != "00"}


def make_group(members: list[Candidate], identities: Identities) -> Group:
    """All that the members know, together."""
    made = Group(min(c.id for c in members), kind_of(members[0].type), size=len(members))
    for c in members:
        made.documents.add(c.document)
        chain = identities.home_chain(c.home)
        made.homes.update(chain[:1])
        made.dates.update([c.date] if c.date else [])
        if made.kind in SEATED:
            made.legal.update(found for found, _ in decisive(c, identities) if not found.startswith("="))
        made.around.update(key(n) for n in c.neighbours if len(key(n)) > 1 and body(n) is None)
        made.bodies.update(
            identities.body_identity(n, c.home) for n in c.neighbours if (found := body(n)) and found.place
        )
        made.areas.update(p for p in (identities.place_code(n, c.home) for n in c.places) if p)
        for name in _labels(c, identities):
            made.names[key(name)] += 1
            if made.kind == "company" and identities.company(name).registered:
                made.legal.add(key(name))
        _add_posts(made, c, identities)
    return made


def _labels(c: Candidate, identities: Identities) -> list[str]:
    kind = kind_of(c.type)
    if kind == "company":
        return identities.company_labels(c)
    return [c.name] if kind in ("person", "body") else [c.name, *c.aliases]


def _add_posts(made: Group, c: Candidate, identities: Identities) -> None:
    for org, title in c.posts + c.former:
        identity = identities.org_identity(org, c.home)
        made.orgs.add(identity)
        organ, _, place = identity.partition("@") if identities.body_identity(org, c.home) else ("", "", "")
        made.org_places.update([place] if place else [])
        made.led.update([place] if organ in words()["body"]["leading"] else [])
        if (org, title) in c.former:
            made.past.add(f"{identity}:{key(title)}")
        elif place and key(title) in words()["person"]["chief"]:
            made.chiefs.add((f"{identity}:{key(title)}", c.date or ""))
