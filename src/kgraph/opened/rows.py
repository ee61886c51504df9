"""What a SPARQL query gives, as rows with values of Python.

Comes in: a result of pyoxigraph. Goes out: `Rows`. IRIs and texts are `str`, xsd:integer is `int`, xsd:decimal and
xsd:double are `float`, xsd:boolean is `bool`, xsd:date is `datetime.date`; years and months stay texts (2023, 2023-05).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryTriples, Store

from kgraph.errors import MissingExtra, QueryError
from kgraph.iris import XSD
from kgraph.opened.shown import table_html
from kgraph.queries import run
from kgraph.queries.results import ordered, short
from kgraph.queries.tables import table

if TYPE_CHECKING:
    import pandas

MAX_SHOWN = 30  # rows
_NUMBERS = {"integer": int, "int": int, "decimal": float, "double": float, "float": float}
_TRUE = ("true", "1")

Value = str | int | float | bool | date | None
Row = dict[str, Value]


@dataclass(frozen=True, repr=False)
class Rows(Sequence[Row]):
    """Rows with the same `columns`; a cell without a value is None. `cut` where there would be more.

    ASK gives one row where the answer is yes and none where it is no, so that `bool(rows)` is the answer. CONSTRUCT and
    DESCRIBE give the columns subject, predicate and object.
    """

    columns: tuple[str, ...]
    items: tuple[Row, ...]
    cells: tuple[tuple[str, ...], ...] = field(repr=False)  # the same for people, with short IRIs
    cut: bool = False

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        return self.items[at]

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a DataFrame. Raises `MissingExtra` where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise MissingExtra("pandas is not installed: pip install 'kgraph[pandas]'") from None
        return pandas.DataFrame.from_records(list(self.items), columns=list(self.columns))

    def record(self) -> dict[str, Any]:
        """The rows for JSON."""
        rows = [{name: _plain(value) for name, value in row.items()} for row in self.items]
        return {"columns": list(self.columns), "rows": rows, "cut": self.cut}

    def __str__(self) -> str:
        text = table(self.columns, self.cells[:MAX_SHOWN]) if self.columns else ""
        return text + ("" if len(self) <= MAX_SHOWN else f"… {len(self) - MAX_SHOWN} more\n")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        shown = f", the first {MAX_SHOWN} shown" if len(self) > MAX_SHOWN else ""
        return table_html(self.columns, self.cells[:MAX_SHOWN], f"{len(self)} rows{shown}")


def rows(store: Store, query: str, most: int | None = None) -> Rows:
    """The rows of a query, at most so many. Raises `QueryError` with the place of a mistake."""
    result = run(store, query)
    if isinstance(result, QueryBoolean):
        found: Iterable[Sequence[Any]] = [[Literal(True)]] if result else []
        columns: tuple[str, ...] = ("answer",)
    elif isinstance(result, QueryTriples):
        found, columns = (list(triple) for triple in result), ("subject", "predicate", "object")
    else:
        found, columns = (list(solution) for solution in result), tuple(v.value for v in result.variables)
    terms = list(_told(islice(found, None if most is None else most + 1)))
    kept = terms[:most]
    if not ordered(query):
        kept.sort(key=lambda row: [str(term) for term in row])
    return Rows(
        columns,
        tuple(dict(zip(columns, map(value, row), strict=True)) for row in kept),
        tuple(tuple(map(short, row)) for row in kept),
        len(kept) < len(terms),
    )


def value(term: Any) -> Value:
    """A term as Python has it."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value
    if not isinstance(term, Literal):
        return str(term)
    kind = term.datatype.value.removeprefix(XSD)
    with suppress(ValueError):  # a literal that is not what its datatype says stays a text
        if kind in _NUMBERS:
            return _NUMBERS[kind](term.value)
        if kind == "boolean":
            return term.value in _TRUE
        if kind == "date":
            return date.fromisoformat(term.value)
    return term.value


def _told(found: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    try:
        yield from found
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def _plain(told: Value) -> Any:
    return told.isoformat() if isinstance(told, date) else told
