"""Claims as curators want them: the rejected ones out, the accepted ones sure.

A claim is meant by its id, the tail of its IRI: `claim/`, its document, and a hash of what it says, where and by which
rule. It stays the same whatever other documents come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kgraph import iris
from kgraph.nouns import Claim, Decision, Document, Fact, Mention, Rejection, Value
from kgraph.ontology import Ontology

STAGE = "curation"
ACCEPT, REJECT = "accept", "reject"
START = "claim/"

Proposal = tuple[Claim, str | None, str | Value | None]  # a claim, its head's id, its tail's id or value


@dataclass(frozen=True)
class Weighed:
    """The proposals that go on, the rejected ones, and what did not apply."""

    proposals: list[Proposal]
    rejections: tuple[Rejection, ...] = ()
    unapplied: tuple[str, ...] = ()


def weigh(
    decisions: Iterable[Decision], proposals: list[Proposal], documents: Iterable[Document], ontology: Ontology
) -> Weighed:
    """The proposals after all decisions about them."""
    decided, overruled = _by_claim(decisions)
    if not decided:
        return Weighed(proposals)
    homes = {id.rpartition("/")[0] for id in decided}
    by_id = {d.id: d for d in documents if iris.claim(d.id, "", "").rstrip("/") in homes}
    found: dict[str, Proposal] = {}
    for proposal in proposals:
        if proposal[0].document in by_id and (id := claim_id(proposal[0])) in decided:
            found[id] = proposal
    rejected = {_statement(found[id], ontology): d for id, d in decided.items() if d.action == REJECT and id in found}
    kept, refused = [], []
    for proposal in proposals:
        claim = proposal[0]
        near = claim.document in by_id
        if near and (decision := rejected.get(_statement(proposal, ontology))) is not None:
            refused.append(_rejection(claim, decision, by_id[claim.document]))
        elif near and (decision := decided.get(claim_id(claim))) is not None and decision.action == ACCEPT:
            kept.append((replace(claim, confidence=1.0, decision=decision), *proposal[1:]))
        else:
            kept.append(proposal)
    gone = [_unapplied(d, f'no claim "{id}"') for id, d in decided.items() if id not in found]
    return Weighed(kept, tuple(refused), tuple(sorted({*gone, *overruled})))


def unheld(decisions: Iterable[Decision], facts: Iterable[Fact], documents: Iterable[str]) -> list[str]:
    """A message for each accepted claim that a later step refused all the same."""
    decided, _ = _by_claim(decisions)
    accepted = {id: decision for id, decision in decided.items() if decision.action == ACCEPT}
    if not accepted:
        return []
    held = {claim_id(c) for fact in facts for c in fact.claims if c.decision is not None}
    known = {iris.claim(document, "", "").rstrip("/") for document in documents}
    return [
        _unapplied(decision, f'"{id}" was refused by a later step; rejected.jsonl says why')
        for id, decision in accepted.items()
        if id not in held and id.rpartition("/")[0] in known
    ]


def claim_id(claim: Claim) -> str:
    """How a decision names a claim."""
    return iris.claim(claim.document, claim.key, "")


def _by_claim(decisions: Iterable[Decision]) -> tuple[dict[str, Decision], list[str]]:
    """Of each claim the last decision; and a message for each earlier one that says something else."""
    found: dict[str, Decision] = {}
    overruled = []
    for decision in decisions:
        for written in decision.claims:
            id = START + written.strip("<>").partition(START)[2]
            before = found.get(id)
            if before is not None and before.action != decision.action:
                overruled.append(_unapplied(before, f"line {decision.line} says otherwise"))
            found[id] = decision
    return found, overruled


def _statement(proposal: Proposal, ontology: Ontology) -> tuple:
    """What makes two claims the same evidence of the same fact, whichever names they use for it."""
    claim, head, tail = proposal
    ends = (head, replace(tail, approx=False) if isinstance(tail, Value) else tail)
    relation = ontology.relations.get(claim.relation)
    if relation is not None and relation.symmetric:
        ends = tuple(sorted(map(str, ends)))
    place = (claim.document, claim.evidence, claim.rule, claim.modality, claim.speaker, claim.qualifiers)
    return (claim.relation, ends, place)


def _rejection(claim: Claim, decision: Decision, document: Document) -> Rejection:
    reason = f"Rejected by {decision.who} on {decision.when}: {decision.why}"
    spelled = {"head": _spelled(claim.subject), "tail": _spelled(claim.object)}
    detail: Mapping[str, str] = {"relation": claim.relation, **spelled, "rule": claim.rule, "claim": claim_id(claim)}
    quote = document.quote(claim.evidence)
    return Rejection(STAGE, reason, claim.document, quote, tuple((name, text) for name, text in detail.items() if text))


def _spelled(end: Mention | Value | None) -> str:
    if isinstance(end, Value):
        parts = (end.indicator, end.number if end.number is None else f"{end.number:g}", end.unit, end.text, end.period)
        return " ".join(str(part) for part in parts if part)
    return end.text if end is not None else ""


def _unapplied(decision: Decision, reason: str) -> str:
    return f"line {decision.line}: {decision.action} no longer applies: {reason}"
