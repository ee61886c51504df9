"""The SPARQL 1.1 protocol: the W3C's tests for queries, requests right and wrong, and pages of other sites."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import rdflib
from helpers_web import BUILT, COMPANIES, FORM, GRAPH, GRAPHS, ask, fetch, running, write_folder

DATA = Path(__file__).parent / "data" / "web"
W3C = tomllib.loads((DATA / "w3c_protocol.toml").read_text("utf-8"))
MIN_W3C = 27  # of the 34 tests there, 7 of which need updates


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the small graph of the tests of queries, and of three graphs with a triple each."""
    with running(write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes() + GRAPHS)) as server:
        yield server


# ── the W3C's tests ──


@pytest.mark.parametrize("case", W3C["test"], ids=lambda case: case["name"])
def test_w3c(case, server):
    target = "/sparql" + ("?" + urlencode([*map(tuple, case["fields"])]) if "fields" in case else "")
    body, headers = case.get("body", "").encode(case.get("encoding", "utf-8")), {}
    if "form" in case:
        body, headers = urlencode([*map(tuple, case["form"])], quote_via=quote).encode(), {"Content_Type": FORM}
    if "kind" in case:
        headers = {"Content_Type": case["kind"]}
    answer = fetch(server, case["method"], target, body if case["method"] == "POST" else None, **headers)
    CHECKS[case["answer"]](answer)


def _is_boolean(answer):
    assert answer.status == 200
    assert answer.kind in ("application/sparql-results+json", "application/sparql-results+xml")
    assert "boolean" in json.loads(answer.body)


def _is_yes(answer):
    _is_boolean(answer)
    assert json.loads(answer.body)["boolean"] is True


def _is_table(answer):
    assert (answer.status, answer.kind) == (200, "application/sparql-results+json")
    assert json.loads(answer.body)["results"]["bindings"][0]["number"]["value"] == "7"


def _is_triples(answer):
    assert (answer.status, answer.kind) == (200, "text/turtle")
    rdflib.Graph().parse(data=answer.body, format="turtle")


def _is_refused(answer):
    assert 400 <= answer.status < 500 and answer.text.strip()


CHECKS = {"boolean": _is_boolean, "yes": _is_yes, "table": _is_table, "triples": _is_triples, "4xx": _is_refused}


def test_the_w3c_tests_are_all_there():
    names = [case["name"] for case in W3C["test"]]
    assert len(set(names)) == len(names) >= MIN_W3C
    assert not set(names) & set(W3C["left_out"]) and len(names) + len(W3C["left_out"]) == 34


def test_graphs_that_are_not_named_are_empty(server):
    """The data set is that of the protocol, whole: nothing of the query's or the store's own comes in."""
    named = {"named-graph-uri": "http://example.org/1"}
    assert json.loads(ask(server, "ASK { ?s ?p ?o }", **named).body)["boolean"] is False
    assert json.loads(ask(server, "ASK { GRAPH ?g { ?s ?p ?o } }", **named).body)["boolean"] is True
    default = {"default-graph-uri": "http://example.org/1"}
    assert json.loads(ask(server, "ASK { ?s ?p ?o }", **default).body)["boolean"] is True
    assert json.loads(ask(server, "ASK { GRAPH ?g { ?s ?p ?o } }", **default).body)["boolean"] is False


# ── requests ──

