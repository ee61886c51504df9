"""Knowledge and graph → the files of an output folder, all or nothing.

    graph.gexf  graph.graphml  nodes.csv  edges.csv  tables/*.csv  report.html  rejected.jsonl  failures.txt
    and what `rdf_writers` add (graph.ttl, graph.nq, graph.jsonld)

Everything is written to a temporary folder first and moved into place, file by file, only when all of it is there:
a build that fails leaves the earlier files as they were.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kgraph.errors import OutputError
from kgraph.exports import gexf, graphml, report, tables, times
from kgraph.exports.clean import encodable
from kgraph.exports.columns import Sheet
from kgraph.exports.facts import Shelf
from kgraph.exports.layout import positions
from kgraph.nouns import Histories, Knowledge

Writer = Callable[[Path], None]


def write_all(knowledge: Knowledge, graph: Any, ontology: Any, folder: Path | str,
              rdf_writers: Mapping[str, Writer] | None = None,
              histories: Histories | None = None) -> list[Path]:  # fmt: skip
    """Write every export of a build into `folder` (made if missing); the paths written, sorted.

    `rdf_writers` maps a file name to a function that writes that file; `histories` fill the tables of careers, steps
    and contradictions, and say when posts were held. Raises `OutputError`, with the earlier
    files untouched, when the folder cannot be written.
    """
    folder = Path(folder)
    with _errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _workplace(folder) as work:
            for name, lines in _texts(knowledge, graph, ontology, histories or Histories()).items():
                _write(work / name, lines)
            for name, writer in sorted((rdf_writers or {}).items()):
                writer(work / name)
            return _move(work, folder)


def _texts(knowledge: Knowledge, graph: Any, ontology: Any, histories: Histories) -> dict[str, Iterable[str]]:
    """File name → its text in pieces; nothing is made before it is written."""
    settings = ontology.settings("tables")
    shelf = Shelf(knowledge, ontology)
    sheet = Sheet(graph, ontology, settings["intervals"], times.of_tenures(histories.tenures))
    found: dict[str, Iterable[str]] = {
        "edges.csv": tables.text(tables.edges(sheet)),
        "failures.txt": _lines(" ".join(failure.split("\n")) for failure in sorted(knowledge.failures)),
        "graph.gexf": _lines(gexf.lines(sheet, positions(graph))),
        "graph.graphml": _lines(graphml.lines(sheet)),
        "nodes.csv": tables.text(tables.nodes(sheet)),
        "rejected.jsonl": _lines(rejections(knowledge)),
        "report.html": report.pieces(knowledge, ontology),
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


@contextmanager
def _errors(folder: Path) -> Iterator[None]:
    """Any trouble with the disk, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot write the exports here ({error.strerror or error}). Files of an earlier build were "
            "left as they were. Choose a folder that you may write to, or free some space, and build again."
        ) from error


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A temporary folder beside the target; inside it where the parent may not be written or is another disk."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "the folder is read-only")
    beside = folder.resolve().parent
    fits = os.access(beside, os.W_OK | os.X_OK) and beside.stat().st_dev == folder.stat().st_dev
    work = Path(tempfile.mkdtemp(prefix=f".{folder.resolve().name}-", dir=beside if fits else folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _move(work: Path, folder: Path) -> list[Path]:
    names = sorted(path.relative_to(work) for path in work.rglob("*") if path.is_file())
    for name in names:  # look before the first move: a folder in the place of a file would stop us half-way
        if (folder / name).is_dir():
            raise IsADirectoryError(21, f"{name} is a folder")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if not os.access((folder / name).parent, os.W_OK | os.X_OK):
            raise PermissionError(13, f"{name.parent} is read-only")
    for name in names:
        os.replace(work / name, folder / name)
    return [folder / name for name in names]
