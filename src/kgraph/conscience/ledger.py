"""The ledger: every number, date and name of a text with the facts that use it, so that a reader sees what was missed.

In: a `Knowledge`. Out: an `Entry` for each, in document order. A number or date is used by a fact where a claim whose
passage holds it has its value; a name by the facts of its entity that have a claim in the same document; and what
stands inside a used name (the year in the name of a meeting) is used with it. Nothing is left out: numbers that no
rule read are entries as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kgraph.nouns import Analysis, Claim, Entry, Knowledge, Mention, Quantity, Span, Time, Value
from kgraph.ontology import Ontology

FIGURE, TIME, NAME, DIGITS = "quantity", "time", "name", "digits"
NEAR = 1e-6  # relative difference at which two numbers are the same
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Said = Sequence[tuple[str, Claim]]  # ids of facts with one claim of theirs in the document


def ledger(knowledge: Knowledge, ontology: Ontology) -> tuple[Entry, ...]:
    """All entries, by document and place."""
    said: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for fact in knowledge.facts:
        for claim in fact.claims:
            said[claim.document].append((fact.id, claim))
    entity_of = {known: entity.id for entity in knowledge.entities for known in entity.mentions}
    reader = _Reader(ontology)
    found = {e for a in knowledge.analyses for e in reader.entries(a, said[a.document.id], entity_of)}
    return tuple(sorted(found, key=lambda e: (e.document, e.span, e.kind, e.detail)))


class _Reader:
    def __init__(self, ontology: Ontology):
        settings = ontology.settings("quantities")
        self.metres: Mapping[str, float] = settings["area"]["metres"]
        self.multipliers: Mapping[str, float] = settings["numbers"]["multipliers"]

    def entries(self, analysis: Analysis, said: Said, entity_of: Mapping) -> Iterator[Entry]:
        key, quote = analysis.document.id, analysis.document.quote
        names = dict(_names(analysis, said, entity_of))
        for mention, facts in names.items():
            yield Entry(key, mention.span, quote(mention.span), NAME, mention.type, facts)
        for quantity in analysis.quantities:
            facts = {id for id, claim in _holding(said, quantity.span) if self._has(claim, quantity)}
            facts |= _around(quantity.span, names)
            yield Entry(key, quantity.span, quote(quantity.span), FIGURE, quantity.dimension, tuple(sorted(facts)))
        for time in analysis.times:
            facts = {id for id, claim in _holding(said, time.span) if _dates(claim, time)} | _around(time.span, names)
            yield Entry(key, time.span, quote(time.span), TIME, "", tuple(sorted(facts)))
        for span in _unread(analysis):
            yield Entry(key, span, quote(span), DIGITS, "")

    def _has(self, claim: Claim, quantity: Quantity) -> bool:
        """Whether a claim's value is this number, as it is, in square metres, or with 万 left in its unit."""
        value = claim.object
        if not isinstance(value, Value):
            return False
        number = quantity.number
        forms = [number, number * self.metres.get(quantity.unit, 1)]
        forms += [number / size for size in self.multipliers.values()] if value.unit != quantity.unit else []
        return any(_near(value.number, form) for form in forms) or _near(value.change, number)


def _names(analysis: Analysis, said: Said, entity_of: Mapping) -> Iterator[tuple[Mention, tuple[str, ...]]]:
    """Each name with the facts of its entity (of the name alone, where it has none) in this document."""
    key = analysis.document.id
    facts: dict[object, set[str]] = defaultdict(set)
    for id, claim in said:
        for end in (claim.subject, claim.object):
            if isinstance(end, Mention):
                facts[entity_of.get((key, end), end.span)].add(id)
    for mention in analysis.mentions:
        whose = entity_of.get((key, mention))
        yield mention, tuple(sorted(facts.get(whose, set()) | facts.get(mention.span, set())))


def _holding(said: Said, span: Span) -> Iterator[tuple[str, Claim]]:
    return ((id, claim) for id, claim in said if claim.evidence.holds(span))


def _around(span: Span, names: Mapping[Mention, Iterable[str]]) -> set[str]:
    """The facts of the names in which a number or date stands."""
    return {id for mention, facts in names.items() if mention.span.holds(span) for id in facts}


def _unread(analysis: Analysis) -> Iterator[Span]:
    """Numbers in digits that are part of no quantity, time or name."""
    read = [item.span for item in (*analysis.quantities, *analysis.times, *analysis.mentions)]
    for match in NUMBER.finditer(analysis.text):
        if not any(span.start < match.end() and match.start() < span.end for span in read):
            yield Span(*match.span())


def _near(one: float | None, other: float) -> bool:
    return one is not None and abs(abs(one) - abs(other)) <= NEAR * max(abs(one), abs(other), 1e-12)


def _dates(claim: Claim, time: Time) -> bool:
    value = claim.object
    said = [text for _, text in claim.qualifiers]
    if isinstance(value, Value):
        said += [text for text in (value.text, value.period) if text]
    return any(time.value == text or time.value in text.split("/") for text in said)
