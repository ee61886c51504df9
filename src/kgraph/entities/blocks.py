"""Blocks: which groups are compared at all.

Comes in: all groups. Goes out: lists of groups that share something a merge needs, so that few pairs are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator

from kgraph.entities.companies import company_readings
from kgraph.entities.groups import Group
from kgraph.entities.names import institution_key, project, words

CROWD = 60  # groups in one block above which only those that share a finer key are compared


def blocks(groups: list[Group], places: Container[str]) -> Iterator[list[Group]]:
    """Groups that share something a merge needs; pairs outside all blocks cannot reach the threshold."""
    found: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for group in groups:
        for block in dict.fromkeys(_block_keys(group)):
            found[(group.kind, *block)].append(group)
    for block in sorted(found):
        if 1 < len(found[block]) <= CROWD:
            yield found[block]
        elif len(found[block]) > CROWD:
            yield from _finer(found[block])
    yield from _short_and_full([g for g in groups if g.kind == "company"], places)


def _block_keys(group: Group) -> Iterator[tuple[str, ...]]:
    for name in group.names:
        if group.kind == "person":
            for evidence in (*group.orgs, *group.bodies, *group.org_places, *group.homes, *group.cities, *group.around):
                yield name, evidence
        elif group.kind == "event":
            for date in group.dates or {""}:
                yield name, date[:7]
                yield name, _next_month(date)
        elif group.kind == "project":
            yield project(name)
        else:
            yield (institution_key(name) if group.kind == "institution" else name,)
            if group.kind == "institution":
                yield (_without_tail(institution_key(name)),)


def _without_tail(text: str) -> str:
    return next(
        (text.removesuffix(t) for t in words()["institution"]["tails"] if text.endswith(t) and len(text) > 5), text
    )


def _next_month(date: str) -> str:
    if len(date) < 7:
        return ""
    year, month = int(date[:4]), int(date[5:7])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _finer(crowd: list[Group]) -> Iterator[list[Group]]:
    """A crowded block, cut by home place; a home that is crowded itself is cut into runs by id,
    each with the first member, so that what is one thing is joined through it."""
    by_home: dict[str, list[Group]] = defaultdict(list)
    for group in crowd:
        for home in group.homes or {""}:
            by_home[home].append(group)
    for home in sorted(by_home):
        members = sorted(by_home[home], key=lambda g: g.id)
        yield from ([members[0], *members[i : i + CROWD]] for i in range(1, len(members), CROWD))


def _short_and_full(groups: list[Group], places: Container[str]) -> Iterator[list[Group]]:
    """Pairs of company names where one may abbreviate the other. No pair is lost: a short form begins with the first
    character of the full core and holds only characters of it, so the rarest (first, other) pair finds all."""
    holders: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for name in group.names:
            holders[name].append(group)
    readings = {name: company_readings(name, places) for name in sorted(holders)}
    posted: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, listed in readings.items():
        for core in dict.fromkeys(reading.core for reading in listed):
            for other in sorted(set(core[1:])):
                posted[core[0], other].append((name, core))
    for short, listed in readings.items():
        for core in dict.fromkeys(reading.core for reading in listed if len(reading.core) > 1):
            for full, long in min((posted[core[0], other] for other in core[1:]), key=len):
                if full != short and len(long) >= len(core) and set(core) <= set(long):
                    yield from ([a, b] for a in holders[short] for b in holders[full] if a is not b)
