"""Claims that say the same become one fact.

Comes in: the cases that passed all checks. Goes out: `Fact`s, sorted by id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kgraph.facts.cases import Case
from kgraph.nouns import Claim, Fact, Value, fact_id, fact_key, shared_qualifiers

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
    required = {pair for pair in case.claim.qualifiers if pair[0] in case.relation.required}
    return fact_key(case.subject, case.relation.name, case.object, required)


def _fact(key: tuple[str, ...], group: list[Case]) -> Fact:
    claims: dict[tuple, Claim] = {}
    for claim in sorted((case.claim for case in group), key=_claim_order):
        claims.setdefault(_claim_order(claim)[:-1], claim)  # of equal ones the most confident
    object = group[0].object
    if isinstance(object, Value):
        object = replace(object, approx=all(case.object.approx for case in group))
    return Fact(
        id=fact_id(key),
        subject=group[0].subject,
        relation=group[0].relation.name,
        object=object,
        claims=tuple(claims.values()),
        qualifiers=shared_qualifiers(claim.qualifiers for claim in claims.values()),
    )


def _claim_order(claim: Claim) -> tuple:
    place = (claim.document, claim.evidence.start, claim.evidence.end)
    return (*place, claim.rule, claim.modality, claim.speaker or "", claim.qualifiers, -claim.confidence)
