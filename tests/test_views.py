"""Views: what of the graph they hold, that a new one is a block of a file, and what is told of a wrong one."""

from __future__ import annotations

import csv
import shutil
from itertools import combinations

import networkx
import pytest
from conftest import ROOT
from helpers_knowledge import knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_gexf import NS, RULES, SCHEMA

from kgraph import graph
from kgraph.errors import OntologyError, OutputError
from kgraph.exports import gexf, times, views, write_view
from kgraph.exports.columns import Sheet
from kgraph.exports.layout import positions
from kgraph.ontology import Ontology

NAMES = ["companies-projects", "officials-meetings", "co-attendance"]
MEETING = "Event/2024年第一季度重点项目签约仪式"


def view(name, made=None, ontology=None):
    ontology = ontology or Ontology.load()
    made = made if made is not None else graph.make(knowledge(), ontology)
    return views.sheet(name, Sheet(made, ontology, RULES), RULES, {})


def triples(sheet):
    return sorted((e.source, e.data["relation"], e.target) for e in sheet.edges)


def test_these_views_come_with_kgraph():
    assert views.names(Ontology.load()) == NAMES


def test_companies_and_projects():
    firm, project = "Company/星禾电气有限公司", "Project/白鹭湾储能产业园项目"
    assert triples(view("companies-projects")) == [(firm, "undertakes", project)]


def test_officials_and_meetings_with_all_that_is_below_attending():
    wanted = [("Person/周远航", name, MEETING) for name in ("attended", "presidedOver", "spokeAt")]
    assert triples(view("officials-meetings")) == [*wanted, ("Person/林可为", "attended", MEETING)]


def test_who_holds_no_post_at_a_government_body_is_no_official():
    made = graph.make(knowledge(), Ontology.load())
    made.add_edge("Person/何晓棠", MEETING, key="attended", relation="attended")
    assert "Person/何晓棠" not in view("officials-meetings", made).graph
    made.add_edge("Person/何晓棠", "Company/星禾电气有限公司", key="holdsPostAt", relation="holdsPostAt")
    assert "Person/何晓棠" not in view("officials-meetings", made).graph
    assert "Person/何晓棠" in view("co-attendance", made).graph


def test_who_attended_together():
    found = view("co-attendance")
    assert not found.graph.is_directed() and [n.id for n in found.nodes] == ["Person/周远航", "Person/林可为"]
    (edge,) = found.edges
    assert edge.data["weight"] == 1 and edge.data["shared"] == ["2024年第一季度重点项目签约仪式"]
    assert edge.interval == ("2024-03-02", "2024-03-02")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from(["attended", "presidedOver"]))))
def test_the_weight_is_the_number_of_meetings_shared(attended):
    made = networkx.MultiDiGraph()
    for person, event, relation in attended:
        made.add_node(f"p{person}", type="Person", label=f"p{person}")
        made.add_node(f"e{event}", type="Event", label=f"e{event}", date=f"2024-01-0{event + 1}")
        made.add_edge(f"p{person}", f"e{event}", key=relation, relation=relation)
    went = {(f"p{person}", f"e{event}") for person, event, _ in attended}
    people, events = sorted({p for p, _ in went}), sorted({e for _, e in went})
    wanted = {
        (a, b): shared
        for a, b in combinations(people, 2)
        if (shared := [e for e in events if (a, e) in went and (b, e) in went])
    }
    found = view("co-attendance", made)
    assert {(e.source, e.target): e.data["shared"] for e in found.edges} == wanted
    assert all(e.data["weight"] == len(e.data["shared"]) for e in found.edges)
    for edge in found.edges:
        days = [f"2024-01-0{int(name[1:]) + 1}" for name in edge.data["shared"]]
        assert edge.interval == (min(days), max(days))


@pytest.mark.parametrize("name", NAMES)
def test_a_view_is_valid_gexf_with_its_own_positions(name):
    found = view(name)
    root = etree.fromstring("\n".join(gexf.lines(found, positions(found.graph))).encode())
    SCHEMA.assertValid(root)
    assert root.xpath("count(//g:node)", namespaces=NS) == len(found.nodes) > 1
    assert root.xpath("count(//viz:position)", namespaces=NS) == len(found.nodes)


def test_posts_in_a_view_last_as_long_as_in_the_graph(tmp_path):
    with_view(
        tmp_path, '[views.posts]\nlabel="任职"\nrelations=["holdsPostAt"]\nfrom=["Person"]\nto=["Organisation"]\n'
    )
    ontology = Ontology.load(tmp_path / "ontology")
    made = graph.make(knowledge(), ontology)
    held = {"f03": ("2020-01-01", "2021-01-01")}
    found = views.sheet("posts", Sheet(made, ontology, RULES, held), RULES, held)
    assert {e.id: e.interval for e in found.edges}["f03"] == held["f03"]


