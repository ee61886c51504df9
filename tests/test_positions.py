"""Where nodes stand: the same on every run, room for each, what belongs together near, at any size and shape."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.exports import layout
from kgraph.exports.layout import nets, packing, positions


def named(graph: networkx.Graph) -> networkx.MultiDiGraph:
    return networkx.MultiDiGraph(networkx.relabel_nodes(graph, lambda node: f"n{node}"))


def cities(count: int, size: int) -> networkx.MultiDiGraph:
    """Cities of people who know each other, and few who know somebody elsewhere; all connected."""
    made = networkx.planted_partition_graph(count, size, 8 / size, 0.4 / (size * count), seed=3)
    made.add_edges_from((f * size, (f + 1) * size) for f in range(count - 1))
    made.add_edges_from((node, node - node % size) for node in list(made) if not made.degree(node))
    return named(made)


SHAPES = {
    "one node": networkx.empty_graph(1),
    "nodes alone": networkx.empty_graph(700),
    "a pair": networkx.path_graph(2),
    "pairs": networkx.disjoint_union_all([networkx.path_graph(2)] * 300),
    "a path": networkx.path_graph(600),
    "a star": networkx.star_graph(900),
    "stars": networkx.disjoint_union_all([networkx.star_graph(k) for k in range(40)]),
    "all with all": networkx.complete_graph(270),
    "a grid": networkx.grid_2d_graph(30, 30),
    "a tree": networkx.balanced_tree(3, 6),
    "two ends": networkx.complete_bipartite_graph(2, 500),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_node_of_any_shape_has_a_place_of_its_own(shape):
    placed = positions(named(shape))
    assert len(placed) == len(set(placed.values())) == len(shape)
    assert all(map(math.isfinite, sum(placed.values(), ())))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.integers(0, 30),
            st.sampled_from([None, "?", 0, -1, 2, 0.1, 0.7, 1e300, math.inf, math.nan]),
        )
    )
)
def test_the_order_in_which_a_graph_was_made_changes_nothing(edges):
    made, other = networkx.MultiDiGraph(), networkx.MultiDiGraph()
    for graph, found in ((made, edges), (other, edges[::-1])):
        graph.add_edges_from((f"n{a}", f"n{b}", {"weight": weight}) for a, b, weight in found)
    assert positions(made) == positions(other)
    assert len(set(positions(made).values())) == len(made)


def test_a_larger_graph_is_the_same_in_any_order():
    made = cities(6, 120)
    edges, nodes = list(made.edges), list(made)
    random.Random(1).shuffle(edges)
    random.Random(2).shuffle(nodes)
    other = networkx.MultiDiGraph()
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert positions(made) == positions(other)


def distances(graph, placed) -> tuple[float, float]:
    """The median length of an edge, and of a way between nodes drawn by lot."""
    chance = random.Random(4)
    nodes = sorted(graph)
    lengths = [math.dist(placed[a], placed[b]) for a, b in graph.edges()]
    lots = [math.dist(placed[chance.choice(nodes)], placed[chance.choice(nodes)]) for _ in range(4000)]
    return float(np.median(lengths)), float(np.median(lots))


CITIES = [(5, 60), (12, 100), (30, 150)]
MOST_SHARE = 0.3  # of the median way between any two nodes; measured 0.05–0.21, random places have 1.0


@pytest.mark.parametrize(("count", "size"), CITIES, ids=[f"{count} of {size}" for count, size in CITIES])
def test_who_knows_each_other_stands_near(count, size):
    made = cities(count, size)
    placed = positions(made)
    edge, lot = distances(made, placed)
    assert edge < MOST_SHARE * lot
    middle = {c: np.mean([placed[f"n{c * size + k}"] for k in range(size)], axis=0) for c in range(count)}
    at_home = [
        min(middle, key=lambda c: math.dist(middle[c], placed[f"n{n}"])) == n // size for n in range(count * size)
    ]
    assert sum(at_home) > 0.85 * len(at_home)


@pytest.mark.parametrize("shape", [cities(12, 100), named(SHAPES["a star"]), named(SHAPES["a grid"])])
def test_hardly_any_nodes_overlap(shape):
    placed = positions(shape)
    points = np.array([placed[node] for node in sorted(shape)])
    one, _ = packing._near(points, 2 * layout.ROOM)  # two nodes without neighbours that touch
    assert len(one) < 0.01 * len(shape)


def test_unconnected_parts_stand_apart_and_the_largest_in_the_middle():
    made = named(networkx.disjoint_union_all([networkx.complete_graph(k) for k in (40, 12, 9, 5, 2, 1, 1)]))
    placed = positions(made)
    parts = [sorted(part) for part in networkx.weakly_connected_components(made)]
    middles = [np.mean([placed[node] for node in part], axis=0) for part in parts]
    reach = [max(math.dist(m, placed[n]) for n in part) for m, part in zip(middles, parts, strict=True)]
    assert np.abs(middles[0]).max() < 1
    apart = [math.dist(middles[a], middles[b]) - reach[a] - reach[b] for a in range(7) for b in range(a)]
    assert min(apart) > 2 * layout.ROOM


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.floats(1, 1000), min_size=1, max_size=60))
def test_discs_in_rings_do_not_overlap(radii):
    radii = sorted(radii, reverse=True)
    middles = packing.centres(radii)
    for a in range(len(radii)):
        for b in range(a):
            assert math.dist(middles[a], middles[b]) > (radii[a] + radii[b]) * (1 - 1e-9)


def test_a_heavy_edge_is_shorter():
    made = networkx.MultiDiGraph()
    made.add_edges_from([("a", "b", {"weight": 9}), ("b", "c", {"weight": 1}), ("c", "d", {"weight": 9})])
    placed = positions(made)
    first, second, third = (math.dist(placed[x], placed[y]) for x, y in pairwise("abcd"))
    assert first < second and third < second


def test_a_coarser_net_keeps_masses_and_connections():
    net = nets.of_graph(cities(4, 60), sorted(cities(4, 60)))
    rough, group = nets.coarser(net)
    assert rough.size < 0.6 * net.size and np.bincount(group).max() <= nets.GROUP
    assert rough.mass.sum() == pytest.approx(net.mass.sum())
    between = group[net.first] != group[net.second]
    assert rough.weight.sum() == pytest.approx(net.weight[between].sum())
    assert len(nets.components(rough)) == len(nets.components(net)) == 1


def test_nothing_is_placed_above_the_limit(monkeypatch):
    monkeypatch.setattr(layout, "MOST_NODES", 60)
    assert positions(named(networkx.path_graph(61))) == {} == positions(networkx.MultiDiGraph())
    assert len(positions(named(networkx.path_graph(60)))) == 60
