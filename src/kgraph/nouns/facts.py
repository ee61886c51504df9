"""What the graph holds, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.claims import Claim, Value


@dataclass(frozen=True)
class Fact:
    """What the graph holds: `subject` and `object` are entity ids (or a document id for byline facts;
    or a `Value`); `claims` are its evidence, sorted, never empty. Only a fact with an asserted or planned claim
    stands as a plain triple (`holds`). `qualifiers` are those its claims share, and of the others (when it began or
    ended) one value each, drawn from all claims."""

    id: str
    subject: str
    relation: str
    object: str | Value
    claims: tuple[Claim, ...]
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        return any(claim.modality != "denied" for claim in self.claims)

    @property
    def confidence(self) -> float:
        return max(claim.confidence for claim in self.claims)


@dataclass(frozen=True)
class Rejection:
    """Something proposed that a later step refused: `stage`, `reason` in plain words, and what it was."""

    stage: str
    reason: str
    document: str
    quote: str
    detail: tuple[tuple[str, str], ...] = ()
