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
WIDTH, ROW, TOP = 880, 40, 16  # units of the drawing, of which a wide window shows one as a point
CENTRE, DOT = WIDTH // 2, 270  # where the middle stands, and how far from it the dots
MIDDLE = 150  # half the width of the box in the middle
LONGEST = 15  # full-width characters of a name beside its dot: 13 points each fill what is left of the width


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
    """`hidden` counts the neighbours that are not drawn."""

    name: str
    kind: str
    width: int
    height: int
    x: int
    y: int
    middle: int
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
    rows = max(map(len, chosen.values()))
    height = 2 * TOP + ROW * max(rows, 2)
    nodes = tuple(
        _node(things, ontology, iri, sides[outgoing][iri], outgoing, _row(number, len(listed), height), height // 2)
        for outgoing, listed in chosen.items()
        for number, iri in enumerate(listed)
    )
    hidden = sum(map(len, sides.values())) - len(nodes)
    name = _cut(thing.name, LONGEST + 5)
    return Drawing(name, thing.type, WIDTH, height, CENTRE, height // 2, MIDDLE, nodes, hidden)


def _best(found: dict[str, list[Fact]], things: Things) -> list[str]:
    said = {iri: sum(max(1, len(fact.claims)) for fact in facts) for iri, facts in found.items()}
    return sorted(found, key=lambda iri: (-said[iri], things.by_iri[iri].rank))[:MOST]


def _row(number: int, count: int, height: int) -> int:
    return height // 2 + int((number - (count - 1) / 2) * ROW)


def _node(things: Things, ontology: Ontology, iri: str, facts: list[Fact], outgoing: bool, y: int, middle: int) -> Node:
    thing, turn = things.by_iri[iri], 1 if outgoing else -1
    x, edge = CENTRE + turn * DOT, CENTRE + turn * MIDDLE
    bend = (x + edge) // 2
    start, end = ((edge, middle), (x - 8, y)) if outgoing else ((x + 8, y), (edge - 6, middle))
    curve = f"M{start[0]},{start[1]} C{bend},{start[1]} {bend},{end[1]} {end[0]},{end[1]}"
    ties = "、".join(dict.fromkeys(ontology.label(fact.relation) for fact in facts))
    return Node(thing, _cut(thing.name, LONGEST), x, y, _cut(ties, 8), not outgoing, things.path(iri), curve)


def _cut(name: str, longest: int) -> str:
    """The name, or as much of it as fits, with … at its end; a full-width character counts one, others half."""
    kept, room = [], float(longest)
    for character in name:
        room -= 1 if unicodedata.east_asian_width(character) in "WFA" else 0.55
        if room < 0:
            return "".join(kept[:-1]) + "…"
        kept.append(character)
    return name
