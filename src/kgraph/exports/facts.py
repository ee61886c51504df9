"""A `Knowledge`, laid out so that a writer finds things at once: names, facts by end, a fact's best claim.

Only facts that hold are on this shelf, sorted by id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from kgraph.nouns import Audit, Claim, Document, Entity, Fact, Knowledge, Span

VERDICTS = ("rounded", "confirmed", "contradicted")  # of checks; a later one counts more


class Shelf:
    """Look-ups over one `Knowledge`; it changes nothing."""

    def __init__(self, knowledge: Knowledge, ontology: Any, audit: Audit | None = None):
        self.knowledge, self.ontology, self.audit = knowledge, ontology, audit or Audit()
        self.documents = {d.id: d for d in sorted(knowledge.documents, key=lambda d: d.id)}
        self.entities = {e.id: e for e in sorted(knowledge.entities, key=lambda e: e.id)}
        self.facts = sorted((f for f in knowledge.facts if self.stands(f)), key=lambda f: f.id)

    def stands(self, fact: Fact) -> bool:
        """Whether the fact is a plain statement of the graph, as the ontology judges its claims' modalities."""
        return self.ontology.stands(fact.relation, [claim.modality for claim in fact.claims])

    def asserts(self, claim: Claim) -> bool:
        """Whether a claim speaks for its fact (a denial does not)."""
        return self.ontology.modalities.get(claim.modality, True)

    def label(self, key: str) -> str:
        """The name of an entity, or the headline (else the id) of a document."""
        if key in self.entities:
            return self.entities[key].name
        document = self.documents.get(key)
        return headline(document) if document else key

    def of_relation(self, relation: str) -> list[Fact]:
        return self._by_relation.get(relation, [])

    def partners(self, entity: str, relation: str, direction: str) -> list[str]:
        """Names of those that stand in `relation` to the entity ("in") or to whom it stands in it ("out")."""
        found = self._ends.get((direction, relation, entity), ())
        return sorted({self.label(other) for other in found})

    def best(self, fact: Fact) -> Claim:
        """The claim to show first: one that asserts, most confident, then in document order."""
        return min(fact.claims, key=self.claim_order)

    def claim_order(self, claim: Claim) -> tuple:
        """Best claim first."""
        return not self.asserts(claim), -claim.confidence, claim.document, claim.evidence, claim.rule, claim.modality

    def documents_of(self, fact: Fact) -> list[str]:
        return sorted({claim.document for claim in fact.claims})

    def quote(self, claim: Claim) -> str:
        return self.documents[claim.document].quote(claim.evidence)

    def positions(self, claim: Claim) -> tuple[Span, ...]:
        """The half-open ranges of the source that spell the claim's sentence."""
        return self.documents[claim.document].source_spans(claim.evidence)

    def seen(self, fact: Fact) -> tuple[str | None, str | None]:
        """First and last publication date of the documents that say so; None where no date is known."""
        dates = sorted(d for c in fact.claims if self.asserts(c) and (d := self.documents[c.document].published))
        return (dates[0], dates[-1]) if dates else (None, None)

    @cached_property
    def verdicts(self) -> dict[str, str]:
        """Fact id → what the checks say of its figure; of several a contradiction counts most."""
        found: dict[str, str] = {}
        for verdict in VERDICTS:
            for check in self.audit.checks:
                if check.verdict == verdict:
                    found.update((fact, verdict) for member in check.members for fact in member.facts)
        return found

    @cached_property
    def _by_relation(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.relation].append(fact)
        return found

    @cached_property
    def _ends(self) -> dict[tuple[str, str, str], list[str]]:
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for fact in self.facts:
            if isinstance(fact.object, str):
                found[("out", fact.relation, fact.subject)].append(fact.object)
                found[("in", fact.relation, fact.object)].append(fact.subject)
        return found


def headline(document: Document) -> str:
    return document.quote(document.headline) if document.headline else document.page.title or document.id


def known_entity(knowledge: Knowledge) -> dict[tuple[str, object], Entity]:
    """(document id, mention) → the entity it belongs to."""
    return {(document, mention): entity for entity in knowledge.entities for document, mention in entity.mentions}


def field(parts: Iterable[Any], name: str) -> Any:
    """The value that the first of the parts which has a field of this name has there; `KeyError` where none has it."""
    owner = next((part for part in parts if hasattr(part, name)), None)
    if owner is None:
        raise KeyError(name)
    return getattr(owner, name)
