"""The triples about one thing: what a client gets that asks for Turtle, JSON-LD or N-Triples.

Comes in: an IRI of the folder. Goes out: triples: the thing as subject and as object, its posts and figures whole, the
names of its neighbours, and every claim about it with its sentence (as one graph; graph.nq keeps them by document).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kgraph import rdf
from kgraph.iris import PREFIXES
from kgraph.web.things import HEADLINE, MENTIONED, PREF, TYPE, Things

ENDINGS = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
NAMES = (TYPE, PREF, HEADLINE)


def body(triples: Iterable[Triple], ending: str) -> bytes:
    """Triples as a file with this ending; the same triples give the same bytes."""
    if ending == "jsonld":
        return rdf.jsonld(Quad(*triple) for triple in triples).encode()
    ordered = sorted(set(triples), key=lambda t: (str(t.subject), t.predicate != TYPE, str(t.predicate), str(t.object)))
    if ending == "nt":
        return serialize(ordered, format=RdfFormat.N_TRIPLES)
    lines = serialize(ordered, format=RdfFormat.TURTLE, prefixes=PREFIXES).splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix")]  # in no order of their own
    return b"".join([*sorted(head), *lines[len(head) :]])


def describe(node: NamedNode, things: Things) -> Iterator[Triple]:
    """All triples about a thing; some come twice."""
    store = things.store
    whole: set[NamedNode] = set()  # posts, figures, claims, candidates: what is told of them is told of the thing
    named: set[NamedNode] = set()
    for quad in _around(node, store):
        yield quad.triple
        for other in (quad.subject, quad.object):
            if isinstance(other, NamedNode) and other != node:
                (named if _is_named(other, quad, things) else whole).add(other)
    for other in whole:
        for quad in store.quads_for_pattern(other, None, None, None):
            yield quad.triple
            if isinstance(quad.object, NamedNode) and quad.object.value.startswith(things.base):
                named.add(quad.object)
    for other in named - {node}:
        for property in NAMES:
            yield from (quad.triple for quad in store.quads_for_pattern(other, property, None, DefaultGraph()))


def _around(node: NamedNode, store: Store) -> Iterator[Quad]:
    """As subject and as object; a document is also the name of a graph, whose claims are about it."""
    yield from store.quads_for_pattern(node, None, None, None)
    yield from store.quads_for_pattern(None, None, node, None)


def _is_named(other: NamedNode, quad: Quad, things: Things) -> bool:
    """Whether only the name of the other end is told: it is an entity, a document, or of another place."""
    inside = other.value.startswith(things.base)
    known = things.get(other.value) is not None or quad.predicate == MENTIONED
    return not inside or known or things.is_document(other.value)
