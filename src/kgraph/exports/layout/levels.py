"""A connected net → positions: a rough sketch of few nodes first, then finer ones.

In: a connected `Net`, or many small ones at once. Out: an array (nodes, 2), in the unit of `forces`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kgraph.exports.layout.forces import Push, by_meshes, by_pairs, settle
from kgraph.exports.layout.nets import Array, Net, coarser

SKETCH = 250  # nodes; below that every pair is worked out
FEWER = 0.9  # a coarse net with more than this share of the nodes is no help
NEAR = 0.2  # how far from each other the nodes of a group begin, in edges; 0.1–0.5 tried: no difference
MESHES = ((4_000, 128), (20_000, 256), (math.inf, 512))  # up to so many nodes: meshes a side
SKETCHING, REFINING = 200, 50  # rounds; with half of them edges are 6 % longer, with twice as many 6 % shorter
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def draw(net: Net) -> Array:
    """Positions of a connected net of any size."""
    if net.size <= SKETCH:
        return sketch(net, [net.size])
    rough, group = coarser(net)
    if rough.size > FEWER * net.size:
        return settle(net, _fresh(net, np.arange(net.size)), _meshes(net.size), SKETCHING, (3.0, 0.05))
    places = draw(rough)
    edges = places[group[net.first]] - places[group[net.second]]
    lengths = (edges * edges).sum(1)
    unit = math.sqrt(float(np.median(lengths[lengths > 0]))) if (lengths > 0).any() else 1.0
    return settle(net, places[group] + sunflower(_rank(group)) * unit * NEAR, _meshes(net.size), REFINING, (1.0, 0.05))


def sketch(net: Net, sizes: Sequence[int]) -> Array:
    """Positions of small nets at once: the nodes of each stand side by side in `net`, `sizes` says how many."""
    ends = np.cumsum([0, *sizes])
    pairs = [np.stack(np.triu_indices(size, 1), 1) + start for size, start in zip(sizes, ends, strict=False)]
    rank = np.concatenate([np.arange(size) for size in sizes])
    return settle(net, _fresh(net, rank), by_pairs(*np.concatenate(pairs).T), SKETCHING, (3.0, 0.05))


def sunflower(rank: Array) -> Array:
    """The places of a sunflower's seeds, about 1 apart."""
    angle, away = rank * _GOLDEN_ANGLE, np.sqrt(rank.astype(float))
    return np.stack([away * np.cos(angle), away * np.sin(angle)], 1)


def _fresh(net: Net, rank: Array) -> Array:
    return sunflower(rank) * math.sqrt(float(net.mass.mean()))


def _rank(group: Array) -> Array:
    """The number of each node within its group, from 0."""
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], group[order])
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - first
    return rank


def _meshes(size: int) -> Push:
    return by_meshes(next(width for most, width in MESHES if size <= most))
