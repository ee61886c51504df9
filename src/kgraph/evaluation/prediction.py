"""What is scored, in one form for both sides.

Comes in: `Knowledge` of a build. Goes out: a `Prediction`. Gold files are read into the same form (`gold.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kgraph.nouns import Fact, Knowledge
from kgraph.ontology import Ontology

DOC = "doc"  # the document itself, as gold files write it
INFERRED = "inferred"  # modality of a claim that no word of the document makes
QUALIFIER = "title"  # the one qualifier that gold files have

Labelled = tuple[str, str, tuple[str, ...]]
Relation = tuple[str, str, str, str | None]
Attribute = tuple[str, str, float | str, str | None]
Observation = tuple[str, str, float, str | None, str | None, float | None]


@dataclass(frozen=True)
class Prediction:
    """The statements about one document.

    `entities`: (id, type, labels, fullest first). `relations`: (type, head id or "doc", tail id, title or None).
    `attributes`: (entity id, attribute, value, unit or None).
    `observations`: (entity id, indicator, value, unit, period, change), the last three None where not said.
    `surest`: row of a relation, attribute or observation → confidence (0–1) and rule of its surest claim.
    """

    entities: tuple[Labelled, ...] = ()
    relations: tuple[Relation, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    observations: tuple[Observation, ...] = ()
    surest: Mapping[tuple[Any, ...], tuple[float, str]] = field(default_factory=dict, compare=False)


def predict(knowledge: Knowledge, ontology: Ontology) -> Prediction:
    """What a build says, less what it denies and what it only inferred."""
    facts = [fact for fact in knowledge.facts if _stands(fact, ontology)]
    documents = {document.id for document in knowledge.documents}
    said = {end for fact in facts for end in (fact.subject, fact.object) if isinstance(end, str)}
    relations = {f: _relation(f, documents, ontology) for f in facts if isinstance(f.object, str)}
    attributes = {f: row for f in facts if (row := _attribute(f)) is not None}
    observations = {f: row for f in facts if (row := _observation(f)) is not None}
    return Prediction(
        tuple((e.id, e.type, (e.name, *e.aliases)) for e in knowledge.entities if e.mentions or e.id in said),
        tuple(relations.values()),
        tuple(attributes.values()),
        tuple(observations.values()),
        {row: _surest(fact) for rows in (relations, attributes, observations) for fact, row in rows.items()},
    )


def _stands(fact: Fact, ontology: Ontology) -> bool:
    said = [claim.modality for claim in fact.claims if claim.modality != INFERRED]
    return fact.holds and ontology.stands(fact.relation, said)


def _surest(fact: Fact) -> tuple[float, str]:
    return max((claim.confidence, claim.rule) for claim in fact.claims)


def _relation(fact: Fact, documents: set[str], ontology: Ontology) -> Relation:
    head = DOC if fact.subject in documents else fact.subject
    titled = QUALIFIER in ontology.relation(fact.relation).qualifiers
    title = dict(fact.qualifiers).get(QUALIFIER) if titled else None
    return fact.relation, head, str(fact.object), title


def _attribute(fact: Fact) -> Attribute | None:
    value = fact.object
    if isinstance(value, str) or value.indicator is not None:
        return None
    content = value.text if value.number is None else value.number
    return None if content is None else (fact.subject, fact.relation, content, value.unit)


def _observation(fact: Fact) -> Observation | None:
    value = fact.object
    if isinstance(value, str) or value.indicator is None or value.number is None:
        return None
    return fact.subject, value.indicator, value.number, value.unit, value.period, value.change
