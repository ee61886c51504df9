"""What a folder is about: its entities by IRI and by path, and the base that all IRIs of the folder share.

Comes in: a store, the ontology, the articles. Goes out: `Things`, read once, with a `Thing` for each entity; and the
path on this server where an IRI of the folder is answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kgraph import iris, queries
from kgraph.iris import KG, RDF, SKOS
from kgraph.ontology import Ontology

TYPE, PREF, ALT = NamedNode(RDF + "type"), NamedNode(SKOS + "prefLabel"), NamedNode(SKOS + "altLabel")
HEADLINE, PUBLISHED = NamedNode(iris.SCHEMA + "headline"), NamedNode(iris.SCHEMA + "datePublished")
MENTIONED = NamedNode(KG + "mentionedIn")
KEPT = "/%~@!$&'()*,;=:+-._"  # what a path may hold as it is; an IRI is percent-encoded already where it must be
_DOCUMENT = iris.document("", base="") + "/"


@dataclass(frozen=True)
class Thing:
    """An entity. `facts` counts the facts that hold with another thing, `documents` those that name it."""

    iri: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    facts: int = 0
    documents: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    @property
    def rank(self) -> tuple:
        """The best known first, then by name."""
        return -self.facts, -self.documents, self.name, self.iri


class Things:
    """All entities of a store."""

    def __init__(self, store: Store, ontology: Ontology, texts: queries.Texts):
        self.store = store
        self.ontology = ontology
        self.document_class = NamedNode(KG + ontology.with_role("document"))
        self.base = self._base(texts)

    def _base(self, texts: queries.Texts) -> str:
        """What the IRI of a document has before its id; the usual base for a folder without documents."""
        for quad in self.store.quads_for_pattern(None, TYPE, self.document_class, DefaultGraph()):
            if text := texts.get(quad.subject.value):
                return quad.subject.value.removesuffix(iris.document(text.id, base=""))
        return iris.BASE

    @cached_property
    def by_iri(self) -> dict[str, Thing]:
        """Every entity by its IRI, the best known first; read when first asked for."""
        return {thing.iri: thing for thing in sorted(self._read(), key=lambda t: t.rank)}

    def _read(self) -> Iterator[Thing]:
        classes = {KG + name: name for name in self.ontology.entity_classes}
        types = {q.subject.value: classes[q.object.value] for q in self._all(TYPE) if q.object.value in classes}
        preferred, others = self._labels(PREF), self._labels(ALT)
        facts, documents = self._degrees(), Counter(q.subject.value for q in self._all(MENTIONED, everywhere=True))
        for iri, type_ in types.items():
            name, *more = preferred.get(iri) or [self.tail(iri)]
            aliases = tuple(sorted({*more, *others.get(iri, ())} - {name}))
            yield Thing(iri, type_, name, aliases, facts[iri], documents[iri])

    def _labels(self, property: NamedNode) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for quad in self._all(property):
            found.setdefault(quad.subject.value, []).append(quad.object.value)
        return {iri: sorted(labels) for iri, labels in found.items()}

    def _degrees(self) -> Counter[str]:
        ends: Counter[str] = Counter()
        for relation in self.ontology.of_kind("relation"):
            for quad in self._all(NamedNode(KG + relation.name)):
                ends.update((quad.subject.value, quad.object.value))
        return ends

    def _all(self, predicate: NamedNode, everywhere: bool = False) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, predicate, None, None if everywhere else DefaultGraph())

    # ── asking ──

    def is_document(self, iri: str) -> bool:
        return iri.startswith(self.base + _DOCUMENT)

    def get(self, iri: str) -> Thing | None:
        return self.by_iri.get(iri)

    def of_class(self, name: str) -> list[Thing]:
        """The entities of a class or of those below it, best known first."""
        return [thing for thing in self.by_iri.values() if self.ontology.is_a(thing.type, name)]

    @cached_property
    def documents(self) -> list[str]:
        """The IRIs of the documents, in order."""
        found = self.store.quads_for_pattern(None, TYPE, self.document_class, DefaultGraph())
        return sorted(quad.subject.value for quad in found)

    @cached_property
    def held(self) -> dict[str, int]:
        """How many facts with each relation, attribute or figure stand in the graph."""
        names = self.ontology.relations
        return {name: sum(1 for _ in self._all(NamedNode(KG + name))) for name in names}

    @cached_property
    def days(self) -> list[str]:
        """When documents were published, each day once, in order."""
        return sorted({quad.object.value for quad in self._all(PUBLISHED)})

    def find(self, tail: str) -> NamedNode | None:
        """What is called base + tail, where the tail may be percent-decoded; None where the graph says nothing."""
        for iri in (self.base + tail, self.base + iris.local(*tail.split("/")), *self._odd.get(tail, ())):
            if (node := _node(iri)) and next(self.store.quads_for_pattern(node, None, None, None), None):
                return node
        return None

    @cached_property
    def _odd(self) -> dict[str, list[str]]:
        """Decoded tails of the IRIs with a percent sign: a name with a slash in it, Chinese encoded by others."""
        found: dict[str, list[str]] = {}
        for quad in self.store.quads_for_pattern(None, TYPE, None, None):
            if "%" in quad.subject.value and quad.subject.value.startswith(self.base):
                found.setdefault(unquote(self.tail(quad.subject.value)), []).append(quad.subject.value)
        return found

    def tail(self, iri: str) -> str:
        return iri.removeprefix(self.base)

    def path(self, iri: str) -> str:
        """Where this server answers an IRI: /id/…, /document/…; the IRI itself where it is of another place."""
        if not iri.startswith(self.base):
            return iri
        tail, mark, part = self.tail(iri).partition("#")  # a # that is part of a name is percent-encoded
        start, rest = ("/document/", tail.removeprefix(_DOCUMENT)) if tail.startswith(_DOCUMENT) else ("/id/", tail)
        return start + quote(rest, safe=KEPT) + mark + quote(part)

    def label(self, iri: str) -> str:
        """A name for people: of an entity, a document, a term of the ontology; else what the IRI ends in."""
        if thing := self.by_iri.get(iri):
            return thing.name
        if iri.startswith(KG):
            return self.ontology.label(iri.removeprefix(KG))
        return next(self._headlines(iri), unquote(self.tail(iri)))

    def _headlines(self, iri: str) -> Iterable[str]:
        node = _node(iri)
        found = self.store.quads_for_pattern(node, HEADLINE, None, DefaultGraph()) if node else ()
        return (quad.object.value for quad in found)


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
