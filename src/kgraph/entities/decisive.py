"""Names that decide alone: a registered firm, a body of one place, a person at one post.

Comes in: a candidate, and `Identities`. Goes out: keys, each with its reason; candidates of one type with an equal key
are one thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.entities.bodies import body
from kgraph.entities.candidates import Candidate
from kgraph.entities.identities import Identities
from kgraph.entities.names import (
    institution_key,
    is_local,
    key,
    kind_of,
    project,
    relative_place,
    surname_title,
    words,
    zone_key,
)

LONG_NAME = 7  # characters from which an institution's, project's or event's name repeats nowhere else


def decisive(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    """(key, reason) pairs: candidates of one type with an equal key are one thing."""
    yield from DECISIVE.get(kind_of(c.type), _of_other)(c, identities)


def _of_body(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    placed = [name for name in (c.name, *c.aliases) if (parts := body(name)) and parts.place]
    for name in placed or [c.name]:
        identity = identities.body_identity(name, c.home)
        if identity:
            organ, _, code = identity.partition("@")
            yield identity, f"both are the {organ} of {identities.spoken(code)}"
            return
    if placed:
        yield from _nearby(c, key(placed[0]), identities)


def _of_place(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    for name in (c.name, *c.aliases):
        link = identities.linker.link(name, c.type, c.home, c.places)
        if link:
            yield link.code, f"both are {identities.linker.gazetteer.full_name(link.code)} ({link.code})"
            return
    text = zone_key(c.name)
    if relative_place(c.name):
        return
    if is_local(c.name) or text in identities.places:
        yield from _nearby(c, text, identities)
    else:
        yield "=" + text, f"both are called {c.name}"


def _of_company(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    city = identities.city(c.home)
    for name in identities.company_labels(c):
        if identities.company(name).registered:
            yield "=" + key(name), f"the same registered name {name}"
        elif key(name) in words()["company"]["national"]:
            yield "=" + key(name), f"{name} is known in the whole country by this name"
        elif city and not city.endswith("0000"):
            yield f"{key(name)}@{city}", f"the same name {name} in papers of {identities.linker.gazetteer.name(city)}"


def _of_person(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    if surname_title(c.name):
        return
    known, home = c.posts + c.former, identities.home_code("", c.home)
    if not known and len(key(c.name)) > 2 and home and not home.endswith("0000"):
        place = identities.linker.gazetteer.full_name(home)
        yield f"{key(c.name)}@{home}", f"the same name {c.name} in papers of {place}, and no post speaks against it"
    for org, title in known:
        identity = identities.org_identity(org, c.home)
        if "@" in identity or len(identity) >= 3:
            yield f"{key(c.name)}:{identity}:{key(title)}", f"the same name and the same post: {org} {title}"


def _of_institution(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    for name in (c.name, *c.aliases):
        stem, home = identities.institution_place(key(name), c.home)
        if stem and home:
            yield f"{stem}@{home}", f"both are the {stem} of {identities.spoken(home)}"
        elif not stem and (name == c.name or len(key(name)) >= LONG_NAME):
            yield "=" + institution_key(name), f"the same name {name}"


def _of_project(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    stem, phase = project(c.name)
    if len(stem) >= LONG_NAME:
        yield from _nearby(c, f"{stem}#{phase}", identities)


def _of_event(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    text = key(c.name)
    numbered = any(mark in text for mark in ("年", "届", "次", "期"))
    when = "" if numbered and any(ch.isdigit() or ch in "一二三四五六七八九十" for ch in text) else (c.date or "")[:7]
    home = identities.home_code("", c.home)
    if home and (when or numbered):
        yield f"{text}@{home}#{when}", f"the same event name {c.name}, home place and time"


def _of_programme(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    text = key(c.name)
    if text in {key(n) for n in words()["programme"]["national"]}:
        yield "=" + text, f"{c.name} is a programme of the whole country"
    chain = identities.home_chain(c.home)
    if chain:
        yield f"{text}@{chain[-1]}", f"the same programme {c.name} in {identities.linker.gazetteer.name(chain[-1])}"


def _of_other(c: Candidate, identities: Identities) -> Iterator[tuple[str, str]]:
    yield from _nearby(c, key(c.name), identities)


def _nearby(c: Candidate, text: str, identities: Identities) -> Iterator[tuple[str, str]]:
    """Names that repeat from town to town: the same name near the same home, or in the place it begins with."""
    found, anchor = identities.anchored(text, c.home)
    if anchor and len(found) >= 2:
        yield f"{found}@{anchor}", f"the same name {c.name} in {identities.linker.gazetteer.full_name(anchor)}"


DECISIVE = {  # kind of name → what decides alone
    "body": _of_body,
    "place": _of_place,
    "company": _of_company,
    "person": _of_person,
    "institution": _of_institution,
    "project": _of_project,
    "event": _of_event,
    "programme": _of_programme,
}
