"""Choosing one of several candidates with a log-linear model.

Comes in: candidates as tuples of features. Goes out: how good each is, and how probable the best one is. The model is
a table feature → weight; weights are by `training/train_values.py`, which makes the right candidate of each choice
likely (softmax over its candidates; McFadden 1974).
"""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

MODELS = Path(__file__).parents[1] / "models" / "values"
CHOSEN = "chosen"  # the rule of what a model chose and no rule did
SUREST = 0.99  # a confidence


class Ranker:
    """A table of weights. Features without one say nothing."""

    def __init__(self, weights: Mapping[str, float]):
        self.weights = weights

    def __bool__(self) -> bool:
        return bool(self.weights)

    @staticmethod
    def read(path: Path) -> Ranker:
        """The ranker in a file, an empty one where there is none."""
        if not path.is_file():
            return Ranker({})
        with lzma.open(path, "rt", encoding="utf-8") as file:
            return Ranker(json.load(file))

    def score(self, features: Iterable[str]) -> float:
        """The weights of the features, summed."""
        get = self.weights.get
        return sum([get(feature, 0.0) for feature in features])


def best(scores: Sequence[float]) -> tuple[int, float]:
    """The first of the highest scores and its share of the probability."""
    highest = max(scores)
    return scores.index(highest), 1 / sum(math.exp(score - highest) for score in scores)
