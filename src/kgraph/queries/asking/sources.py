"""Plans for where something is said: 哪篇报道说甲建设乙.

Comes in: a `Bag` that asks for a document. Goes out: the same bag without what asks for it, and the way from the plan
of a statement to the plan of the documents that state it.
"""

from __future__ import annotations

from dataclasses import replace

from kgraph.queries.asking.bag import Bag
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.plans import LIST, TRUTH, Plan, Proof, filled

STATEMENT = 0.6  # who asks where something is said wants the statement, not a document that names the things
STATED = ("verb", "back", "head", "tail", "post", "phase", "attribute")


def without(bag: Bag, known: Known) -> Bag | None:
    """The statement of a question that asks which document makes it; None where it is no such question."""
    nouns = [item for item in bag.all("class") if item.value == known.roles.document]
    says = [item for item in bag.all("back", "verb") if item.value in known.roles.more]
    asks = bag.asks("which", "where", "many")
    left = tuple(item for item in bag.items if item not in (*nouns, *says, *asks))
    stated = [item for item in left if item.kind in STATED and item.value != known.roles.byline]
    if not nouns or len(asks) > 1 or not stated or not any(item.kind == "name" for item in left):
        return None
    return replace(bag, items=left)


def plan(statement: Plan, known: Known) -> Plan | None:
    """The documents that make a statement."""
    first = next((p for p in statement.proofs if p.kind in ("fact", "node")), None)
    if statement.goal != TRUTH or first is None:
        return None
    step = known.words.steps["source"]
    if first.kind == "fact":
        head, relation, tail = first.terms
        where = filled(step["fact"], head=head, relation=relation, tail=tail)
    else:
        where = filled(step["node"], node=first.terms[0])
    return replace(
        statement,
        kind="source: of a statement",
        goal=LIST,
        asked="document",
        where=(*statement.where, where),
        says=tuple(f"《{{document}}》：{said}" for said in statement.says),
        proofs=(Proof("claim", ("claim",)),),
        widen=tuple,
        cost=statement.cost - STATEMENT,
    )
