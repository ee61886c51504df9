"""The graph → GEXF 1.3, valid against the official RELAX NG schema, written line by line.

In: a `Sheet` and positions. Out: text lines for Gephi: types as colours, degree as size, positions, `kind` (without one
of its own, Gephi merges an edge with those beside it) and dates as intervals with both days included. Edges all go one
way or, in a graph without ways, none does: Gephi drops those that do otherwise than the graph says. Control characters
are left out, None is no value, lists are joined with "; ".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kgraph import spoken
from kgraph.exports import times
from kgraph.exports.clean import cell, number, xml, xml_id
from kgraph.exports.columns import REAL, TEXT, WHOLE, Column, Edge, Node, Sheet, get
from kgraph.exports.layout import Positions

TYPES = {WHOLE: "long", REAL: "double"}  # all others are strings; Gephi's integers end at 2,147,483,647
PINYIN, NAME = "pinyin", Column("name", TEXT, partial(get, "label"))
SMALLEST, LARGEST = 6.0, 60.0  # node sizes in Gephi's units; Gephi's own default is 10
GREY = "#8a8f98"  # for a type without a colour


def lines(sheet: Sheet, positions: Positions, pinyin: bool = False) -> Iterator[str]:
    """The file, line by line; with `pinyin` labels are in pinyin, and an attribute has the names as written."""
    ways = "directed" if sheet.graph.is_directed() else "undirected"
    node_columns = [NAME if pinyin and column.name == PINYIN else column for column in sheet.node_columns]
    mode = 'mode="dynamic" timeformat="date" timerepresentation="interval"' if sheet.dated() else 'mode="static"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">'
    yield "  <meta><creator>kgraph</creator></meta>"
    yield f'  <graph defaultedgetype="{ways}" idtype="string" {mode}>'
    yield from _declare("node", node_columns)
    yield from _declare("edge", sheet.edge_columns)
    yield f'    <nodes count="{len(sheet.nodes)}">'
    for node in sheet.nodes:
        yield from _node(sheet, node, node_columns, positions.get(node.id), pinyin)
    yield "    </nodes>"
    yield f'    <edges count="{len(sheet.edges)}">'
    for edge in sheet.edges:
        yield from _edge(edge, sheet.edge_columns, pinyin)
    yield "    </edges>"
    yield "  </graph>"
    yield "</gexf>"


def size(degree: int) -> float:
    """Area grows with degree, so that a hub is seen but does not cover its neighbours."""
    return round(min(LARGEST, SMALLEST + 4.0 * math.sqrt(degree)), 2)


def _declare(owner: str, found: Sequence[Column]) -> Iterator[str]:
    yield f'    <attributes class="{owner}">'
    for index, column in enumerate(found):
        yield f'      <attribute id="{index}" title="{xml(column.name)}" type="{TYPES.get(column.type, "string")}"/>'
    yield "    </attributes>"


def _node(
    sheet: Sheet, node: Node, columns: Sequence[Column], position: tuple[float, float] | None, pinyin: bool
) -> Iterator[str]:
    data = node.data
    label = _label(data.get("label") or node.id, pinyin)
    yield f'      <node id="{xml_id(node.id)}" label="{label}"{_interval(node.interval)}>'
    yield from _values(columns, data)
    red, green, blue = _rgb(sheet.ontology, data.get("type"))
    yield f'        <viz:color r="{red}" g="{green}" b="{blue}"/>'
    if position:
        yield f'        <viz:position x="{number(position[0])}" y="{number(position[1])}" z="0"/>'
    yield f'        <viz:size value="{number(size(sheet.graph.degree(node.id)))}"/>'
    yield "      </node>"


def _edge(edge: Edge, columns: Sequence[Column], pinyin: bool) -> Iterator[str]:
    data = edge.data
    label = _label(data.get("title") or data.get("label") or data.get("relation"), pinyin)
    yield (
        f'      <edge id="{xml_id(edge.id)}" source="{xml_id(edge.source)}" target="{xml_id(edge.target)}"'
        f' label="{label}" kind="{xml_id(edge.kind)}" weight="{number(data.get("weight") or 1)}"'
        f"{_interval(edge.interval)}>"
    )
    yield from _values(columns, data)
    yield "      </edge>"


def _label(value: object, pinyin: bool) -> str:
    text = cell(value)
    return xml(spoken.pinyin(text) if pinyin else text)


def _values(found: Iterable[Column], row: Mapping[str, Any]) -> Iterator[str]:
    said = [(index, cell(column.read(row))) for index, column in enumerate(found)]
    said = [(index, xml(text)) for index, text in said if text]
    if said:
        yield "        <attvalues>"
        yield from (f'          <attvalue for="{index}" value="{text}"/>' for index, text in said)
        yield "        </attvalues>"


def _interval(found: times.Interval) -> str:
    begin, end = found
    return (f' start="{begin}"' if begin else "") + (f' end="{end}"' if end else "")


def _rgb(ontology: Any, kind: str | None) -> tuple[int, int, int]:
    known = ontology.classes.get(kind)
    colour = (known.colour if known else None) or GREY
    return tuple(int(colour.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4))  # type: ignore[return-value]
