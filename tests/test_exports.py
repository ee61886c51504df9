"""All files of an output folder: golden copies, round trips, one order, all or nothing.

Golden files are made anew with `KGRAPH_GOLDEN=write pytest tests/test_exports.py`; look at the difference before you
keep it.
"""

import csv
import io
import json
import os
import re
from pathlib import Path

import networkx
import pytest
from helpers_knowledge import knowledge, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gexf import NASTY, RULES, nasty_graphs

from kgraph import conscience, graph, histories
from kgraph.errors import OntologyError, OutputError
from kgraph.exports import graphml, grids, tables, write_all
from kgraph.exports.clean import cell
from kgraph.exports.columns import Sheet
from kgraph.exports.facts import Shelf
from kgraph.ontology import Ontology

GOLDEN = Path(__file__).parent / "data" / "exports" / "golden"
POSITION = re.compile(r'<viz:position x="[^"]*" y="[^"]*"')  # the last digits may differ between processors
FILES = ["documents.jsonl", "edges.csv", "explorer.json", "failures.txt", "graph.gexf", "graph.graphml", "graph.html",
         "nodes.csv", "rejected.jsonl", "report.html",
         "same.jsonl", "tables/careers.csv", "tables/checks.csv", "tables/contradictions.csv", "tables/coverage.csv",
         "tables/events.csv", "tables/ledger.csv", "tables/observations.csv", "tables/posts.csv",
         "tables/project_history.csv", "tables/projects.csv"]  # fmt: skip
OWN_TEST = ["explorer.json", "graph.html", "report.html"]  # no golden copy: see test_explorer.py and test_report.py


def build(folder, whole=None, **more):
    whole = whole or knowledge()
    ontology = Ontology.load()
    past = histories.make(whole, ontology)
    return write_all(whole, graph.make(whole, ontology), ontology, folder, histories=past,
                     audit=conscience.make(whole, ontology), **more)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("made") / "out"
    build(target)
    return target


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_files_are_the_promised_ones_and_nothing_is_left_beside_them(folder):
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == FILES
    assert [p.name for p in folder.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("name", [name for name in FILES if name not in OWN_TEST])
def test_golden(folder, name):
    golden(POSITION.sub("<viz:position", (folder / name).read_text("utf-8")), GOLDEN / name)


def golden(text, kept):
    """The text is the kept one; on demand it is kept."""
    if os.environ.get("KGRAPH_GOLDEN") == "write":
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, "utf-8")
    assert text == kept.read_text("utf-8")


def test_another_order_gives_the_same_bytes(folder, tmp_path):
    build(tmp_path, shuffled(knowledge()))
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_posts_say_when_they_were_first_and_last_seen(folder):
    post = next(row for row in rows(folder / "tables/posts.csv") if row["title"] == "区长")
    assert (post["from"], post["first_seen"], post["last_seen"]) == ("2023-11", "2024-03-03", "2024-05-20")


def test_a_denied_post_is_in_no_table(folder):
    assert "董事长" not in {row["title"] for row in rows(folder / "tables/posts.csv")}


def test_positions_in_a_table_spell_the_quote(folder):
    sources = {d.id: d.page.text for d in knowledge().documents}
    checked = [
        *rows(folder / "tables/posts.csv"),
        *rows(folder / "tables/observations.csv"),
        *rows(folder / "edges.csv"),
    ]
    assert len(checked) > 10
    for row in checked:
        spans = zip(row["begin"].split("; "), row["end"].split("; "), strict=True)
        assert "".join(sources[row["document"]][int(a) : int(b)] for a, b in spans) == row["quote"]


def test_what_was_refused_is_kept_with_its_reason(folder):
    records = [json.loads(line) for line in (folder / "rejected.jsonl").read_text("utf-8").splitlines()]
    assert [record["detail"]["relation"] for record in records] == ["locatedIn"]
    assert (folder / "failures.txt").read_text("utf-8").count("\n") == 1


