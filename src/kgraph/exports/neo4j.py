"""A sheet → the two CSV files that `neo4j-admin database import full` reads, with its options as they are.

    neo4j/nodes.csv          id:ID, name, :LABEL (the class and those above it), values with types
    neo4j/relationships.csv  :START_ID, :END_ID, :TYPE (the relation), values with types

The header names the type of each column; items of an array are divided by ";" (one inside an item becomes "；"), and
a line break inside a cell, which would need an option, becomes a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kgraph.exports.clean import cell, one_line, plain_id
from kgraph.exports.columns import DAY, FLAG, MANY, REAL, TEXT, TEXTS, WHOLE, WHOLES, Column, Sheet
from kgraph.exports.grids import line, typed

NODES, RELATIONSHIPS = "neo4j/nodes.csv", "neo4j/relationships.csv"
TYPES = {TEXT: "", WHOLE: ":long", REAL: ":double", TEXTS: ":string[]", WHOLES: ":long[]", DAY: ":date",
         FLAG: ":boolean"}  # fmt: skip
UNNAMED = "RELATED"  # of an edge without a relation: neo4j needs a type


def files(sheet: Sheet) -> dict[str, Iterator[str]]:
    """File name → its lines."""
    return {NODES: _nodes(sheet), RELATIONSHIPS: _relationships(sheet)}


def _nodes(sheet: Sheet) -> Iterator[str]:
    columns = [column for column in sheet.node_columns if column.name != "type"]
    days = [("from", DAY), ("to", DAY)]
    yield line(["id:ID", ":LABEL", "name", *_header([*days, *((c.name, c.type) for c in columns)])])
    for node in sheet.nodes:
        labels = _array(_labels(sheet.ontology, node.data.get("type")))
        first = [plain_id(node.id), labels, _text(node.data.get("label"))]
        yield line([*first, *_days(node.interval), *_values(columns, node.data)])


def _relationships(sheet: Sheet) -> Iterator[str]:
    columns = [column for column in sheet.edge_columns if column.name != "relation"]
    first = [("label", TEXT), ("fact", TEXT), ("weight", WHOLE), ("from", DAY), ("to", DAY)]
    header = _header([*first, *((c.name, c.type) for c in columns)])
    yield line([":START_ID", ":END_ID", ":TYPE", *header])
    for edge in sheet.edges:
        ends = [plain_id(edge.source), plain_id(edge.target), _text(edge.data.get("relation")) or UNNAMED]
        said = [_text(edge.data.get("label")), _text(edge.id), _value(edge.data.get("weight"), WHOLE)]
        yield line([*ends, *said, *_days(edge.interval), *_values(columns, edge.data)])


def _labels(ontology: Any, type: object) -> list[str]:
    """The class, then those above it."""
    if type not in ontology.classes:
        return [cell(type)] if type else []
    return sorted(ontology.ancestors(type), key=lambda name: (-len(ontology.ancestors(name)), name))


def _header(columns: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}{TYPES[kind]}" for name, kind in columns]


def _days(interval: Sequence[str | None]) -> list[str]:
    return [day or "" for day in interval]


def _values(columns: Iterable[Column], row: Any) -> list[str]:
    return [_value(column.read(row), column.type) for column in columns]


def _value(value: object, kind: str) -> str:
    found = typed(value, kind)
    return _array(found) if kind in MANY else _text(found)


def _array(items: Iterable[object] | None) -> str:
    return ";".join(_text(item).replace(";", "；") for item in items or ())


def _text(value: object) -> str:
    return one_line(cell(value))
