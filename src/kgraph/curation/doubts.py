"""What a curator should look at first: unsure facts, and names that may be one thing.

Comes in: `Knowledge`. Goes out: doubts, the most doubtful first. A fact is as doubtful as its surest claim is unsure;
an open pair of names is most doubtful where its probability is one half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgraph import iris
from kgraph.curation.claims import claim_id
from kgraph.curation.entities import WITHIN
from kgraph.nouns import Analysis, Claim, Decision, Fact, Knowledge, Likeness, Value
from kgraph.ontology import Ontology

SURE = 0.9  # from this confidence on a fact is not asked about


@dataclass(frozen=True)
class Doubt:
    """One thing to decide: the question, the passages it rests on, and what is decided by yes and by no."""

    certainty: float
    question: str
    passages: tuple[str, ...]
    yes: str
    no: str
    claims: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()

    def decision(self, agreed: bool, who: str, when: str, why: str) -> Decision:
        """The decision that an answer is."""
        return Decision(0, self.yes if agreed else self.no, who, when, why, self.claims, self.entities)


def doubts(knowledge: Knowledge, ontology: Ontology) -> list[Doubt]:
    """All doubts, the most doubtful first; the same order every time."""
    found = [*_facts(knowledge, ontology), *_pairs(knowledge, ontology)]
    return sorted(found, key=lambda doubt: (doubt.certainty, doubt.question, doubt.claims))


def _facts(knowledge: Knowledge, ontology: Ontology) -> Iterator[Doubt]:
    names = {entity.id: entity.name for entity in knowledge.entities}
    documents = {document.id: document for document in knowledge.documents}
    for fact in knowledge.facts:
        if fact.confidence < SURE and not any(claim.decision for claim in fact.claims):
            yield Doubt(
                certainty=fact.confidence,
                question=_statement(fact, names, ontology),
                passages=tuple(_passage(claim, documents) for claim in fact.claims),
                yes="accept",
                no="reject",
                claims=tuple(claim_id(claim) for claim in fact.claims),
            )


def _pairs(knowledge: Knowledge, ontology: Ontology) -> Iterator[Doubt]:
    analyses = {analysis.document.id: analysis for analysis in knowledge.analyses}
    best: dict[tuple[str, str], Likeness] = {}
    for like in knowledge.likenesses:
        pair = (min(like.a, like.b), max(like.a, like.b))
        if like.open and like.a != like.b and (pair not in best or like.score > best[pair].score):
            best[pair] = like
    for pair, like in sorted(best.items()):
        type = pair[0].partition("/")[0]
        yield Doubt(
            certainty=max(like.score, 1 - like.score),
            question=f"{like.a_name} = {like.b_name}? ({ontology.label(type)}, {like.score:.2f})",
            passages=(
                *_named_in(like.a_name, analyses[like.a_document]),
                *_named_in(like.b_name, analyses[like.b_document]),
                *like.reasons,
            ),
            yes="merge",
            no="apart",
            entities=(_named(type, like.a_name, like.a_document), _named(type, like.b_name, like.b_document)),
        )


def _named(type: str, name: str, document: str) -> str:
    return iris.local(type, name) + WITHIN + document


def _named_in(name: str, analysis: Analysis) -> Iterator[str]:
    """The sentence in which a document first has the name."""
    mention = next((m for m in analysis.mentions if m.text == name), None)
    for sentence in analysis.sentences:
        if mention is not None and sentence.holds(mention.span):
            yield f"“{analysis.document.quote(sentence).strip()}” {analysis.document.id}"


def _statement(fact: Fact, names: dict[str, str], ontology: Ontology) -> str:
    tail = fact.object
    if isinstance(tail, Value):
        parts = (tail.indicator, tail.number if tail.number is None else f"{tail.number:g}", tail.unit, tail.text)
        tail = " ".join(str(part) for part in parts if part)
    more = "".join(f" [{value}]" for _, value in fact.qualifiers)
    head, tail = names.get(fact.subject, fact.subject), names.get(tail, tail)
    return f"{head} —{ontology.label(fact.relation)}→ {tail}{more} ({fact.confidence:g})"


def _passage(claim: Claim, documents: dict) -> str:
    document = documents[claim.document]
    where = ", ".join(f"{s.start}–{s.end}" for s in document.source_spans(claim.evidence))
    return f"“{document.quote(claim.evidence)}” {claim.rule}, {claim.modality}, {document.page.source} [{where}]"
