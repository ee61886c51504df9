"""Export → parse → the same graph; shapes accept what is right, and refuse its near misses."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from helpers_rdf import DOCUMENT, ONTOLOGY, SOURCE, entities, knowledge
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import histories, iris
from kgraph.errors import OntologyError
from kgraph.nouns import Knowledge
from kgraph.rdf import quads, validate, violations, write_jsonld, write_nquads, write_turtle
from kgraph.rdf.terms import decimal, kg, plain_number

CASES = Path(__file__).parent / "data" / "rdf"
VALID, INVALID = sorted(CASES.glob("valid_*.ttl")), sorted(CASES.glob("invalid_*.ttl"))
EX, KG, PROV = "https://example.org/", rdflib.Namespace(iris.KG), rdflib.Namespace(iris.PROV)
WRITERS = {"graph.ttl": write_turtle, "graph.nq": write_nquads, "graph.jsonld": write_jsonld}
assert len(VALID) == len(INVALID) == 2


@pytest.fixture(scope="module")
def made() -> Knowledge:
    return knowledge()


@pytest.fixture(scope="module")
def found(made):
    return quads(made, ONTOLOGY, histories=histories.make(made, ONTOLOGY))


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rdf")
    for name, write in WRITERS.items():
        write(found, folder / name)
    return folder


@pytest.fixture(scope="module")
def graph(folder) -> rdflib.Graph:
    return rdflib.Graph().parse(folder / "graph.ttl", format="turtle")


def triples(graph: rdflib.Graph) -> set[str]:
    return {" ".join(term.n3() for term in triple) for triple in graph}


def spelled(found) -> set[str]:
    """Triples of pyoxigraph as rdflib writes them."""
    return triples(rdflib.Graph().parse(data=ox.serialize(found, format=ox.RdfFormat.N_TRIPLES), format="nt"))


# ── round trips ──


def test_pyoxigraph_reads_back_the_same_quads(found, folder):
    for name, format in (("graph.nq", ox.RdfFormat.N_QUADS), ("graph.jsonld", ox.RdfFormat.JSON_LD)):
        assert set(ox.parse(path=str(folder / name), format=format)) == set(found), name
    turtle = ox.parse(path=str(folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in turtle} == {quad.triple for quad in found}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib's readers use what rdflib deprecates
def test_rdflib_reads_the_same_graph_from_all_formats(found, folder, graph):
    expected = spelled({quad.triple for quad in found})
    assert triples(graph) == expected
    for name, format in (("graph.nq", "nquads"), ("graph.jsonld", "json-ld")):
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=(folder / name).read_text("utf-8"), format=format)
        assert {" ".join(t.n3() for t in quad[:3]) for quad in dataset.quads()} == expected, name


def test_what_rdflib_writes_pyoxigraph_reads_unchanged(found, graph):
    back = ox.parse(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in back} == {quad.triple for quad in found}
    pretty = ox.parse(graph.serialize(format="turtle").encode(), format=ox.RdfFormat.TURTLE)
    assert stored(pretty) == stored(found)  # rdflib's Turtle writes 5.0 for 5; a store keeps the number


def test_a_store_keeps_every_literal_as_it_was_written(found):
    assert stored(found) == {quad.triple for quad in found}


def stored(found) -> set[ox.Triple]:
    store = ox.Store()
    store.extend(found)
    return {quad.triple for quad in store}


@pytest.mark.skipif(shutil.which("rapper") is None, reason="rapper (raptor2-utils) is not installed")
def test_a_parser_outside_python_reads_the_same_graph(folder, graph):
    run = subprocess.run(
        ["rapper", "-q", "-i", "turtle", "-o", "ntriples", folder / "graph.ttl"], capture_output=True, check=True
    )
    assert triples(rdflib.Graph().parse(data=run.stdout, format="nt")) == triples(graph)


def test_same_bytes_whatever_the_order(made, folder, tmp_path):
    other = replace(made, facts=made.facts[::-1], entities=made.entities[::-1], documents=made.documents[::-1])
    for name, write in WRITERS.items():
        write(quads(other, ONTOLOGY, histories=histories.make(other, ONTOLOGY)), tmp_path / name)
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_an_empty_build_can_be_written(tmp_path):
    for name, write in WRITERS.items():
        write(quads(Knowledge(), ONTOLOGY), tmp_path / name)
    assert len(rdflib.Graph().parse(tmp_path / "graph.ttl")) == 0
    assert list(ox.parse(path=str(tmp_path / "graph.jsonld"), format=ox.RdfFormat.JSON_LD)) == []


# ── what the graph says ──


def test_facts_are_plain_triples(graph):
    asked = """SELECT ?company ?project
        WHERE { ?c kg:undertakes ?p . ?c skos:prefLabel ?company . ?p skos:prefLabel ?project }"""
    assert [tuple(map(str, row)) for row in graph.query(asked)] == [("远山机械有限公司", "远山新能源基地")]


def test_posts_are_a_triple_and_a_tenure(graph):
    asked = """SELECT ?body ?title ?seen ?last WHERE { ?t a kg:Tenure ; kg:holder ?p ; kg:postAt ?o ; kg:title ?title ;
        kg:firstSeen ?seen ; kg:lastSeen ?last . ?p kg:holdsPostAt ?o . ?o skos:prefLabel ?body } ORDER BY ?body"""
    assert [tuple(map(str, row)) for row in graph.query(asked)] == [
        ("青溪区人民政府", "副区长", "2024-03-05", "2024-04"),
        ("青溪区投资促进局", "局长", "2024-03-05", "2024-03-05"),
    ]


def test_every_claim_quotes_the_source(graph):
    claims = set(graph.subjects(rdflib.RDF.type, KG.Claim))
    assert len(claims) == 18
    for claim in claims - set(graph.subjects(PROV.wasDerivedFrom, rdflib.URIRef(iris.document("corpus/7")))):
        begins, ends = (sorted(int(i) for i in graph.objects(claim, p)) for p in (KG.beginIndex, KG.endIndex))
        assert "".join(SOURCE[b:e] for b, e in zip(begins, ends, strict=True)) == str(graph.value(claim, KG.quote))
        spans = sorted(graph.objects(claim, KG.evidenceSpan), key=lambda span: int(graph.value(span, KG.order)))
        assert not spans or "".join(graph.value(span, KG.quote) for span in spans) == str(graph.value(claim, KG.quote))
        assert len(spans) == (len(begins) if len(begins) > 1 else 0)


def test_a_claim_reifies_a_triple_of_the_graph_unless_denied(graph):
    for claim in graph.subjects(rdflib.RDF.type, KG.Claim):
        triple = tuple(graph.value(claim, p) for p in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
        assert (triple in graph) == (graph.value(claim, KG.modality) != KG.denied)


def test_claims_of_a_document_stand_in_its_graph_alone(found):
    named = {quad.graph_name.value for quad in found if isinstance(quad.graph_name, ox.NamedNode)}
    assert named == {iris.document("qingxi/01"), iris.document("corpus/7")}
    store = ox.Store()
    store.extend(found)
    store.remove_graph(ox.NamedNode(iris.document("qingxi/01")))
    claims = store.query(f"SELECT ?c WHERE {{ GRAPH ?g {{ ?c a <{iris.KG}Claim> }} }}")
    assert len(list(claims)) == 1
    assert {quad for quad in found if isinstance(quad.graph_name, ox.DefaultGraph)} <= set(store)


def test_literals_are_typed(graph):
    project = rdflib.URIRef(iris.entity("project/远山新能源基地"))
    investment = graph.value(project, KG.investment)
    assert (str(investment), investment.datatype) == ("1250000000", rdflib.XSD.decimal)
    assert graph.value(project, KG.status) == KG.started
    assert str(graph.value(project, KG.capacity)) == "30000 台"
    event = rdflib.URIRef(iris.entity("event/青溪区招商大会"))
    assert graph.value(event, KG.date).datatype == rdflib.XSD.date
    assert [count.n3() for count in graph.objects(None, KG.projectCount)] == [rdflib.Literal(16).n3()]
    assert {graph.value(claim, rdflib.RDF.predicate) for claim in graph.subjects(KG.approximate)} == {KG.landArea}


def test_no_blank_nodes(found):
    assert not [
        quad for quad in found if isinstance(quad.object, ox.BlankNode) or isinstance(quad.subject, ox.BlankNode)
    ]


def test_turtle_is_pretty(folder):
    text = (folder / "graph.ttl").read_text("utf-8")
    assert "\ncompany:远山机械有限公司 a kg:Company ;\n\tskos:altLabel" in text
    assert "\\u" not in text


def test_an_unknown_link_is_an_error(made):
    entity = replace(made.entities[0], links=(("stockcode", "1"),))
    with pytest.raises(OntologyError, match="stockcode"):
        quads(replace(made, entities=(entity,)), ONTOLOGY)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_decimals_have_no_exponent_and_survive_rdflib(number):
    text = decimal(number).value
    assert "e" not in text.lower() and not text.endswith(".0")
    assert str(rdflib.Literal(text, datatype=rdflib.XSD.decimal)) == text
    assert stored([quad := ox.Quad(kg("a"), kg("value"), decimal(number))]) == {quad.triple}
    assert abs(float(plain_number(number)) - number) <= 1e-6


# ── shapes ──


def is_case(node: str) -> bool:
    return node.startswith(EX + "no-")


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path):
    assert violations(rdflib.Graph().parse(path), ONTOLOGY) == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid(path):
    graph = rdflib.Graph().parse(path)
    cases = {str(node) for node in graph.subjects() if is_case(str(node))}
    refused = violations(graph, ONTOLOGY)
    assert {violation.focus for violation in refused} == cases
    for violation in refused:
        assert violation.message.endswith("."), violation
        if path.stem == "invalid_relations":
            assert violation.about == violation.focus.removeprefix(EX + "no-").removesuffix("-head")


def test_every_relation_has_a_case_and_its_near_miss():
    yes, no = (rdflib.Graph().parse(CASES / f"{kind}_relations.ttl") for kind in ("valid", "invalid"))
    for name in ONTOLOGY.relations:
        assert (None, KG[name], None) in yes, name
        assert (rdflib.URIRef(f"{EX}no-{name}"), KG[name], None) in no, name


def test_the_fixture_fits_the_shapes_in_chunks_and_at_once(made, graph):
    for chunk in (1, 3, 1000):
        assert validate(made, ONTOLOGY, chunk=chunk) == (made, ())
    assert violations(graph, ONTOLOGY) == ()


def facts_of(knowledge: Knowledge, relation: str) -> list:
    return [fact for fact in knowledge.facts if fact.relation == relation]


def broken(knowledge: Knowledge, relation: str, **change) -> Knowledge:
    facts = tuple(replace(f, **change) if f.relation == relation else f for f in knowledge.facts)
    return replace(knowledge, facts=facts)


def test_a_fact_that_violates_a_shape_is_taken_out_with_its_reason(made):
    place = "place/青溪区"
    kept, refused = validate(broken(made, "undertakes", object=place), ONTOLOGY)
    assert facts_of(kept, "undertakes") == [] and len(kept.facts) == len(made.facts) - 1
    assert {r.reason for r in refused} == {"undertakes goes from an organisation to a project or a programme."}
    assert {dict(r.detail)["tail"] for r in refused} == {place}
    assert all(r.quote.startswith("远山机械有限公司投资") for r in refused)
    assert validate(kept, ONTOLOGY) == (kept, ())


def test_a_tenure_without_title_takes_its_fact_along(made):
    kept, refused = validate(broken(made, "holdsPostAt", qualifiers=()), ONTOLOGY)
    assert facts_of(kept, "holdsPostAt") == []
    assert {r.reason for r in refused} == {"A tenure has one title."}


def test_a_bad_claim_goes_alone(made):
    fact = next(f for f in made.facts if f.relation == "undertakes")
    bad = replace(fact, claims=(fact.claims[0], replace(fact.claims[1], confidence=1.5)))
    kept, refused = validate(replace(made, facts=tuple(bad if f is fact else f for f in made.facts)), ONTOLOGY)
    assert [r.reason for r in refused] == ["A claim has a confidence from 0 to 1."]
    assert facts_of(kept, "undertakes")[0].claims == fact.claims[:1]


def test_a_bad_entity_takes_its_facts_along(made):
    people = tuple(replace(e, name="第3批") if e.name == "赵青松" else e for e in made.entities)
    kept, refused = validate(replace(made, entities=people), ONTOLOGY)
    assert "赵青松" not in str(kept.facts) or all("person/赵青松" not in (f.subject, f.object) for f in kept.facts)
    assert len(kept.entities) == len(made.entities) - 1 and len(refused) == 6
    assert validate(kept, ONTOLOGY) == (kept, ())


def test_a_bad_code_goes_without_its_entity(made):
    places = tuple(replace(e, links=(("adminCode", "x"),)) if e.type == "Place" else e for e in made.entities)
    kept, refused = validate(replace(made, entities=places), ONTOLOGY)
    assert len(kept.entities) == len(made.entities) and len(kept.facts) == len(made.facts)
    assert [r.reason for r in refused] == ["adminCode is the number of a place or a government body."]
    assert not [e.links for e in kept.entities if e.type == "Place" and e.links]


def test_a_bad_document_takes_its_claims_along(made):
    bad = replace(DOCUMENT, page=replace(DOCUMENT.page, sha256="?"))
    documents = tuple(bad if d is DOCUMENT else d for d in made.documents)
    kept, refused = validate(replace(made, documents=documents), ONTOLOGY)
    assert [f.relation for f in kept.facts] == ["holdsPostAt"] and len(kept.facts[0].claims) == 1
    assert {r.reason for r in refused} == {"A document has the SHA-256 of its source."}
    assert validate(kept, ONTOLOGY) == (kept, ())


def test_entity_order_does_not_matter_to_a_validation(made):
    for facts in list(permutations(made.facts[:3])):
        assert validate(replace(made, facts=facts), ONTOLOGY)[1] == ()
    assert len(entities()) == 10
