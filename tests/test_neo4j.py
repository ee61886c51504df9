"""neo4j/nodes.csv and relationships.csv: accepted by a strict reader, and the whole graph is in them."""

from __future__ import annotations

import pytest
from helpers_knowledge import knowledge
from helpers_neo4j import read
from hypothesis import given, settings
from test_gexf import RULES, nasty_graphs

from kgraph import graph
from kgraph.exports import neo4j
from kgraph.exports.clean import plain_id
from kgraph.exports.columns import Sheet
from kgraph.ontology import Ontology


def files(made):
    return ["".join(lines) for lines in neo4j.files(Sheet(made, Ontology.load(), RULES)).values()]


def test_the_whole_graph_is_read_back():
    made = graph.make(knowledge(), Ontology.load())
    nodes, ties = read(*files(made))
    assert {id: node["name"] for id, node in nodes.items()} == dict(made.nodes(data="label"))
    assert sorted((t["START_ID"], t["END_ID"], t["TYPE"], t["title"] or "") for t in ties) == sorted(
        (a, b, edge["relation"], edge["title"]) for a, b, edge in made.edges(data=True)
    )


def test_values_have_types():
    nodes, ties = read(*files(graph.make(knowledge(), Ontology.load())))
    project = nodes["Project/白鹭湾储能产业园项目"]
    assert project["LABEL"] == ["Project", "Entity"] and project["documents"] == ["d-first", "d-second"]
    assert (project["investment"], project["mentions"], project["status"]) == (1.25e9, 2, "signed")
    assert nodes["Company/星禾电气有限公司"]["LABEL"] == ["Company", "Organisation", "Entity"]
    post = next(tie for tie in ties if tie["title"] == "区长")
    assert (post["from"], post["to"], post["weight"]) == ("2023-11-01", None, 2)
    tie = next(tie for tie in ties if tie["TYPE"] == "undertakes")
    assert (tie["begin"], tie["end"], tie["confidence"]) == ([126, 0], [172, 11], 0.92)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(nasty_graphs())
def test_any_name_gives_files_that_are_accepted(made):
    nodes, ties = read(*files(made))
    assert set(nodes) == {plain_id(id) for id in made} and len(nodes) == len(made)
    assert len(ties) == made.size()


BAD = [
    (":ID,name\nx,a\nx,b\n", "twice"),
    ("name\nx\n", "fields"),
    (":ID,:LABEL,n:whole\nx,L,1\n", "header field"),
    (":ID,:LABEL,n:long\nx,L,1.5\n", "no whole number"),
    (":ID,:LABEL,n\nx,L\n", "2 fields"),
    (':ID,:LABEL,n\nx,L,a "b"\n', "needs quotes"),
    (":ID,:LABEL,n:date\nx,L,2024-03\n", "no day"),
    (":ID,:LABEL,n,n\nx,L,1,2\n", "one name"),
]


@pytest.mark.parametrize(("nodes", "message"), BAD, ids=[message for _, message in BAD])
def test_the_reader_is_strict(nodes, message):
    with pytest.raises(AssertionError, match=message):
        read(nodes.replace(":ID,name\n", ":ID,:LABEL\n"), ":START_ID,:END_ID,:TYPE\n")
