"""Lays out rows for a terminal.

Comes in: column names and rows of text. Goes out: one text with aligned columns, where a Chinese character
takes two cells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MAX_CELL = 60  # cells; longer ones are cut, a sentence still reads and three columns fit a wide terminal


def width(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(_cells(character) for character in text)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns under their names, with a last line that counts the rows."""
    grid = [list(columns), *([_cut(_plain(cell)) for cell in row] for row in rows)]
    widths = [max(width(row[i]) for row in grid) for i in range(len(columns))]
    lines = [_line(row, widths) for row in grid]
    lines.insert(1, _line(["─" * w for w in widths], widths))
    return "\n".join([*lines, f"({len(rows)} row{'' if len(rows) == 1 else 's'})"]) + "\n"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()


def _plain(cell: str) -> str:
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in cell)


def _cut(cell: str) -> str:
    if width(cell) <= MAX_CELL:
        return cell
    kept, used = [], 1
    for character in cell:
        used += _cells(character)
        if used > MAX_CELL:
            break
        kept.append(character)
    return "".join(kept) + "…"


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
