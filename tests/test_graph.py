"""The networkx graph: what its nodes and edges say, and that the order of the input does not matter."""

import pytest
from helpers_knowledge import FIRST, knowledge, shuffled

from kgraph import graph
from kgraph.ontology import Ontology

ZHOU, BODY = "Person/周远航", "GovernmentBody/东溪区政府"
PROJECT, EVENT = "Project/白鹭湾储能产业园项目", "Event/2024年第一季度重点项目签约仪式"


@pytest.fixture(scope="module")
def made():
    return graph.make(knowledge(), Ontology.load())


def test_every_entity_is_a_node_with_label_type_and_aliases(made):
    for entity in knowledge().entities:
        node = made.nodes[entity.id]
        assert (node["label"], node["type"], node["aliases"]) == (entity.name, entity.type, sorted(entity.aliases))


def test_edges_are_keyed_by_relation(made):
    assert made.has_edge("Company/星禾电气有限公司", PROJECT, "undertakes")
    assert set(made[ZHOU][EVENT]) == {"presidedOver", "spokeAt", "attended"}


def test_two_posts_at_one_body_are_two_edges(made):
    edges = made[ZHOU][BODY]
    assert sorted(edges) == ["holdsPostAt", "holdsPostAt#2"]
    assert {edge["title"] for edge in edges.values()} == {"区长", "党组书记"}
    assert {edge["relation"] for edge in edges.values()} == {"holdsPostAt"}


def test_a_denied_fact_is_no_edge(made):
    assert not made.has_edge("Person/林可为", "Company/星禾电气有限公司")


def test_evidence_quotes_the_source_across_a_joint(made):
    passage = made["Company/星禾电气有限公司"][PROJECT]["undertakes"]["evidence"][0]
    source = next(d for d in knowledge().documents if d.id == passage["document"]).page.text
    assert len(passage["positions"]) == 2
    assert "".join(source[start:end] for start, end in passage["positions"]) == passage["quote"]
    assert passage["quote"] in FIRST


def test_a_fact_from_two_articles_is_one_edge_with_two_passages(made):
    edge = next(edge for edge in made[ZHOU][BODY].values() if edge["title"] == "区长")
    assert [p["document"] for p in edge["evidence"]] == ["d-first", "d-second"]
    assert (edge["weight"], edge["confidence"], edge["modality"]) == (2, 0.9, "asserted")
    assert edge["qualifiers"] == {"start": "2023-11", "title": "区长"}


def test_attributes_are_values_of_the_node_best_first(made):
    node = made.nodes[PROJECT]
    assert (node["investment"], node["status"]) == (1_250_000_000, "signed")
    assert [v["value"] for v in node["values"]["investment"]] == [1_250_000_000, 300_000_000]
    assert node["values"]["landArea"][0]["approx"] is True
    assert made.nodes[EVENT]["date"] == "2024-03-02"


def test_a_byline_starts_from_its_document(made):
    assert made.nodes["d-first"]["type"] == "Document"
    assert made["d-first"]["Person/何晓棠"]["reportedBy"]["label"]


def test_an_observation_is_no_node_and_no_edge(made):
    assert set(made) == {entity.id for entity in knowledge().entities} | {"d-first"}
    assert "observation" not in {edge["relation"] for _, _, edge in made.edges(data=True)}


def test_the_order_of_the_input_does_not_matter(made):
    other = graph.make(shuffled(knowledge()), Ontology.load())
    assert list(other.nodes(data=True)) == list(made.nodes(data=True))
    assert list(other.edges(keys=True, data=True)) == list(made.edges(keys=True, data=True))
