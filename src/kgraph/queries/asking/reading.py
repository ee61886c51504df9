"""Reads a question.

Comes in: the text of a question. Goes out: `Plan`s, the likeliest reading first, and the pieces that may be names which
the graph lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kgraph.queries.asking import figures, goals, sources, special
from kgraph.queries.asking.bag import Bag, bags
from kgraph.queries.asking.frames import frames
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.pieces import pieces
from kgraph.queries.asking.plans import ABOUT, TITLE, Plan
from kgraph.queries.asking.tokens import Cut, cuts
from kgraph.queries.asking.unexplained import is_verb, nameable, unknown

MARGIN = 1.3  # a reading that costs so much more than the best is another question
STRANGE = 1.0  # a name after another that it has nothing to do with
DEAREST = 4.0  # no tying that costs more is worth a try
SURE = 1.0  # more than the best way to take the words, and a piece is no sure name
WANTED = ("who", "person", "which", "where", "when", "many")
MOST = 8  # readings tried


@dataclass(frozen=True)
class Unknown:
    """A piece that may be a name the graph lacks; `cost` of the reading with it."""

    name: str
    cost: float


@dataclass(frozen=True)
class Reading:
    """The plans of a question, cheapest first, and what may be an unknown name."""

    plans: tuple[Plan, ...]
    unknown: tuple[Unknown, ...]
    bags: tuple[Bag, ...] = ()  # the likeliest ways to take the words
    negated: bool = False  # it asks for what is not so


def read(text: str, known: Known) -> Reading:
    """All readings of a plain text worth trying."""
    found: dict[tuple, Plan] = {}
    names: list[Unknown] = []
    every = sorted(_every(text, known), key=lambda pair: pair[0].cost)
    if every and _negated(every[0][1]):
        return Reading((), (), (every[0][0],), True)
    best = 0.0
    for bag, cut in every:
        if best and bag.cost > best + MARGIN:
            break
        missing = unknown(bag, known.words.compound)
        sure = bag.cost <= every[0][0].cost + SURE
        lacking = [item for item in missing if sure and not is_verb(item, bag) and nameable(item, bag)]
        names += [Unknown(_name(cut, item.start, item.end), bag.cost) for item in lacking]
        for plan in _plans(bag, known, bool(missing), best + MARGIN if best else 1e9):
            key = (plan.goal, plan.asked, plan.where, tuple(sorted(plan.things.items())), plan.by)
            best = min(best or plan.cost, plan.cost)
            if key not in found or plan.cost < found[key].cost:
                found[key] = plan
    plans = sorted(found.values(), key=lambda plan: (plan.cost, plan.kind, plan.where))
    plans = [plan for plan in plans if plan.cost <= every[0][0].cost + DEAREST]
    kept = [plan for plan in plans if plan.cost <= plans[0].cost + MARGIN and _as_much(plan, plans[0])]
    bags_ = tuple(bag for bag, _ in every[:1])
    return Reading(tuple(kept[:MOST]), tuple(sorted(names, key=lambda u: u.cost)), bags_)


def _every(text: str, known: Known) -> Iterator[tuple[Bag, Cut]]:
    for cut in cuts(text, known.words, known.names, known.partial):
        yield from ((bag, cut) for bag in bags(text, cut, known.roles))


def _negated(cut: Cut) -> bool:
    """Whether a question asks for what is not so: 哪些项目没有开工; but not 开工了没有."""
    words = [token for token in cut.tokens if token.kind == "word"]
    asks = any(token.has("title") or any(token.has("ask", value) for value in WANTED) for token in words)
    return asks and any(token.has("flag", "negation") and token is not words[-1] for token in words)


def _as_much(plan: Plan, best: Plan) -> bool:
    """Whether a reading says what the best one says: what that uses, it must not pass over, and it must add no step."""
    if plan.kind == ABOUT and best.kind not in (ABOUT, TITLE):
        return False
    names, steps = len(plan.things) + plan.topics >= len(best.things), len(plan.proofs) <= len(best.proofs)
    return plan.passed <= best.passed and best.held <= plan.held and names and steps


def _plans(bag: Bag, known: Known, missing: bool, most: float) -> Iterator[Plan]:
    meant = _meant(bag, known)
    for plan in (*special.plans(meant, known), *figures.plans(meant, known)):
        yield replace(plan, passed=plan.passed | bag.passed)
    if not missing:
        yield from _tied(meant, known, min(most, bag.cost + DEAREST))
        if statement := sources.without(meant, known):
            for plan in _tied(statement, known, min(most, bag.cost + DEAREST)):
                if source := sources.plan(plan, known):
                    yield source


def _tied(bag: Bag, known: Known, most: float) -> Iterator[Plan]:
    for extra, nodes, links in pieces(bag, known.roles, known.words):
        for frame in frames(bag, nodes, links, known.roles, known.words, most - extra):
            yield from goals.plans(replace(frame, cost=frame.cost + extra), known)


def _meant(bag: Bag, known: Known) -> Bag:
    """The bag with each name taken for what goes with the names before it."""
    items, cost = [], bag.cost
    for item in bag.items:
        if item.context:
            things, fits = known.meant(item.things, item.context)
            cost += 0.0 if fits else STRANGE
            item = replace(item, things=things, context=())
        items.append(item)
    return replace(bag, items=tuple(items), cost=cost)


def _name(cut: Cut, start: int, end: int) -> str:
    """An unknown piece with the names and nouns right beside it, which are likely parts of the name."""
    tokens = list(cut.tokens)
    first = next(at for at, token in enumerate(tokens) if token.end > start)
    last = next(at for at, token in enumerate(tokens) if token.end >= end)
    while first and tokens[first - 1].kind == "name":
        first -= 1
    while last + 1 < len(tokens) and (tokens[last + 1].kind == "name" or tokens[last + 1].has("class")):
        last += 1
    return "".join(token.text for token in tokens[first : last + 1])
