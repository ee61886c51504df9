"""The checks of a claim: each says why it is refused, or nothing.

Comes in: a `Case`. Goes out: a reason in plain words, or None. `CHECKS` is the list, in the order in which they are
asked.
"""

from __future__ import annotations

import math

from kgraph.facts.cases import Case
from kgraph.facts.values import OBSERVATION_CHECK, VALUE_CHECKS, listed
from kgraph.nouns import Value


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
    says = f"{relation.name} goes from {listed(relation.domain)}"
    if relation.kind == "relation":
        if tail and relation.allows(head, tail):
            return None
        both = " of the same kind" if relation.same_kind else ""
        return f"{says} to {listed(relation.range)}{both}, not from {head} to {tail or 'a value'}."
    if tail:
        return f"{relation.name} takes a value, not a {tail}."
    return None if head in relation.domain else f"{says}, not from {head}."


def _is_not_about_itself(case: Case) -> str | None:
    return f"{case.relation.name} cannot hold between a thing and itself." if case.subject == case.object else None


def _has_qualifiers(case: Case) -> str | None:
    given = {name for name, value in case.claim.qualifiers if value}
    missing = [name for name in case.relation.required if name not in given]
    if missing:
        return f"{case.relation.name} needs {listed(missing)}."
    unknown = given.difference(case.relation.qualifiers)
    return f"{case.relation.name} has no qualifier {listed(unknown)}." if unknown else None


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
