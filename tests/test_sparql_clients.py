"""The endpoint asked by clients that are not ours: rdflib, SPARQLWrapper, curl."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import rdflib
from helpers_web import BUILT, COMPANIES, GRAPH, GRAPHS, HOST, port_of, running, write_folder
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, inside


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the small graph of the tests of queries, and of three graphs with a triple each."""
    with running(write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes() + GRAPHS)) as server:
        yield server


@pytest.fixture
def endpoint(server) -> str:
    return f"http://{HOST}:{port_of(server)}/sparql"


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_sparqlstore_of_rdflib(method, endpoint):
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    prefix = "PREFIX kg: <https://w3id.org/kgraph/ontology#> "
    assert sorted(str(row.project).rpartition("/")[2] for row in graph.query(prefix + COMPANIES)) == [
        "云栈大厦", "星野光电显示模组项目",
    ]  # fmt: skip
    assert bool(graph.query(prefix + "ASK { ?x kg:leads ?y }"))
    assert len(graph.query(prefix + BUILT).graph) == 1
    node = rdflib.URIRef("https://w3id.org/kgraph/id/project/云栈大厦")
    assert str(graph.value(node, rdflib.SKOS.prefLabel)) == "云栈大厦"
    assert len(list(graph.triples((None, rdflib.SKOS.altLabel, None)))) > 3


def test_named_graphs_through_rdflib(endpoint):
    name = rdflib.URIRef("https://w3id.org/kgraph/id/document/page-02")
    graph = rdflib.Graph(SPARQLStore(endpoint), identifier=name)
    claims = list(graph.subjects(RDF.type, rdflib.URIRef("https://w3id.org/kgraph/ontology#Claim")))
    assert len(claims) == 3
    names = {g.identifier for g in rdflib.ConjunctiveGraph(SPARQLStore(endpoint)).contexts()}
    assert name in names and len(names) == 5


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("request_method", ["urlencoded", "postdirectly"])
def test_sparqlwrapper(method, request_method, endpoint):
    wrapper_module = pytest.importorskip("SPARQLWrapper")
    if (method, request_method) == ("GET", "postdirectly"):
        pytest.skip("SPARQLWrapper posts only by POST")
    wrapper = wrapper_module.SPARQLWrapper(endpoint)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(request_method)
    prefix = "PREFIX kg: <https://w3id.org/kgraph/ontology#> "
    wrapper.setQuery(prefix + COMPANIES)
    for form, read in (("json", lambda r: r["results"]["bindings"]), ("csv", lambda r: r.decode().split()[1:]),
                       ("tsv", lambda r: r.decode().splitlines()[1:]),
                       ("xml", lambda r: r.getElementsByTagName("result"))):  # fmt: skip
        wrapper.setReturnFormat(form)
        assert len(read(wrapper.queryAndConvert())) == 2
    wrapper.setQuery(prefix + "ASK { ?x kg:leads ?y }")
    wrapper.setReturnFormat("json")
    assert wrapper.queryAndConvert()["boolean"] is True
    wrapper.setReturnFormat("xml")
    wrapper.setQuery(prefix + BUILT)
    for form in ("turtle", "xml", "rdf+xml", "json-ld", "n3"):
        wrapper.setReturnFormat(form)
        result = wrapper.queryAndConvert()
        graph = result if isinstance(result, rdflib.Graph) else rdflib.Graph().parse(data=result, format="turtle")
        assert len(graph) == 1
    wrapper.setReturnFormat("json")
    wrapper.setQuery("SELECT ?x WHERE { ?x")
    with pytest.raises(wrapper_module.SPARQLExceptions.QueryBadFormed, match=r"Not every \{ has its \}"):
        wrapper.query()


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_curl(endpoint, tmp_path):
    def run(*arguments: str) -> str:
        return subprocess.run(["curl", "-s", *arguments], capture_output=True, text=True, check=True).stdout

    file = tmp_path / "query.rq"
    file.write_text(COMPANIES, encoding="utf-8")
    header = "company,project"
    assert run("-H", "Accept: text/csv", "--data-urlencode", f"query={COMPANIES}", endpoint).startswith(header)
    assert run("-G", "--data-urlencode", f"query={COMPANIES}", "-d", "format=csv", endpoint).startswith(header)
    assert run("-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv", "--data-binary", f"@{file}",
               endpoint).startswith(header)  # fmt: skip
    large = tmp_path / "large.rq"
    large.write_text(COMPANIES + " " * 2_000_000, encoding="utf-8")  # curl asks first whether it may send so much
    assert "bytes at most" in run(
        "-H", "Content-Type: application/sparql-query", "--data-binary", f"@{large}", endpoint
    )
    assert re.search("^HTTP/1.1 200", run("-I", f"{endpoint}?query=ASK%7B%7D"), re.M)
