"""What the order of the words says of a tie.

Comes in: a link and its two nodes. Goes out: what it costs that they do not stand as they should: the one who does
something before the verb, the owner before the noun, 由 before the doer, 在 before a place. Where the ontology leaves
no choice the order costs nothing.
"""

from __future__ import annotations

from kgraph.queries.asking.bag import Item
from kgraph.queries.asking.nodes import Link, Node

TURNED, NOT_OWNER = 0.7, 1.5  # head behind its verb; a noun that does not go with the name before it
WHERE = 1.5  # 哪里, or a name after 在 or before 里, is where it is done, not who does it
NOBODY, NO_BODY = 1.5, 0.5  # 谁 is who holds a post, not the body; nor is a place, unless its title follows
BACKWARDS = 0.3  # X是哪个大学的 asks for the whole that X is part of
NEAR = 0.002  # a character between a word for a relation and what it ties
FAR = 0.01  # a character between a title and its body
WHO, OF, HAS = ("who", "person"), "的", "有"

Sides = tuple[frozenset[str], frozenset[str]]


def order(link: Link, head: Node, tail: Node, sides: Sides) -> float:
    """What it costs that the order of the words is not the usual one, and that they stand apart."""
    apart = sum(max(link.at - node.end, node.at - link.end, 0) for node in (head, tail) if node.item is not None)
    return _turned(link, head, tail, sides) + NEAR * apart


def _turned(link: Link, head: Node, tail: Node, sides: Sides) -> float:
    if link.side in ("head", "tail"):
        return _owned(link, head, tail)
    if link.side == "shared":
        return 0.0
    if head.asked == "where" or (head.item is not None and _place(head.item)):
        return WHERE
    if link.side == "implied":
        if not head.types & tail.types:
            return 0.0
        return TURNED if _had(tail) else BACKWARDS if head.asked and not _had(head) else 0.0
    if link.title:
        return _held(link, tail, sides)
    if not (head.types & sides[1] and tail.types & sides[0]):
        return 0.0
    doer, done = (tail, head) if link.side == "back" else (head, tail)
    return _done(link, doer, done)


def _held(link: Link, body: Node, sides: Sides) -> float:
    """X的主任: the body stands before the title. A place may stand for its body, of which then nothing is found."""
    if body.asked in WHO:
        return NOBODY
    place = 0.0 if body.types & sides[1] else NO_BODY if 0 <= link.at - body.end <= len(OF) else NOBODY
    return place + (FAR * (link.at - body.end) if body.end <= link.at else TURNED)


def _owned(link: Link, head: Node, tail: Node) -> float:
    """X的子公司: what stands before the noun owns it."""
    owner, owned = (tail, head) if link.side == "head" else (head, tail)
    if owned.item is None and not owned.asked:
        return 0.0
    between = owner.end <= link.at and not (owned.end <= link.at and owned.at > owner.at)
    return 0.0 if between else NOT_OWNER


def _done(link: Link, doer: Node, done: Node) -> float:
    """X牵头Y, Y由X牵头, 从Y进货的X."""
    markers = [node.item.marker if node.item is not None else "" for node in (doer, done)]
    if "by" in markers:
        return 0.0 if markers[0] == "by" else TURNED
    free = markers[1] == "from" or doer.item is None or done.item is None
    return 0.0 if free or doer.at <= link.at <= done.at else TURNED


def _had(node: Node) -> bool:
    """X有哪些区: what X has is no whole that X is part of."""
    return bool(node.asked) and node.item is not None and node.item.text.startswith(HAS)


def _place(item: Item) -> bool:
    """Whether a name says where something is: 在…, …里."""
    return item.marker == "in" or item.inside
