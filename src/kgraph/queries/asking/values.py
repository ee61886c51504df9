"""Plans for values: attributes, titles of posts, dates.

Comes in: a `Frame` with what narrows it. Goes out: the `Plan` for the value asked for, or None where nothing has it.
"""

from __future__ import annotations

from dataclasses import replace

from kgraph.queries.asking.building import Draft, Reach, draft, plan_of
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.narrowing import Narrowed, said, subject
from kgraph.queries.asking.nodes import Frame
from kgraph.queries.asking.plans import (
    ANY,
    LIST,
    MEAN,
    SUM,
    TITLE,
    Plan,
    Proof,
    fact,
    filled,
    joined,
    proof,
    tenure,
    var,
)

WORTH = {"attribute": 1.5, "attribute verb": 0.5, "attribute amount": 0.6}  # what a piece costs that is not used


def attribute_plan(frame: Frame, asked: int, narrow: Narrowed, known: Known, reach: Reach) -> Plan | None:
    """投资额是多少: the value of an attribute."""
    every = [item for kind in WORTH for item in frame.bag.all(kind)]
    items = [item for item in every if item not in narrow.used]
    if every and not items:
        return None
    if all(item.kind == "attribute verb" for item in items) and not frame.bag.asks("amount", "many", "how", "when"):
        return None
    name = items[0].value if items else known.roles.status if frame.bag.asks("how") else known.roles.count
    at = subject(frame, name, asked, known)
    if at is None:
        return _of_thing(frame, narrow, known, draft(frame, known, reach, "")) if name == known.roles.date else None
    node = var(at)
    value = f"v{at}{name}"
    made = draft(frame, known, reach, narrow.posts)
    says = said(known, name, node, value)
    goal = narrow.goal if narrow.goal in (SUM, MEAN) else LIST
    what = {SUM: "sum", MEAN: "mean"}.get(goal, "value")
    made = made.plus(fact(node, name, value), says, proof(node, name, value))
    plan = plan_of(frame, made, narrow, f"{name}: {what}", goal, value)
    unit = known.ontology.relation(name).unit or ""
    return replace(plan, none=says, by=value, unit=unit, cost=-sum(WORTH[i.kind] for i in items if i.value == name))


def title_plan(frame: Frame, narrow: Narrowed, known: Known, reach: Reach) -> Plan | None:
    """担任什么职务: the titles of a post."""
    posts = [at for at, tie in enumerate(frame.ties) if tie.link.relation == known.roles.post and not tie.link.title]
    if not posts:
        return None
    tie, node = frame.ties[posts[0]], tenure(posts[0])
    step = known.words.steps["post"]
    made = draft(frame, known, reach, narrow.posts)
    plain, timed = (
        filled(step[part], node=node, head=var(tie.head), tail=var(tie.tail)) for part in ("says", "says_times")
    )
    order: tuple[str, ...] = ()
    if narrow.posts == ANY:
        says = tuple(timed if one == plain else one for one in made.says)
        made = replace(made, says=says).plus(filled(step["times"], node=node, head=var(tie.head)))
        order = tuple(filled(name, node=node) for name in step["order"])
    form = {"": TITLE, ANY: "post: career"}.get(narrow.posts, "post: past title")
    return replace(plan_of(frame, made, narrow, form, LIST, f"{node}title"), none=plain, order=order)


def date_plan(frame: Frame, narrow: Narrowed, known: Known, reach: Reach) -> Plan | None:
    """什么时候: when a post began or ended, an event took place, a document was published."""
    step = known.words.steps["post"]
    for at, tie in enumerate(frame.ties):
        if tie.link.relation == known.roles.post:
            node, part = tenure(at), "end" if "end" in frame.bag.flags else "start"
            says = filled(step[f"says_{part}"], node=node, head=var(tie.head), tail=var(tie.tail))
            made = replace(draft(frame, known, reach, ANY), says=(says,)).plus(filled(step[part], node=node))
            return plan_of(frame, made, narrow, f"post: {part}", LIST, f"{node}{part}")
    return _of_thing(frame, narrow, known, draft(frame, known, reach, ""))


def _of_thing(frame: Frame, narrow: Narrowed, known: Known, made: Draft) -> Plan | None:
    date, document = known.roles.date, known.roles.document
    for at, node in enumerate(frame.nodes):
        of, value = var(at), f"d{at}"
        if document in node.types and node.things:
            where, says = (filled(known.words.steps["published"][p], of=of, value=value) for p in ("where", "says"))
            made = replace(made, says=(says,)).plus(where, "", Proof("document", (of,)))
            return plan_of(frame, made, narrow, "published: value", LIST, value)
        if node.types & known.ontology.relation(date).domain:
            says = said(known, date, of, value)
            made = made.plus(fact(of, date, value), says, proof(of, date, value))
            return replace(plan_of(frame, made, narrow, f"{date}: value", LIST, value), none=joined([says]))
    return None
