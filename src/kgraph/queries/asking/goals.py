"""Says what is asked of a frame, and makes the plans that answer it.

Comes in: a `Frame`. Goes out: `Plan`s, with a cost for every piece of the question that none of them uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from kgraph.queries.asking.bag import Item
from kgraph.queries.asking.building import Reach, draft, plan_of, tense
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.naming import thing_form
from kgraph.queries.asking.narrowing import Narrowed, narrowed
from kgraph.queries.asking.nodes import Frame
from kgraph.queries.asking.plans import COUNT, LIST, PAST, TRUTH, Plan, Proof, var
from kgraph.queries.asking.ranking import ranked
from kgraph.queries.asking.values import WORTH, attribute_plan, date_plan, title_plan

# What it costs to pass over a piece in the end.
UNUSED = {
    **WORTH,
    "attribute most": 1.0,
    "attribute least": 1.0,
    "phase": 1.0,
    "number": 1.5,
    "moment": 1.0,
    "title": 1.5,
}
EVERYTHING = 1.0  # all things of a class: nothing of the question says which
WEAK_ASK, STRONG_ASK = 0.3, 0.9  # an asking word that asks for nothing in this reading
STRONG = ("when", "where", "amount", "many", "who", "person")  # asking words that say what is wanted
REACHES = (
    Reach(),
    Reach(wide=True),
    Reach(parts=True),
    Reach(turned=True),
    Reach(parts=True, wide=True),
    Reach(via=True),
)


@dataclass(frozen=True)
class Goal:
    """What is asked: the thing at a place of the frame (list, count), truth, value, title or date."""

    kind: str
    node: int = -1
    used: frozenset[Item] = frozenset()


def plans(frame: Frame, known: Known) -> Iterator[Plan]:
    """The plans of a frame, one for each thing it may ask."""
    for goal in _goals(frame):
        plan = _plan(frame, goal, known, REACHES[0])
        if plan is not None:
            once = partial(_once, frame, goal, known)
            yield replace(plan, widen=partial(_wider, plan, frame, goal, known), once=once)


def _wider(plan: Plan, frame: Frame, goal: Goal, known: Known) -> Iterator[Plan]:
    """The same plan, reaching further each time."""
    seen = {plan.where}
    for reach in REACHES[1:]:
        wider = _plan(frame, goal, known, reach)
        if wider is not None and wider.where not in seen:
            seen.add(wider.where)
            yield wider


def _once(frame: Frame, goal: Goal, known: Known) -> Plan | None:
    """The same plan with posts that are over, where it is about posts that are held."""
    held = not tense(frame) and any(tie.link.relation == known.roles.post for tie in frame.ties)
    return _plan(frame, goal, known, REACHES[0], PAST) if held and goal.kind in (LIST, TRUTH, "title") else None


def _plan(frame: Frame, goal: Goal, known: Known, reach: Reach, posts: str = "") -> Plan | None:
    narrow = narrowed(frame, goal.node, known, posts or tense(frame))
    narrow = ranked(narrow, frame, goal.node, known)
    if narrow is None:
        return None
    if goal.kind == "value":
        plan = attribute_plan(frame, goal.node, narrow, known, reach)
    elif goal.kind == "title":
        plan = title_plan(frame, narrow, known, reach)
    elif goal.kind == "date":
        plan = date_plan(frame, narrow, known, reach)
    else:
        plan = _thing_plan(frame, goal, narrow, known, reach)
    return plan and _priced(plan, frame, goal, narrow)


def _priced(plan: Plan, frame: Frame, goal: Goal, narrow: Narrowed) -> Plan | None:
    """The plan with the cost of what it does not use."""
    bag = frame.bag
    left = [i for i in bag.items if i not in goal.used | narrow.used and i.kind in (*UNUSED, "ask")]
    times = [item.text for item in left if item.kind == "moment"]
    if times and not any(node.things for node in frame.nodes):
        return None  # a time that nothing of the graph answers to would be told as if it did not matter
    prices = (UNUSED.get(i.kind, STRONG_ASK if i.value in STRONG else WEAK_ASK) for i in left)
    passed = bag.passed | frame.dropped | {i.start for i in left if i.kind != "ask" or i.value in STRONG}
    held = frozenset(at for item in narrow.used for at in range(item.start, item.end))
    return replace(plan, passed=passed, held=held, untold=tuple(times), topics=frame.topics).costing(
        frame.cost + sum(prices)
    )


def _thing_plan(frame: Frame, goal: Goal, narrow: Narrowed, known: Known, reach: Reach) -> Plan | None:
    made = draft(frame, known, reach, narrow.posts)
    if not made.where and not narrow.where:
        return None
    asked = var(goal.node) if goal.node >= 0 else ""
    kind = narrow.goal or goal.kind
    plan = plan_of(frame, made, narrow, thing_form(frame, goal.node, kind, narrow, known), kind, asked)
    if any(plan.says):
        return plan
    shown = (Proof("thing", (asked,)),)
    return replace(plan, says=(f"{{{asked}}}",), none=f"{{{asked}}}", proofs=shown, cost=plan.cost + EVERYTHING)


def _goals(frame: Frame) -> Iterator[Goal]:
    bag = frame.bag
    used = frozenset(node.item for node in frame.nodes if node.item)
    used |= frozenset(noun for node in frame.nodes for noun in node.nouns)
    asked = [at for at, node in enumerate(frame.nodes) if node.asked]
    whens, titles = bag.asks("when"), bag.all("title")
    if asked:
        extra = frozenset((*bag.asks("whether", "which", "who"), *bag.asks("many")))
        listed = frame.nodes[asked[0]].asked != "many" or bag.asks("which", "who")
        yield Goal(LIST if listed else COUNT, asked[0], used | extra)
    elif whens:
        yield Goal("date", -1, used | frozenset(whens))
    elif titles or _who_is(frame):
        yield Goal("title", -1, used | frozenset((*titles, *bag.asks("which", "many", "how", "who", "person"))))
    else:
        yield from _other(frame, used)


def _who_is(frame: Frame) -> bool:
    """张三是谁: only a title can be asked."""
    return len(frame.ties) == 1 and frame.ties[0].link.side == "title" and not frame.bag.all("title", "post")


def _other(frame: Frame, used: frozenset[Item]) -> Iterator[Goal]:
    """What is asked where no asking word stands for a thing: a value, what a noun stands for, or whether."""
    bag = frame.bag
    roles = [at for at, node in enumerate(frame.nodes) if node.role]
    nouns = [at for at, node in enumerate(frame.nodes) if node.nouns and not node.things]
    counting, whether = frozenset(bag.asks("many")), frozenset(bag.asks("whether"))
    asks = frozenset(bag.asks("which", "how", "amount", "many"))
    if whether:
        yield Goal(TRUTH, -1, used | whether)
        return
    if bag.all(*WORTH) or bag.asks("how") or (counting and not roles and not nouns):
        yield Goal("value", -1, used | asks)
    if roles or nouns:
        yield Goal(COUNT if counting else LIST, (roles or nouns)[-1], used | asks)
    elif len([n for n in frame.nodes if n.things]) > 1 and frame.ties and not asks:
        yield Goal(TRUTH, -1, used)