def test_a_new_view_is_a_block_of_a_file(tmp_path):
    """What organisations and places share, onto the other end: no code names any of it."""
    block = (
        '[views.programmes]\nlabel="同列"\nrelations=["includedIn"]\nfrom=["Project"]\nto=["Programme"]\nonto="to"\n'
    )
    with_view(tmp_path, block)
    ontology = Ontology.load(tmp_path / "ontology")
    made = graph.make(knowledge(), ontology)
    made.add_node("Programme/强链", type="Programme", label="强链", values={})
    made.add_edge("Project/白鹭湾储能产业园项目", "Programme/强链", key="includedIn", relation="includedIn")
    (edge,) = view("programmes", made, ontology).edges
    assert (edge.source, edge.target) == ("Programme/强链", "Programme/百日攻坚")
    assert edge.data["shared"] == ["白鹭湾储能产业园项目"] and edge.data["label"] == "同列"


def with_view(folder, block):
    shutil.copytree(ROOT / "ontology", folder / "ontology")
    path = folder / "ontology" / "views.toml"
    path.write_text(path.read_text("utf-8") + "\n" + block, "utf-8")


WRONG = [
    ('relations = ["attendd"]\nfrom = ["Person"]\nto = ["Event"]', '"attended"'),
    ('relations = ["attended"]\nfrom = ["Persn"]\nto = ["Event"]', '"Person"'),
    ('relations = ["attended"]\nfrom = ["Person"]', "'to'"),
    ('relations = ["attended"]\nfrom = ["Person"]\nto = ["Event"]\nonto = "both"', "'both'"),
    ('relations = ["attended"]\nfrom = ["Person"]\nto = ["Event"]\nonly = "holdsPostAt Body"', '"Body"'),
]


@pytest.mark.parametrize(("block", "named"), WRONG, ids=[named for _, named in WRONG])
def test_a_wrong_view_is_told(block, named, tmp_path):
    with_view(tmp_path, f"[views.mine]\n{block}\n")
    ontology = Ontology.load(tmp_path / "ontology")
    with pytest.raises(OntologyError, match=named):
        view("mine", ontology=ontology)


def test_a_view_cannot_be_called_like_a_path(tmp_path):
    with_view(tmp_path, '[views."../mine"]\nrelations=["attended"]\nfrom=["Person"]\nto=["Event"]\n')
    with pytest.raises(OntologyError, match="letters"):
        views.plan("../mine", Ontology.load(tmp_path / "ontology"))


def test_a_folder_in_the_place_of_the_file_is_told_and_nothing_is_left(tmp_path):
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(OutputError, match="cannot write"):
        write_view(graph.make(knowledge(), Ontology.load()), Ontology.load(), "co-attendance", tmp_path / "x.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_an_unknown_view_and_an_unknown_ending_are_told(tmp_path):
    made, ontology = graph.make(knowledge(), Ontology.load()), Ontology.load()
    with pytest.raises(OntologyError, match='Did you mean "co-attendance"'):
        write_view(made, ontology, "coattendance", tmp_path / "x.gexf")
    with pytest.raises(OutputError, match=r"\.gexf, \.graphml"):
        write_view(made, ontology, "co-attendance", tmp_path / "x.xls")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["gexf", "graphml", "csv", "parquet"])
def test_a_view_is_written_in_any_form(ending, tmp_path):
    path = tmp_path / "new" / f"x.{ending}"
    write_view(graph.make(knowledge(), Ontology.load()), Ontology.load(), "co-attendance", path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    if ending == "csv":
        (row,) = csv.DictReader(path.read_text("utf-8").splitlines())
        assert (row["source_label"], row["target_label"], row["weight"]) == ("周远航", "林可为", "1")
    elif ending == "graphml":
        assert not networkx.read_graphml(path).is_directed()
    elif ending == "gexf":
        assert networkx.read_gexf(path).size() == 1


def test_unknown_days_stay_unknown():
    assert times.hull([times.UNKNOWN, times.UNKNOWN]) == times.UNKNOWN


@pytest.mark.parametrize("name", NAMES)
def test_a_view_of_nothing_is_a_valid_file(name):
    found = view(name, networkx.MultiDiGraph())
    SCHEMA.assertValid(etree.fromstring("\n".join(gexf.lines(found, positions(found.graph))).encode()))
    assert found.nodes == found.edges == []
