"""What was refused, in words.

Comes in: a `Case` and the reason of a check. Goes out: a `Rejection`.
"""

from __future__ import annotations

from kgraph import iris
from kgraph.facts.cases import Case
from kgraph.nouns import Rejection, Value

STAGE = "facts"


def rejection(case: Case, reason: str) -> Rejection:
    """The claim with its ends as written, and why it is refused."""
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


def rejection_order(rejection: Rejection) -> tuple:
    """By document and quote."""
    return (rejection.document, rejection.quote, rejection.reason, rejection.detail)
