"""Candidate claims with their probabilities, by maximum-entropy models of relations.

Comes in: pairs of chains with features. Goes out: a `Scored` for each pair and relation; those of an enumeration drawn
together (`smooth`), and which is the surest of a thing (`firsts`).
"""

from __future__ import annotations

import json
import lzma
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from types import MappingProxyType

import numpy as np

from kgraph.claims import pairs, shapes
from kgraph.claims.pairs import AROUND, SIDES
from kgraph.ontology import Relation

SCALE = 10_000  # weights have four decimals
NONE: Mapping = MappingProxyType({})
UNKNOWN = 0  # the row of features without a weight
TYPED = re.compile(r"([A-Z]\w*-[A-Z]\w*)\.")  # begins a feature that is seen with the classes of both ends


@dataclass(frozen=True)
class Scored:
    """A candidate claim: a relation between the head and the target of a pair, and its probability."""

    relation: str
    pair: pairs.Pair
    probability: float


def smooth(scored: list[Scored], own_weights: Mapping[str, float]) -> Iterator[Scored]:
    """Each candidate with its probability drawn towards the mean of its enumeration (same relation, other end, list).

    `own_weights` gives for each relation how much of its own probability a pair keeps (1: all of it)."""
    groups: dict[tuple, list[float]] = defaultdict(list)
    for item in scored:
        for members in item.pair.lists:
            groups[item.relation, members].append(item.probability)
    mean = {key: sum(found) / len(found) for key, found in groups.items()}
    for item in scored:
        own = own_weights[item.relation]
        means = [mean[item.relation, members] for members in item.pair.lists]
        shared = sum(means) / len(means) if means else item.probability
        yield Scored(item.relation, item.pair, own * item.probability + (1 - own) * shared)


def firsts(scored: Sequence[Scored], sure: Sequence[float]) -> list[bool]:
    """Which candidates are the surest of their relation, head and class of target; `sure` says how sure each is. Most
    things are in one place, or part of one: what comes second has to be surer (`further`)."""
    best: dict[tuple, tuple[float, int]] = {}
    for number, item in enumerate(scored):
        key = (item.relation, id(item.pair.head), item.pair.target.item.type)
        if key not in best or sure[number] > best[key][0]:
            best[key] = sure[number], number
    chosen = {number for _, number in best.values()}
    return [number in chosen for number in range(len(scored))]


