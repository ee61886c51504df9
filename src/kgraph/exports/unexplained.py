"""What the text says and no fact uses: figures, dates and names, so that a reader sees what was missed.

In: a `Knowledge`. Out: `Unexplained`s in document order. A figure or date is used where a claim whose sentence holds
it has its value; a name is used where any mention of its entity in that document is subject or object of a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgraph.exports.facts import known_entity
from kgraph.nouns import Analysis, Claim, Knowledge, Mention, Quantity, Span, Time, Value

NEAR = 1e-6  # relative difference at which two numbers are the same


@dataclass(frozen=True)
class Unexplained:
    """`kind` is "quantity", "time" or "name"; `detail` the quantity's dimension or the name's class."""

    document: str
    span: Span
    quote: str
    kind: str
    detail: str


def find(knowledge: Knowledge, ontology: Any) -> list[Unexplained]:
    """All of them, in document order."""
    claims: dict[str, list[Claim]] = defaultdict(list)
    for fact in knowledge.facts:
        for claim in fact.claims:
            claims[claim.document].append(claim)
    entities = known_entity(knowledge)
    found: set[Unexplained] = set()
    for analysis in knowledge.analyses:
        said = claims[analysis.document.id]
        found.update(_figures(analysis, said, ontology))
        found.update(_names(analysis, said, entities))
    return sorted(found, key=lambda u: (u.document, u.span, u.kind, u.detail))


def _figures(analysis: Analysis, said: list[Claim], ontology: Any) -> Iterator[Unexplained]:
    quote, key = analysis.document.quote, analysis.document.id
    for quantity in analysis.quantities:
        if not any(c.evidence.holds(quantity.span) and _uses_number(c, quantity, ontology) for c in said):
            yield Unexplained(key, quantity.span, quote(quantity.span), "quantity", quantity.dimension)
    for time in analysis.times:
        if not any(c.evidence.holds(time.span) and _uses_time(c, time) for c in said):
            yield Unexplained(key, time.span, quote(time.span), "time", "")


def _names(analysis: Analysis, said: list[Claim], entities: dict[Any, Any]) -> Iterator[Unexplained]:
    key = analysis.document.id
    used = [end for claim in said for end in (claim.subject, claim.object) if isinstance(end, Mention)]
    used_spans = {mention.span for mention in used}
    used_entities = {entity.id for mention in used if (entity := entities.get((key, mention)))}
    for mention in analysis.mentions:
        entity = entities.get((key, mention))
        if mention.span not in used_spans and (entity is None or entity.id not in used_entities):
            yield Unexplained(key, mention.span, analysis.document.quote(mention.span), "name", mention.type)


def _uses_number(claim: Claim, quantity: Quantity, ontology: Any) -> bool:
    value = claim.object
    if not isinstance(value, Value) or value.number is None:
        return isinstance(value, Value) and _near(value.change, quantity.number)
    if _near(value.number, quantity.number) or _near(value.change, quantity.number):
        return True
    relation = ontology.relations.get(
        claim.relation
    )  # 475 亩 is kept in m²: the number changes, the dimension does not
    return value.unit != quantity.unit and getattr(relation, "dimension", None) == quantity.dimension


def _near(one: float | None, other: float) -> bool:
    return one is not None and abs(abs(one) - abs(other)) <= NEAR * max(abs(one), abs(other), 1e-12)


def _uses_time(claim: Claim, time: Time) -> bool:
    value = claim.object
    said = [text for _, text in claim.qualifiers]
    if isinstance(value, Value):
        said += [text for text in (value.text, value.period) if text]
    return any(time.value == text or time.value in text.split("/") for text in said)
