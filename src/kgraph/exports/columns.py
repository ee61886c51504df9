"""What GEXF, GraphML and the tables of nodes and edges say: one list of columns, in one fixed order.

In: the graph, the ontology and the rules for dates. Out: a `Sheet`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from kgraph import iris, spoken
from kgraph.exports import times

TEXT, WHOLE, REAL, TEXTS, WHOLES, DAY, FLAG = "text", "whole", "real", "texts", "wholes", "day", "flag"  # types
KINDS = (TEXT, WHOLE, REAL, TEXTS, WHOLES, DAY, FLAG)
MANY = (TEXTS, WHOLES)  # of these a value is a list
_OF_DATATYPE = {iris.XSD + "decimal": REAL, iris.XSD + "integer": WHOLE}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: `type` is one of `KINDS`; `read` takes it from a node's or edge's data."""

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
    """An edge ready to be written: `id` is unique in the file, `kind` among the edges that go from `source` to `target`
    (`holdsPostAt`, then `holdsPostAt#2`); `interval` says when it held."""

    id: str
    source: str
    target: str
    data: Row
    interval: times.Interval
    kind: str


class Sheet:
    """A graph laid out for writing: nodes and edges in one fixed order, and their columns.

    `rules` (from `tables.toml`) names the attributes and qualifiers that hold dates; `held` says when the facts of
    edges held; `edge_columns` are others than those of facts.
    """

    def __init__(self, graph: Any, ontology: Any, rules: Row, held: Mapping[str, times.Interval] | None = None,
                 edge_columns: Sequence[Column] | None = None):  # fmt: skip
        self.graph, self.ontology = graph, ontology
        self.node_columns, self.edge_columns = _of_nodes(graph, ontology), tuple(edge_columns or _of_edges())
        dates = rules["node"]
        self.nodes = [Node(key, graph.nodes[key], times.of_node(graph.nodes[key], dates)) for key in sorted(graph)]
        self.edges = list(_edges(graph, {node.id: node.interval for node in self.nodes}, rules, held or {}))

    def dated(self) -> bool:
        """Whether anything has an interval."""
        return any(one.interval != times.UNKNOWN for one in (*self.nodes, *self.edges))


def _of_nodes(graph: Any, ontology: Any) -> tuple[Column, ...]:
    """Type, pinyin, other names, counts, then every attribute of the ontology in alphabetical order."""
    attributes = sorted(ontology.of_kind("attribute"), key=lambda relation: relation.name)
    return (
        Column("type", TEXT, partial(get, "type")),
        Column("pinyin", TEXT, partial(_pinyin, {})),
        Column("aliases", TEXTS, partial(get, "aliases")),
        Column("mentions", WHOLE, partial(get, "mentions")),
        Column("documents", TEXTS, partial(get, "documents")),
        *(Column(one.name, _type(graph, one), partial(get, one.name)) for one in attributes),
    )


def _of_edges() -> tuple[Column, ...]:
    """Relation, title, trust, and the best passage: its document, sentence and positions in the source."""
    return (
        Column("relation", TEXT, partial(get, "relation")),
        Column("title", TEXT, partial(get, "title")),
        Column("confidence", REAL, partial(get, "confidence")),
        Column("modality", TEXT, partial(get, "modality")),
        Column("rule", TEXT, partial(_best, "rule")),
        Column("document", TEXT, partial(_best, "document")),
        Column("quote", TEXT, partial(_best, "quote")),
        Column("begin", WHOLES, lambda edge: [begin for begin, _ in _best("positions", edge) or ()]),
        Column("end", WHOLES, lambda edge: [end for _, end in _best("positions", edge) or ()]),
    )


def _edges(
    graph: Any, dated: Mapping[str, times.Interval], rules: Row, held: Mapping[str, times.Interval]
) -> Iterator[Edge]:
    """All edges in one fixed order, each with an id of its own: the fact's, made unique where it is not."""
    ids: set[str] = set()
    kinds: set[tuple[str, str, str]] = set()
    for source, target, key, data in _in_order(graph):
        plain = str(data.get("fact") or f"{source} {key} {target}")
        name = next(name for name in _numbered(plain) if name not in ids)
        between = ((source, target, kind) for kind in _numbered(str(data.get("relation") or "")))
        kind = next(one for one in between if one not in kinds)
        ids.add(name)
        kinds.add(kind)
        # when the post was held, else what its qualifiers say, else when the dated node (an event) at one end was
        post = held.get(plain, times.UNKNOWN)
        known = (post, times.of_edge(data, rules["edge_start"], rules["edge_end"]), dated[source], dated[target])
        yield Edge(name, source, target, data, next((i for i in known if i != times.UNKNOWN), times.UNKNOWN), kind[2])


def _in_order(graph: Any) -> list[tuple[str, str, Any, Row]]:
    """All edges (source, target, key, data), sorted; one without a way goes from the smaller end."""
    way = (lambda *ends: ends) if graph.is_directed() else (lambda *ends: sorted(ends))
    found = [(*way(source, target), key, data) for source, target, key, data in graph.edges(keys=True, data=True)]
    return sorted(found, key=lambda edge: (edge[0], edge[1], str(edge[2])))


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}#{number}" for number in itertools.count(2))


def get(name: str, row: Row) -> Any:
    """What a node or an edge says under a name."""
    return row.get(name)


def _pinyin(known: dict[str, str], node: Row) -> str | None:
    """Worked out once for all files: it takes longer than writing the node."""
    label = node.get("label")
    if not isinstance(label, str):
        return None
    if label not in known:
        known[label] = spoken.pinyin(label)
    return known[label]


def _best(name: str, edge: Row) -> Any:
    passages = edge.get("evidence")
    return passages[0][name] if passages else None


def _type(graph: Any, attribute: Any) -> str:
    """What the ontology says an attribute is, unless some value is no number."""
    found = _OF_DATATYPE.get(attribute.datatype, TEXT)
    values = (node.get(attribute.name) for _, node in graph.nodes(data=True)) if found != TEXT else ()
    wanted = int if found == WHOLE else int | float
    fits = all(v is None or (isinstance(v, wanted) and not isinstance(v, bool)) for v in values)
    return found if fits else TEXT
