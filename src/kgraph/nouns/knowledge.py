"""Everything a build knows."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.analyses import Analysis
from kgraph.nouns.documents import Document
from kgraph.nouns.entities import Entity, Likeness
from kgraph.nouns.facts import Fact, Rejection


@dataclass(frozen=True)
class Knowledge:
    """Everything a build knows: what the graph and all exports are made from. All tuples are sorted by id.

    `failures` are inputs and decisions that could not be read, `unapplied` decisions that no longer apply.
    """

    documents: tuple[Document, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failures: tuple[str, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    unapplied: tuple[str, ...] = ()
