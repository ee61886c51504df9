"""The commands on a folder that grows: build, add, remove, status, view, review."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kgraph import curation, iris
from kgraph.collection import Collection, Extras, Outcome, State
from kgraph.terminal import command, complain, progress, report, warn

KEYS = "a accept, r reject, s skip, q quit; a reason may follow: "
NO_REASON = "seen in kgraph review"
WITHOUT = (
    "built without trained models: names that no lexicon tells, relations that no pattern tells, and what a figure "
    "counts where no rule tells it are left out; confidences are those of the rules"
)
DIR = "a folder that kgraph build wrote"


def _add_build(commands) -> None:
    parser = command(commands, "build", "read files and folders, write the graph into a folder", _build)
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="text file, folder, .jsonl corpus")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="folder for the exports and the store")
    parser.add_argument("--home", help="the place whose paper it is, for pages that do not say so")
    parser.add_argument("--base", default=iris.BASE, metavar="IRI", help="beginning of entity IRIs (%(default)s)")
    parser.add_argument("--ontology", metavar="FOLDER", help="another ontology folder")
    parser.add_argument("--decisions", metavar="FILE", help="what curators decided (DIR/decisions.jsonl)")
    _add_extras(parser)
    parser.add_argument("--min-confidence", type=_share, metavar="SHARE", help="refuse less sure claims (0 to 1)")
    parser.add_argument("--no-model", action="store_true", help="use lexicons, patterns and rules only")
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def _build(options: argparse.Namespace) -> int:
    made = Collection(options.output, progress(options.quiet)).build(
        options.inputs,
        home=options.home,
        base=options.base,
        ontology=options.ontology,
        decisions=options.decisions,
        extras=_extras(options),
        min_confidence=options.min_confidence,
        models=not options.no_model,
    )
    if options.no_model:
        print(WITHOUT, file=sys.stderr)
    if not made.written:
        return report(made.graph.failures, "Nothing was built.")
    print(_summary(made, options.output))
    return _told(made, "The other inputs were built.")


def _add_add(commands) -> None:
    parser = command(commands, "add", "add files and folders to a built folder", _add)
    parser.add_argument("folder", metavar="DIR", help=DIR)
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="as for build; none: only bring DIR up to date")
    _add_extras(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def _add(options: argparse.Namespace) -> int:
    made = Collection(options.folder, progress(options.quiet)).add(options.inputs, _extras(options))
    print(_counted(made), _summary(made, options.folder), sep="\n")
    return _told(made, "The other inputs are in the graph.")


def _add_extras(parser: argparse.ArgumentParser) -> None:
    help = "also write a view of ontology/views.toml, such as co-attendance; may be repeated"
    parser.add_argument("--view", action="append", default=[], metavar="NAME", help=help)
    parser.add_argument("--excel", action="store_true", help="also write the CSV files for Excel, into DIR/excel")
    parser.add_argument("--neo4j", action="store_true", help="also write CSV for neo4j-admin, into DIR/neo4j")
    parser.add_argument("--parquet", action="store_true", help="also write Parquet (kgraph[parquet]), into DIR/parquet")
    parser.add_argument("--pinyin", action="store_true", help="labels of GEXF in pinyin, for fonts without Chinese")


def _extras(options: argparse.Namespace) -> Extras:
    return Extras(tuple(options.view), options.excel, options.neo4j, options.parquet, options.pinyin)


def _add_view(commands) -> None:
    parser = command(commands, "view", "write a part of a built folder's graph for network analysis", _view)
    parser.add_argument("folder", metavar="DIR", help=DIR)
    parser.add_argument("name", metavar="NAME", nargs="?", help="a view of ontology/views.toml; none: list them")
    parser.add_argument("-o", "--output", metavar="FILE", help=".gexf, .graphml, .csv or .parquet (NAME.gexf)")
    parser.add_argument("--pinyin", action="store_true", help="labels of GEXF in pinyin, for fonts without Chinese")


def _view(options: argparse.Namespace) -> int:
    collection = Collection(options.folder)
    if options.name:
        print(collection.view(options.name, options.output or f"{options.name}.gexf", options.pinyin))
    else:
        print(*collection.views(), sep="\n")
    return 0


def _add_remove(commands) -> None:
    parser = command(commands, "remove", "take files or pages out of a built folder", _remove)
    parser.add_argument("folder", metavar="DIR", help=DIR)
    parser.add_argument(
        "names", nargs="+", metavar="ID_OR_FILE", help="a file or folder that is in it, or the id of a page"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def _remove(options: argparse.Namespace) -> int:
    made = Collection(options.folder, progress(options.quiet)).remove(options.names)
    print(_counted(made), _summary(made, options.folder), sep="\n")
    code = _told(made, "The other inputs are in the graph.")
    return report(made.missing, "The others were removed.") if made.missing else code


def _add_status(commands) -> None:
    parser = command(commands, "status", "show what a built folder is made of, and whether it is up to date", _status)
    parser.add_argument("folder", metavar="DIR", help=DIR)
    parser.add_argument("--pages", action="store_true", help="list the pages: id and source")


def _status(options: argparse.Namespace) -> int:
    collection = Collection(options.folder)
    if options.pages:
        print(*(f"{page.id}\t{page.source}" for page in collection.pages()), sep="\n")
        return 0
    for name, value in _rows(collection.status()):
        print(f"{name:<11}{value}")
    return 0


def _rows(status: State) -> Iterator[tuple[str, str]]:
    made, settings = status.made, status.settings
    yield "inputs", f"{status.inputs} files, {status.pages} pages"
    yield "graph", ", ".join(f"{made.get(name, 0)} {name}" for name in ("documents", "entities", "facts"))
    waits = f"; {status.waiting} pages would be read again" if status.waiting else ""
    yield "exports", f"behind: {'; '.join(status.behind)}{waits}" if status.behind else "up to date"
    for name, value in settings.items():
        if value:
            yield name, value
    for name, messages in (("failures", status.failures), ("passed over", status.unapplied)):
        for message in messages:
            yield name, message
    if status.behind:
        yield "", "kgraph add DIR (without INPUT) brings the exports up to date"


def _add_review(commands) -> None:
    parser = command(commands, "review", "decide about the most doubtful facts and names, one by one", _review)
    parser.add_argument("folder", metavar="DIR", help=DIR)
    parser.add_argument("--who", help="who decides (the name of the user)")
    parser.add_argument("--when", metavar="DAY", help="the day of the decisions (today)")


def _review(options: argparse.Namespace) -> int:
    collection = Collection(options.folder)
    file = collection.decisions()
    who, when = options.who or getpass.getuser(), options.when or date.today().isoformat()
    try:
        date.fromisoformat(when)
    except ValueError:
        return complain(f"--when {when}: expected a day such as 2024-05-01")
    made = collection.graph()
    warn(made.knowledge.unapplied)
    found = curation.doubts(made.knowledge, made.ontology)
    decided = 0
    for number, doubt in enumerate(found, 1):
        print(f"\n{number} of {len(found)}  {doubt.question}", *(f"    {p}" for p in doubt.passages), sep="\n")
        key, why = _answer()
        if key == "q":
            break
        if key != "s":
            _write(file, curation.record(doubt.decision(key == "a", who, when, why or NO_REASON)))
            decided += 1
    after = f"; kgraph add {options.folder} applies them" if decided else ""
    print(f"\n{decided} decisions written to {file.name}{after}" if found else "nothing is in doubt")
    return 0


def _answer() -> tuple[str, str]:
    """One of the keys, and the words after it; q at the end of the input."""
    while True:
        print(KEYS, end="", flush=True)
        line = sys.stdin.readline()
        key, _, why = line.strip().partition(" ")
        if not line or key in ("a", "r", "s", "q"):
            return key or "q", why.strip()


def _write(file: Path, line: str) -> None:
    """Add a line, after one that has no end yet too."""
    before = file.read_bytes() if file.is_file() else b""
    with file.open("a", encoding="utf-8", newline="\n") as out:
        out.write(("" if before.endswith(b"\n") or not before else "\n") + line + "\n")


def _counted(made: Outcome) -> str:
    return f"{made.read} pages read, {made.known} known"


def _summary(made: Outcome, folder: str) -> str:
    known = made.graph.knowledge
    refused = f"{len(known.rejections)} claims refused (see rejected.jsonl)" if known.rejections else "no claim refused"
    return (
        f"{len(known.documents)} documents, {len(known.entities)} entities, {len(known.facts)} facts, {refused}\n"
        f"{len(made.written)} files in {folder}"
    )


def _told(made: Outcome, rest: str) -> int:
    warn(made.graph.knowledge.unapplied)
    return report(made.graph.failures, rest) if made.graph.failures else 0


COMMANDS = (_add_build, _add_add, _add_remove, _add_status, _add_view, _add_review)
