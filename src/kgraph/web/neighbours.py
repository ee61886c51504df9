"""The things around an entity as a drawing: those that point at it on the left, those it points at on the right.

Comes in: an entity and its facts. Goes out: a `Drawing`: places of dots, names and curves for the template that writes
the SVG. The best attested neighbours come first; how many are left out is said. Same facts, same drawing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.ontology import Ontology
from kgraph.web.facts import Fact
from kgraph.web.things import Thing, Things

MOST = 9  # neighbours on one side; the drawing is then as high as a window of 800 points shows below the name
ROW, EDGE = 40, 16  # units between two rows, and above the first; a wide window shows one unit as one point
REACH = 180  # units from the box in the middle to the dots; nine characters of a tie need 110
LETTER = 14  # units that a full-width character takes
LONGEST, LONGEST_TIE = 20, 9  # full-width characters of a name, and of what is written at its line


@dataclass(frozen=True)
class Node:
    """A neighbour: where its dot stands, its name (cut) and whole, what ties it to the middle."""

    thing: Thing
    name: str
    x: int
    y: int
    ties: str
    left: bool
    path: str
    curve: str


@dataclass(frozen=True)
class Drawing:
    """The middle stands at 0, 0; `left`, `top`, `width`, `height` are what the nodes need; `box` is half the width of
    the middle; `hidden` counts the neighbours that are not drawn."""

    name: str
    kind: str
    left: int
    top: int
    width: int
    height: int
    box: int
    nodes: tuple[Node, ...]
    hidden: int


def draw(thing: Thing, facts: Iterable[Fact], things: Things, ontology: Ontology) -> Drawing | None:
    """The drawing; None for an entity without neighbours."""
    sides: dict[bool, dict[str, list[Fact]]] = {True: {}, False: {}}
    for fact in facts:
        if fact.stands and things.get(fact.other.value) and fact.other.value != thing.iri:
            sides[fact.outgoing].setdefault(fact.other.value, []).append(fact)
    if not any(sides.values()):
        return None
    chosen = {outgoing: _best(found, things) for outgoing, found in sides.items()}
    name = _cut(thing.name, LONGEST)
    box = int(LETTER * _length(name) / 2) + LETTER
    nodes = tuple(
        _node(things, ontology, iri, sides[outgoing][iri], outgoing, _row(number, len(listed)), box)
        for outgoing, listed in chosen.items()
        for number, iri in enumerate(listed)
    )
    left, right = (max([box + EDGE, *(_reach(node) for node in nodes if node.left == side)]) for side in (True, False))
    height = 2 * EDGE + ROW * max(2, *map(len, chosen.values()))
    hidden = sum(map(len, sides.values())) - len(nodes)
    return Drawing(name, thing.type, -left, -height // 2, left + right, height, box, nodes, hidden)


def _best(found: dict[str, list[Fact]], things: Things) -> list[str]:
    said = {iri: sum(max(1, len(fact.claims)) for fact in facts) for iri, facts in found.items()}
    return sorted(found, key=lambda iri: (-said[iri], things.by_iri[iri].rank))[:MOST]


def _row(number: int, count: int) -> int:
    return int((number - (count - 1) / 2) * ROW)


def _reach(node: Node) -> int:
    return abs(node.x) + int(LETTER * _length(node.name)) + 2 * EDGE


def _node(things: Things, ontology: Ontology, iri: str, facts: list[Fact], outgoing: bool, y: int, box: int) -> Node:
    thing, turn = things.by_iri[iri], 1 if outgoing else -1
    x, edge = turn * (box + REACH), turn * box
    bend = (x + edge) // 2
    (x1, y1), (x2, y2) = ((edge, 0), (x - 9, y)) if outgoing else ((x + 9, y), (edge - 2, 0))
    curve = f"M{x1},{y1} C{bend},{y1} {bend},{y2} {x2},{y2}"
    ties = "、".join(dict.fromkeys(ontology.label(fact.relation) for fact in facts))
    return Node(thing, _cut(thing.name, LONGEST), x, y, _cut(ties, LONGEST_TIE), not outgoing, things.path(iri), curve)


def _cut(name: str, longest: int) -> str:
    """The name, or as much of it as fits, with … at its end."""
    if _length(name) <= longest:
        return name
    kept = name
    while _length(kept) > longest - 1:
        kept = kept[:-1]
    return kept + "…"


def _length(name: str) -> float:
    """In full-width characters; others take about half of one."""
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else 0.58 for character in name)
