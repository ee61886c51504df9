"""Entities that may be one, as RDF.

Comes in: the open decisions of a build. Goes out: `kg:possiblySameAs` between the two, and a node with the score, the
reasons and the documents. The property is symmetric and written once, from the smaller id.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kgraph import iris
from kgraph.nouns import Knowledge, Likeness
from kgraph.rdf import terms
from kgraph.rdf.terms import TYPE, decimal, kg

if TYPE_CHECKING:
    from kgraph.rdf.quads import Maker

KEY_LENGTH = 12  # hex digits that tell candidates apart


def says(knowledge: Knowledge, maker: Maker) -> Iterator[Quad]:
    """The open pairs of entities that are in the graph, each with its best decision."""
    known = {entity.id for entity in knowledge.entities}
    best: dict[tuple[str, str], Likeness] = {}
    for one in sorted(knowledge.likenesses, key=lambda o: (-o.score, o.a, o.b, o.a_document, o.b_document, o.reasons)):
        if one.open and one.a != one.b and {one.a, one.b} <= known:
            best.setdefault((min(one.a, one.b), max(one.a, one.b)), one)
    for (a, b), one in sorted(best.items()):
        yield from _candidate(a, b, one, maker)


def _candidate(a: str, b: str, one: Likeness, maker: Maker) -> Iterator[Quad]:
    first, second = maker.entity_iri(a), maker.entity_iri(b)
    key = sha1(f"{a}\n{b}".encode()).hexdigest()[:KEY_LENGTH]
    node = NamedNode(iris.candidate(key, maker.base))
    yield Quad(first, terms.POSSIBLY_SAME_AS, second)
    yield Quad(node, TYPE, kg(maker.ontology.with_role("candidate")))
    yield Quad(node, TYPE, terms.STATEMENT)
    parts = ((terms.SUBJECT, first), (terms.PREDICATE, terms.POSSIBLY_SAME_AS), (terms.OBJECT, second))
    yield from (Quad(node, property, value) for property, value in parts)
    yield Quad(node, terms.CONFIDENCE, decimal(one.score))
    yield from (Quad(node, terms.REASON, Literal(reason)) for reason in one.reasons)
    yield from (Quad(node, terms.DERIVED_FROM, maker.document_iri(d)) for d in (one.a_document, one.b_document))
