"""Grids → Parquet, with types: whole numbers, real numbers, days, lists. Needs pyarrow (`kgraph[parquet]`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from kgraph.errors import MissingExtra
from kgraph.exports.columns import DAY, FLAG, REAL, TEXT, TEXTS, WHOLE, WHOLES
from kgraph.exports.grids import Grid, typed

ROWS = 50_000  # in one piece of the file; keeps memory low


def need() -> None:
    """Raise `MissingExtra` where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise MissingExtra(
            "Parquet files need pyarrow, which is not installed: pip install 'kgraph[parquet]'"
        ) from None


def write(grid: Grid, path: Path) -> None:
    """One Parquet file; the same grid gives the same bytes with the same version of pyarrow."""
    need()
    from pyarrow import parquet

    path.parent.mkdir(parents=True, exist_ok=True)
    schema = _schema(grid)
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        rows: list[Any] = []
        for row in grid.rows():
            rows.append(row)
            if len(rows) == ROWS:
                file.write_table(_table(rows, grid, schema))
                rows = []
        file.write_table(_table(rows, grid, schema))


def _schema(grid: Grid) -> Any:
    import pyarrow

    types = {
        TEXT: pyarrow.string(),
        WHOLE: pyarrow.int64(),
        REAL: pyarrow.float64(),
        TEXTS: pyarrow.list_(pyarrow.string()),
        WHOLES: pyarrow.list_(pyarrow.int64()),
        DAY: pyarrow.date32(),
        FLAG: pyarrow.bool_(),
    }
    return pyarrow.schema([(name, types[kind]) for name, kind in grid.columns])


def _table(rows: list[Any], grid: Grid, schema: Any) -> Any:
    import pyarrow

    columns = [
        pyarrow.array([_value(row[place], kind) for row in rows], type=schema.field(place).type)
        for place, (_, kind) in enumerate(grid.columns)
    ]
    return pyarrow.Table.from_arrays(columns, schema=schema)


def _value(value: object, kind: str) -> object:
    found = typed(value, kind)
    return date.fromisoformat(found) if kind == DAY and isinstance(found, str) else found
