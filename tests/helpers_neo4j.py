"""A strict reader of the CSV format of `neo4j-admin database import full`, written from its manual, with the defaults:
fields divided by a comma, quoted by a double quote that is doubled inside, no line breaks in a field, arrays divided
by ";", an empty unquoted field is no value. Whatever the importer would refuse or silently read otherwise raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

PARSE = {
    "": str,
    "string": str,
    "int": lambda text: _whole(text, 31),
    "long": lambda text: _whole(text, 63),
    "double": lambda text: _real(text),
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": lambda text: _day(text),
}
SYSTEM = {"ID", "LABEL", "START_ID", "END_ID", "TYPE", "IGNORE"}
FIELD = re.compile(r"(?P<name>[^:]*)(?::(?P<type>\w+))?(?P<array>\[\])?")


@dataclass(frozen=True)
class Field:
    name: str
    type: str
    array: bool


def read(nodes: str, relationships: str) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Both files, checked against each other: nodes by id, and relationships."""
    made: dict[str, dict[str, Any]] = {}
    for row in _rows(nodes, {"ID", "LABEL"}):
        assert row["ID"] and row["ID"] not in made, f"id {row['ID']!r} twice or missing"
        assert all(row["LABEL"]), "an empty label"
        made[row["ID"]] = row
    ties = list(_rows(relationships, {"START_ID", "END_ID", "TYPE"}))
    for row in ties:
        assert row["START_ID"] in made and row["END_ID"] in made, f"a relationship to nothing: {row}"
        assert row["TYPE"], "a relationship without a type"
    return made, ties


def _rows(text: str, needed: set[str]):
    assert text.endswith("\n") and not text.startswith("\ufeff")
    lines = text[:-1].split("\n")
    header = [_field(cell) for cell, _ in _cells(lines[0])]
    kinds = [field.type for field in header if field.type in SYSTEM]
    assert set(kinds) == needed and len(kinds) == len(needed), f"fields {kinds}"
    names = [field.name for field in header if field.name]
    assert len(names) == len(set(names)), "two properties of one name"
    for line in lines[1:]:
        cells = list(_cells(line))
        assert len(cells) == len(header), f"{len(cells)} fields instead of {len(header)}: {line}"
        yield {f.type if f.type in SYSTEM else f.name: _value(f, *cell) for f, cell in zip(header, cells, strict=True)}


def _field(cell: str) -> Field:
    found = FIELD.fullmatch(cell)
    assert found, f"a header field {cell!r}"
    type = found["type"] or ""
    assert type in SYSTEM or (found["name"] and type in PARSE), f"a header field {cell!r}"
    return Field(found["name"], type, bool(found["array"]) or type == "LABEL")


def _cells(line: str):
    """(text, quoted or not) of each field of a line."""
    assert "\r" not in line and "\x00" not in line, "a line break or NUL inside a field"
    place = 0
    while True:
        if line[place : place + 1] == '"':
            end = place + 1
            while line[end] != '"' or line[end + 1 : end + 2] == '"':
                end += 2 if line[end] == '"' else 1
            yield line[place + 1 : end].replace('""', '"'), True
            place = end + 1
        else:
            end = line.find(",", place)
            cell = line[place:] if end < 0 else line[place:end]
            assert '"' not in cell and cell == cell.strip(), f"a field that needs quotes: {cell!r}"
            yield cell, False
            place += len(cell)
        if place == len(line):
            return
        assert line[place] == ",", f"text after a closing quote: {line[place:]!r}"
        place += 1


def _value(field: Field, text: str, quoted: bool) -> Any:
    if not text and not quoted:
        return [] if field.array else None
    parse = PARSE.get(field.type, str)
    return [parse(item) for item in text.split(";")] if field.array else parse(text)


def _whole(text: str, bits: int) -> int:
    assert re.fullmatch(r"[+-]?\d+", text, re.ASCII), f"{text!r} is no whole number"
    assert -(2**bits) <= int(text) < 2**bits, f"{text} is too large"
    return int(text)


def _real(text: str) -> float:
    assert re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text, re.ASCII), f"{text!r} is no number"
    return float(text)


def _day(text: str) -> str:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII), f"{text!r} is no day"
    return date.fromisoformat(text).isoformat()
