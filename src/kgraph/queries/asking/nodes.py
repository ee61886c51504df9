"""The things of a question and what ties them.

`Node`s are the things (names, kinds of things, what is asked for), `Link`s the words for relations, a `Tie` is a link
between two nodes, and a `Frame` is one way to tie a question together, with what it costs.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.queries.asking.bag import Bag, Item
from kgraph.queries.names import Thing


@dataclass(frozen=True)
class Node:
    """A thing of the question: one that has a name, or one of a kind that is to be found."""

    types: frozenset[str]
    at: int
    end: int
    item: Item | None = None
    things: tuple[Thing, ...] = ()
    nouns: tuple[Item, ...] = ()
    asked: str = ""  # who, which, where, many: it is asked for
    role: str = ""  # the title or noun that stands for it (总经理)


@dataclass(frozen=True)
class Link:
    """A word for a relation, not yet tied; `title` of a post."""

    relation: str
    side: str
    at: int
    end: int
    title: str = ""


@dataclass(frozen=True)
class Tie:
    """A relation between two nodes, by their places in the frame."""

    link: Link
    head: int
    tail: int


@dataclass(frozen=True)
class Frame:
    """One way to tie a question together."""

    bag: Bag
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    cost: float
    topics: int = 0  # names before a comma that were left out
    dropped: frozenset[int] = frozenset()  # where nouns stand that were left out
