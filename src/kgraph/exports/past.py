"""Histories → rows and cells of tables: careers, steps of projects, contradictions.

In: `Histories` and the columns that `ontology/tables.toml` plans. Out: rows in the order of the histories, and for each
column a function that reads its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.exports.facts import Shelf, field
from kgraph.nouns import Claim, Contradiction, Histories, Side

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Conflict:
    """One claim of one side of a contradiction, beside the other values."""

    number: int
    contradiction: Contradiction
    side: Side
    claim: Claim

    @property
    def against(self) -> list[str]:
        """The other values."""
        return [side.value for side in self.contradiction.sides if side is not self.side]


def rows(what: str, histories: Histories) -> Sequence[Any]:
    """The rows of a table: "careers", "steps" or "contradictions"."""
    return _ROWS[what](histories)


def cell(what: str, words: list[str], shelf: Shelf) -> Read:
    """What a column shows of a row."""
    verb, *names = words
    if verb == "label":
        return lambda row: shelf.label(_of(row, names[0]))
    if verb == "term":
        return lambda row: shelf.ontology.label(_of(row, names[0]))
    if verb == "flag":
        return lambda row: names[-1] if _of(row, names[0]) else ""
    return _CELLS.get(verb, lambda shelf: lambda row: _of(row, verb))(shelf)


def _of(row: Any, name: str) -> Any:
    """A field of a row, or of the contradiction or side it stands for."""
    return field([row, row.contradiction, row.side] if isinstance(row, Conflict) else [row], name)


def _conflicts(histories: Histories) -> list[Conflict]:
    return [
        Conflict(number, found, side, claim)
        for number, found in enumerate(histories.contradictions, start=1)
        for side in found.sides
        for claim in side.claims
    ]


_ROWS: dict[str, Callable[[Histories], Sequence[Any]]] = {
    "careers": lambda histories: histories.tenures,
    "steps": lambda histories: histories.steps,
    "contradictions": _conflicts,
}
_CELLS: dict[str, Callable[[Shelf], Read]] = {  # of the claim that a row shows
    "document": lambda shelf: lambda row: row.claim.document,
    "quote": lambda shelf: lambda row: shelf.quote(row.claim),
    "published": lambda shelf: lambda row: shelf.documents[row.claim.document].published,
    "modality": lambda shelf: lambda row: row.claim.modality,
    "begin_index": lambda shelf: lambda row: [span.start for span in shelf.positions(row.claim)],
    "end_index": lambda shelf: lambda row: [span.end for span in shelf.positions(row.claim)],
}
