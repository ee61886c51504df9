"""Claims that say the same become one fact.

Comes in: the cases that passed all checks. Goes out: `Fact`s, sorted by id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha1

from kgraph.facts.cases import Case
from kgraph.nouns import Claim, Fact, Value

ID_LENGTH = 16  # hex digits of a fact's id: 64 bits, no clash to be expected below a billion facts
DECIMALS = 6  # digits kept after the point: hides the noise of 216.8 * 1e8, keeps 1 mu = 666.6667 m²


def merge(cases: Iterable[Case]) -> tuple[Fact, ...]:
    """The facts, by id."""
    groups: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        case = _canonical(case)
        groups[_key(case)].append(case)
    facts = (_fact(key, group) for key, group in groups.items())
    return tuple(sorted(facts, key=lambda fact: fact.id))


def _canonical(case: Case) -> Case:
    """One direction for symmetric relations; for values numbers without rounding noise, and one unit."""
    if case.relation.symmetric and case.subject > case.object:
        return replace(case, subject=case.object, object=case.subject)
    if isinstance(case.object, Value):
        value = case.object
        measured = (None, "amount")  # observations, and attributes that keep their unit as written
        unit = value.unit if case.relation.dimension in measured else case.relation.unit
        return replace(case, object=replace(value, number=_clean(value.number), change=_clean(value.change), unit=unit))
    return case


def _clean(number: float | None) -> float | None:
    return None if number is None else round(float(number), DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


def _key(case: Case) -> tuple[str, ...]:
    """What makes two claims say the same: ends, relation, required qualifiers; of a value all but being approximate.

    Other qualifiers (when it began or ended) only add to a fact: with and without them it is one tenure.
    """
    object = case.object
    if isinstance(object, Value):
        parts = (object.number, object.unit, object.text, object.indicator, object.period, object.change)
        object = "\t".join("" if part is None else str(part) for part in parts)
    required = case.relation.required
    qualifiers = (f"{name}={value}" for name, value in sorted(set(case.claim.qualifiers)) if value and name in required)
    return (case.subject, case.relation.name, object, *qualifiers)


def _fact(key: tuple[str, ...], group: list[Case]) -> Fact:
    claims: dict[tuple, Claim] = {}
    for claim in sorted((case.claim for case in group), key=_claim_order):
        claims.setdefault(_claim_order(claim)[:-1], claim)  # of equal ones the most confident
    object = group[0].object
    if isinstance(object, Value):
        object = replace(object, approx=all(case.object.approx for case in group))
    return Fact(
        id=sha1("\n".join(key).encode()).hexdigest()[:ID_LENGTH],
        subject=group[0].subject,
        relation=group[0].relation.name,
        object=object,
        claims=tuple(claims.values()),
        qualifiers=_qualifiers(claims.values()),
    )


def _qualifiers(claims: Iterable[Claim]) -> tuple[tuple[str, str], ...]:
    """One value for each qualifier: the most exact, then the one that most claims say, then the first."""
    said = Counter(pair for claim in claims for pair in set(claim.qualifiers) if pair[1])
    best: dict[str, str] = {}
    for name, value in sorted(said, key=lambda pair: (-pair[1].count("-"), -said[pair], pair)):
        best.setdefault(name, value)
    return tuple(sorted(best.items()))


def _claim_order(claim: Claim) -> tuple:
    place = (claim.document, claim.evidence.start, claim.evidence.end)
    return (*place, claim.rule, claim.modality, claim.speaker or "", claim.qualifiers, -claim.confidence)
