"""The walls of docs/design.md, read from the source: who imports whom, which library stands where, and that names of
the ontology and IRIs are no literals in code."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgraph.ontology import RELATION_KINDS, Ontology

SRC = Path(__file__).resolve().parent.parent / "src" / "kgraph"
FILES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))
MIN_FILES = 80

SHARED = {"nouns", "errors", "iris", "ontology", "text", "memory", "spoken", "vocabulary"}  # what every room may import
ROOMS = {
    "pages", "documents", "language", "quantities", "mentions", "claims", "entities", "curation", "facts", "store",
    "conscience", "histories", "rdf", "graph", "exports", "queries", "evaluation",
}  # fmt: skip
DOORS = {  # what is no room, and the rooms it may import
    "pipeline": ROOMS - {"rdf", "graph", "exports", "queries", "evaluation", "store"},
    "api": {"pipeline", *(ROOMS - {"store"})},
    "collection": {"api", "pipeline", "pages", "curation", "exports", "store"},
    "bulletin": {"language", "mentions", "pipeline"},
    "terminal": set(),
    "opened": {"exports", "graph", "queries"},
    "assistant": {"opened", "terminal"},
    "growing": {"collection", "curation", "terminal"},
    "web": {"queries", "exports", "rdf", "entities", "terminal"},
    "cli": {"api", "assistant", "documents", "growing", "queries", "terminal", "web"},
    "__main__": {"cli"},
    "__init__": {"api", "collection", "opened"},
}
BETWEEN_SHARED = {
    "nouns": set(),
    "errors": set(),
    "iris": set(),
    "text": set(),
    "memory": set(),
    "spoken": set(),
    "vocabulary": {"errors", "iris", "nouns"},
    "ontology": {"errors", "nouns", "vocabulary"},
}
LIBRARIES = {  # library → the only places that may import it
    "rdflib": {"vocabulary", "rdf"},
    "opencc": {"text"},
    "pypinyin": {"spoken"},
    "numpy": {"language", "mentions", "claims", "exports"},
    "pyarrow": {"exports"},
    "spacy": {"language"},
    "ahocorasick": {"mentions", "claims"},
    "pycrfsuite": set(),  # only in training/: the package reads the models by itself
    "rjieba": {"mentions", "claims"},
    "rapidfuzz": {"entities", "web"},
    "pyoxigraph": {"rdf", "queries", "api", "web", "opened"},
    "pyshacl": {"rdf"},
    "jinja2": {"web"},
    "markupsafe": {"web"},
    "networkx": {"graph", "api", "opened"},
    "pandas": {"opened"},
    "igraph": {"opened"},
    "mcp": {"assistant"},
    "pydantic": {"assistant"},
}
IRI = re.compile(r"https?://[\w.-]+\.\w+/")

# Files that break a rule today; each line goes when its file is mended.
NAMES_TO_MEND: dict[str, str] = {
    "claims/__init__.py": "the finder of a status is registered under the name of the attribute",
    "claims/status.py": "the table of its pattern file has the name of the attribute",
    "growing.py": "a command has the name of an attribute",
}
IRIS_TO_MEND: dict[str, str] = {
    "exports/gexf.py": "the XML namespace of GEXF",
    "exports/graphml.py": "the XML namespace of GraphML",
}


def room(file: str) -> str:
    return file.split("/")[0].removesuffix(".py")


def tree(file: str) -> ast.Module:
    return ast.parse((SRC / file).read_text("utf-8"))


def imported(file: str) -> Iterator[str]:
    """Every module that a file imports, relative imports spelled out."""
    package = ["kgraph", *file.split("/")[:-1]]
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            base += node.module.split(".") if node.module else []
            yield from (".".join([*base, alias.name]) for alias in node.names)


def literals(file: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each string in the code; docstrings and the names in `__all__` are not."""
    module = tree(file)
    docs = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    listed = {id(name) for node in module.body if is_all(node) for name in ast.walk(node)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | listed:
            yield node.lineno, node.value


def is_all(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


def marked(known: dict[str, str]) -> list:
    """All files; those in `known` may fail for now."""
    marks = {file: [pytest.mark.xfail(reason=reason, strict=False)] for file, reason in known.items()}
    return [pytest.param(file, marks=marks.get(file, [])) for file in FILES]


def ontology_names() -> set[str]:
    """Names of classes, relations and attributes, but for words in which the ontology speaks to the program."""
    ontology = Ontology.load()
    terms = (*ontology.classes.values(), *ontology.relations.values())
    dimensions = {relation.dimension for relation in ontology.relations.values()}
    system = {*RELATION_KINDS, *(term.role for term in terms), *dimensions}
    return {*ontology.classes, *ontology.relations} - system


def test_every_file_is_in_a_room():
    assert len(FILES) >= MIN_FILES
    assert {room(file) for file in FILES} == ROOMS | SHARED | DOORS.keys(), (
        "a new room needs a line here and in design.md"
    )


@pytest.mark.parametrize("file", FILES)
def test_rooms_do_not_import_each_other(file):
    here = room(file)
    allowed = {here} | (BETWEEN_SHARED[here] if here in SHARED else SHARED | DOORS.get(here, set()))
    inside = {name.split(".")[1] for name in imported(file) if name.startswith("kgraph.")}
    assert inside <= allowed, f"{file} may import {sorted(allowed)} of kgraph only"


@pytest.mark.parametrize("file", FILES)
def test_each_library_stands_in_its_room(file):
    outside = {name.split(".")[0] for name in imported(file)} - sys.stdlib_module_names - {"kgraph"}
    unknown = outside - LIBRARIES.keys()
    assert not unknown, f"{file} imports {unknown}: give it a room in docs/design.md and here"
    misplaced = {library for library in outside if room(file) not in LIBRARIES[library]}
    assert not misplaced, f"{file} imports {misplaced}, which has another room"


@pytest.mark.parametrize("file", marked(NAMES_TO_MEND))
def test_no_name_of_the_ontology_is_a_literal(file):
    names = ontology_names()
    found = [f"line {line}: {text!r}" for line, text in literals(file) if text in names]
    assert not found, f"{file} names terms of the ontology; ask Ontology for them instead: {found}"


@pytest.mark.parametrize("file", marked(IRIS_TO_MEND))
def test_iris_stand_in_one_module(file):
    found = [f"line {line}: {text!r}" for line, text in literals(file) if IRI.search(text)]
    assert file == "iris.py" or not found, f"{file} holds IRIs; they belong in iris.py: {found}"


def test_the_ontology_has_names_to_look_for():
    assert {"undertakes", "Company", "investment", "status"} <= ontology_names()


def test_the_map_of_rooms_is_that_of_the_design(root):
    table = [line for line in (root / "docs" / "design.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    written = {re.match(r"\| `(\w+)", line)[1] for line in table}
    assert written >= ROOMS, "a room without a line in docs/design.md"
