"""What is scored, in one form for both sides.

Comes in: `Knowledge` of a build. Goes out: a `Prediction`. Gold files are read into the same form (`gold.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    entities: tuple[Labelled, ...] = ()
    relations: tuple[Relation, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    observations: tuple[Observation, ...] = ()


def predict(knowledge: Knowledge, ontology: Ontology) -> Prediction:
    """What a build says, less what it denies and what it only inferred."""
    facts = [fact for fact in knowledge.facts if _stands(fact, ontology)]
    documents = {document.id for document in knowledge.documents}
    said = {end for fact in facts for end in (fact.subject, fact.object) if isinstance(end, str)}
    return Prediction(
        tuple((e.id, e.type, (e.name, *e.aliases)) for e in knowledge.entities if e.mentions or e.id in said),
        tuple(_relation(f, documents, ontology) for f in facts if isinstance(f.object, str)),
        tuple(row for f in facts if (row := _attribute(f)) is not None),
        tuple(row for f in facts if (row := _observation(f)) is not None),
    )


def _stands(fact: Fact, ontology: Ontology) -> bool:
    said = [claim.modality for claim in fact.claims if claim.modality != INFERRED]
    return fact.holds and ontology.stands(fact.relation, said)


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
