"""What handlers answer from: a built folder, opened once.

Comes in: a folder. Goes out: a `Served` with its store, its texts and the ontology. The store may be read from
several threads at a time; nothing writes to it. Queries of visitors go through `kgraph.web.sparql`, which limits them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from kgraph import queries
from kgraph.ontology import Ontology


@dataclass(frozen=True)
class Served:
    """An opened folder."""

    folder: Path
    store: Store
    ontology: Ontology
    texts: queries.Texts

    @classmethod
    def open(cls, folder: Path | str) -> Served:
        """Read a folder that `kgraph build` wrote; raises `InputError` where it cannot be read."""
        folder = Path(folder)
        return cls(folder, queries.open(folder), Ontology.load(), queries.Texts(folder))
