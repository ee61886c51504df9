"""Takes what violates a shape out of a `Knowledge`, and says for each thing why.

A claim goes alone; a fact goes with its node; an entity or document goes with the facts and claims that need it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kgraph import iris
from kgraph.nouns import Claim, Document, Entity, Fact, Knowledge, Rejection, Value
from kgraph.rdf.quads import Maker

STAGE = "shapes"


@dataclass(frozen=True)
class Violation:
    """`focus` is the node that a shape refuses; `about` the property the shape is for, or None; `value` the bad one."""

    focus: str
    about: str | None
    value: str | None
    message: str


@dataclass
class Refused:
    """Ids of what goes, each with the reason. Claims are told apart by their IRI."""

    entities: dict[str, str] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)


def take_out(found: Iterable[Violation], knowledge: Knowledge, maker: Maker) -> tuple[Knowledge, tuple[Rejection, ...]]:
    """The knowledge without what the violations are about, and a rejection for each thing taken out."""
    refused = _refused(found, knowledge, maker)
    rejections = tuple(sorted(set(_rejections(refused, knowledge, maker)), key=_order))
    facts = (_kept(fact, refused, maker) for fact in knowledge.facts)
    return (
        replace(
            knowledge,
            documents=tuple(d for d in knowledge.documents if d.id not in refused.documents),
            analyses=tuple(a for a in knowledge.analyses if a.document.id not in refused.documents),
            entities=tuple(_linked(e, refused) for e in knowledge.entities if e.id not in refused.entities),
            facts=tuple(fact for fact in facts if fact),
        ),
        rejections,
    )


def _refused(found: Iterable[Violation], knowledge: Knowledge, maker: Maker) -> Refused:
    entities = {iris.entity(entity.id, maker.base): entity for entity in knowledge.entities}
    documents = {iris.document(document.id, maker.base): document for document in knowledge.documents}
    nodes, claims, by_subject = _index(knowledge.facts, maker)
    refused = Refused()
    for violation in found:
        focus, about, message = violation.focus, violation.about, violation.message
        claim = node = focus.partition("#")[0]  # a piece of evidence goes with its claim, an interval with its tenure
        if about in maker.ontology.relations:
            facts = [f for f in by_subject[focus] if f.relation == about]
            refused.facts.update((fact.id, message) for fact in _guilty(facts, violation, maker))
        elif claim in claims:
            refused.claims[claim] = message
        elif node in nodes:
            refused.facts[nodes[node].id] = message
        elif focus in documents:
            refused.documents[documents[focus].id] = message
        elif focus in entities and about:
            refused.links[entities[focus].id, about] = message
        elif focus in entities:
            refused.entities[entities[focus].id] = message
    return refused


def _index(facts: Iterable[Fact], maker: Maker) -> tuple[dict[str, Fact], set[str], dict[str, list[Fact]]]:
    """Facts by the IRI of their node and of their subject, and the IRIs of all claims."""
    nodes, claims, by_subject = {}, set(), defaultdict(list)
    for fact in facts:
        relation = maker.ontology.relation(fact.relation)
        if relation.node_class:
            nodes[maker.node(fact, relation).value] = fact
        claims.update(maker.claim_iri(fact, claim).value for claim in fact.claims)
        by_subject[maker.triple(fact)[0].value].append(fact)
    return nodes, claims, by_subject


def _guilty(facts: list[Fact], violation: Violation, maker: Maker) -> list[Fact]:
    """Of the subject's facts with this relation, those with the bad value, or all where the subject itself is wrong."""
    exact = [fact for fact in facts if maker.triple(fact)[2].value == violation.value]
    return exact if exact else facts


def _linked(entity: Entity, refused: Refused) -> Entity:
    links = tuple((name, value) for name, value in entity.links if (entity.id, _bare(name)) not in refused.links)
    mentions = tuple(pair for pair in entity.mentions if pair[0] not in refused.documents)
    return (
        entity
        if (links, mentions) == (entity.links, entity.mentions)
        else replace(entity, links=links, mentions=mentions)
    )


def _bare(name: str) -> str:
    return name.removeprefix("kg:")


def _kept(fact: Fact, refused: Refused, maker: Maker) -> Fact | None:
    """The fact with the claims that may stay, or None."""
    if _fact_reason(fact, refused):
        return None
    claims = tuple(claim for claim in fact.claims if not _claim_reason(fact, claim, refused, maker))
    return replace(fact, claims=claims) if claims else None


def _fact_reason(fact: Fact, refused: Refused) -> str | None:
    ends = [fact.subject] + ([fact.object] if isinstance(fact.object, str) else [])
    gone = refused.entities | refused.documents
    return refused.facts.get(fact.id) or next((gone[end] for end in ends if end in gone), None)


def _claim_reason(fact: Fact, claim: Claim, refused: Refused, maker: Maker) -> str | None:
    if claim.document in refused.documents:
        return refused.documents[claim.document]
    return refused.claims.get(maker.claim_iri(fact, claim).value) if refused.claims else None


# ── rejections ──


def _rejections(refused: Refused, knowledge: Knowledge, maker: Maker) -> Iterator[Rejection]:
    documents = {document.id: document for document in knowledge.documents}
    for document in knowledge.documents:
        if document.id in refused.documents:
            yield Rejection(
                STAGE, refused.documents[document.id], document.id, "", (("document", document.page.source),)
            )
    for entity in knowledge.entities:
        yield from _entity_rejections(entity, refused)
    for fact in knowledge.facts:
        for claim in fact.claims:
            reason = _fact_reason(fact, refused) or _claim_reason(fact, claim, refused, maker)
            if reason:
                yield _claim_rejection(reason, fact, claim, documents[claim.document])


def _entity_rejections(entity: Entity, refused: Refused) -> Iterator[Rejection]:
    first = entity.mentions[0][0] if entity.mentions else ""
    what = (("entity", entity.id), ("type", entity.type))
    if entity.id in refused.entities:
        yield Rejection(STAGE, refused.entities[entity.id], first, entity.name, what)
    for name, value in entity.links:
        if (entity.id, _bare(name)) in refused.links:
            yield Rejection(STAGE, refused.links[entity.id, _bare(name)], first, entity.name, (*what, (name, value)))


def _claim_rejection(reason: str, fact: Fact, claim: Claim, document: Document) -> Rejection:
    tail = fact.object
    if isinstance(tail, Value):
        tail = " ".join(
            str(p) for p in (tail.indicator, tail.number, tail.unit, tail.text, tail.period) if p is not None
        )
    detail = (("relation", fact.relation), ("head", fact.subject), ("tail", tail), ("rule", claim.rule))
    return Rejection(STAGE, reason, claim.document, document.quote(claim.evidence), detail)


def _order(rejection: Rejection) -> tuple:
    return (rejection.document, rejection.quote, rejection.reason, rejection.detail)
