"""Opens a built folder for scripts and notebooks.

Comes in: a folder that `kgraph build` wrote. Goes out: a `BuiltGraph`, whose answers are objects with their sentences.
"""

from __future__ import annotations

from pathlib import Path

from kgraph import queries
from kgraph.ontology import Ontology
from kgraph.opened.answers import Answer, Entities, Facts, Posts, Told, Way
from kgraph.opened.built import BuiltGraph
from kgraph.opened.rows import Rows
from kgraph.opened.things import Entity, Fact, Post

__all__ = [
    "Answer",
    "BuiltGraph",
    "Entities",
    "Entity",
    "Fact",
    "Facts",
    "Post",
    "Posts",
    "Rows",
    "Told",
    "Way",
    "open",
]


def open(folder: Path | str, *, ontology: Path | str | None = None) -> BuiltGraph:
    """The graph of a folder that `kgraph build` wrote; `ontology` is that of the build where it is not kgraph's own.

    Raises `InputError` where there is no such folder, or its graph cannot be read.
    """
    return BuiltGraph(Path(folder), queries.open(folder), Ontology.load(ontology))
