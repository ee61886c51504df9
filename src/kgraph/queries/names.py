"""Finds the things of a graph by name.

Comes in: a store. Goes out: for a text the things whose label it is, or whose labels stand in it; and for a name
that the graph does not have the labels most like it. Width, script, case, quotation marks and spaces do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kgraph.errors import QueryError
from kgraph.iris import KG, RDF, SCHEMA, SKOS
from kgraph.ontology import Ontology
from kgraph.text import name_key

MAX_NAME = 60  # characters; the longest name of a meeting in the training texts has 41
MIN_LIKENESS = 0.45  # of difflib's 0–1; below it the names offered share a character or two by chance
_TYPE = NamedNode(RDF + "type")
_FULLEST = (NamedNode(SKOS + "prefLabel"), NamedNode(SCHEMA + "headline"))
LABELS = (*_FULLEST, NamedNode(SKOS + "altLabel"))


@dataclass(frozen=True, order=True)
class Thing:
    """An entity or document of the graph: its IRI, its class in the ontology and its fullest name."""

    name: str
    iri: str
    type: str


def plain(text: str) -> str:
    """A name, or a question, as it is compared."""
    return name_key(text)


class Names:
    """All labels of a store."""

    def __init__(self, store: Store, ontology: Ontology):
        self.labels: dict[str, set[Thing]] = {}
        self.spelled: dict[str, str] = {}
        self.preferred: dict[str, str] = {}
        for quad in _facts(store, _FULLEST):
            iri, label = quad.subject.value, quad.object.value
            self.preferred[iri] = min(label, self.preferred.get(iri, label))
        types = self._types(store, {*ontology.entity_classes, ontology.with_role("document")})
        for quad in _facts(store, LABELS):
            for type_ in types.get(quad.subject.value, ()):
                self._add(quad.subject.value, type_, quad.object.value)

    def _types(self, store: Store, wanted: set[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for quad in _facts(store, [_TYPE]):
            if (name := quad.object.value.removeprefix(KG)) in wanted:
                found.setdefault(quad.subject.value, []).append(name)
        return found

    def _add(self, iri: str, type_: str, label: str) -> None:
        key = plain(label)
        if key:
            self.labels.setdefault(key, set()).add(Thing(self.preferred.get(iri, label), iri, type_))
            self.spelled[key] = min(label, self.spelled.get(key, label))

    def named(self, text: str) -> tuple[Thing, ...]:
        """The things that have this label."""
        return tuple(sorted(self.labels.get(plain(text), ())))

    def inside(self, text: str) -> Iterator[tuple[int, int, tuple[Thing, ...]]]:
        """Where labels stand in a text that is already `plain`: longest first, then from the left."""
        for length in range(min(len(text), MAX_NAME), 0, -1):
            for start in range(len(text) - length + 1):
                if things := self.labels.get(text[start : start + length]):
                    yield start, start + length, tuple(sorted(things))

    def like(self, text: str, count: int = 3) -> tuple[str, ...]:
        """The labels most like a name that is not there: one holds the other, or they share most characters."""
        wanted = plain(text)
        pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
        near = [key for key in self.labels if any(pair in key for pair in pairs) or (key in wanted and len(key) > 1)]
        graded = [(_likeness(wanted, key), key) for key in near]
        best = sorted((-grade, key) for grade, key in graded if grade >= MIN_LIKENESS)
        return tuple(self.spelled[key] for _, key in best[:count])

    def one(self, text: str) -> tuple[Thing, ...]:
        """The things meant by a label, an IRI or the tail of one; raises `QueryError` with the nearest names."""
        iri = text.strip("<>")
        known = {thing for things in self.labels.values() for thing in things}
        if found := self.named(text) or sorted(t for t in known if t.iri == iri or t.iri.endswith(f"/{iri}")):
            return tuple(found)
        raise QueryError(f"“{text}” is not in the graph (图谱中没有“{text}”).{did_you_mean(self.like(text))}")


def did_you_mean(names: tuple[str, ...]) -> str:
    """A sentence that offers names, or nothing."""
    return f" Did you mean (是不是): {'、'.join(names)}?" if names else ""


def _facts(store: Store, predicates: Iterable[NamedNode]) -> Iterator[Quad]:
    """The facts of the default graph with these predicates."""
    for predicate in predicates:
        yield from store.quads_for_pattern(None, predicate, None, DefaultGraph())


def _likeness(wanted: str, key: str) -> float:
    if wanted in key or key in wanted:
        return 1 - 0.5 * abs(len(wanted) - len(key)) / max(len(wanted), len(key))
    return SequenceMatcher(None, wanted, key, autojunk=False).ratio()
