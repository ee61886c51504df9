"""The SPARQL 1.1 protocol: a query by GET, by POSTed form or POSTed as it is, answered in the wanted format.

Comes in: a request. Goes out: results as JSON, CSV, TSV or XML, triples as Turtle, N-Triples, RDF/XML or JSON-LD.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from kgraph import queries
from kgraph.errors import KgraphError, QueryError
from kgraph.web.http import FORM, Refused, Request, Response
from kgraph.web.served import Served

MAX_SECONDS = 30  # for one query; the slowest question over 10,000 facts takes under one
MAX_RUNNING = 4  # queries at a time, so that one visitor cannot take all cores
_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
_running = threading.BoundedSemaphore(MAX_RUNNING)


def endpoint(request: Request, served: Served) -> Response:
    """The answer to a query; refuses one that takes too long."""
    query = _query(request)
    if not _running.acquire(blocking=False):
        raise Refused(503, "too many queries are running; try again in a moment")
    accept = request.header("Accept")
    return _within(MAX_SECONDS, lambda: _results(served.store, query, accept), _running.release)


def _query(request: Request) -> str:
    if request.method != "POST":
        return request.one("query")
    if request.kind == "application/sparql-query":
        return request.text
    if request.kind == FORM:
        return request.one("query")
    raise Refused(415, f"post application/sparql-query or {FORM}")


def _results(store: Store, query: str, accept: str) -> Response:
    result = queries.run(store, query)
    kinds = _TRIPLES if isinstance(result, QueryTriples) else _RESULTS
    wanted = [part.split(";")[0].strip() for part in accept.split(",")]
    kind = next((name for name in wanted if name in kinds), next(iter(kinds)))
    try:
        return Response(f"{kind}; charset=utf-8", result.serialize(format=kinds[kind]))
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def _within(seconds: float, make: Callable[[], Response], done: Callable[[], None]) -> Response:
    """What `make` returns, if in time; a query that goes on keeps its place until it ends."""
    outcome: list[Response | KgraphError] = []

    def work() -> None:
        try:
            outcome.append(make())
        except KgraphError as error:
            outcome.append(error)
        finally:
            done()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise Refused(503, f"the query took more than {seconds:g} seconds; ask for less, or use kgraph query")
    if isinstance(outcome[0], KgraphError):
        raise outcome[0]
    return outcome[0]
