"""Facts about a project's status → steps, in order of time.

A step's date is what a text gives; without one it stands at the publication of the document that tells it, which is
said beside it and never taken for its date. Passages one after the other that say the same status are one step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.nouns import Claim, Knowledge, Step, Value
from kgraph.ontology import Ontology, Relation

SETTINGS = "histories"
NEVER = "9999"  # sorts behind every date


@dataclass(frozen=True)
class _Passage:
    """One claim that a project has a status: `when` orders it, `date` is what its text gives."""

    when: str
    stage: int
    claim: Claim
    status: str
    date: str | None
    published: str | None


def steps(knowledge: Knowledge, ontology: Ontology) -> tuple[Step, ...]:
    """All steps, by the project's name and id, then by time."""
    names = {entity.id: entity.name for entity in knowledge.entities}
    dates = {document.id: document.published for document in knowledge.documents}
    start = ontology.settings(SETTINGS)["start"]
    found: dict[tuple[str, str], list[_Passage]] = defaultdict(list)
    staged = {r.name: r for r in ontology.of_kind("attribute") if r.values and start in r.qualifiers}
    for fact in knowledge.facts:
        if fact.relation in staged and isinstance(fact.object, Value):
            said = (c for c in fact.claims if ontology.modalities.get(c.modality, True))
            passages = (_passage(staged[fact.relation], claim, fact.object, dates, start) for claim in said)
            found[fact.subject, fact.relation].extend(passages)
    order = sorted(found, key=lambda key: (names.get(key[0], ""), key))
    return tuple(step for key in order for step in _steps(*key, found[key]))


def _passage(relation: Relation, claim: Claim, value: Value, dates: dict, start: str) -> _Passage:
    date, published = dict(claim.qualifiers).get(start), dates.get(claim.document)
    stage = relation.values.index(value.text) if value.text in relation.values else len(relation.values)
    return _Passage(date or published or NEVER, stage, claim, value.text or "", date, published)


def _steps(project: str, relation: str, passages: Iterable[_Passage]) -> Iterator[Step]:
    furthest = -1
    for run in _runs(sorted(passages, key=_order)):
        first = min(run, key=lambda p: (p.date is None, _order(p)))
        seen = sorted(p.published for p in run if p.published)
        last = seen[-1] if seen else None
        back = first.stage < furthest
        furthest = max(furthest, first.stage)
        yield Step(project, relation, first.status, first.claim, first.date, first.published, last, back)


def _runs(passages: Iterable[_Passage]) -> Iterator[list[_Passage]]:
    """Neighbours with the same status, together."""
    run: list[_Passage] = []
    for passage in passages:
        if run and run[-1].status != passage.status:
            yield run
            run = []
        run.append(passage)
    if run:
        yield run


def _order(passage: _Passage) -> tuple:
    claim = passage.claim
    return passage.when, passage.stage, claim.document, claim.evidence, claim.rule
