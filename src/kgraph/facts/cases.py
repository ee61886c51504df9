"""A claim before the judge.

Comes in: a `Proposal`, the types of the entities, the documents, the ontology. Goes out: a `Case` with what the checks
need to know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kgraph.nouns import Claim, Document, Value
from kgraph.ontology import Ontology, Relation

Proposal = tuple[Claim, str | None, str | Value | None]  # a claim, its head's id, its tail's id or value


@dataclass(frozen=True)
class Case:
    """One claim before the judge, with what the checks need to know."""

    claim: Claim
    subject: str | None
    object: str | Value | None
    relation: Relation | None
    head_type: str | None
    tail_type: str | None
    document: Document | None
    floor: float


def make_case(
    proposal: Proposal,
    types: Mapping[str, str],
    documents: Mapping[str, Document],
    ontology: Ontology,
    floor: float | None,
) -> Case:
    claim, subject, object = proposal
    if claim.subject is None:
        head_type = ontology.with_role("document") if subject in documents else None
    else:
        head_type = types.get(subject or "")
    relation = ontology.relations.get(claim.relation)
    if floor is None:
        floor = ontology.settings("facts")["confidence_floor"][relation.kind] if relation else 0.0
    return Case(
        claim=claim,
        subject=subject,
        object=object,
        relation=relation,
        head_type=head_type,
        tail_type=types.get(object) if isinstance(object, str) else None,
        document=documents.get(claim.document),
        floor=floor,
    )
