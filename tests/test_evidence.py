"""Every quote equals the source at its position, and what is exported is read back as the same graph."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections import defaultdict
from itertools import pairwise

import pyoxigraph as ox
import pytest
import rdflib
from conftest import SEED
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import iris, rdf
from kgraph.nouns import Span

SOURCE = SEED.read_bytes().decode("utf-8-sig")
KG, PROV = rdflib.Namespace(iris.KG), rdflib.Namespace(iris.PROV)
MIN_CLAIMS = 60  # on the seed page; what is counted cannot shrink unseen


def spelled(spans) -> str:
    return "".join(SOURCE[span.start : span.end] for span in spans)


@pytest.fixture(scope="module")
def documents(seed_graph):
    return {document.id: document for document in seed_graph.knowledge.documents}


@pytest.fixture(scope="module")
def claims(seed_graph):
    return [claim for fact in seed_graph.knowledge.facts for claim in fact.claims]


@pytest.fixture(scope="module")
def parsed(seed_folder):
    return rdflib.Graph().parse(seed_folder / "graph.ttl", format="turtle")


def triples(graph: rdflib.Graph) -> set[str]:
    return {" ".join(term.n3() for term in triple) for triple in graph}


def as_rdflib(quads) -> set[str]:
    return triples(rdflib.Graph().parse(data=ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES), format="nt"))


# ── positions ──


def test_every_claim_quotes_the_source(claims, documents):
    assert len(claims) >= MIN_CLAIMS
    for claim in claims:
        document = documents[claim.document]
        assert len(claim.evidence), claim
        assert spelled(document.source_spans(claim.evidence)) == document.quote(claim.evidence), claim


def test_every_mention_stands_in_the_source(seed_graph, documents):
    mentions = [pair for entity in seed_graph.knowledge.entities for pair in entity.mentions]
    assert mentions
    for id, mention in mentions:
        assert spelled(documents[id].source_spans(mention.span)) == mention.text


def test_every_document_is_its_source(documents):
    for document in documents.values():
        whole = Span(0, len(document.text))
        assert spelled(document.source_spans(whole)) == document.text
        assert document.page.text == SOURCE


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_part_of_a_document_is_found_in_the_source(documents, data):
    document = documents[data.draw(st.sampled_from(sorted(documents)))]
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    spans = document.source_spans(Span(start, end))
    assert spelled(spans) == document.text[start:end]
    assert all(left.end != right.start for left, right in pairwise(spans))


def test_a_quote_across_a_joint_has_two_places(documents):
    joined = [document for document in documents.values() if len(document.pieces) > 1]
    assert joined, "the seed page has an article that goes on elsewhere"
    cut = next(s.start for s in joined[0].segments[1:] if joined[0].text[s.start - 1] != "\n")
    assert len(joined[0].source_spans(Span(cut - 1, cut + 1))) == 2


def test_every_fact_has_a_claim_and_every_claim_a_rule(seed_graph):
    for fact in seed_graph.knowledge.facts:
        assert fact.claims
        assert all(claim.rule and 0 < claim.confidence <= 1 for claim in fact.claims)


# ── the RDF says the same ──


def test_quotes_in_the_rdf_are_the_source_at_their_positions(parsed):
    found = list(parsed.subjects(rdflib.RDF.type, KG.Claim))
    assert len(found) >= MIN_CLAIMS
    for claim in found:
        begins = sorted(int(value) for value in parsed.objects(claim, KG.beginIndex))
        ends = sorted(int(value) for value in parsed.objects(claim, KG.endIndex))
        pieces = [SOURCE[b:e] for b, e in zip(begins, ends, strict=True)]
        quote = str(parsed.value(claim, KG.quote))
        assert sorted(quote) == sorted("".join(pieces)) and (len(pieces) > 1 or pieces == [quote])
        assert parsed.value(claim, PROV.wasDerivedFrom) is not None


def test_every_fact_that_holds_is_a_plain_triple_with_a_claim(parsed):
    said = defaultdict(set)
    for claim in parsed.subjects(rdflib.RDF.type, KG.Claim):
        ends = (parsed.value(claim, p) for p in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
        said[tuple(ends)].add(parsed.value(claim, KG.modality))
    for triple, modalities in said.items():
        if KG.asserted in modalities:
            assert triple in parsed
        if modalities == {KG.denied}:
            assert triple not in parsed


def test_positions_in_the_tables_spell_their_quotes(seed_folder):
    rows = []
    for name in ("posts", "observations"):
        with (seed_folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows += [row for row in csv.DictReader(lines) if row["begin"].isdigit()]
    assert rows
    for row in rows:
        assert SOURCE[int(row["begin"]) : int(row["end"])] == row["quote"]


# ── round trips and shapes ──


def test_pyoxigraph_reads_back_the_same_quads(seed_graph, seed_folder):
    made = set(seed_graph.quads)
    for name, format in (("graph.nq", ox.RdfFormat.N_QUADS), ("graph.jsonld", ox.RdfFormat.JSON_LD)):
        assert set(ox.parse(path=str(seed_folder / name), format=format)) == made, name
    turtle = ox.parse(path=str(seed_folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == {quad.triple for quad in made}


def test_rdflib_reads_the_same_graph(seed_graph, parsed):
    assert triples(parsed) == as_rdflib({quad.triple for quad in seed_graph.quads})


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")
@pytest.mark.parametrize(("name", "format"), [("graph.ttl", "turtle"), ("graph.nq", "nquads")])
def test_a_parser_outside_python_reads_the_same_graph(seed_folder, parsed, name, format):
    command = ["rapper", "-q", "-i", format, "-o", "ntriples", seed_folder / name]
    run = subprocess.run(command, capture_output=True, check=True)
    assert triples(rdflib.Graph().parse(data=run.stdout, format="nt")) == triples(parsed)


def test_the_shapes_hold(seed_graph, parsed):
    assert rdf.validate(seed_graph.knowledge, seed_graph.ontology) == (seed_graph.knowledge, ())
    copy = rdflib.Graph()
    copy += parsed
    assert rdf.violations(copy, seed_graph.ontology) == ()


def test_the_graph_has_the_same_facts_as_the_rdf(seed_graph, parsed):
    edges = {(u, key["relation"], v) for u, v, key in seed_graph.nx.edges(data=True)}
    assert edges
    for head, relation, tail in edges:
        graph, documents = seed_graph, {document.id for document in seed_graph.knowledge.documents}
        subject = iris.document(head, graph.base) if head in documents else iris.entity(head, graph.base)
        assert (rdflib.URIRef(subject), KG[relation], rdflib.URIRef(iris.entity(tail, graph.base))) in parsed
