"""How well what a row says beside the name fits an entity: the values of its properties, the title beside a name.

Comes in: an entity and given values. Goes out: a number from 0 (speaks against it) to 1 (fits), or None where the graph
knows nothing of the kind about the entity, which speaks neither for nor against.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz

from kgraph.entities import names
from kgraph.iris import KG
from kgraph.ontology import Ontology
from kgraph.web.reconcile import likeness
from kgraph.web.reconcile.properties import Properties, Property
from kgraph.web.reconcile.queries import Given
from kgraph.web.things import Thing, Things

MOST = 200  # entities found by properties alone
_PART = 0.9  # of 1: a value that is part of the other (经开区 of 郑州经开区)


class Evidence:
    """Compares values."""

    def __init__(self, things: Things, ontology: Ontology, properties: Properties):
        self.things = things
        self.ontology = ontology
        self.properties = properties

    def fit(self, thing: Thing, given: Iterable[Given], title: str = "") -> float | None:
        """The mean over all that is given and known of the entity."""
        found = [self._fit(thing, each) for each in given]
        if title:
            found.append(self._titled(thing, title))
        known = [each for each in found if each is not None]
        return sum(known) / len(known) if known else None

    def _fit(self, thing: Thing, given: Given) -> float | None:
        property = self.properties.get(given.id)
        values = self.properties.values(thing.iri, property) if property else []
        if not values or not (given.ids or given.texts):
            return None
        ids = {self.things.tail(value.value) for value in values if isinstance(value, NamedNode)}
        if any(id in ids or id in {value.value for value in values} for id in given.ids):
            return 1.0
        return max((self._alike(text, value) for text in given.texts for value in values), default=0.0)

    def _titled(self, thing: Thing, title: str) -> float | None:
        """Whether the person has a post with this title: 主任 fits 管委会主任 too."""
        found: list[str] = []
        for property in self._titles():
            found += [value.value for value in self.properties.values(thing.iri, property)]
        if not found:
            return None
        return max(_PART if title.endswith(known) or known.endswith(title) else 0.0 for known in found)

    def _titles(self) -> list[Property]:
        relation = self.ontology.relation(self.ontology.with_role("post"))
        paths = (self.properties.get(f"^{relation.head_property}/{name}") for name in relation.required)
        return [path for path in paths if path]

    def _alike(self, text: str, value: NamedNode | Literal) -> float:
        """From 0 to 1: a number by its value, a name by the logic of its kind, or letter by letter."""
        if isinstance(value, Literal):
            return _same_literal(text, value)
        if text in (value.value, self.things.tail(value.value)):
            return 1.0
        if value.value.startswith(KG):
            local = value.value.removeprefix(KG)
            return float(text in (local, self.ontology.label(local), self.ontology.label(local, "en")))
        thing = self.things.get(value.value)
        if thing is None:
            return fuzz.ratio(text, self.things.label(value.value)) / 100
        kind = names.kind_of(thing.type)
        return max(_names(text, name, kind) for name in thing.names)

    def having(self, given: Iterable[Given]) -> list[Thing]:
        """The entities that fit all values well, best known first."""
        found = []
        for thing in self.things.by_iri.values():
            fits = [self._fit(thing, each) for each in given]
            if all(fit is not None and fit >= _PART for fit in fits):
                found.append(thing)
                if len(found) == MOST:
                    break
        return found


def _names(text: str, name: str, kind: str) -> float:
    fit = likeness.fit(text, name, kind)
    return _PART if fit.how in ("inside", "place") and fit.points > likeness.ELSEWHERE else fit.points / 100


def _same_literal(text: str, value: Literal) -> float:
    try:
        return float(float(text) == float(value.value))
    except ValueError:
        return 1.0 if likeness.name_key(text) == likeness.name_key(value.value) else fuzz.ratio(text, value.value) / 100
