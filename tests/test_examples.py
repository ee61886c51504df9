"""The twenty example queries of the query page: each finds what it should in a small invented graph, and something in
the bulletins."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

import kgraph
from kgraph import queries
from kgraph.ontology import Ontology

DATA = Path(__file__).parent / "data" / "query_page"
EXAMPLES = Ontology.load().settings("examples")["example"]
EXPECTED = tomllib.loads((DATA / "expected.toml").read_text("utf-8"))
COUNT = 20
VIEWS = {"table", "graph", "chart"}
COMMENT = re.compile(r"#(?![^<>\s]*>).*")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
each = pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])


@pytest.fixture(scope="module")
def invented() -> Store:
    store = Store()
    store.load(path=DATA / "graph.trig", format=RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def bulletins(root, tmp_path_factory) -> Store:
    """The bulletins of the corpus, built."""
    folder = tmp_path_factory.mktemp("bulletins")
    kgraph.build([root / "training" / "bulletins" / "documents"]).write(folder)
    return queries.open(folder)


def rows(store: Store, example: dict) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of an example's answer, as CSV has them."""
    columns, *found = csv.reader(io.StringIO(queries.sparql(store, example["query"], "csv")))
    return columns, found


def short(cell: str) -> str:
    """The end of an IRI; the parts of a list in order, since SPARQL promises none."""
    name = re.sub(r"^https://\S*[/#]", "", cell)
    return "、".join(sorted(name.split("、")))


def test_there_are_twenty_with_titles_in_both_languages():
    assert len({example["id"] for example in EXAMPLES}) == len(EXAMPLES) == COUNT
    assert all(re.search(r"[\u4e00-\u9fff]", example["zh"]) and example["en"].isascii() for example in EXAMPLES)
    assert {example["view"] for example in EXAMPLES} == VIEWS


def test_every_example_has_its_expected_rows():
    assert EXPECTED.keys() == {example["id"] for example in EXAMPLES}


@each
def test_a_query_names_nobody(example):
    """What is in the folder is unknown: Chinese stands in comments only."""
    code = "\n".join(COMMENT.sub("", line) for line in example["query"].splitlines())
    assert not re.search(r"[\u4e00-\u9fff]", code)


@each
def test_it_finds_what_it_should(example, invented):
    found = [[short(cell) for cell in row] for row in rows(invented, example)[1]]
    assert found == [[short(cell) for cell in row] for row in EXPECTED[example["id"]]]


@each
def test_it_answers_on_the_bulletins(example, bulletins):
    assert rows(bulletins, example)[1]


@each
def test_its_view_suits_the_answer(example, bulletins):
    columns, found = rows(bulletins, example)
    values = {name: [row[at] for row in found if row[at]] for at, name in enumerate(columns)}
    entities = [name for name, cells in values.items() if cells and all(cell.startswith("https://") for cell in cells)]
    if example["view"] == "graph":
        assert len(entities) >= 2
    if example["view"] == "chart":
        chart = example["chart"]
        assert {chart["x"], chart["y"], chart.get("series", chart["x"])} <= set(columns)
        assert values[chart["y"]] and all(NUMBER.fullmatch(cell) for cell in values[chart["y"]])


def test_every_column_has_a_chinese_word(invented):
    """Where the name of a column is no term of the ontology, the examples say what it means."""
    ontology, words = Ontology.load(), Ontology.load().settings("examples")["columns"]
    terms = {name.lower() for name in (*ontology.classes, *ontology.properties)}
    columns = {column for example in EXAMPLES for column in rows(invented, example)[0]}
    assert {column for column in columns if column not in words and column.lower() not in terms} == set()
    assert set(words) <= columns | {"predicate", "object", "subject"}, "a word for a column that no example has"


def test_the_docs_list_them(root):
    page = (root / "docs" / "query-page.md").read_text("utf-8")
    listed = re.findall(r"^\| \d+ \| (.+?) · (.+?) \| (\w+) \|$", page, re.M)
    assert listed == [(example["zh"], example["en"], example["view"]) for example in EXAMPLES]
