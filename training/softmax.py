"""Trains log-linear models of choices: weights that make the right candidate of each choice likely.

Comes in: `Choice`s, each a list of candidates (tuples of features) with the numbers of the right ones. Goes out:
feature → weight, of least loss with a penalty on the weights' squares (L-BFGS; Nocedal 1980). Same choices, same
weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

MEMORY = 8  # earlier steps that a step learns from
LEAST_STEP = 1e-8
DECIMALS = 3  # of a weight


@dataclass(frozen=True)
class Choice:
    candidates: list[tuple[str, ...]]
    right: frozenset[int]


class Problem:
    """The choices as arrays: the features of all candidates, one after the other."""

    def __init__(self, choices: Sequence[Choice], least: int):
        seen = Counter(f for c in choices for f in {f for row in c.candidates for f in row})
        self.names = sorted(f for f, count in seen.items() if count >= least)
        number = {name: i for i, name in enumerate(self.names)}
        rows = [[number[f] for f in row if f in number] for c in choices for row in c.candidates]
        self.rows = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        self.features = np.array([i for row in rows for i in row], dtype=np.int64)
        self.count = len(rows)
        sizes = [len(c.candidates) for c in choices]
        self.starts = np.cumsum([0, *sizes[:-1]])
        self.choice = np.repeat(np.arange(len(choices)), sizes)
        self.right = np.array([i in c.right for c in choices for i in range(len(c.candidates))])

    def loss(self, weights: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
        """The loss and its slope."""
        scores = np.bincount(self.rows, weights[self.features], self.count)
        all_, sums = self._shares(scores)
        right, rights = self._shares(np.where(self.right, scores, -np.inf))
        slope = np.bincount(self.features, (all_ - right)[self.rows], len(weights))
        return float((sums - rights).sum() + penalty / 2 * weights @ weights), slope + penalty * weights

    def _shares(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each candidate's share of its choice, and the logarithm of each choice's sum."""
        top = np.maximum.reduceat(scores, self.starts)
        powers = np.exp(scores - top[self.choice])
        sums = np.add.reduceat(powers, self.starts)
        return powers / sums[self.choice], np.log(sums) + top


def train(choices: Sequence[Choice], penalty: float, steps: int, least: int, smallest: float) -> dict[str, float]:
    """The weights of features that `least` choices have; those below `smallest` are left out."""
    problem = Problem([c for c in choices if c.right], least)
    weights = minimise(lambda w: problem.loss(w, penalty), len(problem.names), steps)
    pairs = zip(problem.names, weights.tolist(), strict=True)
    return {name: round(weight, DECIMALS) for name, weight in pairs if abs(weight) >= smallest}


def minimise(loss: Callable[[np.ndarray], tuple[float, np.ndarray]], size: int, steps: int) -> np.ndarray:
    """Where a smooth function is least, from zero on, in at most so many steps."""
    here, history = np.zeros(size), []
    value, slope = loss(here)
    for _ in range(steps):
        way = -_direction(slope, history)
        length = 1.0 if history else 1 / max(1.0, float(np.abs(slope).sum()))
        while True:
            there = here + length * way
            new_value, new_slope = loss(there)
            if new_value <= value + 1e-4 * length * float(way @ slope) or length < LEAST_STEP:
                break
            length /= 2
        if value - new_value < 1e-6 * abs(value):
            break
        if (there - here) @ (new_slope - slope) > 0:
            history = [*history[1 - MEMORY :], (there - here, new_slope - slope)]
        here, value, slope = there, new_value, new_slope
    return here


def _direction(slope: np.ndarray, history: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The slope turned by what earlier steps told of the curvature."""
    way, parts = slope.copy(), []
    for step, turn in reversed(history):
        part = float(step @ way) / float(step @ turn)
        way -= part * turn
        parts.append(part)
    if history:
        step, turn = history[-1]
        way *= float(step @ turn) / float(turn @ turn)
    for (step, turn), part in zip(history, reversed(parts), strict=True):
        way += (part - float(turn @ way) / float(step @ turn)) * step
    return way
