"""What handlers answer from: a built folder, opened once.

Comes in: a folder. Goes out: a `Served` with its store, its texts and the ontology. The store may be read from
several threads at a time; nothing writes to it. Queries of visitors go through `kgraph.web.sparql`, which limits them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Store

from kgraph import queries
from kgraph.ontology import Ontology
from kgraph.web.names import Names
from kgraph.web.reconcile.service import Service
from kgraph.web.things import Things


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

    @cached_property
    def things(self) -> Things:
        """The entities of the folder, read when first asked for."""
        return Things(self.store, self.ontology, self.texts)

    @cached_property
    def names(self) -> Names:
        """All names, for search. How they are spoken takes longer (50 µs each) and is worked out meanwhile."""
        made = Names(self.things.by_iri.values())
        threading.Thread(target=made.prepare, daemon=True).start()
        return made

    @cached_property
    def reconciliation(self) -> Service:
        """What matches columns of a table to entities, for OpenRefine."""
        return Service(self.things, self.names, self.ontology)
