"""Which handler answers which path: the first whose pattern fits the whole path.

A handler gets the request, what is served, and the named groups of its pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kgraph.web import (
    articles,
    assets,
    description,
    entities,
    explorer,
    home,
    query_page,
    reconcile_api,
    report,
    search,
    sparql,
    templates,
)
from kgraph.web.http import Refused, Request, Response
from kgraph.web.served import Served

Handler = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    """A path (regular expression), the methods it takes, and the function that answers; HEAD goes with GET.

    `shared`: pages of other sites may ask it too (CORS).
    """

    path: str
    methods: tuple[str, ...]
    handler: Handler
    shared: bool = False
    pattern: re.Pattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(self.path))


ROUTES = [
    Route(r"/", ("GET",), description.front),
    Route(r"/report\.html", ("GET",), report.page),
    Route(r"/style\.css", ("GET",), templates.stylesheet),
    Route(r"/icon\.svg|/favicon\.ico", ("GET",), templates.icon),
    Route(r"/id/(?P<tail>.+)", ("GET",), entities.thing, shared=True),
    Route(r"/page/(?P<tail>.+)", ("GET",), entities.page),
    Route(r"/data/(?P<tail>.+)\.(?P<ending>ttl|jsonld|nt)", ("GET",), entities.data, shared=True),
    Route(r"/class/(?P<name>\w+)", ("GET",), home.of_class),
    Route(r"/document/", ("GET",), articles.listed),
    Route(r"/document/(?P<id>.+)", ("GET",), articles.page),
    Route(r"/search", ("GET",), search.find, shared=True),
    Route(r"/reconcile/?", ("GET", "POST"), reconcile_api.endpoint, shared=True),
    Route(r"/reconcile/suggest/(?P<kind>entity|type|property)", ("GET",), reconcile_api.suggest, shared=True),
    Route(r"/reconcile/flyout/(?P<kind>entity|type|property)", ("GET",), reconcile_api.flyout, shared=True),
    Route(r"/reconcile/properties", ("GET",), reconcile_api.propose, shared=True),
    Route(r"/reconcile/preview", ("GET",), reconcile_api.preview, shared=True),
    Route(r"/explorer", ("GET",), explorer.page),
    Route(r"/explorer/graph\.json", ("GET",), explorer.data),
    Route(r"/explorer/text", ("GET",), explorer.text),
    Route(r"/sparql/?", ("GET", "POST"), sparql.endpoint, shared=True),
    Route(r"/\.well-known/void", ("GET",), description.described, shared=True),
    Route(r"/(?P<name>graph\.(ttl|nq|jsonld))", ("GET",), description.dump),
    Route(r"/query", ("GET",), query_page.page),
    Route(r"/query/page\.json", ("GET",), query_page.about),
    Route(r"/assets/(?P<name>[\w.-]+)", ("GET",), assets.asset),
]


def answer(request: Request, served: Served) -> Response:
    """The response to a request; raises `Refused` where no route fits."""
    method = "GET" if request.method == "HEAD" else request.method
    found = list(_fitting(request.path))
    for route, match in found:
        if method in route.methods:
            return route.handler(request, served, **match.groupdict())
    if not found:
        raise Refused(404, "not here; try / or /sparql?query=…")
    methods = {method for route, _ in found for method in route.methods}
    allowed = ", ".join(sorted({*methods, "OPTIONS", *(["HEAD"] if "GET" in methods else [])}))
    if method == "OPTIONS":
        return Response("text/plain; charset=utf-8", b"", 204, {"Allow": allowed})
    raise Refused(405, f"only {allowed} here", {"Allow": allowed})


def is_shared(path: str) -> bool:
    """Whether pages of other sites may ask for this path."""
    return any(route.shared for route, _ in _fitting(path))


def _fitting(path: str) -> Iterator[tuple[Route, re.Match]]:
    return ((route, match) for route in ROUTES if (match := route.pattern.fullmatch(path)))
