"""Shortest ways from one entity to another over facts that stand.

Comes in: a store. Goes out: the IRIs on a shortest way. Of several the one is taken whose IRIs sort first, so that the
same question has the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pyoxigraph import DefaultGraph, NamedNode, Store

from kgraph import iris
from kgraph.ontology import Ontology
from kgraph.opened.claims import ENTITIES

Neighbours = Mapping[str, list[str]]


def neighbours(store: Store, ontology: Ontology) -> Neighbours:
    """Each entity's neighbours, in order. Bylines count: they tie a reporter to an article."""
    found: dict[str, set[str]] = defaultdict(set)
    for relation in ontology.of_kind(ENTITIES):
        for quad in store.quads_for_pattern(None, NamedNode(iris.KG + relation.name), None, DefaultGraph()):
            found[quad.subject.value].add(quad.object.value)
            found[quad.object.value].add(quad.subject.value)
    return {one: sorted(others) for one, others in found.items()}


def shortest(ties: Neighbours, start: str, goal: str) -> list[str]:
    """The IRIs from start to goal, both included; empty where no way leads there. It looks from both ends at once."""
    if start == goal:
        return [start]
    came: tuple[dict[str, str], dict[str, str]] = ({start: ""}, {goal: ""})
    edges = ([start], [goal])
    while edges[0] and edges[1]:
        side = 0 if len(edges[0]) <= len(edges[1]) else 1
        met, edges = _step(ties, came, edges, side)
        if met:
            return [*reversed(_back(came[0], min(met))), *_back(came[1], min(met))[1:]]
    return []


def _step(ties: Neighbours, came: tuple[dict[str, str], dict[str, str]], edges: tuple[list[str], list[str]],
          side: int) -> tuple[list[str], tuple[list[str], list[str]]]:  # fmt: skip
    """One step further from one side: where the two sides meet, and the new edges of what is known."""
    further = []
    for one in edges[side]:
        for other in ties.get(one, ()):
            if other not in came[side]:
                came[side][other] = one
                further.append(other)
    met = [one for one in further if one in came[1 - side]]
    return met, ((further, edges[1]) if side == 0 else (edges[0], further))


def _back(came: Mapping[str, str], one: str) -> list[str]:
    way = [one]
    while came[way[-1]]:
        way.append(came[way[-1]])
    return way
