"""Parquet: the same rows as CSV, with types; what is missing without pyarrow is told."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date

import pytest
from helpers_knowledge import knowledge, shuffled
from hypothesis import given, settings
from test_gexf import RULES, nasty_graphs

from kgraph import conscience, graph, histories
from kgraph.errors import MissingExtra
from kgraph.exports import _grids, grids, parquet, tables, times
from kgraph.exports.clean import cell
from kgraph.exports.columns import KINDS, TEXT, Sheet
from kgraph.exports.extras import Extras
from kgraph.exports.facts import Shelf
from kgraph.ontology import Ontology

pyarrow_parquet = pytest.importorskip("pyarrow.parquet", reason="kgraph[parquet] is not installed")


def whole(known=None) -> dict[str, grids.Grid]:
    """Every CSV file of a build."""
    known, ontology = known or knowledge(), Ontology.load()
    past = histories.make(known, ontology)
    sheet = Sheet(graph.make(known, ontology), ontology, RULES, times.of_tenures(past.tenures))
    return _grids(Shelf(known, ontology, conscience.make(known, ontology)), sheet, past)


def table(grid, path):
    parquet.write(grid, path)
    return pyarrow_parquet.read_table(path)


@pytest.mark.parametrize("name", sorted(whole()))
def test_the_rows_are_those_of_the_csv(name, tmp_path):
    grid = whole()[name]
    rows = list(csv.reader(io.StringIO("".join(grids.csv(grid)), newline="")))
    read = table(grid, tmp_path / "x.parquet")
    assert read.column_names == rows[0] and read.num_rows == len(rows) - 1
    said = [[cell(v.isoformat() if isinstance(v, date) else v) for v in row.values()] for row in read.to_pylist()]
    assert said == [[grids.unguarded(value) for value in row] for row in rows[1:]]


def test_columns_have_types(tmp_path):
    nodes, edges = (table(whole()[f"{name}.csv"], tmp_path / name) for name in ("nodes", "edges"))
    types = {name: str(kind) for name, kind in zip(nodes.schema.names, nodes.schema.types, strict=True)}
    wanted = {"degree": "int64", "aliases": "list<element: string>", "investment": "double", "label": "string"}
    assert {name: types[name] for name in wanted} == wanted
    post = next(row for row in edges.to_pylist() if row["title"] == "区长")
    assert (post["from"], post["weight"], post["begin"]) == (date(2023, 11, 1), 2, [98])


def test_types_of_tables_are_those_of_some_column():
    """A type in tables.toml that no table uses is a misprint."""
    settings = Ontology.load().settings("tables")
    words = {words for plan in settings["tables"].values() for words in plan["columns"].values()}
    assert settings["types"].keys() <= words and set(settings["types"].values()) <= set(KINDS) - {TEXT}


def test_pandas_reads_it(tmp_path):
    pandas = pytest.importorskip("pandas")
    parquet.write(whole()["tables/posts.csv"], tmp_path / "posts.parquet")
    posts = pandas.read_parquet(tmp_path / "posts.parquet")
    assert posts.confidence.dtype == "float64" and set(posts.title) == {"区长", "党组书记", "副书记", "副区长"}


def test_another_order_gives_the_same_bytes(tmp_path):
    for name, grid in whole().items():
        parquet.write(grid, tmp_path / "one")
        parquet.write(whole(shuffled(knowledge()))[name], tmp_path / "other")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes(), name


def test_a_large_file_is_written_in_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS", 5)
    grid = whole()["nodes.csv"]
    parquet.write(grid, tmp_path / "x.parquet")
    assert pyarrow_parquet.ParquetFile(tmp_path / "x.parquet").num_row_groups == 3
    assert pyarrow_parquet.read_table(tmp_path / "x.parquet").num_rows == len(list(grid.rows()))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(nasty_graphs())
def test_parquet_carries_any_name(tmp_path_factory, made):
    sheet = Sheet(made, Ontology.load(), RULES)
    path = tmp_path_factory.mktemp("nasty") / "x.parquet"
    assert [row["id"] for row in table(tables.nodes(sheet), path).to_pylist()] == [
        cell(key) or None for key in sorted(made)
    ]
    assert table(tables.edges(sheet), path).num_rows == made.size()


def test_without_pyarrow_the_extra_is_named_before_anything_is_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtra, match=r"pip install 'kgraph\[parquet\]'"):
        Extras(parquet=True).check(Ontology.load())
