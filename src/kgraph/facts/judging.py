"""Judges claims.

Comes in: claims with the ids of their ends, the entities, the documents and the ontology. Goes out: `Fact`s and
`Rejection`s.
"""

from __future__ import annotations

from collections.abc import Iterable

from kgraph.facts.cases import Proposal, make_case
from kgraph.facts.checks import CHECKS
from kgraph.facts.merging import merge
from kgraph.facts.refusing import rejection, rejection_order
from kgraph.nouns import Document, Entity, Fact, Rejection
from kgraph.ontology import Ontology


def judge(
    proposals: Iterable[Proposal],
    entities: Iterable[Entity],
    documents: Iterable[Document],
    ontology: Ontology,
    floor: float | None = None,
) -> tuple[tuple[Fact, ...], tuple[Rejection, ...]]:
    """The facts that the claims make, sorted by id, and what was refused, sorted by document; `floor` is the least
    confidence of a claim, that of the settings for its kind where it is not given."""
    types = {entity.id: entity.type for entity in entities}
    by_id = {document.id: document for document in documents}
    accepted, refused = [], []
    for proposal in proposals:
        case = make_case(proposal, types, by_id, ontology, floor)
        reason = next((reason for check in CHECKS if (reason := check(case))), None)
        if reason:
            refused.append(rejection(case, reason))
        else:
            accepted.append(case)
    return merge(accepted), tuple(sorted(set(refused), key=rejection_order))
