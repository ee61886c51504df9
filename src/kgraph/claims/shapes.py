"""How two things of a document lie to each other, as numbers.

Comes in: a `View` of a document, two of its ends and their nearest places. Goes out: the numbers of the features in
`NAMES` that hold of them. They are few, so that a model keeps a table of them for each pair of classes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import product

from kgraph.claims.view import End, Place, View

FAR = 4  # sentences; pairs further apart than this are looked at only through home, headline and focus
LAST = 3  # later ranks count as this one
MANY = 3  # more of one class in a sentence count as so many
LOOKED_THROUGH = 600  # characters between two places
DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64, 128)  # characters
PARTING = ("\n", "。", ";", ",")  # what parts two places, the strongest first
EDGES = ("", "^", "$")  # inside, at the beginning, at the end
Near = tuple[Place, Place, int]  # the nearest places of two things, and sentences between

_SECTIONS = {
    "classes": ("classes",),
    "gap": [f"gap{gap}" for gap in range(FAR + 1)],
    "distance": [*(f"dist{n}" for n in range(len(DISTANCES) + 1)), "apart"],
    "order": ("order<", "order>"),
    "touch": ("touch<", "touch>"),
    "holds": [f"holds{edge}" for edge in EDGES],
    "held": [f"held{edge}" for edge in EDGES],
    "target_rank": [f"tr{rank}" for rank in range(LAST + 1)],
    "head_rank": [f"hr{rank}" for rank in range(LAST + 1)],
    "ranks": [f"r{a}{b}" for a, b in product(range(LAST + 1), repeat=2)],
    "focus": [f"tfocus{gap}" for gap in range(FAR + 1)],
    "parted": ("newline", "stop", "semicolon", "comma"),
    "among": [f"among{number}" for number in range(MANY + 1)],
    "home": [f"thome{gap}.{rank}" for gap, rank in product(range(FAR + 1), range(LAST + 1))],
    "home_among": [f"thome.among{number}" for number in range(MANY + 1)],
    "begins": ("n>^", "n<^"),
    "nearly": ("n>~", "n<~"),
    "inside": ("n>.", "n<."),
    "alike": ("n2",),
}
NAMES = tuple(name for names in _SECTIONS.values() for name in names)
_AT = {section: NAMES.index(names[0]) for section, names in _SECTIONS.items()}
CLASSES, GAP, DISTANCE, ORDER, TOUCH = (_AT[s] for s in ("classes", "gap", "distance", "order", "touch"))
HOLDS, HELD, TARGET_RANK, HEAD_RANK, RANKS = (_AT[s] for s in ("holds", "held", "target_rank", "head_rank", "ranks"))
FOCUS, PARTED, AMONG, HOME, HOME_AMONG = (_AT[s] for s in ("focus", "parted", "among", "home", "home_among"))
BEGINS, NEARLY, INSIDE, ALIKE = (_AT[s] for s in ("begins", "nearly", "inside", "alike"))


def shape(view: View, head: End, target: End, near: Near, ranks: tuple[int, int]) -> list[int]:
    """The numbers in `NAMES` of what holds of the two; `ranks`: how many of the target's class stand nearer to the
    head, and of the head's class nearer to the target."""
    a, b, gap = near
    far, (first, second) = min(gap, FAR), ranks
    found = [CLASSES, GAP + far, ORDER + (a.start >= b.start)]
    found += [TARGET_RANK + first, HEAD_RANK + second, RANKS + first * (LAST + 1) + second]
    apart = distance(a, b)
    found.append(DISTANCE + (len(DISTANCES) + 1 if gap else bisect_right(DISTANCES, apart)))
    if not apart:
        found += _touching(a, b)
    if (parting := _parting(view, a, b)) is not None:
        found.append(PARTED + parting)
    if view.focus(head.item, target.item.type) is target.item:
        found.append(FOCUS + far)
    among = min(view.alike(target.item.type, a.sentence), MANY)
    found.append(AMONG + among)
    if target.item.is_home:
        found += [HOME + far * (LAST + 1) + first, HOME_AMONG + among]
    short, long = head.item.name, target.item.name
    if short and long and (short[0] in long or long[0] in short):
        found += _alike(short, long)
    return found


def distance(a: Place, b: Place) -> int:
    """Characters between two places; 0 where one holds the other."""
    return max(0, b.start - a.end, a.start - b.end)


def _touching(a: Place, b: Place) -> Iterator[int]:
    if a.end == b.start or b.end == a.start:
        yield TOUCH + (a.end != b.start)
    edge = 1 if a.start == b.start else 2 if a.end == b.end else 0
    if a.span.holds(b.span):
        yield HOLDS + edge
    if b.span.holds(a.span):
        yield HELD + edge


def _parting(view: View, a: Place, b: Place) -> int | None:
    """The number in `PARTING` of what parts the two most, if anything does."""
    start = min(a.end, b.end)
    end = min(max(a.start, b.start), start + LOOKED_THROUGH)
    return next((n for n, mark in enumerate(PARTING) if view.stands_between(mark, start, end)), None)


def _alike(head: str, target: str) -> Iterator[int]:
    """How the names resemble each other: one begins the other, or they share their beginning."""
    for way, (short, long) in enumerate(((head, target), (target, head))):
        if long.startswith(short):
            yield BEGINS + way
        elif len(short) > 2 and long.startswith(short[:-1]):
            yield NEARLY + way
        elif short in long:
            yield INSIDE + way
    if head[:2] == target[:2]:
        yield ALIKE
