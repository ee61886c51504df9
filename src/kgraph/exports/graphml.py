"""The graph → GraphML, written line by line: for yEd, igraph, Cytoscape, Neo4j and networkx.

In: a `Sheet`. Out: text lines; every edge has an id of its own (networkx's writer repeats them for
parallel edges), relation and title are data of the edge, and there is no control character in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kgraph.exports.clean import cell, xml, xml_id
from kgraph.exports.columns import REAL, TEXT, WHOLE, Column, Sheet, get

_SCHEMA = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {WHOLE: "long", REAL: "double"}  # all others are strings


def lines(sheet: Sheet) -> Iterator[str]:
    """The file, line by line."""
    node_columns = (Column("label", TEXT, partial(get, "label")), *sheet.node_columns)
    edge_columns = (
        Column("label", TEXT, partial(get, "label")),
        Column("weight", REAL, partial(get, "weight")),
        *sheet.edge_columns,
    )
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<graphml xmlns="{_SCHEMA}">'
    yield from _declare("node", "n", node_columns)
    yield from _declare("edge", "e", edge_columns)
    yield f'  <graph id="G" edgedefault="{"directed" if sheet.graph.is_directed() else "undirected"}">'
    for node in sheet.nodes:
        yield f'    <node id="{xml_id(node.id)}">'
        yield from _data("n", node_columns, node.data)
        yield "    </node>"
    for edge in sheet.edges:
        yield f'    <edge id="{xml_id(edge.id)}" source="{xml_id(edge.source)}" target="{xml_id(edge.target)}">'
        yield from _data("e", edge_columns, edge.data)
        yield "    </edge>"
    yield "  </graph>"
    yield "</graphml>"


def _declare(owner: str, prefix: str, found: Sequence[Column]) -> Iterator[str]:
    for index, column in enumerate(found):
        kind = _TYPES.get(column.type, "string")
        yield f'  <key id="{prefix}{index}" for="{owner}" attr.name="{xml(column.name)}" attr.type="{kind}"/>'


def _data(prefix: str, found: Iterable[Column], row: Mapping[str, Any]) -> Iterator[str]:
    for index, column in enumerate(found):
        if text := xml(cell(column.read(row))):
            yield f'      <data key="{prefix}{index}">{text}</data>'
