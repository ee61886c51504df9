"""Knowledge and graph → the files of an output folder, all or nothing.

    graph.gexf  graph.graphml  graph.html  explorer.json  nodes.csv  edges.csv  tables/*.csv  report.html
    documents.jsonl  rejected.jsonl  same.jsonl  failures.txt
    and what `rdf_writers` add (graph.ttl, graph.nq, graph.jsonld)

Everything is written to a temporary folder first and put in place only when all of it is there (see `replacing`): a
build that fails leaves the earlier files as they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kgraph.exports import gexf, graphml, replacing, report, same, tables, texts, times
from kgraph.exports.clean import encodable
from kgraph.exports.columns import Sheet
from kgraph.exports.explorer import Explorer
from kgraph.exports.facts import Shelf
from kgraph.exports.layout import positions
from kgraph.exports.replacing import throw_away, tidy
from kgraph.nouns import Audit, Histories, Knowledge

__all__ = ["finish", "put_in_place", "rejections", "stage", "throw_away", "tidy", "write_all"]

Writer = Callable[[Path], None]


def write_all(knowledge: Knowledge, graph: Any, ontology: Any, folder: Path | str,
              rdf_writers: Mapping[str, Writer] | None = None,
              histories: Histories | None = None, audit: Audit | None = None) -> list[Path]:  # fmt: skip
    """Write every export of a build into `folder` (made if missing); the paths written, sorted.

    `rdf_writers` maps a file name to a function that writes that file; `histories` fill the tables of careers, steps
    and contradictions, and say when posts were held. Raises `OutputError`, with the earlier
    files untouched, when the folder cannot be written.
    """
    return put_in_place(stage(knowledge, graph, ontology, folder, rdf_writers, histories, audit), folder)


def stage(knowledge: Knowledge, graph: Any, ontology: Any, folder: Path | str,
          rdf_writers: Mapping[str, Writer] | None = None,
          histories: Histories | None = None, audit: Audit | None = None) -> Path:  # fmt: skip
    """As `write_all`, but into a hidden folder inside `folder`, for `put_in_place`."""
    folder = Path(folder)
    with replacing.errors(folder):
        work = replacing.work_folder(folder)
        try:
            shelf = Shelf(knowledge, ontology, audit)
            for name, lines in _texts(shelf, graph, histories or Histories()).items():
                _write(work / name, lines)
            for name, writer in sorted((rdf_writers or {}).items()):
                writer(work / name)
            replacing.look_ahead(work, folder)
        except BaseException:
            replacing.throw_away(work)
            raise
    return work


def put_in_place(work: Path, folder: Path | str) -> list[Path]:
    """Make the files of a staged folder those of `folder`, whole or not at all; their paths there."""
    with replacing.errors(Path(folder)):
        return replacing.replace(work, Path(folder))


def finish(folder: Path | str) -> None:
    """Go on with a replacement of files that was cut off. Whoever opens an output folder calls this first."""
    with replacing.errors(Path(folder)):
        replacing.finish(Path(folder))


def _texts(shelf: Shelf, graph: Any, histories: Histories) -> dict[str, Iterable[str]]:
    """File name → its text in pieces; nothing is made before it is written."""
    knowledge, ontology = shelf.knowledge, shelf.ontology
    settings = ontology.settings("tables")
    sheet = Sheet(graph, ontology, settings["intervals"], times.of_tenures(histories.tenures))
    places = positions(graph)
    explorer = Explorer(shelf, sheet, places, settings["intervals"])
    found: dict[str, Iterable[str]] = {
        "documents.jsonl": _lines(texts.lines(knowledge.documents)),
        "edges.csv": tables.text(tables.edges(sheet)),
        "explorer.json": explorer.data(),
        "failures.txt": _lines(" ".join(failure.split("\n")) for failure in sorted(knowledge.failures)),
        "graph.gexf": _lines(gexf.lines(sheet, places)),
        "graph.graphml": _lines(graphml.lines(sheet)),
        "graph.html": explorer.page(),
        "nodes.csv": tables.text(tables.nodes(sheet)),
        "rejected.jsonl": _lines(rejections(knowledge)),
        "report.html": report.pieces(knowledge, ontology, shelf.audit),
        "same.jsonl": _lines(same.lines(shelf)),
    }
    for name, plan in settings["tables"].items():
        found[f"tables/{name}.csv"] = tables.text(tables.table(name, plan, shelf, graph, ontology, histories))
    return found


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
