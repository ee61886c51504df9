"""The graph → the parts of it that `ontology/views.toml` describes, for network analysis.

In: a graph, the ontology, the name of a view. Out: a `Sheet` of the view: its nodes, and either edges of the graph
(two-mode) or edges between things that share something (one-mode, weighted by how much they share).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import Any

from kgraph.errors import OntologyError
from kgraph.exports import times
from kgraph.exports.columns import TEXT, TEXTS, Column, Sheet, get
from kgraph.vocabulary import hint

FILE = "ontology/views.toml"
ENDS = ("from", "to")
_NAME = re.compile(r"[\w-]+")
Edge = tuple[str, str, str, Mapping[str, Any]]  # source, target, key, data


def names(ontology: Any) -> list[str]:
    """The names of all views."""
    return list(ontology.settings("views")["views"])


def plan(name: str, ontology: Any) -> Mapping[str, Any]:
    """What `views.toml` says of a view, checked. Raises `OntologyError`."""
    found = ontology.settings("views")["views"].get(name)
    if found is None:
        raise OntologyError(f'No view "{name}" in {FILE}. {hint(name, names(ontology))}')
    if not _NAME.fullmatch(name):
        raise OntologyError(
            f"{FILE}: a view cannot be called {name!r}; files have its name, so use letters, digits, - and _."
        )
    missing = [key for key in ("relations", *ENDS) if key not in found]
    if missing:
        raise OntologyError(f"{FILE}: view {name!r} has no {missing[0]!r}; see the top of that file.")
    if found.get("onto", ENDS[0]) not in ENDS:
        raise OntologyError(f"{FILE}: view {name!r} is onto {found['onto']!r}; write one of {', '.join(ENDS)}.")
    return found


def sheet(name: str, whole: Sheet, rules: Mapping[str, Any], held: Mapping[str, times.Interval]) -> Sheet:
    """The view called `name` of a graph; `rules` and `held` are those of the whole sheet."""
    graph, ontology = whole.graph, whole.ontology
    wanted = plan(name, ontology)
    edges = list(_edges(wanted, graph, ontology))
    if "onto" not in wanted:
        made = _made(graph.__class__(), graph, edges)
        return Sheet(made, ontology, rules, held)
    joined, lasting = _joined(name, wanted, edges, {node.id: node.interval for node in whole.nodes}, graph)
    made = _made(graph.to_undirected_class()(), graph, joined)
    columns = (Column("relation", TEXT, partial(get, "relation")), Column("shared", TEXTS, partial(get, "shared")))
    return Sheet(made, ontology, rules, lasting, columns)


def _made(empty: Any, graph: Any, edges: Iterable[Edge]) -> Any:
    for source, target, key, data in edges:
        empty.add_edge(source, target, key=key, **data)
    for node in empty:
        empty.nodes[node].update(graph.nodes[node])
    return empty


def _edges(wanted: Mapping[str, Any], graph: Any, ontology: Any) -> Iterator[Edge]:
    """The edges of the graph that belong to the view, in one fixed order."""
    relations = _below(wanted["relations"], ontology)
    picked = _picked(wanted, graph, ontology)
    kinds = {end: [ontology.cls(name).name for name in wanted[end]] for end in ENDS}
    found = (edge for edge in graph.edges(keys=True, data=True) if edge[3].get("relation") in relations)
    for source, target, key, data in sorted(found, key=lambda edge: (edge[0], edge[1], str(edge[2]))):
        ends = zip((source, target), (kinds[end] for end in ENDS), strict=True)
        if picked(source) and all(_is_one(graph.nodes[node], among, ontology) for node, among in ends):
            yield source, target, key, data


def _picked(wanted: Mapping[str, Any], graph: Any, ontology: Any) -> Any:
    """Whether something may stand at the end `from`, as `only` says."""
    if "only" not in wanted:
        return lambda node: True
    relation, _, kind = wanted["only"].partition(" ")
    relations, kinds = _below([relation], ontology), [ontology.cls(kind).name]
    known = {
        source
        for source, target, data in graph.edges(data=True)
        if data.get("relation") in relations and _is_one(graph.nodes[target], kinds, ontology)
    }
    return known.__contains__


def _below(relations: Iterable[str], ontology: Any) -> set[str]:
    """The relations and all below them."""
    found = {ontology.relation(name).name for name in relations}
    while more := {n for n, r in ontology.relations.items() if n not in found and found.intersection(r.parents)}:
        found |= more
    return found


def _is_one(node: Mapping[str, Any], kinds: Iterable[str], ontology: Any) -> bool:
    type = node.get("type")
    return type in ontology.classes and any(ontology.is_a(type, kind) for kind in kinds)


def _joined(
    name: str, wanted: Mapping[str, Any], edges: Iterable[Edge], dated: Mapping[str, times.Interval], graph: Any
) -> tuple[list[Edge], dict[str, times.Interval]]:
    """An edge for each two that share something, and the days from the first to the last thing they share."""
    side = ENDS.index(wanted["onto"])
    around: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        around[edge[1 - side]].add(edge[side])
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for thing in sorted(around):
        for pair in combinations(sorted(around[thing]), 2):
            shared[pair].append(thing)
    found, lasting = [], {}
    for (one, other), things in sorted(shared.items()):
        key = f"{one} {name} {other}"
        titles = [graph.nodes[thing].get("label") or thing for thing in things]
        said = {"relation": name, "label": wanted.get("label"), "weight": len(things), "shared": titles, "fact": key}
        found.append((one, other, name, said))
        lasting[key] = times.hull(dated[thing] for thing in things)
    return found, lasting
