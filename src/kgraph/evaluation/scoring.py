"""Compares the statements of one document with its gold.

Comes in: two `Prediction`s. Goes out: an `Item` for each statement that was found, missed or false.
An entity matches where its type agrees and one of its labels equals a label of the gold entity after `norm`; a
statement matches where its entities match and what it says agrees. Matching is one to one and as large as possible.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kgraph.evaluation.items import FALSE, FOUND, LENIENT, MISSED, Item
from kgraph.evaluation.prediction import DOC, Attribute, Labelled, Observation, Prediction, Relation
from kgraph.ontology import Ontology

TOLERANCE = 0.001  # relative; figures of one text differ by far more, rounding and 亩 → m² by less
_IGNORED = re.compile(r"[\s“”\"'‘’「」《》]")
_SCALE = re.compile(r"^(万亿|[万萬亿億])(?=.)")
_FACTOR = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "万亿": 1e12}

A = TypeVar("A")
B = TypeVar("B")


def norm(text: str) -> str:
    """A label as it is compared: NFKC, without quotation marks and spaces."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))


def compare(document: str, gold: Prediction, predicted: Prediction, ontology: Ontology) -> Iterator[Item]:
    """Every statement of both sides once, as found, missed or false; observations a second time without indicator."""
    gold, predicted = _normal(gold), _normal(predicted)
    pairs = match(gold.entities, predicted.entities, _same_entity)
    ids = {predicted.entities[p][0]: gold.entities[g][0] for g, p in pairs.items()}
    rules = _Rules(document, ids, _names(gold), _names(predicted), predicted.surest, ontology)
    yield from rules.items("entities", gold.entities, predicted.entities, _same_entity, rules.entity)
    yield from rules.items("relations", gold.relations, predicted.relations, rules.same_relation, rules.relation)
    yield from rules.items("attributes", gold.attributes, predicted.attributes, rules.same_attribute, rules.attribute)
    for group, same in (("observations", rules.same_observation), (LENIENT, rules.same_figure)):
        yield from rules.items(group, gold.observations, predicted.observations, same, rules.observation)


def match(gold: Sequence[A], predicted: Sequence[B], same: Callable[[A, B], int]) -> dict[int, int]:
    """Largest one-to-one matching, gold index → predicted index; a higher `same` is tried first (Kuhn's algorithm)."""
    grades = [[same(g, p) for p in predicted] for g in gold]
    choices = [sorted((p for p, n in enumerate(row) if n), key=lambda p, row=row: (-row[p], p)) for row in grades]
    taken: dict[int, int] = {}
    for start in sorted(range(len(gold)), key=lambda g: (-max(grades[g], default=0), g)):
        _place(start, choices, taken, set())
    return {g: p for p, g in sorted(taken.items(), key=lambda pair: pair[1])}


