"""What a folder gets beyond the exports that every build writes.

In: an `Extras`. Out: more files, each made of the grids and the sheet of the build:

    excel/    every CSV file again, with a byte order mark     views/    NAME.gexf and NAME.csv for each view
    parquet/  every CSV file again, as Parquet                  neo4j/    nodes and relationships for neo4j-admin

These four folders belong to the build: their files that a build does not write are taken away (see `replacing`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from kgraph.exports import gexf, grids, neo4j, parquet, tables, times, views
from kgraph.exports.columns import Sheet
from kgraph.exports.grids import Grid
from kgraph.exports.layout import positions

FOLDERS = ("excel", "neo4j", "parquet", "views")


@dataclass(frozen=True)
class Extras:
    """Names of views, and which other forms of the tables are written; `pinyin` is about the labels in GEXF."""

    views: tuple[str, ...] = ()
    excel: bool = False
    neo4j: bool = False
    parquet: bool = False
    pinyin: bool = False

    def check(self, ontology: Any) -> None:
        """Raise `OntologyError` for a view that is not there, `MissingExtra` for a library that is not."""
        for name in self.views:
            views.plan(name, ontology)
        if self.parquet:
            parquet.need()

    def __or__(self, other: Extras) -> Extras:
        """What either has."""
        both = {f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)}
        return Extras(**{**both, "views": tuple(dict.fromkeys((*self.views, *other.views)))})

    def __str__(self) -> str:
        """For people: `views co-attendance, excel`."""
        flags = [name for name, value in asdict(self).items() if value is True]
        return ", ".join([*([f"views {' '.join(self.views)}"] if self.views else []), *flags])

    def record(self) -> str | None:
        """For the store; None where there is nothing to be kept."""
        return json.dumps(asdict(self)) if self != NOTHING_MORE else None

    @staticmethod
    def of(record: str | None) -> Extras:
        """What `record` gave."""
        known = json.loads(record) if record else {}
        kept = {f.name: known[f.name] for f in fields(Extras) if f.name in known}
        return Extras(**{**kept, "views": tuple(known.get("views", ()))})


NOTHING_MORE = Extras()


def texts(
    extras: Extras, sheet: Sheet, seen: Mapping[str, Sheet], found: Mapping[str, Grid]
) -> dict[str, Iterable[str]]:
    """The files that are text: name → pieces. `seen` has the sheets of the views, `found` every CSV file."""
    made: dict[str, Iterable[str]] = neo4j.files(sheet) if extras.neo4j else {}
    for name, view in seen.items():
        lines = gexf.lines(view, positions(view.graph), extras.pinyin)
        made[f"views/{name}.gexf"] = (f"{line}\n" for line in lines)
    if extras.excel:
        made |= {f"excel/{name}": grids.csv(grid, excel=True) for name, grid in found.items()}
    return made


def writers(extras: Extras, found: Mapping[str, Grid]) -> dict[str, Callable[[Path], None]]:
    """The other files: name → what writes it."""
    if not extras.parquet:
        return {}
    plain = {name.removesuffix(".csv"): grid for name, grid in found.items()}
    return {f"parquet/{name}.parquet": partial(parquet.write, grid) for name, grid in plain.items()}


def sheets(
    extras: Extras, sheet: Sheet, rules: Mapping[str, Any], held: Mapping[str, times.Interval]
) -> dict[str, Sheet]:
    """The view of each name."""
    return {name: views.sheet(name, sheet, rules, held) for name in extras.views}


def view_grids(seen: Mapping[str, Sheet]) -> dict[str, Grid]:
    """The edges of each view."""
    return {f"views/{name}.csv": tables.edges(view, labels=True) for name, view in seen.items()}
