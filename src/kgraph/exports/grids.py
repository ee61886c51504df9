"""A `Grid`: typed columns and rows, what becomes a CSV file or a Parquet file. And how it becomes CSV.

CSV files are UTF-8, comma separated, quoted where needed, lines end with "\\n", None is empty, lists are joined with
"; ". A page is hostile input and a spreadsheet runs cells that begin with = + - @ (in East Asia also their full-width
forms), so an apostrophe is put before such a cell unless it is a plain number; `unguarded` takes it off.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.exports.clean import cell
from kgraph.exports.columns import FLAG, MANY, REAL, TEXT, TEXTS, WHOLE, WHOLES

BOM = "\ufeff"  # tells Excel that a CSV file is UTF-8
_QUOTE = re.compile(r'[,"\r\n]|^\s|\s$')  # what makes a cell need quotes
_FORMULA = re.compile(r"'*(?:[\s\x00\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n\x00])")
_ITEM = {TEXTS: TEXT, WHOLES: WHOLE}
_WANTED: dict[str, Any] = {WHOLE: int, REAL: int | float, FLAG: bool}
_MOST = 2**63  # whole numbers take 64 bits in Parquet and neo4j
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?%?", re.ASCII)


@dataclass(frozen=True)
class Grid:
    """Columns (name, one of `columns.KINDS`), and what makes the rows, each time anew."""

    columns: Sequence[tuple[str, str]]
    rows: Callable[[], Iterable[Sequence[Any]]]


def csv(grid: Grid, excel: bool = False) -> Iterator[str]:
    """Lines of CSV (a quoted cell may hold line feeds), header first; `excel` puts a byte order mark before them."""
    if excel:
        yield BOM
    yield line(name for name, _ in grid.columns)
    for row in grid.rows():
        yield line(map(guarded, map(cell, row)))


def line(cells: Iterable[str]) -> str:
    """One line of CSV."""
    # not csv.writer: with these line ends it leaves a lone carriage return unquoted, and readers end the row there
    return ",".join(['"' + c.replace('"', '""') + '"' if _QUOTE.search(c) else c for c in cells]) + "\n"


def guarded(text: str) -> str:
    """The text of a cell so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """What a cell said before it was guarded."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def typed(value: object, kind: str) -> Any:
    """The value as its column's type says; None where it is none of that type. Text and days are text or None."""
    if kind in MANY:
        items = value if isinstance(value, list | tuple) else [] if value is None else [value]
        return [item for each in items if (item := typed(each, _ITEM[kind])) is not None]
    if value is None or kind not in _WANTED:
        return cell(value) or None
    fits = isinstance(value, _WANTED[kind]) and (kind == FLAG or not isinstance(value, bool))
    if not fits or (kind == WHOLE and not -_MOST <= value < _MOST) or (kind == REAL and not math.isfinite(value)):
        return None
    return float(value) if kind == REAL else value
