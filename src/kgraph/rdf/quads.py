"""Knowledge → quads. Facts, entities and documents stand in the default graph, the claims of each document in the
graph named by that document. There are no blank nodes: the same knowledge gives the same quads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph import iris
from kgraph.errors import OntologyError
from kgraph.nouns import Audit, Claim, Document, Entity, Fact, Histories, Knowledge, Span, Value
from kgraph.ontology import Ontology, Relation
from kgraph.rdf import checks, decided, during, same, terms
from kgraph.rdf.terms import TYPE, dated, decimal, integer, kg

Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


def quads(
    knowledge: Knowledge, ontology: Ontology, base: str = iris.BASE, histories: Histories | None = None,
    audit: Audit | None = None,
) -> Ordered:  # fmt: skip
    """All that a build knows, as quads. `histories` adds what tenures are through time, and which claims contradict;
    `audit` which figures hold."""
    maker = Maker(ontology, base, {document.id: document for document in knowledge.documents}, histories)
    checked = checks.says(audit.checks, knowledge, maker) if audit else ()
    more = (*checks.contradictions(knowledge, maker), *same.says(knowledge, maker), *checked)
    return in_order([*maker.all(knowledge), *more])


class Ordered(list[Quad]):
    """Quads, each once, by graph, subject, predicate and object; within a subject its class comes first."""


def in_order(found: Iterable[Quad]) -> Ordered:
    """The quads in order (as they are, where they have been put in order before)."""
    return found if isinstance(found, Ordered) else Ordered(sorted(set(found), key=_order))


def _order(quad: Quad) -> str:
    """One string sorts in half the time of a tuple; U+0000, which no IRI holds, comes before all other characters."""
    graph, predicate = quad.graph_name, quad.predicate.value
    where = "" if isinstance(graph, DefaultGraph) else graph.value
    return f"{where}\0{quad.subject.value}\0{predicate != TYPE.value:d}{predicate}\0{quad.object}"


class Maker:
    """Makes the quads of entities, documents, facts and claims; knows the ontology, the base IRI, the documents and
    the histories."""

    def __init__(
        self, ontology: Ontology, base: str, documents: dict[str, Document], histories: Histories | None = None
    ):
        self.ontology, self.base, self.documents = ontology, base, documents
        self.histories = histories or Histories()
        self.tenures = {tenure.fact: tenure for tenure in self.histories.tenures}
        self.document_class = ontology.with_role("document")
        self.claim_class = ontology.with_role("claim")
        self.span_class = ontology.with_role("span")
        self.tenure_class = ontology.with_role("tenure")
        self.entity_iri = cache(lambda id: NamedNode(iris.entity(id, base)))
        self.document_iri = cache(lambda id: NamedNode(iris.document(id, base)))

    def all(self, knowledge: Knowledge) -> Iterator[Quad]:
        for entity in knowledge.entities:
            yield from self.entity(entity)
        for document in knowledge.documents:
            yield from self.document(document)
        for fact in knowledge.facts:
            yield from self.fact(fact)

    # ── entities and documents ──

    def entity(self, entity: Entity) -> Iterator[Quad]:
        node = self.entity_iri(entity.id)
        yield Quad(node, TYPE, kg(entity.type))
        yield Quad(node, terms.PREF_LABEL, terms.named(entity.name))
        for alias in set(entity.aliases) - {entity.name, ""}:
            yield Quad(node, terms.ALT_LABEL, terms.named(alias))
        for property, value in entity.links:
            yield Quad(node, self._property(property), self._link(property, value))
        for decision in entity.decisions:
            yield from decided.says(node, decision, self)
        for document in {document for document, _ in entity.mentions if document in self.documents}:
            graph = self.document_iri(document)
            yield Quad(node, terms.MENTIONED_IN, graph, graph)

    def document(self, document: Document) -> Iterator[Quad]:
        node, page = self.document_iri(document.id), document.page
        yield Quad(node, TYPE, kg(self.document_class))
        yield Quad(node, terms.SOURCE_FILE, Literal(page.source))
        yield Quad(node, terms.SHA256, Literal(page.sha256))
        yield Quad(node, terms.TRUNCATED, terms.boolean(document.truncated))
        headline = document.quote(document.headline) if document.headline else page.title
        for property, text in ((terms.HEADLINE, headline), (terms.HOME, page.home), (terms.PUBLISHER, page.publisher)):
            if text:
                yield Quad(node, property, Literal(text))
        for property, spans in ((terms.SUBHEADLINE, document.subheadlines), (terms.BYLINE, document.byline)):
            for text in {document.quote(span) for span in spans}:
                yield Quad(node, property, Literal(text))
        if page.published:
            yield Quad(node, terms.PUBLISHED, dated(page.published))

    def _link(self, property: str, value: str) -> NamedNode | Literal:
        if self.ontology.properties.get(property.removeprefix("kg:")) == "object":
            return self.entity_iri(value)
        return NamedNode(value) if value.startswith(("http://", "https://")) else Literal(value)

    def _property(self, name: str) -> NamedNode:
        prefix, colon, tail = name.rpartition(":")
        if name.startswith(("http://", "https://")):
            return NamedNode(name)
        if prefix in ("", "kg") and tail in self.ontology.properties:
            return kg(tail)
        if colon and prefix in iris.PREFIXES and prefix != "kg":
            return NamedNode(iris.PREFIXES[prefix] + tail)
        raise OntologyError(
            f'No property "{name}" in {self.ontology.folder.name}/kgraph.ttl. Add it, or a known prefix.'
        )

    # ── facts ──

    def fact(self, fact: Fact) -> Iterator[Quad]:
        """The plain triple of a fact that stands, its node where it has one, and its claims."""
        relation = self.ontology.relation(fact.relation)
        triple = self.triple(fact)
        modalities = [claim.modality for claim in fact.claims]
        stands = self.ontology.stands(fact.relation, modalities)
        kept = bool(relation.node_class) and self.ontology.keeps_node(fact.relation, modalities)
        node = self.node(fact, relation) if kept else None
        if stands:
            yield Quad(*triple)
        if node is not None:
            yield from (Quad(node, property, value) for property, value in self._node_says(fact, relation))
            if tenure := self.tenures.get(fact.id):
                yield from during.interval(node, tenure)
        for claim in fact.claims:
            yield from self.claim(fact, claim, triple, node)

    def triple(self, fact: Fact) -> Triple:
        """Subject, predicate and object of a fact."""
        relation = self.ontology.relation(fact.relation)
        if self.document_class in relation.domain and fact.subject in self.documents:
            subject = self.document_iri(fact.subject)
        else:
            subject = self.entity_iri(fact.subject)
        if isinstance(fact.object, str):
            return subject, kg(fact.relation), self.entity_iri(fact.object)
        if relation.node_class:
            return subject, kg(fact.relation), self.node(fact, relation)
        return subject, kg(fact.relation), _literal(relation, fact.object)

    def node(self, fact: Fact, relation: Relation) -> NamedNode:
        return NamedNode(iris.node(relation.node_class, fact.subject, fact.id, self.base))

    def _node_says(self, fact: Fact, relation: Relation) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
        yield TYPE, kg(relation.node_class)
        yield kg(relation.head_property), self.entity_iri(fact.subject)
        if relation.tail_property:
            yield kg(relation.tail_property), self.entity_iri(fact.object)
        for name, value in fact.qualifiers:
            yield kg(name), dated(value)
        if isinstance(fact.object, Value):
            yield from _figures(fact.object)
        if tenure := self.tenures.get(fact.id):
            yield from during.says(tenure)

    # ── claims ──

    def claim_iri(self, fact: Fact, claim: Claim) -> NamedNode:
        """It depends on the document alone, so that a decision about the claim holds when others come and go."""
        return NamedNode(iris.claim(claim.document, claim.key, self.base))

    def claim(self, fact: Fact, claim: Claim, triple: Triple, node: NamedNode | None) -> Iterator[Quad]:
        iri, graph = self.claim_iri(fact, claim), self.document_iri(claim.document)
        says = [
            (TYPE, kg(self.claim_class)),
            (TYPE, terms.STATEMENT),
            *zip((terms.SUBJECT, terms.PREDICATE, terms.OBJECT), triple, strict=True),
            (terms.DERIVED_FROM, graph),
            (terms.RULE, Literal(claim.rule)),
            (terms.CONFIDENCE, decimal(claim.confidence)),
            (terms.MODALITY, kg(claim.modality)),
            *((kg(name), dated(value)) for name, value in claim.qualifiers if value),
        ]
        if node is not None:
            says.append((terms.CONCERNS, node))
        if claim.speaker:
            says.append((terms.SPEAKER, Literal(claim.speaker)))
        if isinstance(claim.object, Value) and claim.object.approx:
            says.append((terms.APPROXIMATE, terms.boolean(True)))
        for property, value in says:
            yield Quad(iri, property, value, graph)
        if claim.decision is not None:
            yield from decided.says(iri, claim.decision, self, graph)
        yield from self._evidence(iri, claim, graph)

    def _evidence(self, iri: NamedNode, claim: Claim, graph: NamedNode) -> Iterator[Quad]:
        document = self.documents[claim.document]
        pieces = document.source_spans(claim.evidence)
        yield Quad(iri, terms.QUOTE, Literal(document.quote(claim.evidence)), graph)
        for order, piece in enumerate(pieces, start=1):
            yield from _place(iri, piece, graph)
            if len(pieces) > 1:  # sorted begins and ends pair up anyway; the nodes add the reading order
                span = NamedNode(f"{iri.value}#{order}")
                yield Quad(iri, terms.EVIDENCE_SPAN, span, graph)
                yield Quad(span, TYPE, kg(self.span_class), graph)
                yield Quad(span, terms.ORDER, integer(order), graph)
                yield Quad(span, terms.QUOTE, Literal(document.page.text[piece.start : piece.end]), graph)
                yield from _place(span, piece, graph)


def _place(node: NamedNode, piece: Span, graph: NamedNode) -> Iterator[Quad]:
    yield Quad(node, terms.BEGIN, integer(piece.start), graph)
    yield Quad(node, terms.END, integer(piece.end), graph)


def _literal(relation: Relation, value: Value) -> NamedNode | Literal:
    """An attribute's value: a status IRI, a date, a whole number, a decimal, or a number with its unit."""
    if relation.values:
        return kg(value.text or "")
    if value.number is None:
        return dated(value.text or "")
    if relation.datatype == iris.XSD + "integer" and float(value.number).is_integer():
        return integer(value.number)
    if relation.datatype == iris.XSD + "string":
        return Literal(" ".join(filter(None, (terms.plain_number(value.number), value.unit))))
    return decimal(value.number)


def _figures(value: Value) -> Iterator[tuple[NamedNode, Literal]]:
    if value.indicator:
        yield terms.INDICATOR, Literal(value.indicator)
    if value.number is not None:
        yield terms.VALUE, decimal(value.number)
    if value.unit:
        yield terms.UNIT, Literal(value.unit)
    if value.period:
        yield terms.PERIOD, dated(value.period)
    if value.change is not None:
        yield terms.CHANGE, decimal(value.change)
    if value.approx:
        yield terms.APPROXIMATE, terms.boolean(True)