DIRECT = {"Content_Type": "application/sparql-query"}
REQUESTS = {
    "by GET": (("GET", f"/sparql?query={quote(COMPANIES)}"), {}, 200, "application/sparql-results+json", "云栈大厦"),
    "its head": (("HEAD", f"/sparql?query={quote(COMPANIES)}"), {}, 200, "application/sparql-results+json", ""),
    "a slash more": (("GET", f"/sparql/?query={quote(COMPANIES)}"), {}, 200, "application/sparql-results+json", "云"),
    "by POST": (("POST", "/sparql", COMPANIES.encode()), DIRECT | {"Accept": "text/csv"}, 200, "text/csv", "company,p"),
    "by form": (("POST", "/sparql", f"query={quote(COMPANIES)}".encode()),
                {"Content_Type": f"{FORM}; charset=UTF-8", "Accept": "text/html, application/sparql-results+xml;q=0.9"},
                200, "application/sparql-results+xml", "<sparql"),
    "triples": (("GET", f"/sparql?query={quote(BUILT)}"), {}, 200, "text/turtle", "星野光电"),
    "a wrong query": (("GET", "/sparql?query=SELECT"), {}, 400, "text/plain", "line 1, column"),
    "nothing in the form": (("POST", "/sparql", b""), {"Content_Type": FORM}, 400, "text/plain", 'give one "query"'),
    "an empty query": (("GET", "/sparql?query="), {}, 400, "text/plain", "the query is empty"),
    "two queries": (("POST", "/sparql?query=ASK{}", b"ASK{}"), DIRECT, 400, "text/plain", "given twice"),
    "a graph that is no IRI": (("GET", "/sparql?query=ASK{}&default-graph-uri=%20"), {}, 400, "text/plain", "no IRI"),
    "an update as a query": (("POST", "/sparql", b"CLEAR ALL"), DIRECT, 400, "text/plain", "only queries that read"),
    "an update": (("POST", "/sparql", b"CLEAR ALL"), {"Content_Type": "application/sparql-update"}, 403, "text/plain",
                  "only read"),
    "an update by form": (("POST", "/sparql", b"update=CLEAR+ALL"), {"Content_Type": FORM}, 403, "text/plain", "only"),
    "an update by GET": (("GET", "/sparql?update=CLEAR+ALL"), {}, 403, "text/plain", "only read"),
    "to load": (("GET", "/sparql?query=LOAD+<http://example.org/>"), {}, 400, "text/plain", "only queries that read"),
    "another server": (("GET", "/sparql?query=" + quote("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")), {},
                       400, "text/plain", "SERVICE asks another server"),
    "not UTF-8": (("POST", "/sparql", b"\xff"), DIRECT, 400, "text/plain", "UTF-8"),
    "a field that is not UTF-8": (("GET", "/sparql?query=%ff"), {}, 400, "text/plain", "UTF-8"),
    "another encoding": (("POST", "/sparql", b"ASK{}"), {"Content_Type": "application/sparql-query; charset=latin-1"},
                         415, "text/plain", "UTF-8"),
    "another type": (("POST", "/sparql", b"{}"), {"Content_Type": "application/json"}, 415, "text/plain", "post"),
    "nothing it can send": (("GET", "/sparql?query=ASK{}"), {"Accept": "image/png"}, 406, "text/plain", "here are"),
    "no such format": (("GET", "/sparql?query=ASK{}&format=xlsx"), {}, 406, "text/plain", "there are: json, xml"),
    "a table of triples": (("GET", f"/sparql?query={quote(BUILT)}&format=csv"), {}, 406, "text/plain", "turtle"),
    "a very long query": (("POST", "/sparql", b"ASK{}" + b" " * 100_000), DIRECT, 413, "text/plain", "100,000 char"),
    "many fields": (("GET", "/sparql?query=ASK{}" + "&a=b" * 300), {}, 400, "text/plain", "200 fields"),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
def test_request(name, server):
    request, headers, status, kind, part = REQUESTS[name]
    answer = fetch(server, *request, **headers)
    assert (answer.status, answer.kind) == (status, kind)
    assert part in answer.text


# ── pages of other sites ──


def test_a_page_of_another_site_may_ask_for_data_and_not_for_pages(server):
    for target in ("/sparql?query=ASK{}", "/sparql?query=ASK", "/sparql", "/.well-known/void"):
        assert fetch(server, "GET", target, Origin="https://example.org").headers["access-control-allow-origin"] == "*"
    for target in ("/", "/report.html", "/query", "/none"):
        assert "access-control-allow-origin" not in fetch(server, "GET", target, Origin="https://example.org").headers


def test_a_browser_may_ask_whether_it_may(server):
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "POST",
             "Access_Control_Request_Headers": "content-type,accept"}  # fmt: skip
    answer = fetch(server, "OPTIONS", "/sparql", **asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert "access-control-allow-credentials" not in answer.headers


def test_the_endpoint_can_be_kept_from_other_sites(tmp_path):
    with running(write_folder(tmp_path, GRAPHS), shared=False) as server:
        answer = fetch(server, "GET", "/sparql", Origin="https://example.org")
        assert answer.status == 200 and "access-control-allow-origin" not in answer.headers


def test_what_yasgui_sends(server):
    """A posted form with the Accept list of its kind of query, from a page of another site."""
    for query, accept, kind in (
        (COMPANIES, "application/sparql-results+json,*/*;q=0.9", "application/sparql-results+json"),
        (BUILT, "application/n-triples,*/*;q=0.9", "application/n-triples"),
        (BUILT, "text/turtle,application/n-triples,*/*;q=0.9", "text/turtle"),
    ):
        answer = fetch(server, "POST", "/sparql", urlencode({"query": query}).encode(), Accept=accept,
                       Content_Type="application/x-www-form-urlencoded; charset=UTF-8", Origin="https://example.org",
                       X_Requested_With="XMLHttpRequest")  # fmt: skip
        assert (answer.status, answer.kind) == (200, kind)
        assert answer.headers["access-control-allow-origin"] == "*"
