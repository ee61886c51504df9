"""Audit → rows and cells of tables: figures of checks, the ledger, how much of each document is used.

In: an `Audit` and the columns that `ontology/tables.toml` plans. Out: rows in the order of the audit, and for each
column a function that reads its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.exports.facts import Shelf, field
from kgraph.nouns import Audit, Check, Entry, Member, Span

Read = Callable[[Any], Any]
KINDS = {"numbers": ("quantity", "digits"), "dates": ("time",), "names": ("name",)}


@dataclass(frozen=True)
class Figure:
    """One figure of a check."""

    number: int
    check: Check
    member: Member

    @property
    def document(self) -> str:
        return self.check.document

    @property
    def span(self) -> Span:
        return self.member.span

    @property
    def facts(self) -> tuple[str, ...]:
        return self.member.facts


@dataclass(frozen=True)
class Coverage:
    """How many entries of one document a fact uses."""

    document: str
    entries: tuple[Entry, ...]

    def count(self, kind: str, used: bool | None = None) -> int:
        """Entries of a kind ("numbers", "dates", "names" or "all"), used or not, or both."""
        wanted = KINDS.get(kind)
        of_kind = (e for e in self.entries if wanted is None or e.kind in wanted)
        return sum(1 for entry in of_kind if used is None or bool(entry.facts) == used)

    @property
    def percent(self) -> float | None:
        """Share of used entries; None where there is none."""
        return round(100 * self.count("all", True) / len(self.entries), 1) if self.entries else None


def coverages(audit: Audit, documents: Iterable[str]) -> list[Coverage]:
    """One for each document, in order."""
    found: dict[str, list[Entry]] = {document: [] for document in sorted(documents)}
    for entry in audit.ledger:
        found.setdefault(entry.document, []).append(entry)
    return [Coverage(document, tuple(entries)) for document, entries in found.items()]


def rows(what: str, shelf: Shelf) -> Sequence[Any]:
    """The rows of a table: "checks", "ledger" or "coverage"."""
    return _ROWS[what](shelf)


def cell(words: list[str], shelf: Shelf) -> Read:
    """What a column shows of a row."""
    verb, *names = words
    if verb == "term":
        return lambda row: shelf.ontology.label(_of(row, names[0]))
    if verb == "count":
        return lambda row: row.count(names[0], {"used": True, "unused": False}.get(names[-1]))
    if verb in _CELLS:
        return _CELLS[verb](shelf)
    return lambda row: _of(row, verb)


def _of(row: Any, name: str) -> Any:
    """A field of a row, or of the figure or check it stands for."""
    return field([row, row.member, row.check] if isinstance(row, Figure) else [row], name)


def _figures(shelf: Shelf) -> list[Figure]:
    numbered = enumerate(shelf.audit.checks, start=1)
    return [Figure(number, check, member) for number, check in numbered for member in check.members]


_ROWS: dict[str, Callable[[Shelf], Sequence[Any]]] = {
    "checks": _figures,
    "ledger": lambda shelf: shelf.audit.ledger,
    "coverage": lambda shelf: coverages(shelf.audit, shelf.documents),
}
_CELLS: dict[str, Callable[[Shelf], Read]] = {
    "headline": lambda shelf: lambda row: shelf.label(row.document),
    "used": lambda shelf: lambda row: "yes" if row.facts else "no",
    "facts": lambda shelf: lambda row: list(row.facts),
    "value": lambda shelf: lambda row: row.member.number,
    "begin": lambda shelf: lambda row: [s.start for s in shelf.documents[row.document].source_spans(row.span)],
    "end": lambda shelf: lambda row: [s.end for s in shelf.documents[row.document].source_spans(row.span)],
}
