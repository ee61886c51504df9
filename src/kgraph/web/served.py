"""What handlers answer from: a built folder, opened once.

Comes in: a folder. Goes out: a `Served` with its store, its texts and the ontology. The store may be read from
several threads at a time; nothing writes to it. Queries of visitors go through `kgraph.web.sparql`, which limits them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import Store

from kgraph import queries
from kgraph.ontology import Ontology
from kgraph.web.counts import Counts, count
from kgraph.web.limits import Limits
from kgraph.web.names import Names
from kgraph.web.reconcile.service import Service
from kgraph.web.things import Things
from kgraph.web.workers import Workers

_COUNTING = threading.Lock()


@dataclass(frozen=True)
class Served:
    """An opened folder."""

    folder: Path
    store: Store
    ontology: Ontology
    texts: queries.Texts
    limits: Limits = field(default_factory=Limits)
    licence: str = ""  # the IRI of the licence of the data, where it is known

    @classmethod
    def open(cls, folder: Path | str, limits: Limits | None = None, licence: str = "") -> Served:
        """Read a folder that `kgraph build` wrote; raises `InputError` where it cannot be read."""
        folder = Path(folder)
        texts = queries.Texts(folder)
        return cls(folder, queries.open(folder), Ontology.load(), texts, limits or Limits(), licence)

    def close(self) -> None:
        """End the query processes."""
        self.workers.close()

    @cached_property
    def workers(self) -> Workers:
        """The processes that run visitors' queries."""
        return Workers(self.folder, self.store, self.limits)

    @cached_property
    def counts(self) -> Counts:
        """How much of what there is, counted when first asked for; others who ask meanwhile wait for it."""
        with _COUNTING:
            return self.__dict__.get("counts") or count(self.store, self.ontology)

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
