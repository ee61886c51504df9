"""What comes of the commands on an output folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kgraph.api import Graph

Settings = dict[str, str | None]


@dataclass(frozen=True)
class Outcome:
    """What came of a command: the graph, the files written (none where nothing was built), how many pages were read
    now and how many were known, and a message for each name that was not found."""

    graph: Graph
    written: tuple[Path, ...]
    read: int
    known: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What a folder holds. `waiting` are pages that this version of kgraph has not read yet; `behind` says why the
    exports are not what a build would give now (empty where they are)."""

    inputs: int
    pages: int
    waiting: int
    settings: Settings
    made: dict[str, int]
    failures: tuple[str, ...]
    unapplied: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """A graph, the keys of the pages it is made of, how many were read for it, and what the store notes of it."""

    graph: Graph
    keys: tuple[str, ...]
    read: int
    made: Settings