class Weights:
    """The models of all relations in one table: `rows` tells the row of a feature, a column is a relation's; in units
    of 1/SCALE, so that sums are exact."""

    def __init__(self, models: Mapping[str, Mapping[str, float]]):
        self.columns = {name: number for number, name in enumerate(sorted(models))}
        self.rows: dict[str, int] = {}
        places = {name: [self.rows.setdefault(f, len(self.rows) + 1) for f in model] for name, model in models.items()}
        self.table = np.zeros((len(self.rows) + 1, len(models)), np.int32)
        self.typed: dict[str, dict[str, int]] = defaultdict(dict)  # by the classes of both ends
        for feature, row in self.rows.items():
            if found := TYPED.match(feature):
                self.typed[found[1]][feature[found.end() :]] = row
        for name, model in models.items():
            self.table[places[name], self.columns[name]] = np.rint(np.array(list(model.values())) * SCALE)
        self.around = {
            side: {f[1:]: row for f, row in self.rows.items() if f.startswith(tuple(side + mark for mark in AROUND))}
            for side in SIDES
        }
        self.kinds = {kind: number for number, kind in enumerate(("", *sorted(self.typed)))}
        untyped = [self.rows.get(name, UNKNOWN) for name in shapes.NAMES]
        typed = [[self.typed.get(kind, NONE).get(name, UNKNOWN) for name in shapes.NAMES] for kind in self.kinds]
        self.shapes = (self.table[untyped] + self.table[typed]).reshape(-1, len(models)).astype(np.int64)

    def scored(
        self, found: Sequence[tuple[pairs.Pair, Sequence[Relation]]], least: Mapping[str, float] = NONE
    ) -> Iterator[Scored]:
        """Each pair with each of its relations that has a model. Of pairs that stand in no enumeration and of which
        patterns say nothing only those as probable as `least` says of the relation, 0 where it says nothing."""
        floors = {name: _odds(least.get(name, 0.0)) * SCALE for name in self.columns}
        sums = self._sums([pair for pair, _ in found])
        for (pair, relations), row in zip(found, sums.tolist(), strict=True):
            bound = pair.told or pair.lists
            for relation in relations:
                name = relation.name
                if name in self.columns and (bound or row[self.columns[name]] >= floors[name]):
                    yield Scored(name, pair, _squashed(row[self.columns[name]] / SCALE))

    def _sums(self, found: Sequence[pairs.Pair]) -> np.ndarray:
        """int64 [pairs, relations]. What stands around a name, and what it is, is summed once, since it stands in many
        pairs."""
        if not found:
            return np.zeros((0, len(self.columns)), np.int64)
        parts = _Parts()
        groups = []
        for pair in found:
            typed = self.typed.get(pair.kind, NONE)
            own = [parts.once((id(part), pair.kind), part, self.rows, typed) for part in pair.own]
            sides = zip(SIDES, pair.around, strict=True)
            around = [parts.once((id(part), side), part, self.around[side]) for side, part in sides]
            between = parts.once(id(pair.between), pair.between, self.rows)
            groups.append((*own, *around, between, parts.add(pair.ends, typed), parts.add(pair.said, self.rows)))
        return parts.sums(self.table)[np.array(groups)].sum(axis=1) + self._lying(found)

    def _lying(self, found: Sequence[pairs.Pair]) -> np.ndarray:
        """What the shapes of pairs weigh."""
        sizes = [len(pair.shape) for pair in found]
        first = np.array([self.kinds.get(pair.kind, 0) for pair in found]) * len(shapes.NAMES)
        rows = np.fromiter(chain.from_iterable(pair.shape for pair in found), np.int64, sum(sizes))
        return np.add.reduceat(self.shapes[rows + np.repeat(first, sizes)], np.cumsum([0, *sizes[:-1]]))


class _Parts:
    """Groups of features, each summed once."""

    def __init__(self):
        self.flat: list[int] = []  # rows of the table, group after group
        self.starts: list[int] = []
        self.numbers: dict[object, int] = {}

    def add(self, features: Sequence[str], *tables: Mapping[str, int]) -> int:
        """The number of a new group: the rows of the features in each table."""
        self.starts.append(len(self.flat))
        for rows in tables:
            self.flat.extend(map(rows.get, features, repeat(UNKNOWN)))
        return len(self.starts) - 1

    def once(self, key: object, features: Sequence[str], *tables: Mapping[str, int]) -> int:
        """The number of the group of this key."""
        if key not in self.numbers:
            self.numbers[key] = self.add(features, *tables)
        return self.numbers[key]

    def sums(self, table: np.ndarray) -> np.ndarray:
        """int64 [groups, relations]"""
        upto = np.zeros((len(self.flat) + 1, table.shape[1]), np.int64)
        np.cumsum(table[self.flat], axis=0, out=upto[1:])
        return upto[[*self.starts[1:], len(self.flat)]] - upto[self.starts]


def probability(model: Mapping[str, float], features: Iterable[str]) -> float:
    """The logistic model's probability: the weights of the features that it knows, summed and squashed."""
    return _squashed(sum(weight for weight in map(model.get, features) if weight is not None))


def _squashed(weight: float) -> float:
    return 1 / (1 + math.exp(-weight))


def _odds(probability: float) -> float:
    """Log odds; the other way round than `_squashed`."""
    return math.log(probability / (1 - probability)) if probability > 0 else -math.inf


def read_model(path: Path) -> dict[str, float]:
    """Feature → weight (log odds)."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
