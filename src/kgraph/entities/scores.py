"""Pairs that must be weighed: the sum of the evidence by kind of name.

Comes in: two groups of one kind. Goes out: points with their reasons; from `MERGE` on they are one thing.
"""

from __future__ import annotations

from kgraph.entities import evidence
from kgraph.entities.decisive import LONG_NAME
from kgraph.entities.evidence import Score
from kgraph.entities.groups import SEATED, Group
from kgraph.entities.identities import Identities
from kgraph.entities.names import institution_key, project, surname_title, words

MERGE = 3.0  # points; tuned on the dev half of tests/gold/resolution.jsonl, 2.5–3.5 tried
CLOSE_CALL = 0.35  # points between the two best full names of one short form; nearer ones stay open
MANY_HOMES = 3  # prefectures in which one short company name makes it a national one


def score(a: Group, b: Group, crowd: dict[str, int], identities: Identities) -> Score:
    """Points for two groups being one thing; `crowd` says in how many cities a firm's name is written of."""
    return SCORES.get(a.kind, _named)(a, b, crowd, identities)


def _person(a: Group, b: Group, crowd: dict[str, int], identities: Identities) -> Score:
    name = next(iter(sorted(a.names)))
    points, reasons = {2: 0.0, 3: 0.5}.get(len(name), 1.0), [f"the same name {name}"]
    if any(surname_title(n) for n in a.names):
        return 0.0, reasons
    posts = evidence.posts(a, b, identities)
    for part in (posts, evidence.homes(a, b, (1.0, 1.0, 0.25)), evidence.company_kept(a, b)):
        points += part[0]
        reasons += part[1]
    beside = sorted((a.orgs & b.bodies) | (b.orgs & a.bodies))
    if beside:
        points, reasons = points + 1.5, [*reasons, f"the one has a post at {beside[0]}, the other stands beside it"]
    if not (a.orgs and b.orgs) and evidence.homes(a, b, (1, 1, 0))[0]:
        known = a.led or b.led or not (a.orgs or b.orgs)
        points, reasons = points + (1.5 if known else 0.75), [*reasons, "no post speaks against it"]
    return points, reasons


def _company(a: Group, b: Group, crowd: dict[str, int], identities: Identities) -> Score:
    points, reasons = evidence.company_names(a, b, identities)
    if points <= 0:
        return points, reasons
    near, seat = evidence.homes(a, b, (1.5, 1.25, 0.5)), evidence.seat(a, b, identities)
    if (points < MERGE / 2 and seat[0] > 0) or (near[0] > 1 and seat[0] < 0):
        seat = 0.0, []  # a weak likeness of names and a common home are one coincidence, not two
    for part in (near, evidence.company_kept(a, b), seat, evidence.said_short(a, b)):
        points += part[0]
        reasons = [*reasons, *part[1]]
    name = next((n for n in sorted(a.names) if n in b.names), "")
    if name and crowd.get(name, 0) >= MANY_HOMES:
        points, reasons = (
            points + 1.5,
            [*reasons, f"{name} is written of in {crowd[name]} cities, as one known firm"],
        )
    return points, reasons


def _named(a: Group, b: Group, crowd: dict[str, int], identities: Identities) -> Score:
    """Institutions, projects, events, programmes, places: an equal name, and how far it reaches."""
    shared = sorted(_plain_names(a) & _plain_names(b), key=lambda n: (-len(n), n))
    if not shared:
        return _part_of_name(a, b)
    if a.legal and b.legal and a.kind in SEATED:
        return 0.0, [f"two places of one name {shared[0]}"]
    points = 1.0 if len(shared[0]) < LONG_NAME else 2.0
    reasons = [f"the same name {shared[0]}"]
    homes = evidence.homes(a, b, (2.0, 2.0, 0.25))
    if a.kind == "event" and homes[0] < 1:
        return 0.0, [*reasons, "events of different places"]
    for part in (homes, evidence.company_kept(a, b), evidence.when(a, b)):
        points += part[0]
        reasons += part[1]
    doubtful = a.kind in SEATED and (a.legal or b.legal)
    return min(points, MERGE - CLOSE_CALL) if doubtful else points, reasons


def _plain_names(g: Group) -> set[str]:
    if g.kind == "project":
        return {"#".join(project(n)) for n in g.names}
    return {institution_key(n) if g.kind == "institution" else n for n in g.names}


def _part_of_name(a: Group, b: Group) -> Score:
    """郑州大学附属医院 and 郑大附属医院 stay open: an institution's short form is a hint, no proof."""
    if a.kind != "institution":
        return 0.0, []
    for x in sorted(_plain_names(a)):
        for y in sorted(_plain_names(b)):
            short, full = sorted((x, y), key=len)
            if len(short) >= 4 and full in {short + tail for tail in words()["institution"]["tails"]}:
                return 3.0, [f"{short} is {full} without its last word"]
    return 0.0, []


SCORES = {"person": _person, "company": _company}  # all other kinds: _named
