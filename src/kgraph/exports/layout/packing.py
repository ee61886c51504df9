"""Room for every node: nodes that overlap are pushed apart, and unconnected parts stand side by side.

In: positions, arrays (nodes, 2), and radii, in units of the picture. Out: positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from kgraph.exports.layout.nets import Array

ROUNDS = 40  # of pushing apart; stops before where nothing overlaps
CROWD = 2.0  # others that a node may have in its cell on the average before everything is drawn larger; a choice
LARGER = 1.3


def spread(places: Array, radius: Array) -> Array:
    """Positions at which hardly any two discs overlap. Where too many do, all is drawn larger first."""
    reach = 2.0 * float(np.quantile(radius, 0.99))  # a few hubs are larger; that they keep their room costs too much
    while _crowd(places, reach) > CROWD:
        places = places * LARGER
    for _ in range(ROUNDS):
        one, other = _near(places, reach)
        along = places[other] - places[one]
        apart = np.sqrt((along * along).sum(1))
        short = radius[one] + radius[other] - apart
        close = short > 1e-3
        if not close.any():
            break
        one, other, along, apart, short = one[close], other[close], along[close], apart[close], short[close]
        along[apart == 0] = (1.0, 0.0)
        move = along * (0.5 * short / np.maximum(apart, 1e-9))[:, None]
        move[apart == 0] = np.stack([0.5 * short, np.zeros(len(short))], 1)[apart == 0]
        for axis in (0, 1):
            size = len(places)
            places[:, axis] += np.bincount(other, move[:, axis], size) - np.bincount(one, move[:, axis], size)
    return places


def centres(radii: Sequence[float]) -> Array:
    """Where discs (largest first) stand that do not overlap: the first in the middle, the others in rings around it."""
    found = [(0.0, 0.0)] if radii else []
    inner = radii[0] if radii else 0.0
    for ring in _rings(radii, inner):
        thick = radii[ring[0]]
        away = inner + thick
        turns = [2 * math.asin(min(1.0, radii[number] / away)) for number in ring]
        stretch = 2 * math.pi / sum(turns) if ring[-1] + 1 < len(radii) else 1.0
        angle = 0.0
        for turn in turns:
            middle = (angle + turn / 2) * stretch
            found.append((away * math.cos(middle), away * math.sin(middle)))
            angle += turn
        inner += 2 * thick
    return np.array(found).reshape(-1, 2)


def _rings(radii: Sequence[float], inner: float) -> Iterator[list[int]]:
    """The numbers of the discs of each ring, from the inside out."""
    ring: list[int] = []
    used = 0.0
    for number in range(1, len(radii)):
        thick = radii[ring[0]] if ring else radii[number]
        turn = 2 * math.asin(min(1.0, radii[number] / (inner + thick)))
        if ring and used + turn > 2 * math.pi:
            yield ring
            inner += 2 * thick
            ring, used = [], 0.0
            turn = 2 * math.asin(min(1.0, radii[number] / (inner + radii[number])))
        ring.append(number)
        used += turn
    if ring:
        yield ring


def _crowd(places: Array, reach: float) -> float:
    """How many others a node has in its cell, on the average."""
    _, count = np.unique(_cells(places, reach)[0], return_counts=True)
    return float((count * (count - 1)).sum() / len(places))


def _cells(places: Array, reach: float) -> tuple[Array, int]:
    """The cell of each place in a grid of meshes `reach` wide, row by row, and how many there are in a row."""
    cell = np.floor(places / reach).astype(np.int64)
    cell -= cell.min(0) - 1
    across = int(cell[:, 1].max()) + 2
    return cell[:, 0] * across + cell[:, 1], across


def _near(places: Array, reach: float) -> tuple[Array, Array]:
    """All pairs of nodes nearer than `reach`, each once, in one fixed order."""
    key, across = _cells(places, reach)
    order = np.argsort(key, kind="stable")
    key = key[order]
    found = []
    for shift in (0, 1, across - 1, across, across + 1):  # each pair of neighbouring cells once
        begin = np.searchsorted(key, key + shift, "left") if shift else np.arange(len(key)) + 1
        end = np.searchsorted(key, key + shift, "right")
        count = end - begin
        one = np.repeat(np.arange(len(key)), count)
        other = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(begin, count)
        way = places[order[one]] - places[order[other]]
        near = (way * way).sum(1) < reach * reach
        found.append((order[one[near]], order[other[near]]))
    return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])
