"""Dereferenceable pages: /id/TAIL is a thing, and leads (303) to the page or the data about it.

A browser is sent to /page/TAIL, who asks for Turtle, JSON-LD or N-Triples to /data/TAIL.ttl and the like; each of these
has one form, can be kept and linked to, and names the others in its Link header. TAIL is what an IRI of the folder has
after its base. Documents have their pages at /document/ID.
"""

from __future__ import annotations

from urllib.parse import quote

from pyoxigraph import NamedNode

from kgraph.web import described, templates
from kgraph.web.facts import of_relation
from kgraph.web.http import Refused, Request, Response
from kgraph.web.negotiation import choose
from kgraph.web.nodes import node_page
from kgraph.web.portraits import Painter
from kgraph.web.served import Served
from kgraph.web.things import KEPT, Thing

HTML = "text/html"
OFFERED = (HTML, *described.ENDINGS.values(), "application/json")
NEAREST = 6  # names offered where there is none of the name asked for
PAGE = 50  # facts on one page of a list
LIST = 200  # moments or articles on one page of a list
MOST_PASSAGES = 200  # sentences shown of one fact


def thing(request: Request, served: Served, tail: str) -> Response:
    """303 to the page or the data about a thing, by what the client would rather have."""
    node = _found(served, tail)
    if node is None:
        return missing(request, served, tail)
    kind = choose(request.header("Accept"), OFFERED)
    if kind is None:
        raise Refused(406, f"there is {', '.join(OFFERED[:-1])}")
    ending = next((e for e, k in described.ENDINGS.items() if k == kind), "jsonld")
    place = page_path(served, node) if kind == HTML else data_path(served, node, ending)
    return Response("text/plain; charset=utf-8", f"{place}\n".encode(), 303, {"Location": place, "Vary": "Accept"})


def data(request: Request, served: Served, tail: str, ending: str) -> Response:
    """The triples about a thing as a file."""
    node = _found(served, tail)
    if node is None:
        raise Refused(404, f"the graph says nothing of {tail}; /search?q=… finds names")
    body = described.body(described.describe(node, served.things), ending)
    return Response(f"{described.ENDINGS[ending]}; charset=utf-8", body, 200, links(served, node))


def page(request: Request, served: Served, tail: str) -> Response:
    """The page about a thing: an entity with all that is known, another node with its properties."""
    node = _found(served, tail)
    if node is None:
        return missing(request, served, tail)
    known = served.things.get(node.value)
    if known is None:
        return node_page(node, served, links(served, node))
    if request.one("relation", ""):
        return _listed(request, served, known)
    if request.one("list", ""):
        return _whole(request, served, known)
    shown = Painter(served.things, served.ontology).portrait(known)
    return templates.page("entity.html", headers=links(served, node), **_common(served, known), portrait=shown)


def _listed(request: Request, served: Served, known: Thing) -> Response:
    """All facts of one relation, page by page; or one fact (`other` is its other end) with all its sentences."""
    painter = Painter(served.things, served.ontology)
    name, outgoing = request.one("relation"), request.one("side", "out") == "out"
    if name not in served.ontology.relations:
        raise Refused(404, f"the ontology has no relation {name}")
    facts = of_relation(painter.facts.of(known.iri)).get((name, outgoing), [])
    if other := request.one("other", ""):
        facts = [fact for fact in facts if fact.other.value == other]
    number, most = number_of(request), MOST_PASSAGES if other else 3
    shown = facts[(number - 1) * PAGE : number * PAGE]
    group = painter.group(name, outgoing, shown, len(facts), most)
    pages = max(1, -(-len(facts) // PAGE))
    return templates.page("facts.html", **_common(served, known), group=group, number=number, pages=pages, other=other)


def _whole(request: Request, served: Served, known: Thing) -> Response:
    """The whole timeline, or all articles, page by page."""
    painter, what, number = Painter(served.things, served.ontology), request.one("list"), number_of(request)
    if what == "timeline":
        found = painter.moments(known, painter.facts.of(known.iri))
    elif what == "articles":
        found = painter.articles(known)
    else:
        raise Refused(400, '"list" is timeline or articles')
    shown, pages = found[(number - 1) * LIST : number * LIST], max(1, -(-len(found) // LIST))
    common = _common(served, known)
    return templates.page("list.html", **common, what=what, shown=shown, total=len(found), number=number, pages=pages)


def number_of(request: Request) -> int:
    """Which page of a list is asked for, from 1."""
    text = request.one("page", "1")
    if not (text.isdecimal() and text.isascii() and 0 < int(text) < 1_000_000):
        raise Refused(400, 'give "page" as a number from 1')
    return int(text)


def _common(served: Served, known: Thing) -> dict:
    """What the pages about an entity share."""
    node, ontology = NamedNode(known.iri), served.ontology
    return {
        "thing": known,
        "label": ontology.label(known.type),
        "english": ontology.label(known.type, "en"),
        "path": page_path(served, node),
        "formats": {ending: data_path(served, node, ending) for ending in described.ENDINGS},
        "things": served.things,
    }


def missing(request: Request, served: Served, tail: str) -> Response:
    """404 with the names most like the one asked for; in plain text for who does not want HTML."""
    name = tail.rpartition("/")[2]
    near = [hit.thing for hit in served.names.search(name, NEAREST)]
    if choose(request.header("Accept"), ("text/plain", HTML)) == HTML:
        return templates.page("missing.html", 404, name=name, near=near, things=served.things, ontology=served.ontology)
    offered = f" Did you mean: {', '.join(thing.iri for thing in near)}?" if near else ""
    raise Refused(404, f"the graph says nothing of {tail}.{offered}")


def _found(served: Served, tail: str) -> NamedNode | None:
    return served.things.find(tail)


def page_path(served: Served, node: NamedNode) -> str:
    """Where the page about a thing is."""
    path = served.things.path(node.value)
    return path if path.startswith("/document/") else "/page" + path.removeprefix("/id")


def data_path(served: Served, node: NamedNode, ending: str) -> str:
    return f"/data/{quote(served.things.tail(node.value), safe=KEPT)}.{ending}"


def links(served: Served, node: NamedNode) -> dict[str, str]:
    """Headers that name the other forms, and the thing that all of them describe."""
    forms = {"text/html": page_path(served, node)}
    forms |= {kind: data_path(served, node, ending) for ending, kind in described.ENDINGS.items()}
    found = [f'<{path}>; rel="alternate"; type="{kind}"' for kind, path in forms.items()]
    return {"Link": ", ".join([*found, f'<{quote(node.value, safe=KEPT + "#?")}>; rel="describes"'])}
