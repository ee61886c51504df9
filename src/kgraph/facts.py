"""Claims become facts, or are refused with a reason.

In: claims with the ids of their ends, the entities, the documents and the ontology.
Out: `Fact`s (claims that say the same, together) and `Rejection`s. A pattern, a trained model or a person may have
proposed the claim: all are judged alike, by the checks listed in `CHECKS`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha1

from kgraph import iris
from kgraph.nouns import Claim, Document, Entity, Fact, Rejection, Value
from kgraph.ontology import Ontology, Relation

STAGE = "facts"
ID_LENGTH = 16  # hex digits of a fact's id: 64 bits, no clash to be expected below a billion facts
DECIMALS = 6  # digits kept after the point: hides the noise of 216.8 * 1e8, keeps 1 mu = 666.6667 m²
ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")

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


def judge(
    proposals: Iterable[Proposal], entities: Iterable[Entity], documents: Iterable[Document], ontology: Ontology
) -> tuple[tuple[Fact, ...], tuple[Rejection, ...]]:
    """The facts that the claims make, sorted by id, and what was refused, sorted by document."""
    types = {entity.id: entity.type for entity in entities}
    by_id = {document.id: document for document in documents}
    accepted, refused = [], []
    for proposal in proposals:
        case = _case(proposal, types, by_id, ontology)
        reason = next((reason for check in CHECKS if (reason := check(case))), None)
        if reason:
            refused.append(_rejection(case, reason))
        else:
            accepted.append(case)
    return _merge(accepted), tuple(sorted(set(refused), key=_rejection_order))


def _case(proposal: Proposal, types: Mapping[str, str], documents: Mapping[str, Document], ontology: Ontology) -> Case:
    claim, subject, object = proposal
    if claim.subject is None:
        head_type = ontology.with_role("document") if subject in documents else None
    else:
        head_type = types.get(subject or "")
    return Case(
        claim=claim,
        subject=subject,
        object=object,
        relation=ontology.relations.get(claim.relation),
        head_type=head_type,
        tail_type=types.get(object) if isinstance(object, str) else None,
        document=documents.get(claim.document),
        floor=ontology.settings("facts")["confidence_floor"],
    )


# ── checks: each says why a claim is refused, or nothing ──


def _has_relation(case: Case) -> str | None:
    return None if case.relation else f'The ontology has no relation "{case.claim.relation}".'


def _has_evidence(case: Case) -> str | None:
    document, span = case.document, case.claim.evidence
    if document is None:
        return f'The claim comes from "{case.claim.document}", which is not among the documents.'
    quote = document.quote(span)
    if not quote.strip() or len(quote) != len(span):
        return f"The evidence {span.start}–{span.end} is empty or runs past the end of the text."
    if "".join(document.page.text[s.start : s.end] for s in document.source_spans(span)) != quote:
        return f"The source does not spell the evidence {span.start}–{span.end} of the text."
    return None


def _is_confident(case: Case) -> str | None:
    confidence = case.claim.confidence
    if not 0 <= confidence <= 1:
        return f"The confidence {confidence} is not between 0 and 1."
    return f"The confidence {confidence:g} is below the floor {case.floor:g}." if confidence < case.floor else None


def _has_ends(case: Case) -> str | None:
    if case.head_type is None:
        return f'The head "{case.subject}" is neither an entity nor a document of this build.'
    if isinstance(case.object, str) and case.tail_type is None:
        return f'The tail "{case.object}" is not an entity of this build.'
    return "The tail is missing." if case.object is None else None


def _fits_domain_and_range(case: Case) -> str | None:
    relation, head, tail = case.relation, case.head_type, case.tail_type
    says = f"{relation.name} goes from {_listed(relation.domain)}"
    if relation.kind == "relation":
        if tail and relation.allows(head, tail):
            return None
        both = " of the same kind" if relation.same_kind else ""
        return f"{says} to {_listed(relation.range)}{both}, not from {head} to {tail or 'a value'}."
    if tail:
        return f"{relation.name} takes a value, not a {tail}."
    return None if head in relation.domain else f"{says}, not from {head}."


def _is_not_about_itself(case: Case) -> str | None:
    return f"{case.relation.name} cannot hold between a thing and itself." if case.subject == case.object else None


def _has_qualifiers(case: Case) -> str | None:
    given = {name for name, value in case.claim.qualifiers if value}
    missing = [name for name in case.relation.required if name not in given]
    if missing:
        return f"{case.relation.name} needs {_listed(missing)}."
    unknown = given.difference(case.relation.qualifiers)
    return f"{case.relation.name} has no qualifier {_listed(unknown)}." if unknown else None


def _has_a_good_value(case: Case) -> str | None:
    if not isinstance(case.object, Value):
        return None
    if any(number is not None and not math.isfinite(number) for number in (case.object.number, case.object.change)):
        return "The number is not finite."
    check = (
        OBSERVATION_CHECK if case.relation.kind == "observation" else VALUE_CHECKS[case.relation.dimension or "amount"]
    )
    return check(case.relation, case.object)


CHECKS = (
    _has_relation,
    _has_evidence,
    _is_confident,
    _has_ends,
    _fits_domain_and_range,
    _is_not_about_itself,
    _has_qualifiers,
    _has_a_good_value,
)


# ── values ──


def _is_amount(relation: Relation, value: Value) -> str | None:
    if value.number is None:
        return f"{relation.name} needs a number."
    if relation.unit and value.unit and value.unit not in {relation.unit, *relation.unit_aliases}:
        return f"{relation.name} is in {relation.unit}, and {value.unit} is not converted."
    return f"{relation.name} cannot be negative." if value.number < 0 else None


def _is_count(relation: Relation, value: Value) -> str | None:
    if value.number is not None and not float(value.number).is_integer():
        return f"{relation.name} is a whole number, not {value.number:g}."
    return _is_amount(relation, value)


def _is_category(relation: Relation, value: Value) -> str | None:
    good = value.text in relation.values
    return None if good else f'{relation.name} is one of {_listed(relation.values)}, not "{value.text}".'


def _is_date(relation: Relation, value: Value) -> str | None:
    good = is_iso(value.text or "")
    return None if good else f'{relation.name} is an ISO 8601 year, month, day or interval, not "{value.text}".'


def _is_observation(relation: Relation, value: Value) -> str | None:
    if not (value.indicator or "").strip():
        return "The figure does not say what is counted."
    if value.number is None and value.change is None:
        return "The figure has neither a value nor a change."
    return _is_date(relation, Value(text=value.period)) if value.period else None


VALUE_CHECKS = {
    "money": _is_amount,
    "area": _is_amount,
    "amount": _is_amount,
    "count": _is_count,
    "category": _is_category,
    "date": _is_date,
}
OBSERVATION_CHECK = _is_observation


def is_iso(text: str) -> bool:
    """Whether `text` is an ISO 8601 year, month or day that exists, or an interval of two of them."""
    parts = text.split("/")
    return len(parts) <= 2 and all(_exists(part) for part in parts)


def _exists(text: str) -> bool:
    match = ISO_DATE.match(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# ── merging ──


def _merge(cases: Iterable[Case]) -> tuple[Fact, ...]:
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


# ── refusing ──


def _rejection(case: Case, reason: str) -> Rejection:
    claim = case.claim
    ends = {"head": _spelled(claim.subject) or case.subject, "tail": _spelled(claim.object)}
    detail = {"relation": claim.relation, **ends, "rule": claim.rule, "confidence": f"{claim.confidence:g}"}
    detail["claim"] = iris.claim(claim.document, claim.key, "")
    quote = case.document.quote(claim.evidence) if case.document else ""
    return Rejection(STAGE, reason, claim.document, quote, tuple((name, text) for name, text in detail.items() if text))


def _spelled(end: object) -> str | None:
    if isinstance(end, Value):
        parts = (end.indicator, end.number if end.number is None else f"{end.number:g}", end.unit, end.text, end.period)
        return " ".join(str(part) for part in parts if part)
    return getattr(end, "text", None)


def _rejection_order(rejection: Rejection) -> tuple:
    return (rejection.document, rejection.quote, rejection.reason, rejection.detail)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
