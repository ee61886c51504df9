"""Reads what the claims of a store say, and puts claims that say the same together again.

Comes in: a store. Goes out: `Statement`s: one for each fact, standing or not, with what each of its claims says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from urllib.parse import unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from kgraph import iris
from kgraph.nouns import Relation, Value, fact_id, fact_key, shared_qualifiers
from kgraph.ontology import Ontology
from kgraph.queries import Sentence
from kgraph.queries.evidence import Evidence

SUBJECT, PREDICATE, OBJECT, TYPE = (NamedNode(iris.RDF + n) for n in ("subject", "predicate", "object", "type"))
DERIVED = iris.PROV + "wasDerivedFrom"
_AMOUNT = re.compile(r"(-?\d+(?:\.\d+)?)(?: (.*))?", re.S | re.ASCII)  # a number and its unit
_DOCUMENT = "doc/"  # how the tail of a document's IRI begins
ENTITIES = "relation"  # the kind of relations that hold between entities

Terms = dict[str, list]  # IRI of a property → values
Node = NamedNode | BlankNode


@dataclass(frozen=True)
class Said:
    """What one claim says: IRIs of subject and document, the name of the relation, and an IRI or literal as object."""

    subject: str
    relation: str
    object: NamedNode | Literal
    document: str
    qualifiers: tuple[tuple[str, str], ...]
    approx: bool
    sentence: Sentence


@dataclass(frozen=True)
class Statement:
    """What several claims say alike. `subject` and `object` are IRIs, or `object` is a value."""

    id: str
    subject: str
    relation: str
    object: str | Value
    qualifiers: tuple[tuple[str, str], ...]
    claims: tuple[Said, ...]
    stands: bool


class ClaimReader:
    """Reads the claims of one store."""

    def __init__(self, store: Store, ontology: Ontology):
        self.store, self.ontology = store, ontology
        self.evidence = Evidence(store, ontology)

    # ── which claims ──

    def about(self, iri: str, ends: Iterable[NamedNode] = (SUBJECT, OBJECT)) -> Iterator[Said]:
        """The claims that have this subject or object."""
        seen: set[Node] = set()
        for place in ends:
            for quad in self.store.quads_for_pattern(None, place, NamedNode(iri), None):
                if quad.graph_name != DefaultGraph() and quad.subject not in seen:
                    seen.add(quad.subject)
                    yield from self.said(self.evidence.values(quad.subject))

    def between(self, subject: str, object: str) -> Iterator[Said]:
        """The claims with this subject and this object, of whatever relation."""
        found = self.store.query(f"SELECT DISTINCT ?c {{ GRAPH ?d {{ ?c <{SUBJECT.value}> <{subject}> ; "
                                 f"<{OBJECT.value}> <{object}> }} }}")  # fmt: skip
        for row in found:
            yield from self.said(self.evidence.values(row["c"]))

    def all(self) -> Iterator[Said]:
        """Every claim, document by document."""
        for graph in self.store.named_graphs():
            said: dict[Node, Terms] = {}
            for quad in self.store.quads_for_pattern(None, None, None, graph):
                said.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad.object)
            for terms in said.values():
                yield from self.said(terms)

    def said(self, terms: Terms) -> Iterator[Said]:
        """What a node says; nothing where it is no claim. Of two subjects or objects (two claims that only differ in
        whom a name means) those that make a triple of the graph."""
        names = [term.value.removeprefix(iris.KG) for term in terms.get(PREDICATE.value, ())]
        if len(names) != 1 or names[0] not in self.ontology.relations:
            return
        relation = self.ontology.relation(names[0])
        pairs = list(product(terms.get(SUBJECT.value, ()), terms.get(OBJECT.value, ())))
        if len(pairs) > 1:
            known = NamedNode(iris.KG + relation.name)
            pairs = [p for p in pairs if any(self.store.quads_for_pattern(p[0], known, p[1], DefaultGraph()))]
        sentence = self.evidence.told(terms)
        for subject, object in pairs:
            yield Said(
                subject.value,
                relation.name,
                object,
                terms[DERIVED][0].value,
                tuple((name, t.value) for name in relation.qualifiers for t in terms.get(iris.KG + name, ())),
                any(term.value in ("true", "1") for term in terms.get(iris.KG + "approximate", ())),
                sentence,
            )

    # ── what they say together ──

    def statements(self, claims: Iterable[Said]) -> Iterator[Statement]:
        """One statement for each subject, relation, object and required qualifier (the title of a post)."""
        groups: dict[tuple, list[Said]] = {}
        for said in claims:
            required = self._required(said)
            groups.setdefault((said.subject, said.relation, said.object, required), []).append(said)
        for (subject, name, object, required), group in groups.items():
            relation = self.ontology.relation(name)
            meant = self._object(relation, object, all(said.approx for said in group))
            key = fact_key(self.id(subject), name, self.id(meant) if isinstance(meant, str) else meant, required)
            yield Statement(
                fact_id(key),
                subject,
                name,
                meant,
                shared_qualifiers(said.qualifiers for said in group),
                tuple(group),
                self.ontology.stands(name, [said.sentence.modality for said in group]),
            )

    def _required(self, said: Said) -> tuple[tuple[str, str], ...]:
        required = self.ontology.relation(said.relation).required
        return tuple(sorted(pair for pair in said.qualifiers if pair[0] in required))

    def _object(self, relation: Relation, object: NamedNode | Literal, approx: bool) -> str | Value:
        """The IRI of an entity, or the value that a literal, a status or the node of an observation says."""
        if isinstance(object, Literal):
            return _value(relation, object, approx)
        if relation.values:
            return Value(text=object.value.removeprefix(iris.KG), unit=relation.unit, approx=approx)
        return object.value if relation.kind == ENTITIES else self._observed(object, approx)

    def _observed(self, node: NamedNode, approx: bool) -> Value:
        terms = self.evidence.values(node)

        def text(name: str) -> str | None:
            return next((term.value for term in terms.get(iris.KG + name, ())), None)

        numbers = (None if (said := text(name)) is None else float(said) for name in ("value", "change"))
        number, change = numbers
        return Value(number=number, unit=text("unit"), approx=approx, indicator=text("indicator"),
                     period=text("period"), change=change)  # fmt: skip

    # ── names in IRIs ──

    def id(self, iri: str) -> str:
        """The id of the entity or document with this IRI."""
        tail = iri.removeprefix(self.base)
        return unquote(tail.removeprefix(_DOCUMENT)) if tail.startswith(_DOCUMENT) else tail

    @cached_property
    def base(self) -> str:
        """How the IRIs of this store begin: what stands before the class and the name of an entity."""
        for name in self.ontology.entity_classes:
            for quad in self.store.quads_for_pattern(None, TYPE, NamedNode(iris.KG + name), DefaultGraph()):
                head, _, tail = quad.subject.value.rpartition("/")
                if tail and head.endswith(name):
                    return head.removesuffix(name)
        return iris.BASE


def _value(relation: Relation, literal: Literal, approx: bool) -> Value:
    kind = literal.datatype.value.removeprefix(iris.XSD)
    if kind in ("decimal", "integer"):
        return Value(number=float(literal.value), unit=relation.unit, approx=approx)
    amount = _AMOUNT.fullmatch(literal.value) if relation.datatype == iris.XSD + "string" else None
    if amount:
        return Value(number=float(amount[1]), unit=amount[2], approx=approx)
    return Value(text=literal.value, unit=relation.unit, approx=approx)
