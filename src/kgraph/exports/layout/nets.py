"""A graph as arrays, and the smaller graphs that stand for it: what the layout computes with.

In: any graph with `nodes` and `edges`. Out: `Net`s. Everything is in one fixed order, so that the same graph gives the
same arrays, whatever the order in which it was made.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

GROUP = 6  # nodes that one coarse node may stand for; 4–20 tried on 10,000 nodes: edges as long, time the same
HEAVIEST = 1_000.0  # passages or shared events; more pull no harder
Array = Any  # numpy.ndarray; its shape is told where it is not (nodes,) or (edges,)


@dataclass(frozen=True)
class Net:
    """Nodes 0 … size-1 with a mass, and edges `first[k]`—`second[k]` (first < second, each pair once) with a weight."""

    size: int
    first: Array
    second: Array
    weight: Array
    mass: Array

    @property
    def pull(self) -> Array:
        """The sum of the weights of each node's edges."""
        return self.summed(self.weight, self.weight)

    def summed(self, at_first: Array, at_second: Array) -> Array:
        """Values of edges, added up at their two ends."""
        counted = (np.bincount(self.first, at_first, self.size), np.bincount(self.second, at_second, self.size))
        return counted[0] + counted[1]


def of_graph(graph: Any, nodes: Sequence[str]) -> Net:
    """The graph with its nodes numbered as in `nodes`. A pair's weight is the root of the sum of its edges' weights; a
    node weighs one more than its edges."""
    index = {node: number for number, node in enumerate(nodes)}
    found: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for source, target, weight in graph.edges(data="weight"):
        pair = (index[source], index[target])
        if pair[0] != pair[1]:
            pair = (min(pair), max(pair))
            found[pair].append(_positive(weight))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    weight = np.sqrt(np.array([math.fsum(found[pair]) for pair in sorted(found)], dtype=float))
    bare = Net(len(nodes), pairs[:, 0], pairs[:, 1], weight, np.ones(len(nodes)))
    return Net(bare.size, bare.first, bare.second, weight, bare.pull + 1)


def components(net: Net) -> list[Array]:
    """The nodes of each connected part, ascending; the largest part first, then by first node."""
    leader = list(range(net.size))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = node = leader[leader[node]]
        return node

    for one, other in zip(net.first.tolist(), net.second.tolist(), strict=True):
        one, other = sorted((find(one), find(other)))
        leader[other] = one
    label = np.array([find(node) for node in range(net.size)])
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return sorted(parts, key=lambda part: (-len(part), part[0]))


def renumbered(net: Net, order: Array) -> Net:
    """The same net with node `order[k]` as node k, its edges sorted."""
    number = np.empty(net.size, dtype=np.int64)
    number[order] = np.arange(net.size)
    one, other = number[net.first], number[net.second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    by_ends = np.lexsort((high, low))
    return Net(net.size, low[by_ends], high[by_ends], net.weight[by_ends], net.mass[order])


def cut(net: Net, begin: int, end: int) -> Net:
    """The nodes from `begin` to before `end` of a renumbered net that no edge leaves."""
    edges = slice(*np.searchsorted(net.first, (begin, end)))
    ends = net.first[edges] - begin, net.second[edges] - begin
    return Net(end - begin, *ends, net.weight[edges], net.mass[begin:end])


def coarser(net: Net) -> tuple[Net, Array]:
    """A net of fewer nodes, and for each node the one that stands for it there."""
    group = _groups(net)
    size = int(group.max()) + 1
    low, high = np.minimum(group[net.first], group[net.second]), np.maximum(group[net.first], group[net.second])
    apart = low != high
    keys, place = np.unique(low[apart] * size + high[apart], return_inverse=True)
    weight = np.bincount(place, net.weight[apart], len(keys))
    return Net(size, keys // size, keys % size, weight, np.bincount(group, net.mass, size)), group


def _groups(net: Net) -> Array:
    """Which nodes go together: each, those with few edges first, joins the neighbour to which it is most of what that
    one has, unless its group is full; where all are full, it joins others in the same case."""
    start, neighbours, closeness = _neighbours(net)
    group = [-1] * net.size
    members: list[int] = []
    waiting: dict[int, int] = {}  # node all of whose … → the group of those that found it full
    for node in np.argsort(np.diff(start), kind="stable").tolist():
        if group[node] >= 0:
            continue
        near = range(start[node], start[node + 1])
        free = [k for k in near if group[neighbours[k]] < 0 or members[group[neighbours[k]]] < GROUP]
        best = neighbours[max(free or near, key=lambda k: closeness[k])]
        known = group[best] if free else waiting.get(best, -1)
        if known < 0 or members[known] >= GROUP:
            known = len(members)
            members.append(0)
            if free:
                group[best] = known
                members[known] += 1
            else:
                waiting[best] = known
        group[node] = known
        members[known] += 1
    return np.array(group)


def _neighbours(net: Net) -> tuple[Array, list[int], list[float]]:
    """Where each node's neighbours begin, the neighbours, and how much of all that a neighbour has the edge is."""
    ends = np.concatenate([net.first, net.second]), np.concatenate([net.second, net.first])
    weight = np.concatenate([net.weight, net.weight])
    order = np.lexsort((ends[1], ends[0]))
    near = ends[1][order]
    start = np.searchsorted(ends[0][order], np.arange(net.size + 1))
    return start, near.tolist(), (weight[order] / net.pull[near]).tolist()


def _positive(weight: object) -> float:
    """A weight that can be computed with: 1 for what is none, `HEAVIEST` for what is more."""
    if not isinstance(weight, int | float) or not weight > 0:
        return 1.0
    return min(float(weight), HEAVIEST)
