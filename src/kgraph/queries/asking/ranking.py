"""Ranks, sums and means: 投资最大, 前三, 参加会议最多, 一共投资多少.

Comes in: a `Frame` and what narrows it. Goes out: the same `Narrowed` with what is made of the solutions, or None where
the question ranks what the frame does not have.
"""

from __future__ import annotations

from dataclasses import replace

from kgraph.queries.asking.bag import Item
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.narrowing import Narrowed, said, subject, unnamed
from kgraph.queries.asking.nodes import Frame
from kgraph.queries.asking.numbers import Number
from kgraph.queries.asking.plans import MEAN, MOST, SUM, TOP, fact, proof, var

FLAGS = ("max", "min", "latest", "earliest", "most", "sum", "average")


def ranked(made: Narrowed, frame: Frame, asked: int, known: Known) -> Narrowed | None:
    """What is made of the solutions."""
    bag = frame.bag
    ranks = [item for item in bag.all("number") if isinstance(item.amount, Number) and item.amount.rank]
    flags = {name for name in FLAGS if name in bag.flags} or ({"max"} if ranks else set())
    for kind, down in (("attribute most", True), ("attribute least", False)):
        for item in bag.all(kind):
            return _top(made, frame, asked, known, item, down, ranks)
    attributes = [item for item in bag.all("attribute", "attribute verb") if item not in made.used]
    if flags & {"max", "min"} and attributes:
        return _top(made, frame, asked, known, attributes[-1], "min" not in flags, ranks)
    event = unnamed(frame, known.roles.event, asked)
    if flags & {"latest", "earliest"} and event is not None:
        return _dated(made, event, known, "latest" in flags, ranks)
    if flags & {"most", "max", "min"} and asked >= 0:
        return _most(made, frame, asked, "min" not in flags, ranks)
    if (
        flags & {"sum", "average"}
        and attributes
        and asked < 0
        and not (len(frame.nodes) == 1 and frame.nodes[0].things)
    ):
        return replace(made, goal=SUM if "sum" in flags else MEAN)
    return made


def _count(ranks: list[Item]) -> int:
    return int(ranks[0].amount.value) if ranks else 1


def _top(
    made: Narrowed, frame: Frame, asked: int, known: Known, item: Item, down: bool, ranks: list[Item]
) -> Narrowed | None:
    """The things of the largest or smallest value."""
    at = subject(frame, item.value, asked, known)
    if at is None or frame.nodes[at].things:
        return None
    node, name = var(at), item.value
    value = f"v{at}{name}"
    which = f"{name}: {'highest' if down else 'lowest'}"
    made = made.plus(
        which, fact(node, name, value), [item, *ranks], said(known, name, node, value), proof(node, name, value)
    )
    return replace(made, goal=TOP, by=value, down=down, most=_count(ranks))


def _dated(made: Narrowed, at: int, known: Known, down: bool, ranks: list[Item]) -> Narrowed:
    """The latest or first event."""
    node, value, date = var(at), f"d{at}last", known.roles.date
    which = f"{date}: {'latest' if down else 'earliest'}"
    made = made.plus(which, fact(node, date, value), ranks, said(known, date, node, value), proof(node, date, value))
    return replace(made, goal=TOP, by=value, down=down, most=_count(ranks))


def _most(made: Narrowed, frame: Frame, asked: int, down: bool, ranks: list[Item]) -> Narrowed | None:
    """The thing asked for that most things are tied to: 参加会议最多的人."""
    ends = [(tie.tail if tie.head == asked else tie.head) for tie in frame.ties if asked in (tie.head, tie.tail)]
    counted = next((at for at in ends if not frame.nodes[at].things), None)
    if counted is None:
        return None
    made = replace(made, used=made.used | frozenset(ranks))
    return replace(made, goal=MOST, by=var(counted), down=down, most=_count(ranks))
