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
from pathlib import Path

import numpy as np

from kgraph.claims import pairs
from kgraph.ontology import Relation

SCALE = 10_000  # weights have four decimals
TYPED = re.compile(r"((?:[A-Z]\w\w){2})\.")  # begins a feature that is seen with the classes of both ends


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
        places = {name: [self.rows.setdefault(f, len(self.rows)) for f in model] for name, model in models.items()}
        self.table = np.zeros((len(self.rows), len(models)), np.int32)
        self.typed: dict[str, dict[str, int]] = defaultdict(dict)  # by the classes of both ends
        for feature, row in self.rows.items():
            if found := TYPED.match(feature):
                self.typed[found[1]][feature[found.end() :]] = row
        for name, model in models.items():
            self.table[places[name], self.columns[name]] = np.rint(np.array(list(model.values())) * SCALE)

    def scored(self, found: Sequence[tuple[pairs.Pair, Sequence[Relation]]]) -> Iterator[Scored]:
        """Each pair with each of its relations that has a model."""
        sums = self._sums([pair for pair, _ in found])
        for (pair, relations), row in zip(found, sums.tolist(), strict=True):
            for relation in relations:
                if relation.name in self.columns:
                    yield Scored(relation.name, pair, _squashed(row[self.columns[relation.name]] / SCALE))

    def _sums(self, found: Sequence[pairs.Pair]) -> np.ndarray:
        """int64 [pairs, relations]. What stands around a name is summed once, since it stands in many pairs."""
        total = np.zeros((len(found), len(self.columns)), np.int64)
        kept: dict[int, np.ndarray] = {}
        flat, starts = [], []
        for number, pair in enumerate(found):
            starts.append(len(flat))
            flat += _known(self.rows, (*pair.shape, *pair.between, *pair.said))
            flat += _known(self.typed.get(pair.kind, {}), pair.shape)
            for part in pair.around:
                if id(part) not in kept:
                    kept[id(part)] = self.table[_known(self.rows, part)].sum(axis=0, dtype=np.int64)
                total[number] += kept[id(part)]
        if flat:
            sums = np.concatenate([np.zeros((1, total.shape[1]), np.int64), self.table[flat].cumsum(0, np.int64)])
            total += sums[[*starts[1:], len(flat)]] - sums[starts]
        return total


def _known(rows: Mapping[str, int], features: Iterable[str]) -> list[int]:
    return [row for row in map(rows.get, features) if row is not None]


def probability(model: Mapping[str, float], features: Iterable[str]) -> float:
    """The logistic model's probability: the weights of the features that it knows, summed and squashed."""
    return _squashed(sum(weight for weight in map(model.get, features) if weight is not None))


def _squashed(weight: float) -> float:
    return 1 / (1 + math.exp(-weight))


def read_model(path: Path) -> dict[str, float]:
    """Feature → weight (log odds)."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
