"""Which things of a folder a name means.

Comes in: a name, an id, an IRI or an entity. Goes out: the one entity that is meant, or an error with the
nearest names; or, to look around, all entities whose names are like it, in Chinese letters or in pinyin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from kgraph.errors import NotInGraph, QueryError
from kgraph.iris import document
from kgraph.opened.facts import FactReader
from kgraph.opened.things import Entity
from kgraph.queries.names import Names, Thing, did_you_mean, plain
from kgraph.spoken import initials, syllables

MAX_FOUND = 20  # entities that a search gives
MAX_OFFERED = 3  # names in a message
MIN_INITIALS = 2  # letters; one letter begins a tenth of all names
NOT_FOUND = "不在图中 (not in the graph)"


class Meanings:
    """The names of one folder."""

    def __init__(self, reader: FactReader):
        self.reader, self.ontology = reader, reader.ontology

    @cached_property
    def names(self) -> Names:
        """All labels; read when the first name is asked for."""
        return Names(self.reader.store, self.ontology)

    def one(self, name: str | Entity, classes: Collection[str] = ()) -> Entity:
        """The entity that a name, id or IRI means; where `classes` are given, one of these. A name that is the fullest
        of one thing and only another name of others means the one. Raises `QueryError`."""
        if isinstance(name, Entity):
            name = name.iri
        found = sorted({thing.iri: thing for thing in self._named(name)}.values())
        fitting = [thing for thing in found if not classes or thing.type in classes]
        fullest = [thing for thing in fitting if plain(thing.name) == plain(name)]
        fitting = fullest if len(fullest) == 1 else fitting
        if len(fitting) == 1:
            return self.reader.entity(fitting[0].iri)
        if not found:
            raise NotInGraph(f"“{name}” {NOT_FOUND}.{did_you_mean(self.names.like(name))}")
        raise QueryError(self._several(name, fitting) if fitting else self._other(name, found, classes))

    def find(self, text: str, most: int = MAX_FOUND) -> tuple[Entity, ...]:
        """The entities whose name, other name or pinyin (whole, or first letters) is, begins with or holds a text."""
        ranks: dict[str, tuple] = {}
        for rank, label, thing in self._like(plain(text)):
            ranks[thing.iri] = min((rank, len(label), thing), ranks.get(thing.iri, (rank, len(label), thing)))
        best = sorted(ranks, key=ranks.__getitem__)[:most]
        return tuple(self.reader.entity(iri) for iri in best)

    def _named(self, name: str) -> tuple[Thing, ...]:
        known = self._by_iri
        wanted, base = name.strip("<>"), self.reader.claims.base
        exact = next((i for i in (wanted, base + wanted, document(wanted, base)) if i in known), None)
        return (known[exact],) if exact else self.names.named(name)

    @cached_property
    def _by_iri(self) -> dict[str, Thing]:
        return {thing.iri: thing for things in self.names.labels.values() for thing in things}

    def _like(self, text: str) -> Iterator[tuple[int, str, Thing]]:
        """(how near, label, thing): 0 the name, 1 its pinyin, 2 begins with it, 3 holds it, 4–5 so in pinyin."""
        if not text:
            return
        spoken = text.isascii()
        for label, things in self.names.labels.items():
            rank = _rank(text, label)
            if rank is None and spoken:
                rank = _spoken_rank(text, label)
            if rank is not None:
                yield from ((rank, label, thing) for thing in things)

    def _several(self, name: str, things: list[Thing]) -> str:
        listed = "; ".join(
            f"{self.reader.claims.id(t.iri)} ({self.ontology.label(t.type)})" for t in things[:MAX_FOUND]
        )
        more = f"; and {len(things) - MAX_FOUND} more" if len(things) > MAX_FOUND else ""
        return f"“{name}” means several things (同名). Say which, by its id: {listed}{more}"

    def _other(self, name: str, things: list[Thing], classes: Collection[str]) -> str:
        has = "、".join(dict.fromkeys(f"{self.ontology.label(t.type)} ({t.type})" for t in things))
        wanted = "、".join(f"{self.ontology.label(c)} ({c})" for c in sorted(classes))
        near = tuple(e.name for e in self.find(name) if e.type in classes)
        return f"“{things[0].name}” is {has}; this asks for {wanted}.{did_you_mean(near[:MAX_OFFERED])}"


def _rank(text: str, label: str) -> int | None:
    if text == label:
        return 0
    if text not in label:
        return None
    return 2 if label.startswith(text) else 3


def _spoken_rank(text: str, label: str) -> int | None:
    whole, first = "".join(syllables(label)).lower(), initials(label)
    if text in (whole, first):
        return 1
    if whole.startswith(text):
        return 4
    return 5 if len(text) >= MIN_INITIALS and first.startswith(text) else None
