"""Graph → a position for each node, the same on every run: {node: (x, y)}.

The `SPRING_NODES` best connected nodes get a force-directed layout; every other node stands in a small spiral around
its best connected neighbour, one without neighbours on the rim; above `MOST_NODES` nothing is placed.
"""

from __future__ import annotations

import math
from typing import Any

import rustworkx

SPRING_NODES = 1_000  # nodes; 0.4 s at 1,000 and 80 iterations, 1.5 s at 2,000, 22 s at 10,000 (one core)
MOST_NODES = 100_000  # nodes; above that a viewer lays out better than a file can
SPACING = 60.0  # units between neighbours; node sizes are 6–60
ITERATIONS = 80  # 60 leaves long edges across 1,000 nodes; 120 looks little better than 80
SEED = 7
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))

Positions = dict[str, tuple[float, float]]


def positions(graph: Any) -> Positions:
    """Where each node stands; empty for an empty graph and for one with more than `MOST_NODES`."""
    if not 0 < len(graph) <= MOST_NODES:
        return {}
    ranked = sorted(graph, key=lambda node: (-graph.degree(node), node))
    joined = [node for node in ranked if graph.degree(node)]
    placed = _spring(graph, sorted(joined[:SPRING_NODES]))
    _surround(graph, ranked[len(placed) :], placed)
    return {node: (round(x, 2), round(y, 2)) for node, (x, y) in placed.items()}


def _spring(graph: Any, nodes: list[str]) -> Positions:
    """Fruchterman and Reingold; weak springs to one hidden centre keep unconnected parts near."""
    if not nodes:
        return {}
    index = {node: number for number, node in enumerate(nodes)}
    pairs = sorted({tuple(sorted((index[a], index[b]))) for a, b in graph.edges() if a in index and b in index})
    net = rustworkx.PyGraph()
    net.add_nodes_from(nodes)
    net.add_edges_from([(a, b, 1.0) for a, b in pairs if a != b])
    centre = net.add_node("")
    net.add_edges_from([(number, centre, 0.05) for number in range(len(nodes))])
    start = {number: _spiral(number, 1 / math.sqrt(len(nodes))) for number in range(len(nodes) + 1)}
    found = rustworkx.spring_layout(net, pos=start, num_iter=ITERATIONS, weight_fn=float, scale=1.0, seed=SEED)
    scale = SPACING * math.sqrt(len(nodes)) * 2 / (_width(found.values()) or 1.0)
    return {node: (found[index[node]][0] * scale, found[index[node]][1] * scale) for node in nodes}


def _width(points: Any) -> float:
    return max((abs(value) for point in points for value in point), default=0.0)


def _surround(graph: Any, rest: list[str], placed: Positions) -> None:
    """Each remaining node (best connected first) beside its best connected placed neighbour, else around the rim."""
    crowd: dict[str | None, int] = {}
    rim = _width(placed.values()) * 1.1 or SPACING * math.sqrt(len(rest))
    for node in rest:
        near = {other for edge in (*graph.in_edges(node), *graph.out_edges(node)) for other in edge if other in placed}
        anchor = min(near, key=lambda other: (-graph.degree(other), other), default=None)
        crowd[anchor] = crowd.get(anchor, 0) + 1
        if anchor is None:
            angle = crowd[anchor] * _GOLDEN_ANGLE
            placed[node] = (rim * math.cos(angle), rim * math.sin(angle))
        else:
            x, y = _spiral(crowd[anchor], SPACING / 4)
            placed[node] = (placed[anchor][0] + x, placed[anchor][1] + y)


def _spiral(number: int, step: float) -> tuple[float, float]:
    """The number-th place of a sunflower whose seeds stand about `step` apart."""
    return (step * math.sqrt(number) * math.cos(number * _GOLDEN_ANGLE),
            step * math.sqrt(number) * math.sin(number * _GOLDEN_ANGLE))  # fmt: skip
