"""What GEXF, GraphML and the CSV files of nodes and edges say: one list of columns, in one fixed order.

In: the graph, the ontology and the rules for dates. Out: a `Sheet`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from kgraph.exports import times

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: `type` is "string", "integer" or "double"; `read` takes it from a node's or edge's data."""

    name: str
    type: str
    read: Callable[[Row], Any]


@dataclass(frozen=True)
class Node:
    """A node ready to be written, with the days between which it was."""

    id: str
    data: Row
    interval: times.Interval


@dataclass(frozen=True)
class Edge:
    """An edge ready to be written: `id` is unique in the file, `interval` says when it held."""

    id: str
    source: str
    target: str
    data: Row
    interval: times.Interval


class Sheet:
    """A graph laid out for writing: nodes and edges in one fixed order, and their columns.

    `rules` (from `tables.toml`) names the attributes and qualifiers that hold dates; `held` says when the posts of
    facts were held.
    """

    def __init__(self, graph: Any, ontology: Any, rules: Row, held: Mapping[str, times.Interval] | None = None):
        self.graph, self.ontology = graph, ontology
        self.node_columns, self.edge_columns = _of_nodes(graph, ontology), _of_edges()
        dates = rules["node"]
        self.nodes = [Node(key, graph.nodes[key], times.of_node(graph.nodes[key], dates)) for key in sorted(graph)]
        self.edges = list(_edges(graph, {node.id: node.interval for node in self.nodes}, rules, held or {}))

    def dated(self) -> bool:
        """Whether anything has an interval."""
        return any(one.interval != times.UNKNOWN for one in (*self.nodes, *self.edges))


def _of_nodes(graph: Any, ontology: Any) -> tuple[Column, ...]:
    """Type, other names, counts, then every attribute of the ontology in alphabetical order."""
    attributes = sorted(relation.name for relation in ontology.of_kind("attribute"))
    return (
        Column("type", "string", partial(_get, "type")),
        Column("aliases", "string", partial(_get, "aliases")),
        Column("mentions", "integer", partial(_get, "mentions")),
        Column("documents", "string", partial(_get, "documents")),
        *(Column(name, _type(graph, name), partial(_get, name)) for name in attributes),
    )


def _of_edges() -> tuple[Column, ...]:
    """Relation, title, trust, and the best passage: its document, sentence and positions in the source."""
    return (
        Column("relation", "string", partial(_get, "relation")),
        Column("title", "string", partial(_get, "title")),
        Column("confidence", "double", partial(_get, "confidence")),
        Column("modality", "string", partial(_get, "modality")),
        Column("rule", "string", partial(_best, "rule")),
        Column("document", "string", partial(_best, "document")),
        Column("quote", "string", partial(_best, "quote")),
        Column("begin", "string", lambda edge: [begin for begin, _ in _best("positions", edge) or ()]),
        Column("end", "string", lambda edge: [end for _, end in _best("positions", edge) or ()]),
    )


def _edges(
    graph: Any, dated: Mapping[str, times.Interval], rules: Row, held: Mapping[str, times.Interval]
) -> Iterator[Edge]:
    """All edges in one fixed order, each with an id of its own: the fact's, made unique where it is not."""
    taken: set[str] = set()
    for source, target, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[1], str(e[2]))):
        name = plain = str(data.get("fact") or f"{source} {key} {target}")
        repeat = 2
        while name in taken:
            name, repeat = f"{plain}#{repeat}", repeat + 1
        taken.add(name)
        # when the post was held, else what its qualifiers say, else when the dated node (an event) at one end was
        post = held.get(plain, times.UNKNOWN)
        known = (post, times.of_edge(data, rules["edge_start"], rules["edge_end"]), dated[source], dated[target])
        yield Edge(name, source, target, data, next((i for i in known if i != times.UNKNOWN), times.UNKNOWN))


def _get(name: str, row: Row) -> Any:
    return row.get(name)


def _best(name: str, edge: Row) -> Any:
    passages = edge.get("evidence")
    return passages[0][name] if passages else None


def _type(graph: Any, name: str) -> str:
    values = [node[name] for _, node in graph.nodes(data=True) if node.get(name) is not None]
    numeric = values and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return "double" if numeric else "string"
