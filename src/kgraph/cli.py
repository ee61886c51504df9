"""The command line. Comes in: arguments. Goes out: files and answers, messages on stderr, and an exit code:
0 all well, 1 something could not be read, written or answered, 2 wrong use."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from kgraph import api, growing, queries
from kgraph.assistant import command as assistant
from kgraph.documents import to_json
from kgraph.errors import KgraphError
from kgraph.ontology import Ontology
from kgraph.terminal import command, complain, report, warn
from kgraph.web import command as serve

EPILOGUE = "Documentation: docs/ in the source, or README.md. Each command has its own --help."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character shows its code
    options = _parser().parse_args(arguments)
    try:
        if hasattr(options, "folder"):
            api.finish(options.folder)
        return options.run(options)
    except KgraphError as error:
        return complain(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return complain("stopped; nothing half-written was left behind")


def _parser() -> argparse.ArgumentParser:
    about = "Reads Chinese local news and builds a knowledge graph in which every fact has its sentence."
    parser = argparse.ArgumentParser(prog="kgraph", description=about, epilog=EPILOGUE)
    parser.add_argument("--version", action="version", version=f"kgraph {version('kgraph')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    own = (_add_documents, _add_query, _add_ask, _add_explain, _add_evaluate)
    for add in (*growing.COMMANDS, *own, serve.add, assistant.add):
        add(commands)
    return parser


def _add_documents(commands) -> None:
    parser = command(commands, "documents", "split pages into articles and put them in reading order", _documents)
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="text file, folder, .jsonl corpus")
    parser.add_argument("--json", action="store_true", help="JSON Lines, one article a line")


def _documents(options: argparse.Namespace) -> int:
    found, failures = api.documents(options.inputs)
    for document in found:
        record = to_json(document)
        print(json.dumps(record, ensure_ascii=False) if options.json else _describe(record))
    return report(failures, "The other inputs were read.") if failures else 0


def _describe(record: dict) -> str:
    marks = [f"{len(record['pieces'])} pieces", *(["truncated"] if record["truncated"] else [])]
    doubtful = record["doubtful_joints"]
    marks += [f"{len(doubtful)} doubtful joints"] if doubtful else []
    columns = (record["id"], record["headline"] or "-", " ".join(record["byline"]) or "-")
    return "\t".join((*columns, f"{len(record['text'])} characters, {', '.join(marks)}"))


def _add_query(commands) -> None:
    parser = command(commands, "query", "ask a built folder in SPARQL", _query)
    parser.add_argument("folder", metavar="DIR", help="a folder that kgraph build wrote")
    parser.add_argument("sparql", metavar="SPARQL", help="the query; prefixes such as kg: and skos: are known")
    parser.add_argument("--format", choices=queries.FORMATS, default="table", help="(%(default)s)")


def _query(options: argparse.Namespace) -> int:
    store = queries.open(options.folder)
    print(queries.sparql(store, options.sparql, options.format), end="")
    warn(queries.hints(store, options.sparql))
    return 0


def _add_ask(commands) -> None:
    parser = command(commands, "ask", "ask a built folder in Chinese", _ask)
    parser.add_argument("folder", metavar="DIR", help="a folder that kgraph build wrote")
    parser.add_argument("question", metavar="QUESTION", help="for example 哪家公司建设…? ; docs/queries.md shows more")
    parser.add_argument("--json", action="store_true", help="the answers with their sentences as JSON")


def _ask(options: argparse.Namespace) -> int:
    answer = queries.ask(queries.open(options.folder), options.question, Ontology.load())
    print(json.dumps(answer.as_record(), ensure_ascii=False, indent=2) if options.json else answer.text)
    return 0


def _add_explain(commands) -> None:
    parser = command(commands, "explain", "show why the graph holds a fact, or takes names for one", _explain)
    parser.add_argument("folder", metavar="DIR", help="a folder that kgraph build wrote")
    parser.add_argument("subject", metavar="SUBJECT", nargs="?", help="a name, or an entity's id")
    parser.add_argument("relation", metavar="RELATION", nargs="?", help="as in ontology/kgraph.ttl")
    parser.add_argument("object", metavar="OBJECT", nargs="?", help="a name, an id, or a value")
    parser.add_argument("--same", nargs=2, metavar=("A", "B"), help="instead of a fact: why A and B are one, or not")
    parser.set_defaults(error=parser.error)


def _explain(options: argparse.Namespace) -> int:
    if (options.object is None) == (options.same is None):
        options.error("give SUBJECT RELATION OBJECT, or --same A B")
    store = queries.open(options.folder)
    if options.same:
        print(queries.same(store, queries.open_decisions(options.folder), *options.same, Ontology.load()), end="")
        return 0
    print(queries.explain(store, options.subject, options.relation, options.object, Ontology.load()), end="")
    return 0


def _add_evaluate(commands) -> None:
    parser = command(commands, "evaluate", "precision, recall and F1 on gold files", _evaluate)
    parser.add_argument("gold", metavar="GOLD_DIR", help="folder of gold files, such as tests/gold/dev")
    parser.add_argument("--json", action="store_true", help="the scores as JSON")
    parser.add_argument("--errors", action="store_true", help="list what was missed or wrong, one by one")
    parser.add_argument("--reliability", action="store_true", help="whether confidences mean what they say")


def _evaluate(options: argparse.Namespace) -> int:
    found = api.evaluate(options.gold)
    show = found.as_json if options.json else found.as_text
    print(show(options.errors, options.reliability), end="")
    return report(found.failures, "The other gold files were scored.") if found.failures else 0
