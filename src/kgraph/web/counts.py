"""How much of what is in a graph, for its description.

Comes in: a store and the ontology. Goes out: `Counts`; maps are in the order of their IRIs. A triple that stands in the
default graph and in that of a document counts twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from kgraph.iris import KG, PREFIXES
from kgraph.ontology import Ontology

EVERYWHERE = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


@dataclass(frozen=True)
class Counts:
    """`facts` are the triples of the default graph, `graphs` those of each named one; `classes` has the things of each
    class, `properties` the triples of each property; `examples` is one entity of each class."""

    facts: int
    graphs: Mapping[str, int]
    subjects: int
    objects: int
    entities: int
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    examples: tuple[str, ...]

    @property
    def triples(self) -> int:
        return self.facts + sum(self.graphs.values())

    @property
    def vocabularies(self) -> list[str]:
        """The namespaces of the classes and properties, of those that have a usual prefix."""
        used = (*self.classes, *self.properties)
        return sorted(space for space in PREFIXES.values() if any(iri.startswith(space) for iri in used))


def count(store: Store, ontology: Ontology) -> Counts:
    """Count all of a store; takes some seconds for a million triples."""
    kinds = " ".join(f"<{KG}{name}>" for name in ontology.entity_classes)
    entity = f"{{ ?s a ?c VALUES ?c {{ {kinds} }} }}"
    return Counts(
        facts=_one(store, "COUNT(*)", "{ ?s ?p ?o }"),
        graphs=_each(store, "?g", "COUNT(*)", "{ GRAPH ?g { ?s ?p ?o } }"),
        subjects=_one(store, "COUNT(DISTINCT ?s)", EVERYWHERE),
        objects=_one(store, "COUNT(DISTINCT ?o)", EVERYWHERE),
        entities=_one(store, "COUNT(DISTINCT ?s)", entity),
        classes=_each(store, "?c", "COUNT(DISTINCT ?s)", "{ { ?s a ?c } UNION { GRAPH ?g { ?s a ?c } } }"),
        properties=_each(store, "?p", "COUNT(*)", EVERYWHERE),
        examples=tuple(_first(store, entity)),
    )


def _one(store: Store, what: str, where: str) -> int:
    return int(next(store.query(f"SELECT ({what} AS ?n) {where}"))["n"].value)


def _each(store: Store, what: str, number: str, where: str) -> dict[str, int]:
    rows = store.query(f"SELECT ({what} AS ?k) ({number} AS ?n) {where} GROUP BY {what} ORDER BY {what}")
    return {row["k"].value: int(row["n"].value) for row in rows}


def _first(store: Store, entity: str) -> list[str]:
    rows = store.query(f"SELECT ?c (MIN(STR(?s)) AS ?iri) {entity} GROUP BY ?c ORDER BY ?c")
    return [row["iri"].value for row in rows]
