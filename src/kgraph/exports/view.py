"""What all parts of the report share: numbers for anchors, colours, labels, links, and the limits of one page.

A page of several hundred articles must open at once, so only the first of each kind are inlined (`LIMITS`).
"""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any

from kgraph.exports.audited import Coverage, coverages
from kgraph.exports.clean import html, number
from kgraph.exports.facts import VERDICTS, Shelf, headline, known_entity
from kgraph.nouns import Analysis, Audit, Check, Claim, Entity, Entry, Fact, Knowledge, Mention, Span, Value

# How many are shown; 400 articles with 6,000 facts make a page of about 10 MB that opens in a few seconds.
LIMITS = {
    "documents": 400,
    "facts": 6_000,
    "entities": 6_000,
    "rejected": 2_000,
    "unexplained": 4_000,
    "checks": 2_000,
    "failures": 500,
}
MOST_TEXT = 1_500_000  # characters of articles in one page, whatever their number


class View:
    """One `Knowledge` as the report sees it."""

    def __init__(self, knowledge: Knowledge, ontology: Any, audit: Audit | None = None):
        self.knowledge, self.ontology, self.shelf = knowledge, ontology, Shelf(knowledge, ontology, audit)
        self.checks = self.shelf.audit.checks
        self.words: dict[str, Any] = tomllib.loads(Path(__file__).with_name("report.toml").read_text("utf-8"))
        self.types = {name: index for index, name in enumerate(sorted(ontology.classes))}
        self.facts = sorted(knowledge.facts, key=self._fact_order)
        self.entities = sorted(knowledge.entities, key=lambda e: (self.type_order(e.type), e.name, e.id))
        self.analyses: dict[str, Analysis] = {a.document.id: a for a in knowledge.analyses}
        self.entity_of = known_entity(knowledge)
        self.unexplained = [entry for entry in self.shelf.audit.ledger if not entry.facts]
        self.fact_number = {fact.id: index for index, fact in enumerate(self.facts)}
        self.entity_number = {entity.id: index for index, entity in enumerate(self.entities)}
        self.document_number = {key: index for index, key in enumerate(self.shelf.documents)}

    @cached_property
    def documents_shown(self) -> int:
        """How many articles fit, in their order."""
        shown = total = 0
        for document in list(self.shelf.documents.values())[: LIMITS["documents"]]:
            total += len(document.text)
            if total > MOST_TEXT:
                break
            shown += 1
        return shown

    @cached_property
    def facts_by_end(self) -> dict[str, list[Fact]]:
        """Entity or document id → the facts it is an end of."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            for end in {fact.subject, fact.object} if isinstance(fact.object, str) else {fact.subject}:
                found.setdefault(end, []).append(fact)
        return found

    @cached_property
    def facts_by_document(self) -> dict[str, list[Fact]]:
        """Document id → the facts it is evidence for, in the order of the text."""
        found: dict[str, list[tuple[Any, Fact]]] = {}
        for fact in self.facts:
            first: dict[str, Claim] = {}
            for claim in sorted(fact.claims, key=lambda c: c.evidence):
                first.setdefault(claim.document, claim)
            for key, claim in first.items():
                found.setdefault(key, []).append(((claim.evidence, self.fact_number[fact.id]), fact))
        return {key: [fact for _, fact in sorted(pairs, key=lambda p: p[0])] for key, pairs in found.items()}

    @cached_property
    def coverage(self) -> dict[str, Coverage]:
        """Document id → how much of it is used."""
        return {found.document: found for found in coverages(self.shelf.audit, self.shelf.documents)}

    @cached_property
    def verdicts_in(self) -> dict[str, dict[Span, Check]]:
        """Document id → its figures that a check marks; of several checks one that does not hold."""
        found: dict[str, dict[Span, Check]] = {}
        for check in sorted(self.checks, key=lambda c: VERDICTS.index(c.verdict)):
            found.setdefault(check.document, {}).update((member.span, check) for member in check.members)
        return found

    @cached_property
    def unexplained_in(self) -> dict[str, list[Entry]]:
        """Document id → what no fact uses in it."""
        found: dict[str, list[Entry]] = {}
        for one in self.unexplained:
            found.setdefault(one.document, []).append(one)
        return found

    # ── words and links, all of them escaped ──

    def word(self, key: str) -> str:
        return html(self.words[key])

    def type_label(self, name: str) -> str:
        return html(self.ontology.label(name)) if name else ""

    def type_order(self, name: str) -> int:
        return self.types.get(name, len(self.types))

    def type_class(self, name: str) -> str:
        return f"t{self.types[name]}" if name in self.types else "t"

    def entity(self, key: str) -> str:
        """An entity (or a document) as a link where it is shown on the page."""
        known = self.shelf.entities.get(key)
        if known is None:
            return self.document(key)
        name = f'<span class="n {self.type_class(known.type)}">{html(known.name)}</span>'
        at = self.entity_number[key]
        return f'<a href="#e{at}">{name}</a>' if at < LIMITS["entities"] else name

    def document(self, key: str) -> str:
        at = self.document_number.get(key)
        found = self.shelf.documents.get(key)
        title = html(headline(found) if found else key)
        return f'<a class="doc" href="#d{at}">{title}</a>' if at is not None and at < self.documents_shown else title

    def value(self, value: Value) -> str:
        """A value as a reader wants it: 约 200,000 m², 已签约, 进出口总值 8,640,000,000 元 (2023, +7.2%)."""
        said = html(value.indicator or "")
        if value.number is not None:
            figure = f"{int(value.number):,}" if float(value.number).is_integer() else number(value.number)
            said += f" {self.word('approx') if value.approx else ''}<b>{figure}</b> {html(value.unit or '')}"
        elif value.text:
            said += f" <b>{html(self.ontology.label(value.text))}</b>"
        change = f"{self.word('growth')} {value.change:+g}%" if value.change is not None else ""
        more = ", ".join(part for part in (html(value.period or ""), change) if part)
        return f'<span class="v">{said.strip()}{f" ({more})" if more else ""}</span>'

    def statement(self, fact: Fact, subject: bool = True) -> str:
        """Subject (unless it goes without saying), relation and object of a fact, with links."""
        target = self.value(fact.object) if isinstance(fact.object, Value) else self.entity(fact.object)
        required = self.ontology.relation(fact.relation).required
        extra = ", ".join(html(text) for _, text in sorted(fact.qualifiers, key=lambda q: (q[0] not in required, q)))
        relation = html(self.ontology.label(fact.relation))
        said = f'<span class="r">{relation}{f" · {extra}" if extra else ""}</span>'
        return f"{self.entity(fact.subject)} {said} {target}" if subject else f"{said} {target}"

    def mention_title(self, document: str, mention: Mention) -> str:
        known: Entity | None = self.entity_of.get((document, mention))
        name = html(known.name) if known else self.word("unlinked")
        return f"{self.type_label(mention.type)} · {name} · {html(mention.finder)} {number(mention.confidence)}"

    def left_out(self, key: str, total: int, where: str) -> str:
        """A note where the page does not show everything."""
        shown = self.documents_shown if key == "documents" else LIMITS[key]
        if total <= shown:
            return ""
        return f'<p class="note">{self.word("left_out").format(shown=shown, hidden=total - shown, where=where)}</p>'

    def _fact_order(self, fact: Fact) -> tuple:
        names = list(self.ontology.relations)
        kind = ("relation", "attribute", "observation").index(self.ontology.relation(fact.relation).kind)
        return kind, names.index(fact.relation), self.shelf.label(fact.subject), fact.id
