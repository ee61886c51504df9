"""/search?q=…: entities by name, alias, part of a name, pinyin or initials; JSON for programs, a page for people.

`type` keeps one class, `limit` (20, at most 100) cuts the list, `format` is json or html where Accept does not say it.
"""

from __future__ import annotations

from kgraph.web import templates
from kgraph.web.http import Refused, Request, Response, json_response
from kgraph.web.names import Hit
from kgraph.web.negotiation import choose
from kgraph.web.served import Served

LIMIT, MOST = 20, 100  # hits: those of a list that opens while one types; those of a page
MAX_QUERY = 200  # characters; the longest name of the training texts has 41
KINDS = {"json": "application/json", "html": "text/html"}


def find(request: Request, served: Served) -> Response:
    """The entities that a query finds, best first."""
    query = request.one("q", "").strip()
    if len(query) > MAX_QUERY:
        raise Refused(400, f'"q" may have {MAX_QUERY} characters at most')
    kind = request.one("format", "") or _wanted(request)
    if kind not in KINDS:
        raise Refused(400, f'"format" is one of {", ".join(KINDS)}')
    count, type_ = _count(request), request.one("type", "")
    if type_ and type_ not in served.ontology.classes:
        raise Refused(400, f"no class {type_}; there are {', '.join(served.ontology.entity_classes)}")
    found = hits(served, query, count + 1, type_)
    shown, more = found[:count], len(found) > count
    if kind == "json":
        results = [record(hit, served) for hit in shown]
        return json_response({"query": query, "results": results, "more": more}, Vary="Accept")
    return templates.page(
        "search.html", headers={"Vary": "Accept"}, query=query, hits=shown, more=more, type=type_, things=served.things,
        ontology=served.ontology,
    )  # fmt: skip


def hits(served: Served, query: str, count: int, type_: str = "") -> list[Hit]:
    """The best hits; of one class where one is given."""
    if not type_:
        return served.names.search(query, count)
    kept = (
        h for h in served.names.search(query, len(served.names.things)) if served.ontology.is_a(h.thing.type, type_)
    )
    return [hit for _, hit in zip(range(count), kept, strict=False)]


def record(hit: Hit, served: Served) -> dict:
    """A hit for JSON."""
    thing = hit.thing
    return {
        "id": thing.iri,
        "name": thing.name,
        "type": thing.type,
        "label": served.ontology.label(thing.type),
        "path": served.things.path(thing.iri),
        "matched": hit.matched,
        "how": hit.how,
        "facts": thing.facts,
        "documents": thing.documents,
    }


def _wanted(request: Request) -> str:
    return "html" if choose(request.header("Accept"), tuple(KINDS.values())) == KINDS["html"] else "json"


def _count(request: Request) -> int:
    text = request.one("limit", str(LIMIT))
    if not (text.isdecimal() and text.isascii() and 0 < int(text) <= MOST):
        raise Refused(400, f'give "limit" as a number from 1 to {MOST}')
    return int(text)
