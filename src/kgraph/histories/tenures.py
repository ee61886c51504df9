"""Facts about posts → tenures, in the order of each career.

A tenure's beginning and end are those that texts give; first and last seen are publication dates of the documents that
say the post is held, "seen over" that of the first which says it is over. It is former where the latest document that
speaks of it says so, or where a text gives its end and no later document says that it is held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from kgraph.nouns import Claim, Fact, Knowledge, Tenure
from kgraph.ontology import FORMER, Ontology

SETTINGS = "histories"
NEVER = "9999"  # sorts behind every date


def tenures(knowledge: Knowledge, ontology: Ontology) -> tuple[Tenure, ...]:
    """All tenures, by the person's name and id, then by their place in the career."""
    post = ontology.relation(ontology.with_role("post"))
    names = {entity.id: entity.name for entity in knowledge.entities}
    dates = {document.id: document.published for document in knowledge.documents}
    of_person: dict[str, list[Fact]] = defaultdict(list)
    for fact in knowledge.facts:
        if fact.relation == post.name and ontology.keeps_node(post.name, (c.modality for c in fact.claims)):
            of_person[fact.subject].append(fact)
    maker = _Maker(ontology, dates, (post.required or post.qualifiers)[0])
    return tuple(
        tenure
        for person in sorted(of_person, key=lambda id: (names.get(id, ""), id))
        for tenure in maker.career(of_person[person])
    )


class _Maker:
    def __init__(self, ontology: Ontology, dates: Mapping[str, str | None], title: str):
        settings = ontology.settings(SETTINGS)
        self.start, self.end, self.title = settings["start"], settings["end"], title
        self.modalities, self.dates = ontology.modalities, dates

    def career(self, facts: Iterable[Fact]) -> Iterator[Tenure]:
        """The tenures of one person in order of time: by beginning, else first seen, else the end."""
        made = [self.tenure(fact) for fact in facts]
        held = {fact.id: self._held(fact) for fact in facts}
        since = {t.fact: t.start or t.first_seen for t in made}

        def when(tenure: Tenure, fact: Fact) -> tuple:
            known = since[tenure.fact] or tenure.end
            if known is None:  # told only as former: before what its documents say is held instead
                told = {claim.document for claim in fact.claims}
                later = [since[f] or NEVER for f, documents in held.items() if documents & told]
                known = min([*later, tenure.seen_over or NEVER])
            return known, not tenure.former, tenure.end or NEVER, tenure.organisation, tenure.title

        pairs = sorted(zip(made, facts, strict=True), key=lambda pair: when(*pair))
        yield from (replace(tenure, place=place) for place, (tenure, _) in enumerate(pairs, start=1))

    def tenure(self, fact: Fact) -> Tenure:
        """One tenure; its place in the career is not yet known."""
        said = dict(fact.qualifiers)
        held = self._days(c for c in fact.claims if self._asserts(c))
        over = self._days(c for c in fact.claims if c.modality == FORMER)
        return Tenure(
            fact=fact.id,
            person=fact.subject,
            organisation=str(fact.object),
            title=said.get(self.title, ""),
            claim=self._best(fact),
            place=0,
            start=said.get(self.start),
            end=said.get(self.end),
            first_seen=held[0] if held else None,
            last_seen=held[-1] if held else None,
            seen_over=over[0] if over else None,
            former=self._is_former(fact, held, over, said.get(self.end)),
        )

    def _is_former(self, fact: Fact, held: list[str], over: list[str], end: str | None) -> bool:
        if not any(self._asserts(c) for c in fact.claims):
            return True
        if any(c.modality == FORMER for c in fact.claims) and (not held or not over or over[-1] >= held[-1]):
            return True
        return end is not None and (not held or held[-1][: len(end)] <= end)

    def _asserts(self, claim: Claim) -> bool:
        return self.modalities.get(claim.modality, True)

    def _held(self, fact: Fact) -> set[str]:
        return {claim.document for claim in fact.claims if self._asserts(claim)}

    def _days(self, claims: Iterable[Claim]) -> list[str]:
        return sorted(day for claim in claims if (day := self.dates.get(claim.document)))

    def _best(self, fact: Fact) -> Claim:
        """The passage to show: one that asserts, dates, is sure and early."""
        return min(
            fact.claims,
            key=lambda c: (not self._asserts(c), -len(c.qualifiers), -c.confidence, self.dates.get(c.document) or NEVER,
                           c.document, c.evidence, c.rule),
        )  # fmt: skip
