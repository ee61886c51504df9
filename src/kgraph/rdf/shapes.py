"""The SHACL shapes of an ontology folder: those of `shapes.ttl`, and one made from domain and range for each relation
that has none there, so that a new relation is checked from its first day.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgraph import iris
from kgraph.errors import OntologyError
from kgraph.ontology import Ontology, Relation

KG = Namespace(iris.KG)
KGSH = Namespace(iris.KGSH)


@cache
def shapes(ontology: Ontology) -> Graph:
    """All shapes."""
    path = ontology.folder / "shapes.ttl"
    try:
        graph = Graph().parse(data=path.read_text("utf-8"), format="turtle") if path.is_file() else Graph()
    except (SyntaxError, UnicodeDecodeError) as error:
        raise OntologyError(f"shapes.ttl is not valid Turtle: {' '.join(str(error).split())[:300]}") from error
    for relation in ontology.relations.values():
        if (None, SH.targetSubjectsOf, KG[relation.name]) not in graph:
            derive(graph, relation)
    _hoist(graph)
    return graph


def _hoist(graph: Graph) -> None:
    """Give each property shape the targets of the node shape it stands in, and let it stand alone.

    It means the same, and pySHACL then checks all nodes of a target at once instead of one by one (4.4 → 1.4 s for
    3,000 claims).
    """
    for outer, inner in list(graph.subject_objects(SH.property)):
        targets = [(p, o) for p in (SH.targetClass, SH.targetSubjectsOf) for o in graph.objects(outer, p)]
        if not targets:
            continue  # a part of sh:or
        graph.remove((outer, SH.property, inner))
        graph.add((inner, RDF.type, SH.PropertyShape))
        if (inner, SH.message, None) not in graph:
            targets += [(SH.message, message) for message in graph.objects(outer, SH.message)]
        for predicate, value in targets:
            graph.add((inner, predicate, value))


def derive(graph: Graph, relation: Relation) -> None:
    """Add the shape that follows from the relation's domain, range, datatype or values."""
    shape, ends = KGSH[relation.name], BNode()
    graph.add((shape, RDF.type, SH.NodeShape))
    graph.add((shape, SH.targetSubjectsOf, KG[relation.name]))
    _one_of(graph, shape, SH["class"], [KG[name] for name in sorted(relation.domain)])
    graph.add((shape, SH.property, ends))
    graph.add((ends, SH.path, KG[relation.name]))
    if relation.values:
        graph.add((ends, SH["in"], _list(graph, [KG[name] for name in relation.values])))
    elif relation.range:
        _one_of(graph, ends, SH["class"], [KG[name] for name in sorted(relation.range)])
    elif relation.datatype and not relation.datatype.startswith(str(RDFS)):
        graph.add((ends, SH.datatype, URIRef(relation.datatype)))
    goes = f"{relation.name} goes from {' or '.join(sorted(relation.domain))}"
    to = " or ".join(sorted(relation.range) or relation.values) or "a value of its type"
    graph.add((shape, SH.message, Literal(f"{goes} to {to}.", lang="en")))


def _one_of(graph: Graph, shape: Node, constraint: URIRef, values: list[URIRef]) -> None:
    if len(values) == 1:
        graph.add((shape, constraint, values[0]))
        return
    options = [BNode() for _ in values]
    for option, value in zip(options, values, strict=True):
        graph.add((option, constraint, value))
    graph.add((shape, SH["or"], _list(graph, options)))


def _list(graph: Graph, items: Iterable[Node]) -> Node:
    return Collection(graph, BNode(), list(items)).uri


@cache
def statement_shapes(ontology: Ontology) -> Graph:
    """All shapes but those of entities and documents, for graphs that name these only by their class."""
    graph = Graph()
    for triple in shapes(ontology):
        graph.add(triple)
    for name in (*ontology.entity_classes, ontology.with_role("document")):
        graph.remove((None, SH.targetClass, KG[name]))
    return graph


@cache
def class_tree(ontology: Ontology) -> tuple[tuple[URIRef, URIRef, URIRef], ...]:
    """The subclass triples within kg:, which checking a class needs."""
    pairs = ((name, parent) for name, cls in ontology.classes.items() for parent in cls.parents)
    return tuple((KG[name], RDFS.subClassOf, KG[parent]) for name, parent in pairs)
