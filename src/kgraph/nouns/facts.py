"""What the graph holds, and what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1

from kgraph.nouns.claims import Claim, Value

ID_LENGTH = 16  # hex digits of a fact's id: 64 bits, no clash to be expected below a billion facts
Qualifiers = Iterable[tuple[str, str]]


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


def fact_key(subject: str, relation: str, object: str | Value, required: Qualifiers) -> tuple[str, ...]:
    """What makes two claims say the same: ends, relation, required qualifiers; of a value all but being approximate."""
    if isinstance(object, Value):
        parts = (object.number, object.unit, object.text, object.indicator, object.period, object.change)
        object = "\t".join("" if part is None else str(part) for part in parts)
    return (subject, relation, object, *(f"{name}={value}" for name, value in sorted(required) if value))


def fact_id(key: tuple[str, ...]) -> str:
    """The id of the fact with this `fact_key`."""
    return sha1("\n".join(key).encode()).hexdigest()[:ID_LENGTH]


def shared_qualifiers(of_claims: Iterable[Qualifiers]) -> tuple[tuple[str, str], ...]:
    """Of the qualifiers of a fact's claims one value each: the most exact, then the one that most claims say, then
    the first."""
    said = Counter(pair for qualifiers in of_claims for pair in set(qualifiers) if pair[1])
    best: dict[str, str] = {}
    for name, value in sorted(said, key=lambda pair: (-pair[1].count("-"), -said[pair], pair)):
        best.setdefault(name, value)
    return tuple(sorted(best.items()))
