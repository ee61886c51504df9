"""A linear-chain CRF that was trained elsewhere: weights of keys and of label pairs, and what they say of a text.

Comes in: `Columns` and sequences [start, end). Goes out: the best labels and how probable each is.
Source: Lafferty, McCallum, Pereira 2001. Where the label O is sure a sequence is cut in two: the label of such a
character makes what stands left of it independent of what stands right, and short pieces are read side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from kgraph.mentions.columns import Columns

SCALE = 1024  # weights are kept as whole numbers of 1/1024
SURE = 6 * SCALE  # O leads by so much; 2 labels in 10,000 are others than without cuts, and it is 1.9 times as fast
RESCALE = 16  # characters after which forward and backward sums are made small again
LOAD = 2  # places of the look-up table for each key


@dataclass(frozen=True)
class Layer:
    """`labels` of the columns `first`... of the weights; `transitions[a, b]` is the weight of b after a, in units
    of 1/1024 (int32)."""

    name: str
    labels: tuple[str, ...]
    transitions: np.ndarray
    first: int

    @cached_property
    def outside(self) -> int:
        return self.labels.index("O")


class Model:
    """Sorted `keys` uint64 [K], `weights` int16 [K, labels of all layers]."""

    def __init__(self, keys: np.ndarray, weights: np.ndarray, layers: Sequence[Layer]):
        self.keys = np.append(keys, np.uint64(2**64 - 1))
        self.weights, self.layers = weights, tuple(layers)
        bits = max(1, int(len(keys) * LOAD).bit_length())
        self.shift = np.uint64(64 - bits)
        self.begin = np.searchsorted(keys, np.arange(1 << bits, dtype=np.uint64) << self.shift).astype(np.int32)

    @classmethod
    def read(cls, path: Path) -> Model:
        with np.load(path, allow_pickle=False) as stored:
            return cls.from_arrays(stored)

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray]) -> Model:
        """The inverse of `arrays`."""
        layers, first = [], 0
        for name in stored["layers"].tolist():
            labels = tuple(stored[f"{name}.labels"].tolist())
            layers.append(Layer(name, labels, stored[f"{name}.transitions"], first))
            first += len(labels)
        keys, sizes = stored["keys"], stored["sizes"]
        weights = np.zeros((len(keys), first), np.int16)
        weights[np.repeat(np.arange(len(keys)), sizes), stored["places"]] = stored["values"]
        return cls(keys, weights, layers)

    def arrays(self) -> dict[str, np.ndarray]:
        """What a file holds: only the weights that are not zero."""
        rows, places = np.nonzero(self.weights)
        sizes = np.bincount(rows, minlength=len(self.weights)).astype(np.uint8)
        stored = {"layers": np.array([layer.name for layer in self.layers]), "keys": self.keys[:-1], "sizes": sizes}
        stored |= {"places": places.astype(np.uint8), "values": self.weights[rows, places]}
        for layer in self.layers:
            stored[f"{layer.name}.labels"] = np.array(layer.labels)
            stored[f"{layer.name}.transitions"] = layer.transitions
        return stored

    def write(self, path: Path) -> None:
        np.savez(path, allow_pickle=False, **self.arrays())

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Which of `keys` the model knows, and their rows."""
        at = self.begin[keys >> self.shift]
        open_ = np.flatnonzero(self.keys[at] < keys)
        while len(open_):
            at[open_] += 1
            open_ = open_[self.keys[at[open_]] < keys[open_]]
        known = np.flatnonzero(self.keys[at] == keys)
        return known, at[known]

    def scores(self, columns: Columns) -> np.ndarray:
        """int32 [characters, labels of all layers], in units of 1/1024."""
        width, length = columns.dense.shape
        total = np.zeros((length, self.weights.shape[1]), np.int32)
        known, rows = self.find(np.ascontiguousarray(columns.dense.T).ravel())
        _add(total, known // width, self.weights[rows])
        known, rows = self.find(columns.keys)
        _add(total, columns.rows[known], self.weights[rows])
        return total


def _add(total: np.ndarray, places: np.ndarray, weights: np.ndarray) -> None:
    """Add each row of `weights` to `total` at its place; `places` do not fall."""
    if len(places):
        first = np.flatnonzero(np.diff(places, prepend=-1))
        total[places[first]] += np.add.reduceat(weights, first, axis=0, dtype=np.int32)


@dataclass(frozen=True)
class Pieces:
    """Pieces of sequences, longest first: `starts`, `lengths`, and whether a sure O stands before and after each."""

    starts: np.ndarray
    lengths: np.ndarray
    after: np.ndarray
    before: np.ndarray

    @cached_property
    def active(self) -> list[int]:
        """How many pieces are longer than t, for each t."""
        longest = int(self.lengths.max(initial=0))
        return (len(self.lengths) - np.searchsorted(self.lengths[::-1], np.arange(longest), side="right")).tolist()

    @cached_property
    def places(self) -> np.ndarray:
        """Where the character t of each piece stands: [t, piece]; beyond its end, the piece's last character."""
        offsets = np.minimum(np.arange(len(self.active))[:, None], self.lengths - 1)
        return self.starts + offsets

    def only(self, chosen: np.ndarray) -> Pieces:
        return Pieces(self.starts[chosen], self.lengths[chosen], self.after[chosen], self.before[chosen])


def pieces(scores: np.ndarray, outside: int, sequences: Sequence[tuple[int, int]]) -> Pieces:
    """What is left of the sequences without the characters where O is sure."""
    rest = np.delete(scores, outside, axis=1).max(axis=1, initial=-(1 << 30))
    open_ = np.zeros(len(scores) + 1, bool)
    breaks = np.zeros(len(scores) + 1, bool)
    for start, end in sequences:
        open_[start:end] = True
        breaks[start] = breaks[end] = True
    sequence = open_.copy()
    open_[:-1] &= scores[:, outside] - rest < SURE
    before = np.concatenate([[False], open_[:-1]])
    starts = np.flatnonzero(open_ & (~before | breaks))
    ends = np.flatnonzero(before & (~open_ | breaks))
    order = np.argsort(starts - ends, kind="stable")
    starts, ends = starts[order], ends[order]
    return Pieces(starts, ends - starts, sequence[starts - 1] & ~breaks[starts], sequence[ends] & ~breaks[ends])


def best(layer: Layer, scores: np.ndarray, found: Pieces) -> np.ndarray:
    """The best label of each character (Viterbi), O outside the pieces."""
    labels = np.full(len(scores), layer.outside)
    active, steps = found.active, layer.transitions
    if not active:
        return labels
    here = np.ascontiguousarray(scores[found.places].transpose(0, 2, 1))  # [t, label, piece]
    after, before = steps[layer.outside][:, None], steps[:, layer.outside][:, None]
    alphas, wide = [here[0] + np.where(found.after, after, 0)], steps[:, :, None]
    for t, n in enumerate(active[1:], start=1):
        alphas.append((alphas[-1][:, None, :n] + wide).max(axis=0) + here[t, :, :n])
    chosen = np.zeros((len(active), len(found.starts)), int)
    for t in range(len(active) - 1, -1, -1):
        n, following = active[t], active[t + 1] if t + 1 < len(active) else 0
        if following < n:
            ends = alphas[t][:, following:] + np.where(found.before[following:n], before, 0)
            chosen[t, following:n] = ends.argmax(axis=0)
        if following:
            chosen[t, :following] = (alphas[t][:, :following] + steps[:, chosen[t + 1, :following]]).argmax(axis=0)
    inside = np.arange(len(active))[:, None] < found.lengths
    labels[found.places[inside]] = chosen[inside]
    return labels


def probabilities(layer: Layer, scores: np.ndarray, found: Pieces, labels: np.ndarray) -> np.ndarray:
    """How probable `labels` are, each character by itself (forward and backward), 1 where no label but O is near."""
    result = np.ones(len(scores))
    names = np.concatenate([[0], np.cumsum(labels != layer.outside)])
    found = found.only(np.flatnonzero(names[found.starts + found.lengths] > names[found.starts]))
    if not len(found.starts):
        return result
    active, steps = found.active, np.exp(layer.transitions / SCALE)
    here = scores[found.places]
    weights = np.exp((here - here.max(axis=2, keepdims=True)) / SCALE)  # [t, piece, label]
    forward, backward = np.empty_like(weights), np.empty_like(weights)
    forward[0] = weights[0] * np.where(found.after[:, None], steps[layer.outside], 1.0)
    for t, n in enumerate(active[1:], start=1):
        np.matmul(forward[t - 1, :n], steps, out=forward[t, :n])
        forward[t, :n] *= weights[t, :n]
        if t % RESCALE == 0:
            forward[t, :n] /= forward[t, :n].max(axis=1, keepdims=True)
    last = np.where(found.before[:, None], steps[:, layer.outside], 1.0)
    for t in range(len(active) - 1, -1, -1):
        n, following = active[t], active[t + 1] if t + 1 < len(active) else 0
        backward[t, following:n] = last[following:n]
        if following:
            np.matmul(weights[t + 1, :following] * backward[t + 1, :following], steps.T, out=backward[t, :following])
            if t % RESCALE == 0:
                backward[t, :following] /= backward[t, :following].max(axis=1, keepdims=True)
    inside = np.arange(len(active))[:, None] < found.lengths
    places, both = found.places[inside], forward[inside] * backward[inside]
    result[places] = both[np.arange(len(both)), labels[places]] / both.sum(axis=1)
    return result
