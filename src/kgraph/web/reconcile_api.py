"""The Reconciliation Service API 0.2 of the W3C Community Group, as OpenRefine speaks it: /reconcile.

Comes in: requests. Goes out: the manifest, candidates for cells, suggestions, flyouts, previews, columns. `callback`
makes an answer a script call (JSONP), for clients that are older than CORS.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kgraph.web import templates
from kgraph.web.http import Refused, Request, Response
from kgraph.web.portraits import Painter
from kgraph.web.reconcile.queries import batch, single
from kgraph.web.reconcile.suggesting import MAX_CURSOR
from kgraph.web.served import Served

KINDS = ("entity", "type", "property")
MOST_FACTS = 5  # in a preview
MOST_PROPOSED = 100
FRAMED = (  # a preview is made to be shown inside another page; there is nothing in it to press but links
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,4}", re.A)


def endpoint(request: Request, served: Served) -> Response:
    """The manifest; candidates for `queries` (or one `query`); columns for `extend`."""
    service = served.reconciliation
    if text := request.one("extend", ""):
        return _sent(request, service.extender.answer(text))
    if text := request.one("queries", ""):
        found = {key: service.matcher.candidates(query) for key, query in batch(text).items()}
        return _sent(request, {key: {"result": list(map(service.record, rows))} for key, rows in found.items()})
    if text := request.one("query", ""):
        return _sent(request, {"result": list(map(service.record, service.matcher.candidates(single(text))))})
    if request.method == "POST":
        raise Refused(400, "post queries=… or extend=… as a form")
    return _sent(request, service.manifest(request.site))


def suggest(request: Request, served: Served, kind: str) -> Response:
    """Entities, types or properties for what was typed."""
    suggester, prefix, cursor = served.reconciliation.suggester, request.one("prefix", "").strip(), _cursor(request)
    type_ = request.one("type", "")
    if kind == "entity":
        found = suggester.entities(prefix, cursor, type_)
    elif kind == "type":
        found = suggester.types(prefix, cursor)
    else:
        found = suggester.properties_like(prefix, cursor, type_)
    return _sent(request, {"result": found})


def flyout(request: Request, served: Served, kind: str) -> Response:
    """A few words about what is suggested."""
    id = request.one("id")
    found = served.reconciliation.suggester.flyout(kind, id)
    if found is None:
        raise Refused(404, f"no {kind} {id}")
    return _sent(request, {"id": id, "html": found})


def propose(request: Request, served: Served) -> Response:
    """Properties that entities of a type have, the most frequent first."""
    service, type_, limit = served.reconciliation, request.one("type", ""), request.one("limit", "")
    if limit and not (limit.isdecimal() and limit.isascii()):
        raise Refused(400, 'give "limit" as a number')
    found = service.properties.of_class(type_)[: min(int(limit or MOST_PROPOSED), MOST_PROPOSED)]
    answer: dict[str, Any] = {"properties": [service.suggester.property(each) for each in found], "type": type_}
    return _sent(request, answer | ({"limit": int(limit)} if limit else {}))


def preview(request: Request, served: Served) -> Response:
    """A small page about an entity, to be shown inside another page."""
    node = served.things.find(request.one("id"))
    known = served.things.get(node.value) if node else None
    if known is None:
        raise Refused(404, f"no entity {request.one('id')}")
    painter = Painter(served.things, served.ontology)
    facts = [fact for fact in painter.facts.of(known.iri) if fact.stands]
    shown = sorted(facts, key=lambda fact: (not fact.outgoing, fact.order))[:MOST_FACTS]
    groups = [painter.group(fact.relation, fact.outgoing, [fact], 1, 1) for fact in shown]
    return templates.page(
        "preview.html", headers={"Content-Security-Policy": FRAMED, "X-Frame-Options": ""}, thing=known,
        label=served.ontology.label(known.type), groups=groups, path=served.things.path(known.iri),
        left=len(facts) - len(shown), first=groups[0].lines[0] if groups else None,
    )  # fmt: skip


def _cursor(request: Request) -> int:
    text = request.one("cursor", "0")
    if not (text.isdecimal() and text.isascii() and int(text) <= MAX_CURSOR):
        raise Refused(400, f'give "cursor" as a number up to {MAX_CURSOR:,}')
    return int(text)


def _sent(request: Request, answer: Any) -> Response:
    """An answer as JSON, or as a call of the script function named in `callback`."""
    body = json.dumps(answer, ensure_ascii=False)
    callback = request.one("callback", "")
    if not callback:
        return Response("application/json; charset=utf-8", body.encode())
    if not _CALLBACK.fullmatch(callback):
        raise Refused(400, '"callback" must be the name of a function')
    safe = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response("text/javascript; charset=utf-8", f"/**/{callback}({safe});\n".encode())
