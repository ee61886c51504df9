"""Results of queries: which format a client gets, that all formats say the same, and that long ones are cut."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib
from helpers_web import BUILT, COMPANIES, GRAPH, PARSERS, ask, running, write_folder

from kgraph.web.formats import RESULTS, TRIPLES
from kgraph.web.limits import Limits

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, inside
EVERYTHING = "SELECT * WHERE { ?s ?p ?o }"
ROWS = 5  # of a result, at most, on the server with limits


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the small graph of the tests of queries."""
    with running(write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes())) as server:
        yield server


@pytest.fixture(scope="module")
def narrow(tmp_path_factory, server):
    """A server that gives few rows. It is made beside a running one, so that its query processes are not forked."""
    folder = write_folder(tmp_path_factory.mktemp("narrow"), GRAPH.read_bytes())
    with running(folder, limits=Limits(rows=ROWS)) as narrow:
        yield narrow


# ── formats ──

CHOICES = [  # the Accept header, what a SELECT gets, what a CONSTRUCT gets (None: 406)
    ("", "application/sparql-results+json", "text/turtle"),
    ("*/*", "application/sparql-results+json", "text/turtle"),
    ("text/csv", "text/csv", None),
    ("text/*", "text/csv", "text/turtle"),
    ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values", None),
    ("application/sparql-results+xml;q=0.9, application/sparql-results+json;q=0.8, */*;q=0.1",
     "application/sparql-results+xml", "text/turtle"),
    ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml", "text/turtle"),
    ("application/json", "application/json", "application/json"),
    ("*/*, text/csv", "text/csv", "text/turtle"),
    ("text/csv;q=nan, text/tab-separated-values;q=0.1, text/turtle;q=x", "text/tab-separated-values", None),
    ("application/xml", "application/xml", "application/xml"),
    ("application/rdf+xml", None, "application/rdf+xml"),
    ("application/ld+json, text/turtle;q=0.1", None, "application/ld+json"),
    ("application/n-triples", None, "application/n-triples"),
    ("TEXT/Turtle ; charset=utf-8", None, "text/turtle"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml", "application/xml"),
    ("image/png", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "table", "triples"), CHOICES)
def test_the_format_is_what_the_client_would_rather_have(accept, table, triples, server):
    for query, wanted in ((COMPANIES, table), (BUILT, triples)):
        answer = ask(server, query, accept)
        assert (answer.status, answer.kind) == ((200, wanted) if wanted else (406, "text/plain"))
        assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("name", [name for format in RESULTS for name in (*format.names, *format.kinds)])
@pytest.mark.parametrize("field", ["format", "output", "results"])
def test_a_format_can_be_named_in_the_address(name, field, server):
    answer = ask(server, COMPANIES, "image/png", **{field: name})
    assert answer.status == 200
    assert answer.kind == next(format.kind for format in RESULTS if name in (*format.names, *format.kinds))


def test_a_table_says_the_same_in_every_format(server):
    query = "SELECT ?c ?n ?none WHERE { ?c kg:undertakes ?p . ?p skos:prefLabel ?n } ORDER BY ?n"
    by_kind = {format.kind: ask(server, query, format.kind).body for format in RESULTS}
    rows = [(row["c"]["value"], row["n"]["value"], row.get("none")) for row in
            json.loads(by_kind["application/sparql-results+json"])["results"]["bindings"]]  # fmt: skip
    assert len(rows) == 2 and rows[0][2] is None
    comma = list(csv.reader(io.StringIO(by_kind["text/csv"].decode())))
    assert comma == [["c", "n", "none"], *[[c, n, ""] for c, n, _ in rows]]
    tabs = by_kind["text/tab-separated-values"].decode().splitlines()
    assert tabs == ["?c\t?n\t?none", *[f'<{c}>\t"{n}"@zh\t' for c, n, _ in rows]]
    space = "{http://www.w3.org/2005/sparql-results#}"
    xml = ElementTree.fromstring(by_kind["application/sparql-results+xml"])
    found = [[cell[0].text for cell in result] for result in xml.iter(f"{space}result")]
    assert found == [[c, n] for c, n, _ in rows]


ODD = r"""VALUES ?v { "a\tb\nc\rd\"e\\f\u0001" "" "x"@zh-Hans 5 05 4.40 1e3 true "abc"^^xsd:integer "2024"^^xsd:gYear
  <http://example.org/中文?a#b> "<b>&amp;</b>" "逗号,引号\"" UNDEF }"""


def test_odd_values_come_through_whole(server):
    """Tables are counted as TSV on their way; nothing may be lost by it."""
    answer = json.loads(ask(server, f"SELECT ?v (STR(?v) AS ?s) (BNODE() AS ?b) WHERE {{ {ODD} }}").body)
    rows = answer["results"]["bindings"]
    assert [row.get("v", {}).get("value") for row in rows] == [
        'a\tb\nc\rd"e\\f\x01', "", "x", "5", "5", "4.4", "1000", "true", "abc", "2024",
        "http://example.org/中文?a#b", "<b>&amp;</b>", '逗号,引号"', None,
    ]  # fmt: skip
    kinds = [row["v"].get("datatype", row["v"].get("xml:lang", "")).rpartition("#")[2] for row in rows if "v" in row]
    assert kinds == ["", "", "zh-hans", "integer", "integer", "decimal", "double", "boolean", "integer", "gYear", "",
                     "", ""]  # fmt: skip
    assert {row["b"]["type"] for row in rows} == {"bnode"} and len({row["b"]["value"] for row in rows}) == len(rows)


def test_triples_are_the_same_in_every_format(server):
    graphs = []
    for format in TRIPLES:
        answer = ask(server, "CONSTRUCT WHERE { ?s skos:prefLabel ?o }", format.kind)
        assert answer.kind == format.kind
        graphs.append(rdflib.Graph().parse(data=answer.body, format=PARSERS[format.kind]))
    assert len(graphs) == 4 and len(graphs[0]) > 10
    assert all(set(graph) == set(graphs[0]) for graph in graphs)


def test_describe(server):
    answer = ask(server, "DESCRIBE <https://w3id.org/kgraph/id/project/云栈大厦>", "application/n-triples")
    assert "云栈大厦" in answer.text and len(answer.text.splitlines()) > 1


# ── limits ──


REMARKS = {"json": (b',"truncated":true,"maxRows":5', 1), "xml": (b"<!-- cut after 5 rows -->", 0)}


@pytest.mark.parametrize("format", RESULTS, ids=lambda format: format.names[0])
def test_a_long_table_is_cut_and_says_so(format, narrow):
    remark, after = REMARKS.get(format.names[0], (b"", 0))
    answer = ask(narrow, f"{EVERYTHING} ORDER BY ?s ?p ?o", format.kind)
    assert (answer.status, answer.headers["x-sparql-maxrows"]) == (200, str(ROWS))
    result = rdflib.query.Result.parse(io.BytesIO(answer.body), format=format.names[0])
    assert len(list(result)) == ROWS
    whole = ask(narrow, f"{EVERYTHING} ORDER BY ?s ?p ?o LIMIT {ROWS}", format.kind).body
    assert answer.body == whole[: len(whole) - after] + remark + whole[len(whole) - after :]


@pytest.mark.parametrize("format", TRIPLES, ids=lambda format: format.names[0])
def test_many_triples_are_cut_and_say_so(format, narrow):
    answer = ask(narrow, "CONSTRUCT WHERE { ?s ?p ?o }", format.kind)
    assert (answer.status, answer.headers["x-sparql-maxrows"]) == (200, str(ROWS))
    assert len(rdflib.Graph().parse(data=answer.body, format=PARSERS[format.kind])) == ROWS
    assert (b"cut after 5 triples" in answer.body) == (format.kind != "application/ld+json")


@pytest.mark.parametrize("query", [f"{EVERYTHING} LIMIT {ROWS}", "ASK { ?s ?p ?o }", COMPANIES])
def test_what_fits_is_not_marked(query, narrow):
    answer = ask(narrow, query)
    assert "x-sparql-maxrows" not in answer.headers and b"truncated" not in answer.body
