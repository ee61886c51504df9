"""What agrees and what does not, as RDF: sums of figures, and claims that contradict each other.

Comes in: checks and contradictions. Goes out: for each check a node in the graph of its document, with its figures in
order; on each claim whose figure it marks the check and a verdict; and a verdict on observations. Where several checks
mark one figure, a contradiction counts most, then a confirmation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha1
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kgraph import iris
from kgraph.nouns import Check, Claim, Fact, Knowledge
from kgraph.rdf import terms
from kgraph.rdf.terms import TYPE, decimal, integer, kg

if TYPE_CHECKING:
    from kgraph.rdf.quads import Maker

KEY_LENGTH = 12  # hex digits that tell the checks of one document apart
WEIGHTS = ("rounded", "confirmed", "contradicted")  # a later one counts more


def says(found: Iterable[Check], knowledge: Knowledge, maker: Maker) -> Iterator[Quad]:
    """Checks, and what they say of claims and observations."""
    facts = {fact.id: fact for fact in knowledge.facts}
    of_claim: dict[tuple[NamedNode, NamedNode], set[str]] = defaultdict(set)
    of_node: dict[NamedNode, set[str]] = defaultdict(set)
    for check in found:
        node, graph = _iri(check, maker), maker.document_iri(check.document)
        yield from _check(node, check, graph, maker)
        for fact, claim in _marked(check, facts):
            iri = maker.claim_iri(fact, claim)
            yield Quad(iri, terms.CHECKED_BY, node, graph)
            of_claim[iri, graph].add(check.verdict)
            relation = maker.ontology.relation(fact.relation)
            if relation.node_class and maker.ontology.keeps_node(fact.relation, (c.modality for c in fact.claims)):
                of_node[maker.node(fact, relation)].add(check.verdict)
    yield from (Quad(iri, terms.VERDICT, kg(_worst(said)), graph) for (iri, graph), said in of_claim.items())
    yield from (Quad(node, terms.VERDICT, kg(_worst(said))) for node, said in of_node.items())


def _marked(check: Check, facts: dict[str, Fact]) -> Iterator[tuple[Fact, Claim]]:
    """The claims whose figure is a member of the check."""
    for member in check.members:
        for fact in (facts[id] for id in member.facts if id in facts):
            for claim in fact.claims:
                if claim.document == check.document and claim.evidence.holds(member.span):
                    yield fact, claim


def _iri(check: Check, maker: Maker) -> NamedNode:
    content = "\n".join([check.kind, *(f"{m.role} {m.span.start} {m.span.end}" for m in check.members)])
    return NamedNode(iris.check(check.document, sha1(content.encode()).hexdigest()[:KEY_LENGTH], maker.base))


def _check(node: NamedNode, check: Check, graph: NamedNode, maker: Maker) -> Iterator[Quad]:
    yield Quad(node, TYPE, kg(maker.ontology.with_role("check")), graph)
    yield Quad(node, terms.DERIVED_FROM, graph, graph)
    yield Quad(node, terms.IDENTITY, Literal(check.kind), graph)
    yield Quad(node, terms.VERDICT, kg(check.verdict), graph)
    yield Quad(node, terms.EQUATION, Literal(check.equation), graph)
    yield Quad(node, terms.MISS, decimal(check.miss), graph)
    document = maker.documents[check.document]
    pieces = ((member, piece) for member in check.members for piece in document.source_spans(member.span))
    for order, (member, piece) in enumerate(pieces, start=1):
        span = NamedNode(f"{node.value}#{order}")
        yield Quad(node, terms.EVIDENCE_SPAN, span, graph)
        yield Quad(span, TYPE, kg(maker.span_class), graph)
        yield Quad(span, terms.ORDER, integer(order), graph)
        yield Quad(span, terms.FIGURE_ROLE, Literal(member.role), graph)
        yield Quad(span, terms.QUOTE, Literal(document.page.text[piece.start : piece.end]), graph)
        yield Quad(span, terms.BEGIN, integer(piece.start), graph)
        yield Quad(span, terms.END, integer(piece.end), graph)


def _worst(verdicts: Iterable[str]) -> str:
    return max(verdicts, key=WEIGHTS.index)


def contradictions(knowledge: Knowledge, maker: Maker) -> Iterator[Quad]:
    """Each claim of a value → the first claim of every other value that contradicts it."""
    facts = {fact.id: fact for fact in knowledge.facts}
    for found in maker.histories.contradictions:
        sides = [(side, [maker.claim_iri(facts[side.fact], claim) for claim in side.claims]) for side in found.sides]
        for side, claims in sides:
            others = [named[0] for other, named in sides if other is not side]
            for iri, claim in zip(claims, side.claims, strict=True):
                graph = maker.document_iri(claim.document)
                yield from (Quad(iri, terms.CONTRADICTS, other, graph) for other in others)
