"""The SPARQL 1.1 protocol: a query by GET, by POSTed form or POSTed as it is, answered in the wanted format.

Comes in: a request. Goes out: results as JSON, XML, CSV or TSV, triples as Turtle, N-Triples, JSON-LD or RDF/XML; the
description of the service where nothing is asked. Queries run in processes of their own (`kgraph.web.workers`). Only
queries that read: an update is refused (403).
"""

from __future__ import annotations

import sys
from typing import Any

from kgraph.web import description
from kgraph.web.http import FORM, Refused, Request, Response
from kgraph.web.served import Served

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
NAMES_OF_FORMAT = ("format", "output", "results")  # what clients call it; some send all three
CUT = "X-SPARQL-MaxRows"  # the rows of a result that was cut


def endpoint(request: Request, served: Served) -> Response:
    """The answer to a query, or the description of the service."""
    _refuse_updates(request)
    if request.method != "POST" and "query" not in request.query:
        return description.service(request, served)
    query = _query(request)
    if len(query) > served.limits.characters:
        raise Refused(413, f"a query may have {served.limits.characters:,} characters at most")
    head, body = served.workers.run(_job(request, query), request.wanted)
    if fault := head.get("fault"):
        print(fault, file=sys.stderr)
    if head["code"] != 200:
        raise Refused(head["code"], head["message"], {"Vary": "Accept"})
    headers = {"Vary": "Accept"} | ({CUT: str(served.limits.rows)} if head["cut"] else {})
    return Response(head["kind"], body, 200, headers)


def _refuse_updates(request: Request) -> None:
    if request.kind == UPDATE or "update" in request.query or "update" in request.form:
        raise Refused(403, "this graph is only read; to change it, change its pages or decisions and build again")


def _query(request: Request) -> str:
    if request.method != "POST":
        return request.one("query")
    _check_charset(request)
    if request.kind == QUERY:
        if "query" in request.query:
            raise Refused(400, "the query is given twice: in the address and in the body")
        return request.text
    if request.kind == FORM:
        return request.one("query")
    raise Refused(415, f"post {QUERY} or {FORM}")


def _check_charset(request: Request) -> None:
    for parameter in request.header("Content-Type").split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise Refused(415, "queries are UTF-8")


def _job(request: Request, query: str) -> dict[str, Any]:
    """What a query process needs to know."""
    form = request.form
    return {
        "query": query,
        "base": f"{request.site}{request.path}",
        "default": [*request.query.get("default-graph-uri", ()), *form.get("default-graph-uri", ())],
        "named": [*request.query.get("named-graph-uri", ()), *form.get("named-graph-uri", ())],
        "accept": request.header("Accept"),
        "format": _format(request),
    }


def _format(request: Request) -> str:
    """The format that the address or the form names; some clients send a name and then media types: the first."""
    found = [value for name in NAMES_OF_FORMAT for value in (*request.query.get(name, ()), *request.form.get(name, ()))]
    return found[0] if found else ""
