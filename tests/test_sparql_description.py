"""The description of the service and of its data: SPARQL 1.1 Service Description and VoID, read by rdflib."""

from __future__ import annotations

import json
from collections import Counter

import pyoxigraph
import pytest
import rdflib
from helpers_web import GRAPH, GRAPHS, HOST, PARSERS, ask, fetch, port_of, running, write_folder
from rdflib.namespace import DCTERMS, RDF, VOID

from kgraph.web.formats import RESULTS, TRIPLES

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, inside
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
LICENCE = rdflib.URIRef("https://example.org/licence")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the small graph of the tests of queries, and of three graphs with a triple each."""
    with running(write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes() + GRAPHS)) as server:
        yield server


def _described(server, target="/sparql", accept="text/turtle", format="turtle"):
    answer = fetch(server, "GET", target, Accept=accept)
    assert (answer.status, answer.kind) == (200, accept)
    return rdflib.Graph().parse(data=answer.body, format=format)


def test_the_service_is_described(server):
    """The W3C's tests has-endpoint-triple, returns-rdf and conforms-to-schema."""
    graph, endpoint = _described(server), rdflib.URIRef(f"http://{HOST}:{port_of(server)}/sparql")
    service = graph.value(predicate=SD.endpoint, object=endpoint)
    assert (service, RDF.type, SD.Service) in graph
    assert SD.SPARQL11Query in graph.objects(service, SD.supportedLanguage)
    assert SD.SPARQL11Update not in graph.objects(service, SD.supportedLanguage)
    assert len(set(graph.objects(service, SD.resultFormat))) == len(RESULTS) + len(TRIPLES)
    data = graph.value(service, SD.defaultDataset)
    assert (data, RDF.type, SD.Dataset) in graph and graph.value(data, SD.defaultGraph)
    known = {SD[name] for name in ("Service", "Dataset", "Graph", "NamedGraph", "SPARQL10Query", "SPARQL11Query")}
    used = {term for triple in graph for term in triple if str(term).startswith(str(SD))}
    assert used - known == {SD[name] for name in ("endpoint", "supportedLanguage", "resultFormat", "defaultDataset",
        "defaultEntailmentRegime", "defaultGraph", "namedGraph", "name", "graph")}  # fmt: skip


def test_the_numbers_of_the_description_are_those_of_the_graph(server):
    graph = _described(server)
    quads = list(pyoxigraph.parse(path=server.served.folder / "graph.nq", format=pyoxigraph.RdfFormat.N_QUADS))
    data = next(graph.subjects(RDF.type, SD.Dataset))
    assert int(graph.value(data, VOID.triples)) == len(quads)
    assert int(graph.value(data, VOID.distinctSubjects)) == len({quad.subject for quad in quads})
    assert int(graph.value(data, VOID.distinctObjects)) == len({quad.object for quad in quads})
    properties = Counter(quad.predicate.value for quad in quads)
    assert _partition(graph, data, "property", VOID.triples) == properties
    things = {quad.triple for quad in quads if quad.predicate.value == str(RDF.type)}
    assert _partition(graph, data, "class", VOID.entities) == Counter(triple.object.value for triple in things)
    assert int(graph.value(data, VOID.classes)) == len({triple.object for triple in things})
    assert int(graph.value(data, VOID.properties)) == len(properties)


def _partition(graph, data, part, number):
    nodes = list(graph.objects(data, VOID[f"{part}Partition"]))
    return {str(graph.value(node, VOID[part])): int(graph.value(node, number)) for node in nodes}


def test_the_graphs_of_the_description_are_those_of_the_store(server):
    graph = _described(server)
    quads = pyoxigraph.parse(path=server.served.folder / "graph.nq", format=pyoxigraph.RdfFormat.N_QUADS)
    sizes = Counter(getattr(quad.graph_name, "value", "default") for quad in quads)
    data = next(graph.subjects(RDF.type, SD.Dataset))
    nodes = list(graph.objects(data, SD.namedGraph))
    named = {str(graph.value(node, SD.name)): graph.value(node, SD.graph) for node in nodes}
    found = {name: int(graph.value(node, VOID.triples)) for name, node in named.items()}
    found["default"] = int(graph.value(graph.value(data, SD.defaultGraph), VOID.triples))
    assert found == sizes and len(named) == 5


def test_the_description_names_vocabularies_examples_and_dumps(server):
    graph = _described(server)
    data = next(graph.subjects(RDF.type, SD.Dataset))
    site = f"http://{HOST}:{port_of(server)}"
    assert rdflib.URIRef("https://w3id.org/kgraph/ontology#") in graph.objects(data, VOID.vocabulary)
    assert set(graph.objects(data, VOID.dataDump)) == {rdflib.URIRef(f"{site}/graph.nq")}
    assert fetch(server, "GET", "/graph.nq").body == (server.served.folder / "graph.nq").read_bytes()
    assert fetch(server, "GET", "/graph.ttl").status == 404
    for example in graph.objects(data, VOID.exampleResource):
        assert json.loads(ask(server, f"ASK {{ <{example}> a ?class }}").body)["boolean"]
    assert (data, DCTERMS.license, None) not in graph


def test_the_licence_is_told_where_it_is_known(tmp_path):
    with running(write_folder(tmp_path, GRAPHS), licence=str(LICENCE)) as server:
        assert LICENCE in _described(server).objects(None, DCTERMS.license)


def test_the_description_is_the_same_in_every_format_and_place(server):
    turtle = set(_described(server))
    for target in ("/", "/sparql", "/.well-known/void"):
        for format in TRIPLES:
            assert set(_described(server, target, format.kind, PARSERS[format.kind])) == turtle


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def test_a_browser_gets_a_page(server):
    assert fetch(server, "GET", "/", Accept=BROWSER).kind == fetch(server, "GET", "/").kind == "text/html"
    answer = fetch(server, "GET", "/sparql", Accept=BROWSER)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert fetch(server, "GET", "/sparql").kind == "text/turtle"
