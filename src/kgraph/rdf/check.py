"""Knowledge → the knowledge that fits the shapes, and what did not, each with its reason.

What a quick screening cannot pass is judged by pySHACL, on small in-memory rdflib graphs, one a chunk of facts: shapes
look at a node and at the classes of its neighbours only, so the chunks do not change the answer, and memory stays flat
however big the build is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice
from typing import TypeVar

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad
from pyshacl import validate as run_shacl
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kgraph import iris, memory
from kgraph.nouns import Histories, Knowledge, Rejection
from kgraph.ontology import Ontology
from kgraph.rdf.quads import Maker
from kgraph.rdf.removal import Violation, take_out
from kgraph.rdf.screen import screen
from kgraph.rdf.shapes import class_tree, shapes, statement_shapes
from kgraph.rdf.terms import TYPE

T = TypeVar("T")
Classes = dict[str, tuple[str, ...]]  # IRI of a thing → IRIs of its classes
CHUNK = 1000  # facts checked at a time; 200 to 3,000 tried, no difference in speed
CACHED = 4096  # terms kept while a graph is made


def violations(graph: Graph, ontology: Ontology, against: Graph | None = None) -> tuple[Violation, ...]:
    """What in an rdflib graph violates a shape, sorted. The subclass triples of the ontology are added to `graph`."""
    against = shapes(ontology) if against is None else against
    for triple in class_tree(ontology):
        graph.add(triple)
    conforms, report, _ = run_shacl(graph, shacl_graph=against, inference="none", inplace=True)
    if conforms:
        return ()
    found = {_violation(report, result, against) for result in report.objects(None, SH.result)}
    return tuple(sorted(found, key=lambda v: (v.focus, v.about or "", v.value or "", v.message)))


def _violation(report: Graph, result: Node, against: Graph) -> Violation:
    shape, focus, value = (report.value(result, p) for p in (SH.sourceShape, SH.focusNode, SH.value))
    about = against.value(shape, SH.targetSubjectsOf)
    written = [*against.objects(shape, SH.message), *report.objects(result, SH.resultMessage)]
    messages = [str(message) for message in written if message.language in ("en", None)]
    return Violation(
        focus=str(focus),
        about=str(about).removeprefix(iris.KG) if about else None,
        value=None if value is None or value == focus else str(value),
        message=messages[0] if messages else "It violates a shape.",
    )


@memory.quiet()
def validate(
    knowledge: Knowledge,
    ontology: Ontology,
    base: str = iris.BASE,
    chunk: int = CHUNK,
    histories: Histories | None = None,
) -> tuple[Knowledge, tuple[Rejection, ...]]:
    """The knowledge without what violates a shape, and a rejection for each thing taken out."""
    maker = Maker(ontology, base, {document.id: document for document in knowledge.documents}, histories)
    found: list[Violation] = []
    for quads, named, against in _chunks(knowledge, maker, chunk):
        if not screen(ontology, against)(quads, named):
            found += violations(_graph(quads, named), ontology, against)
            memory.tidy()  # an rdflib graph is full of cycles
    return take_out(found, knowledge, maker) if found else (knowledge, ())


def _chunks(knowledge: Knowledge, maker: Maker, size: int) -> Iterator[tuple[list[Quad], Classes, Graph]]:
    """The quads of some things, the classes of what these may name, and the shapes that they are checked against."""
    ontology = maker.ontology
    iri = cache(lambda name: iris.KG + name)
    types = {iris.entity(entity.id, maker.base): (iri(entity.type),) for entity in knowledge.entities}
    higher = cache(lambda type: tuple(map(iri, sorted(ontology.ancestors(type) - {type}))))
    above = {iris.entity(entity.id, maker.base): higher(entity.type) for entity in knowledge.entities}
    types |= {iris.document(d.id, maker.base): (iri(maker.document_class),) for d in knowledge.documents}
    for facts in _slices(knowledge.facts, size):
        yield [quad for fact in facts for quad in maker.fact(fact)], types, statement_shapes(ontology)
    for entities in _slices(knowledge.entities, size):
        yield [quad for entity in entities for quad in maker.entity(entity)], above, shapes(ontology)
    for documents in _slices(knowledge.documents, size):
        yield [quad for document in documents for quad in maker.document(document)], {}, shapes(ontology)


def _slices(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    remaining = iter(items)
    while part := tuple(islice(remaining, size)):
        yield part


def _graph(quads: Iterable[Quad], types: Classes) -> Graph:
    """An rdflib graph of the quads; things that they name but do not describe get their `types`."""
    graph, described, named = Graph(), set(), set()
    for quad in quads:
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
        named.update(t.value for t in (quad.subject, quad.object) if isinstance(t, NamedNode))
        if quad.predicate == TYPE:
            described.add(quad.subject.value)
    for iri in named - described:
        for name in types.get(iri, ()):
            graph.add((URIRef(iri), RDF.type, URIRef(name)))
    return graph


def _term(term: NamedNode | ox.Literal) -> URIRef | Literal:
    if isinstance(term, NamedNode):
        return _iri(term.value)
    return _literal(term.value, term.datatype.value, term.language)


@lru_cache(maxsize=CACHED)
def _iri(value: str) -> URIRef:
    return URIRef(value)


@lru_cache(maxsize=CACHED)
def _literal(value: str, datatype: str, language: str | None) -> Literal:
    return Literal(value, lang=language) if language else Literal(value, datatype=URIRef(datatype))
