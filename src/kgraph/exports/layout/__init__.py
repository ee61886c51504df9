"""Graph → a position for each node, the same on every run: {node: (x, y)}.

Each connected part is drawn by forces, from a rough sketch to the finished picture (`levels`); nodes are given room and
the parts are set side by side, the largest in the middle, single nodes on the rim (`packing`). Above `MOST_NODES`
nothing is placed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kgraph.exports.layout import levels, nets, packing
from kgraph.exports.layout.nets import Array

__all__ = ["MOST_NODES", "Positions", "positions"]

MOST_NODES = 200_000  # nodes; docs/gephi.md has time and memory for 100,000
SPACING = 60.0  # picture units for a unit of the forces: a lone pair stands 90 apart; node sizes are 6–60
SMALL = 64  # nodes; parts up to this size are drawn together, which is faster than one by one
BATCH = 200_000  # twice the pairs of nodes that are drawn together; keeps memory low
ROOM, PER_ROOT, MOST_ROOM = 6.0, 2.0, 36.0  # radius of a node, what the root of its degree adds, the most; as in GEXF
GAP = 10.0  # units left free around a part

Positions = dict[str, tuple[float, float]]


def positions(graph: Any) -> Positions:
    """Where each node stands; empty for an empty graph and for one with more than `MOST_NODES`."""
    if not 0 < len(graph) <= MOST_NODES:
        return {}
    nodes = sorted(graph)
    net = nets.of_graph(graph, nodes)
    parts = nets.components(net)
    order = np.concatenate(parts)
    degrees = np.array([float(graph.degree(node)) for node in nodes])[order]
    radius = np.minimum(ROOM + PER_ROOT * np.sqrt(degrees), MOST_ROOM)
    ends = np.cumsum([0, *map(len, parts)])
    places = np.zeros((net.size, 2))
    for begin, end, drawn in _drawn(nets.renumbered(net, order), ends, radius):
        places[begin:end] = drawn
    final = np.empty_like(places)
    final[order] = _side_by_side(places, radius, ends)
    return {node: (x, y) for node, (x, y) in zip(nodes, (np.round(final, 2) + 0.0).tolist(), strict=True)}


def _drawn(net: nets.Net, ends: Array, radius: Array) -> Iterator[tuple[int, int, Array]]:
    """(first node, one past the last, their positions) of each part; small parts of about the same size together."""
    sizes = np.diff(ends).tolist()
    number = 0
    while number < len(sizes) and sizes[number] > 1:
        size = sizes[number]
        many = 1 if size > SMALL else max(1, BATCH // (size * size))
        batch = [each for each in sizes[number : number + many] if each > 1]
        begin, end = int(ends[number]), int(ends[number + len(batch)])
        piece = nets.cut(net, begin, end)
        if size > SMALL:
            yield begin, end, packing.spread(levels.draw(piece) * SPACING, radius[begin:end])
        else:
            yield begin, end, levels.sketch(piece, batch) * SPACING
        number += len(batch)


def _side_by_side(places: Array, radius: Array, ends: Array) -> Array:
    """The parts around their own middles, and those around the middle of the picture."""
    begins, sizes = ends[:-1], np.diff(ends)
    middle = np.add.reduceat(places, begins) / sizes[:, None]
    around = places - np.repeat(middle, sizes, axis=0)
    reach = np.maximum.reduceat(np.sqrt((around * around).sum(1)) + radius, begins)
    wide = np.argsort(-reach, kind="stable")
    centre = np.empty_like(middle)
    centre[wide] = packing.centres((reach[wide] + GAP).tolist())
    return around + np.repeat(centre, sizes, axis=0)
