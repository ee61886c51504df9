"""Ties the pieces of a question together.

Comes in: a `Bag`. Goes out: `Frame`s: the things that the question is about as nodes (names, kinds of things, what is
asked for), and ties between them, cheapest first. Which end of a relation a node is follows from the ontology's domain
and range; only where both ends may be of one class does the order of the words decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import permutations

from kgraph.queries.asking.bag import Bag
from kgraph.queries.asking.nodes import Frame, Link, Node, Tie
from kgraph.queries.asking.ordering import Sides, order
from kgraph.queries.asking.roles import Roles
from kgraph.queries.asking.words import Words

# Costs; only their order matters.
FRESH, FRESH_END = 3.0, 0.1  # a node that no piece names; one that a noun or a title names by itself
IMPLIED, APART, DROPPED, TOPIC = 0.8, 0.6, 0.9, 1.0  # no verb; two nouns not one; left out; left out before a comma
TWICE = 1.0  # two relations between the same two things
FAR = 0.01  # a character between two nodes that nothing but their classes ties
LATER = 0.001  # a relation behind another in the file
JOINED = 0.1  # a node tied like the one it stands beside
TRIED = 3  # ways to tie a loose node that are tried
MOST = 40  # frames kept
UNNAMED = ("post", "title", "shared")  # links whose other end need not be named: 张三的职务
JOINTS, MAX_JOINT = "和与跟同及、", 2  # what stands between two things of which the same is said
WHO = ("who", "person")
COMMAS = ",，"


def frames(
    bag: Bag, nodes: Sequence[Node], links: Sequence[Link], roles: Roles, words: Words, most: float
) -> list[Frame]:
    """All ways to tie the nodes with the links that cost no more than `most`, cheapest first."""
    found: list[Frame] = []
    start = Frame(bag, tuple(nodes), (), bag.cost)
    naming = sorted(links, key=lambda link: not (link.side in ("head", "tail") or link.title))
    for frame in _tied(start, tuple(naming), roles, most):
        found += _whole(frame, roles, words, most)
    return sorted(found, key=lambda f: (f.cost, len(f.nodes), [(t.link.at, t.head, t.tail) for t in f.ties]))[:MOST]


def _tied(frame: Frame, links: tuple[Link, ...], roles: Roles, most: float) -> Iterator[Frame]:
    if not links:
        yield frame
        return
    link, rest = links[0], links[1:]
    heads, tails = roles.sides(link.relation)
    bodies = tails | roles.places if link.title else tails
    count = len(frame.nodes)
    for head, tail in permutations(range(count + 1), 2):
        if count in (head, tail) and not _may_lack(frame.bag, link):
            continue
        if all(at == count or frame.nodes[at].types & side for at, side in ((head, heads), (tail, bodies))):
            made = _with(frame, link, head, tail, (heads, tails))
            made = replace(made, cost=made.cost + LATER * roles.ranks.get(link.relation, len(roles.ranks)))
            if made.cost <= most:
                yield from _tied(made, rest, roles, most)


def _may_lack(bag: Bag, link: Link) -> bool:
    """Whether an end may be left open: of a noun or a title, or where it is counted or only asked whether."""
    return link.side not in ("verb", "back") or "most" in bag.flags or bool(bag.asks("whether")) or _clipped(bag)


def _clipped(bag: Bag) -> bool:
    """X 主办: a name, a verb and nothing else, which asks for the other end."""
    last = bag.items[-1] if len(bag.items) == 2 and bag.all("name") else None
    return last is not None and last.kind in ("verb", "back") and last.end == len(bag.text)


def _with(frame: Frame, link: Link, head: int, tail: int, sides: Sides) -> Frame:
    """The frame with one more tie; a place one past the end makes a node that no piece names."""
    nodes = list(frame.nodes)
    cost = frame.cost
    for place, types, side in ((head, sides[0], "head"), (tail, sides[1], "tail")):
        if place == len(nodes):
            named = link.side == side or (side == "head" and link.title) or _clipped(frame.bag)
            nodes.append(Node(types, link.at, link.end, role=link.title or side if named else ""))
            others = (node for at, node in enumerate(frame.nodes) if at not in (head, tail))
            alone = not any(node.types & types for node in others)
            cost += FRESH_END if named or (alone and link.side in UNNAMED) else FRESH
        else:
            nodes[place] = replace(nodes[place], types=nodes[place].types & types or nodes[place].types)
    cost += order(link, nodes[head], nodes[tail], sides)
    cost += TWICE * any({head, tail} == {tie.head, tie.tail} for tie in frame.ties)
    return replace(frame, nodes=tuple(nodes), ties=(*frame.ties, Tie(link, head, tail)), cost=cost)


def _whole(frame: Frame, roles: Roles, words: Words, most: float) -> Iterator[Frame]:
    """The frame with what hangs loose tied by its classes, or left out."""
    groups = _groups(frame)
    if len(groups) <= 1:
        yield frame
        return
    main = max(groups, key=lambda group: _weight(frame, group))
    others = [group for group in groups if group != main]
    ties = (way for group in others for ways in (_joined, _implied) for way in ways(frame, main, group, roles, words))
    for next_ in (*nsmallest(TRIED, ties, key=lambda f: f.cost), *(_without(frame, group) for group in others)):
        if next_ is not None and next_.cost <= most:
            yield from _whole(next_, roles, words, most)


def _groups(frame: Frame) -> list[tuple[int, ...]]:
    group = list(range(len(frame.nodes)))
    for tie in frame.ties:
        one, other = group[tie.head], group[tie.tail]
        group = [one if g == other else g for g in group]
    return [tuple(i for i, g in enumerate(group) if g == name) for name in dict.fromkeys(group)]


def _weight(frame: Frame, group: tuple[int, ...]) -> tuple:
    nodes = [frame.nodes[i] for i in group]
    return any(n.asked for n in nodes), len(group), any(n.things for n in nodes), -nodes[0].at


def _joined(frame: Frame, main: tuple[int, ...], group: tuple[int, ...], roles: Roles, _: Words) -> Iterator[Frame]:
    """周乃翔和官庆都参加的活动: what is tied to the one is tied to the other."""
    for one in main:
        for other in group:
            if not _side_by_side(frame, one, other):
                continue
            made: Frame | None = frame if not any(_symmetric(tie, roles) for tie in frame.ties) else None
            for tie in [t for t in frame.ties if one in (t.head, t.tail)]:
                head, tail = (other if at == one else at for at in (tie.head, tie.tail))
                sides = roles.sides(tie.link.relation)
                fits = frame.nodes[head].types & sides[0] and frame.nodes[tail].types & sides[1]
                made = _with(made, tie.link, head, tail, sides) if made and fits else None
            if made is not None and made is not frame:
                yield replace(made, cost=frame.cost + JOINED)


def _symmetric(tie: Tie, roles: Roles) -> bool:
    name = tie.link.relation
    return name not in roles.more and roles.ontology.relation(name).symmetric


def _side_by_side(frame: Frame, one: int, other: int) -> bool:
    if any(flag in frame.bag.flags for flag in ("together", "colleague")):
        return True
    first, second = sorted((frame.nodes[one], frame.nodes[other]), key=lambda node: node.at)
    between = frame.bag.text[first.end : second.at]
    return bool(between) and len(between) <= MAX_JOINT and any(c in between for c in JOINTS)


def _implied(
    frame: Frame, main: tuple[int, ...], group: tuple[int, ...], roles: Roles, words: Words
) -> Iterator[Frame]:
    """定远的项目: tied by a relation that things of such classes usually have."""
    if frame.bag.mute:
        return
    ranks = [(name, table["implied"]) for name, table in words.relations.items() if table.get("implied")]
    pairs = [(one, other, ends) for one in main for other in group for ends in ((one, other), (other, one))]
    for _, other, (head, tail) in pairs:
        first, second, new = frame.nodes[head], frame.nodes[tail], frame.nodes[other]
        if frame.bag.hushed and any(node.asked in WHO for node in (first, second)):
            continue
        if first.things and second.things and _side_by_side(frame, head, tail):
            continue
        for name, rank in ranks:
            sides = roles.sides(name)
            if _fits(first, sides[0], roles) and _fits(second, sides[1], roles):
                made = _with(frame, Link(name, "implied", new.at, new.end), head, tail, sides)
                yield replace(made, cost=made.cost + IMPLIED * rank + FAR * abs(first.at - second.at))


def _fits(node: Node, side: frozenset[str], roles: Roles) -> bool:
    """Whether a node may be tied for its classes alone; 谁 is no place then, and what no piece names is nothing."""
    if node.item is None and not node.role:
        return False
    types = node.types - roles.places if node.asked == "who" else node.types
    return bool(types & side)


def _without(frame: Frame, group: tuple[int, ...]) -> Frame | None:
    """The frame without a loose node: the topic before a comma, or a noun that says nothing."""
    if len(group) > 1 or frame.nodes[group[0]].asked:
        return None
    place, node = group[0], frame.nodes[group[0]]
    comma = any(mark in frame.bag.text[node.end :] for mark in COMMAS)
    if node.things and not comma:
        return None
    nodes = tuple(n for at, n in enumerate(frame.nodes) if at != place)
    ties = tuple(Tie(t.link, t.head - (t.head > place), t.tail - (t.tail > place)) for t in frame.ties)
    cost = frame.cost + (TOPIC if node.things else DROPPED)
    dropped = frame.dropped if node.things else frame.dropped | {noun.start for noun in node.nouns}
    topics = frame.topics + bool(node.things)
    return replace(frame, nodes=nodes, ties=ties, cost=cost, dropped=dropped, topics=topics) if nodes else None
