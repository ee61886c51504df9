"""Knowledge and graph → the files of an output folder, all or nothing.

    graph.gexf  graph.graphml  graph.html  explorer.json  nodes.csv  edges.csv  tables/*.csv  report.html
    documents.jsonl  rejected.jsonl  same.jsonl  failures.txt
    and what `rdf_writers` add (graph.ttl, graph.nq, graph.jsonld) and `extras` ask for

Everything is written to a temporary folder first and put in place only when all of it is there (see `replacing`): a
build that fails leaves the earlier files as they were.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from kgraph.errors import OutputError
from kgraph.exports import extras as more
from kgraph.exports import gexf, graphml, grids, parquet, replacing, report, same, tables, texts, times, views
from kgraph.exports.clean import encodable
from kgraph.exports.columns import Sheet
from kgraph.exports.explorer import Explorer
from kgraph.exports.extras import NOTHING_MORE, Extras
from kgraph.exports.facts import Shelf
from kgraph.exports.grids import Grid
from kgraph.exports.layout import positions
from kgraph.exports.replacing import throw_away, tidy
from kgraph.nouns import Audit, Histories, Knowledge

__all__ = [
    "NOTHING_MORE",
    "Extras",
    "finish",
    "put_in_place",
    "rejections",
    "stage",
    "throw_away",
    "tidy",
    "write_all",
    "write_view",
]

Writer = Callable[[Path], None]
VIEW_FORMATS = (".csv", ".gexf", ".graphml", ".parquet")


def write_all(knowledge: Knowledge, graph: Any, ontology: Any, folder: Path | str,
              rdf_writers: Mapping[str, Writer] | None = None,
              histories: Histories | None = None, audit: Audit | None = None,
              extras: Extras = NOTHING_MORE) -> list[Path]:  # fmt: skip
    """Write every export of a build into `folder` (made if missing); the paths written, sorted.

    `rdf_writers` maps a file name to a function that writes that file; `histories` fill the tables of careers, steps
    and contradictions, and say when posts were held. Raises `OutputError`, with the earlier
    files untouched, when the folder cannot be written.
    """
    return put_in_place(stage(knowledge, graph, ontology, folder, rdf_writers, histories, audit, extras), folder)


def stage(knowledge: Knowledge, graph: Any, ontology: Any, folder: Path | str,
          rdf_writers: Mapping[str, Writer] | None = None,
          histories: Histories | None = None, audit: Audit | None = None,
          extras: Extras = NOTHING_MORE) -> Path:  # fmt: skip
    """As `write_all`, but into a hidden folder inside `folder`, for `put_in_place`."""
    extras.check(ontology)
    folder = Path(folder)
    with replacing.errors(folder):
        work = replacing.work_folder(folder)
        try:
            shelf = Shelf(knowledge, ontology, audit)
            found, writers = _files(shelf, graph, histories or Histories(), extras)
            for name, lines in found.items():
                _write(work / name, lines)
            for name, writer in sorted({**writers, **(rdf_writers or {})}.items()):
                writer(work / name)
            replacing.look_ahead(work, folder)
        except BaseException:
            replacing.throw_away(work)
            raise
    return work


def put_in_place(work: Path, folder: Path | str) -> list[Path]:
    """Make the files of a staged folder those of `folder`, whole or not at all; their paths there."""
    with replacing.errors(Path(folder)):
        return replacing.replace(work, Path(folder), more.FOLDERS)


def finish(folder: Path | str) -> None:
    """Go on with a replacement of files that was cut off. Whoever opens an output folder calls this first."""
    with replacing.errors(Path(folder)):
        replacing.finish(Path(folder))


def view_names(ontology: Any) -> list[str]:
    """The views that `views.toml` describes."""
    return views.names(ontology)


def check_view(name: str, path: Path | str, ontology: Any) -> None:
    """Raise what `write_view` would raise before it has begun."""
    views.plan(name, ontology)
    ending = Path(path).suffix
    if ending not in VIEW_FORMATS:
        raise OutputError(f"{path}: a view is written as {', '.join(VIEW_FORMATS)}. Give a file with such an ending.")
    if ending == ".parquet":
        parquet.need()


def write_view(graph: Any, ontology: Any, name: str, path: Path | str, histories: Histories | None = None,
               pinyin: bool = False) -> Path:  # fmt: skip
    """Write one view into a file, whose ending says how: one of `VIEW_FORMATS`. Raises `OntologyError` and
    `OutputError`."""
    path = Path(path)
    check_view(name, path, ontology)
    rules, held, sheet = _sheet(graph, ontology, histories or Histories())
    view = views.sheet(name, sheet, rules, held)
    made = path.with_name(f".{path.name}.new")
    with replacing.errors(path.parent):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".parquet":
                parquet.write(tables.edges(view, labels=True), made)
            else:
                _write(made, _view_text(view, path.suffix, pinyin))
            os.replace(made, path)
        except BaseException:
            made.unlink(missing_ok=True)
            raise
    return path


def _view_text(view: Sheet, ending: str, pinyin: bool) -> Iterable[str]:
    if ending == ".gexf":
        return _lines(gexf.lines(view, positions(view.graph), pinyin))
    return _lines(graphml.lines(view)) if ending == ".graphml" else grids.csv(tables.edges(view, labels=True))


def _sheet(graph: Any, ontology: Any, histories: Histories) -> tuple[Mapping[str, Any], Mapping[str, Any], Sheet]:
    """The rules for dates, when posts were held, and the graph laid out for writing."""
    rules, held = ontology.settings("tables")["intervals"], times.of_tenures(histories.tenures)
    return rules, held, Sheet(graph, ontology, rules, held)


def _files(
    shelf: Shelf, graph: Any, histories: Histories, extras: Extras
) -> tuple[dict[str, Iterable[str]], dict[str, Writer]]:
    """File name → its text in pieces, and what writes those that are no text; nothing is made before it is written."""
    knowledge, ontology = shelf.knowledge, shelf.ontology
    rules, held, sheet = _sheet(graph, ontology, histories)
    seen = more.sheets(extras, sheet, rules, held)
    csv = {**_grids(shelf, sheet, histories), **more.view_grids(seen)}
    places = positions(graph)
    explorer = Explorer(shelf, sheet, places, rules)
    found: dict[str, Iterable[str]] = {
        "documents.jsonl": _lines(texts.lines(knowledge.documents)),
        "explorer.json": explorer.data(),
        "failures.txt": _lines(" ".join(failure.split("\n")) for failure in sorted(knowledge.failures)),
        "graph.gexf": _lines(gexf.lines(sheet, places, extras.pinyin)),
        "graph.graphml": _lines(graphml.lines(sheet)),
        "graph.html": explorer.page(),
        "rejected.jsonl": _lines(rejections(knowledge)),
        "report.html": report.pieces(knowledge, ontology, shelf.audit),
        "same.jsonl": _lines(same.lines(shelf)),
        **{name: grids.csv(grid) for name, grid in csv.items()},
        **more.texts(extras, sheet, seen, csv),
    }
    return found, more.writers(extras, csv)


def _grids(shelf: Shelf, sheet: Sheet, histories: Histories) -> dict[str, Grid]:
    """Every CSV file of a build."""
    ontology = shelf.ontology
    settings = ontology.settings("tables")
    table = partial(tables.table, shelf=shelf, graph=sheet.graph, ontology=ontology, histories=histories,
                    types=settings.get("types"))  # fmt: skip
    found = {f"tables/{name}.csv": table(name, plan) for name, plan in settings["tables"].items()}
    return {"edges.csv": tables.edges(sheet), "nodes.csv": tables.nodes(sheet), **found}


def rejections(knowledge: Knowledge) -> list[str]:
    """One JSON object for each thing that was refused: stage, reason, document, quote, detail."""
    records = (asdict(rejection) | {"detail": dict(rejection.detail)} for rejection in knowledge.rejections)
    return sorted({encodable(json.dumps(record, ensure_ascii=False)) for record in records})


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    return (f"{piece}\n" for piece in pieces)


def _write(path: Path, pieces: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(pieces)