def _place(g: int, choices: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    for p in choices[g]:
        if p not in seen:
            seen.add(p)
            if p not in taken or _place(taken[p], choices, taken, seen):
                taken[p] = g
                return True
    return False


def _same_entity(gold: Labelled, predicted: Labelled) -> int:
    """0 for no match, 2 where the fullest names agree, else 1."""
    labels, others = [norm(label) for label in gold[2]], [norm(label) for label in predicted[2]]
    if gold[1] != predicted[1] or not set(labels) & set(others):
        return 0
    return 2 if labels[0] == others[0] else 1


@dataclass(frozen=True)
class _Rules:
    """When statements agree, given which predicted entity is which gold one (`ids`), and how they read."""

    document: str
    ids: dict[str, str]
    gold_names: dict[str, str]
    names: dict[str, str]
    surest: Mapping[tuple, tuple[float, str]]
    ontology: Ontology

    def items(
        self, group: str, gold: Sequence[A], predicted: Sequence[A], same: Callable, say: Callable
    ) -> Iterator[Item]:
        pairs = match(gold, predicted, same)
        found = set(pairs.values())
        for index, row in enumerate(gold):
            sure = self.surest.get(predicted[pairs[index]], ()) if index in pairs else ()
            yield Item(self.document, FOUND if index in pairs else MISSED, group, *say(row, self.gold_names), *sure)
        for index, row in enumerate(predicted):
            if index not in found:
                yield Item(self.document, FALSE, group, *say(row, self.names), *self.surest.get(row, ()))

    def same_relation(self, gold: Relation, predicted: Relation) -> bool:
        if (gold[0], gold[3]) != (predicted[0], predicted[3]):
            return False
        ends = (self._id(predicted[1]), self._id(predicted[2]))
        return gold[1:3] == ends or (self.ontology.relations[gold[0]].symmetric and gold[2:0:-1] == ends)

    def same_attribute(self, gold: Attribute, predicted: Attribute) -> bool:
        if gold[:2] != (self._id(predicted[0]), predicted[1]):
            return False
        return _same_value(gold[2], predicted[2]) and (gold[3] is None or gold[3] == predicted[3])

    def same_figure(self, gold: Observation, predicted: Observation) -> bool:
        """The right figure of the right entity, whatever the indicator is called."""
        return gold[0] == self._id(predicted[0]) and gold[3] == predicted[3] and _same_value(gold[2], predicted[2])

    def same_observation(self, gold: Observation, predicted: Observation) -> bool:
        return gold[1] == predicted[1] and self.same_figure(gold, predicted)

    def entity(self, row: Labelled, names: dict[str, str]) -> tuple[str, str]:
        return row[1], " = ".join(row[2])

    def relation(self, row: Relation, names: dict[str, str]) -> tuple[str, str]:
        title = f" ({row[3]})" if row[3] else ""
        return row[0], f"{names.get(row[1], row[1])} → {names.get(row[2], row[2])}{title}"

    def attribute(self, row: Attribute, names: dict[str, str]) -> tuple[str, str]:
        return row[1], f"{names.get(row[0], row[0])}: {_say(row[2], row[3])}"

    def observation(self, row: Observation, names: dict[str, str]) -> tuple[str, str]:
        return "", f"{names.get(row[0], row[0])}: {row[1]} {_say(row[2], row[3])}"

    def _id(self, predicted: str) -> str | None:
        """The gold entity that this one is, or None; the document is the same on both sides."""
        return DOC if predicted == DOC else self.ids.get(predicted)


def _same_value(gold: float | str, predicted: float | str) -> bool:
    if isinstance(gold, str) or isinstance(predicted, str):
        return gold == predicted
    return abs(gold - predicted) <= TOLERANCE * max(abs(gold), abs(predicted))


def _normal(side: Prediction) -> Prediction:
    """The same statements with comparable titles, indicators, values and units, each once."""
    relations = {row: (*row[:3], row[3] and norm(row[3])) for row in side.relations}
    attributes = {row: (*row[:2], *_measure(row[2], row[3])) for row in side.attributes}
    observations = {row: (row[0], norm(row[1]), *_measure(row[2], row[3]), *row[4:]) for row in side.observations}
    plain = relations | attributes | observations
    sure: dict[tuple, tuple[float, str]] = {}
    for row, said in side.surest.items():
        sure[plain[row]] = max(said, sure.get(plain[row], said))
    rows = (relations.values(), attributes.values(), observations.values())
    return Prediction(tuple(dict.fromkeys(side.entities)), *(tuple(dict.fromkeys(each)) for each in rows), sure)


def _measure(value: float | str, unit: str | None) -> tuple[float | str, str | None]:
    """Number words at the front of a unit are multiplied out: 30 亿人次 → 3000000000 人次."""
    unit = norm(unit) or None if unit else None
    if isinstance(value, str):
        return norm(value), unit
    if unit is not None and (scale := _SCALE.match(unit)):
        return value * _FACTOR[scale[1]], unit[scale.end() :]
    return value, unit


def _names(side: Prediction) -> dict[str, str]:
    return {row[0]: row[2][0] for row in side.entities}


def _say(value: float | str, unit: str | None) -> str:
    shown = value if isinstance(value, str) else f"{value:.15g}"
    return f"{shown} {unit}" if unit else shown