def test_graphml_reads_back_as_the_same_graph(folder):
    made = graph.make(knowledge(), Ontology.load())
    read = networkx.read_graphml(folder / "graph.graphml", force_multigraph=True)
    assert dict(read.nodes(data="label")) == dict(made.nodes(data="label"))
    edges = sorted((a, b, e["relation"], e.get("title", "")) for a, b, e in read.edges(data=True))
    assert edges == sorted((a, b, e["relation"], e["title"]) for a, b, e in made.edges(data=True))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(nasty_graphs())
def test_graphml_carries_any_name(made):
    text = "\n".join(graphml.lines(Sheet(made, Ontology.load(), RULES)))
    read = networkx.parse_graphml(text, force_multigraph=True)
    assert (len(read), read.size()) == (len(made), made.size())
    ids = re.findall(r'<edge id="([^"]*)"', text)
    assert len(ids) == len(set(ids)) == made.size()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(nasty_graphs())
def test_csv_carries_any_name(made):
    sheet = Sheet(made, Ontology.load(), RULES)
    for grid in (tables.nodes(sheet), tables.edges(sheet)):
        wanted = [[name for name, _ in grid.columns], *([cell(value) for value in row] for row in grid.rows())]
        text = "".join(grids.csv(grid)).encode("utf-8").decode("utf-8")
        read = list(csv.reader(io.StringIO(text, newline="")))
        assert [[grids.unguarded(value) for value in row] for row in read] == wanted


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(NASTY, min_size=1))
def test_a_cell_is_always_utf8(names):
    assert cell(names).encode("utf-8") and cell(set(names)) if any(names) else True


BAD_PLANS = [
    ({"rows": "facts holdsPost", "columns": {}}, "holdsPostAt"),
    ({"rows": "entities Projct", "columns": {}}, "Project"),
    ({"rows": "all of them", "columns": {}}, "'all'"),
    ({"rows": "facts holdsPostAt", "columns": {"a": "subjekt"}}, "'subjekt'"),
    ({"rows": "entities Project", "columns": {"a": "in undertaks"}}, "undertakes"),
    ({"columns": {}}, "'rows'"),
]


@pytest.mark.parametrize(("plan", "named"), BAD_PLANS, ids=[named for _, named in BAD_PLANS])
def test_a_wrong_plan_of_a_table_is_told(plan, named):
    ontology = Ontology.load()
    with pytest.raises(OntologyError, match=re.escape(named)):
        tables.table("mine", plan, Shelf(knowledge(), ontology), None, ontology)


def test_rdf_writers_write_into_the_same_folder(tmp_path):
    paths = build(tmp_path / "out", rdf_writers={"graph.ttl": lambda path: path.write_text("# ok\n", "utf-8")})
    assert (tmp_path / "out" / "graph.ttl").read_text("utf-8") == "# ok\n" and len(paths) == len(FILES) + 1


def test_a_build_that_fails_leaves_the_earlier_files(tmp_path):
    target = tmp_path / "out"
    build(target)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}

    def broken(path):
        path.write_text("half", "utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        build(target, shuffled(knowledge()), rdf_writers={"graph.ttl": broken})
    assert {path: path.read_bytes() for path in target.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="Choose a folder"):
        build(tmp_path / "out")


def test_a_folder_in_the_place_of_a_file_is_told_before_anything_moves(tmp_path):
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"report\.html is a folder"):
        build(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.html"]


def test_a_read_only_folder_is_told(tmp_path, monkeypatch):
    target = tmp_path / "out"
    target.mkdir()
    real = os.access  # an administrator may write everywhere, so chmod would not do
    monkeypatch.setattr(os, "access", lambda path, mode, **k: Path(path) != target and real(path, mode, **k))
    with pytest.raises(OutputError, match=r"read-only.*Choose a folder"):
        build(target)
    assert list(target.iterdir()) == []


def test_a_folder_whose_parent_is_read_only_still_works(tmp_path, monkeypatch):
    target = tmp_path / "out"
    target.mkdir()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **k: Path(path) != tmp_path and real(path, mode, **k))
    build(target)
    assert sorted(p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()) == FILES
