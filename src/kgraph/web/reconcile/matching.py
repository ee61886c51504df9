"""Candidates for a cell, with scores that mean something and a match only where it is safe.

Comes in: a `Query`. Goes out: `Candidate`s, best first. A candidate is a `match` when its name or alias is the one in
the cell, no other entity is called so, the name is one that picks out one thing, its class is the one wanted, and
nothing that the row says speaks against it; or when of several namesakes the row fits exactly one. Where something was
left out to read the name (a title, brackets), the row or the title must speak for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from kgraph.entities import names
from kgraph.ontology import Ontology
from kgraph.text import name_key
from kgraph.web.names import Names
from kgraph.web.reconcile import likeness
from kgraph.web.reconcile.evidence import Evidence
from kgraph.web.reconcile.queries import Query
from kgraph.web.reconcile.readings import Reading, readings
from kgraph.web.reconcile.telling import tells
from kgraph.web.things import Thing

WEIGHT = 0.25  # of all that the row says beside the name; the name keeps the rest
WRONG_CLASS = 25.0  # points that a class costs that is not the one wanted
AGREES, DISAGREES, UNKNOWN = 0.9, 0.4, 0.5  # of 1: from where on a value speaks for, up to where against, and neither
NEAR = 12  # names most alike that are looked at where no name is the same
MANY = 40  # names that a cell is part of, or that are part of it, that are looked at
EXACT = ("same",)


@dataclass(frozen=True)
class Candidate:
    """An entity for a cell: its score, whether it is a match, and the features the score is made of."""

    thing: Thing
    score: float
    match: bool
    features: dict[str, float | bool]


@dataclass(frozen=True)
class _Found:
    thing: Thing
    name: str
    points: float
    how: str
    reading: Reading
    fits: bool = True
    said: float | None = None  # how well the row's other values fit; None where the graph has none to compare
    asked: bool = False  # whether the row has other values
    times: int = 1  # readings of the cell that are a name of this very entity


class Matcher:
    """Finds candidates among the entities of one folder."""

    def __init__(self, index: Names, ontology: Ontology, evidence: Evidence):
        self.index = index
        self.ontology = ontology
        self.evidence = evidence

    def candidates(self, query: Query) -> list[Candidate]:
        """The best candidates for a query."""
        if not query.text and not query.properties:
            return []  # a blank cell
        found = list(self._named(query) if query.text else self._described(query))
        judged = [self._judge(each, query) for each in found]
        if query.types and query.strict != "should":
            judged = [each for each in judged if each.fits]
        exact = [each for each in judged if each.how in EXACT and each.fits]
        ranked = sorted(judged, key=lambda each: (-self._score(each), each.thing.rank))
        chosen = self._safe(exact)
        return [self._candidate(each, each.thing is chosen) for each in ranked[: query.limit]]

    # ── who may be meant ──

    def _named(self, query: Query) -> Iterator[_Found]:
        """The best reading of each entity whose name fits the cell."""
        best: dict[str, _Found] = {}
        for reading in readings(query.text, self.ontology):
            for number in self._near(reading.name, bool(best)):
                thing, name, _ = self.index.entries[number]
                fit = likeness.fit(reading.name, name, names.kind_of(thing.type))
                points = fit.points - reading.cost - (likeness.ALIAS if name != thing.name else 0)
                if points >= likeness.LEAST:
                    best[thing.iri] = _better(best.get(thing.iri), _Found(thing, name, points, fit.how, reading))
        things = self.evidence.things
        if thing := things.get(query.text) or things.get(things.base + query.text):  # the cell holds an id
            best[thing.iri] = _Found(thing, thing.name, likeness.SAME, "same", Reading(query.text))
        yield from best.values()

    def _near(self, name: str, enough: bool) -> set[int]:
        """Numbers of the names to compare: the same, the same but for form, said alike, part of each other, alike."""
        key = names.key(name)
        found = {*self.index.exact.get(name_key(name), ()), *self._normals.get(("", likeness.bare(name)), ())}
        for kind in self._kinds:
            found |= set(self._normals.get((kind, likeness.normal(name, kind)), ()))
        found |= set(self._spoken.get(likeness.spoken(key).replace("'", ""), ()))
        same = bool(found)
        found |= {owner for owner, _ in islice(self.index.plain.places(name_key(name)), MANY)}
        found |= set(self._inside(name_key(name)))
        if not (same or enough):
            found |= {number for number, _ in self.index.like(name, NEAR)}
        return found

    def _inside(self, key: str) -> Iterator[int]:
        """Names that stand in the cell, the longest first."""
        left = MANY
        for size in range(min(len(key) - 1, 40), 1, -1):
            for start in range(len(key) - size + 1):
                for number in self.index.exact.get(key[start : start + size], ()):
                    yield number
                    left -= 1
                    if not left:
                        return

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(sorted({names.kind_of(cls) for cls in self.ontology.entity_classes}))

    @cached_property
    def _normals(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for number, (thing, name, _) in enumerate(self.index.entries):
            kind = names.kind_of(thing.type)
            found.setdefault(("", likeness.bare(name)), []).append(number)
            if form := likeness.normal(name, kind):
                found.setdefault((kind, form), []).append(number)
        return found

    @cached_property
    def _spoken(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, (_, name, _) in enumerate(self.index.entries):
            found.setdefault(likeness.spoken(name_key(name)), []).append(number)
        return found

    def _described(self, query: Query) -> Iterator[_Found]:
        """The entities that have what the row says, where it says no name."""
        for thing in self.evidence.having(query.properties):
            yield _Found(thing, thing.name, 0.0, "", Reading(""))

    # ── who is meant ──

    def _judge(self, found: _Found, query: Query) -> _Found:
        known = [name for name in query.types if name in self.ontology.classes]
        fits = not query.types or any(self.ontology.is_a(found.thing.type, name) for name in known)
        said = self.evidence.fit(found.thing, query.properties, found.reading.title)
        return replace(found, fits=fits, said=said, asked=bool(query.properties or found.reading.title))

    def _score(self, found: _Found) -> float:
        points = found.points
        if found.asked:
            points = (1 - WEIGHT) * points + WEIGHT * 100 * (UNKNOWN if found.said is None else found.said)
        return round(max(0.0, points - (0 if found.fits else WRONG_CLASS)), 1)

    def _safe(self, exact: Iterable[_Found]) -> Thing | None:
        """The one entity that is meant for sure, if there is one."""
        by_thing = {each.thing.iri: each for each in exact}
        standing = [each for each in by_thing.values() if each.said is None or each.said > DISAGREES]
        agreeing = [each for each in standing if each.said is not None and each.said >= AGREES]
        chosen = agreeing if len(agreeing) == 1 else list(by_thing.values())
        if len(chosen) != 1 or chosen[0] not in standing:
            return None
        found = chosen[0]
        whole = not found.reading.cost or found.times > 1
        return found.thing if found in agreeing or (whole and tells(found.name, found.thing, self.ontology)) else None

    def _candidate(self, found: _Found, match: bool) -> Candidate:
        features: dict[str, float | bool] = {
            "name": round(found.points, 1),
            "exact": found.how in EXACT,
            "alias": found.name != found.thing.name,
            "type": found.fits,
            "facts": found.thing.facts,
        }
        if found.said is not None:
            features["properties"] = round(found.said, 3)
        return Candidate(found.thing, self._score(found), match, features)


def _better(known: _Found | None, other: _Found) -> _Found:
    """The one with more points; both, where two readings of a cell are names of one entity."""
    if known is None:
        return other
    both = known.how in EXACT and other.how in EXACT and known.reading.name != other.reading.name
    best = other if other.points > known.points else known
    return replace(best, times=known.times + 1 if both else known.times)
