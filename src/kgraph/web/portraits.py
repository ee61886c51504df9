"""Everything that an entity's page shows, gathered for its template.

Comes in: an entity. Goes out: a `Portrait`: attributes, facts by relation, figures, neighbours, timeline, articles,
doubles, links. What is long is cut, and how much was left out is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph.iris import KG, OWL
from kgraph.ontology import Ontology
from kgraph.queries.results import short
from kgraph.web.facts import OBJECT, SUBJECT, Fact, Facts, day, of_relation, text
from kgraph.web.neighbours import Drawing, draw
from kgraph.web.things import ALT, MENTIONED, PREF, TYPE, Thing, Things
from kgraph.web.timeline import Moment, moments
from kgraph.web.wording import Line, Name, Wording

FACTS = 12  # facts of one relation on the page of an entity
PASSAGES = 2  # sentences of one fact there
DOUBLE = NamedNode(KG + "possiblySameAs")
KINDS = ("attribute", "relation", "observation")  # in the order of the page


@dataclass(frozen=True)
class Group:
    """The facts of one relation in one direction: some of them in lines, how many those are, and how many there are."""

    relation: str
    outgoing: bool
    label: str
    english: str
    lines: tuple[Line, ...]
    shown: int
    total: int


@dataclass(frozen=True)
class Article:
    date: str
    name: Name


@dataclass(frozen=True)
class Double:
    """An entity that may be the same one, how likely, and why."""

    other: Name
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A property that is no fact: a code, a link to another data set, who decided."""

    label: str
    value: Name


@dataclass(frozen=True)
class Portrait:
    thing: Thing
    groups: dict[str, tuple[Group, ...]]
    drawing: Drawing | None
    moments: list[Moment]
    articles: list[Article]
    doubles: tuple[Double, ...]
    rows: tuple[Row, ...]


class Painter:
    """Makes portraits of the entities of one folder."""

    def __init__(self, things: Things, ontology: Ontology):
        self.things = things
        self.ontology = ontology
        self.store = things.store
        self.facts = Facts(things.store, ontology)
        self.wording = Wording(things, ontology, self.facts)

    def portrait(self, thing: Thing) -> Portrait:
        facts = self.facts.of(thing.iri)
        articles, found = self.articles(thing), self.moments(thing, facts)
        groups = {kind: tuple(self._groups(facts, kind)) for kind in KINDS}
        drawing = draw(thing, facts, self.things, self.ontology)
        return Portrait(thing, groups, drawing, found, articles, tuple(self.doubles(thing)), self.rows(thing))

    def _groups(self, facts: Iterable[Fact], kind: str) -> Iterator[Group]:
        """The groups of a kind, the entity's own facts before those of others about it, long groups first."""
        known = {name for name, relation in self.ontology.relations.items() if relation.kind == kind}
        found = of_relation(facts).items()
        for (name, outgoing), listed in sorted(found, key=lambda item: (not item[0][1], -len(item[1]), item[0][0])):
            if name in known:
                yield self.group(name, outgoing, listed[:FACTS], len(listed), PASSAGES)

    def group(self, name: str, outgoing: bool, shown: Iterable[Fact], total: int, most: int) -> Group:
        """Some facts of a relation, each with its first `most` sentences."""
        label, english = self.ontology.label(name), self.ontology.label(name, "en")
        shown = list(shown)
        return Group(name, outgoing, label, english, self.wording.lines(shown, most), len(shown), total)

    def moments(self, thing: Thing, facts: Iterable[Fact]) -> list[Moment]:
        """What happened and what was published, in order of time."""
        return moments(facts, [(a.date, a.name) for a in self.articles(thing)], self.wording)

    def articles(self, thing: Thing) -> list[Article]:
        """The articles that name the entity, the latest first."""
        found = []
        for quad in self.store.quads_for_pattern(NamedNode(thing.iri), MENTIONED, None, None):
            values = self.facts.evidence.values(quad.object)
            found.append(Article(day(values), self.wording.name(quad.object)))
        found.sort(key=lambda a: a.name.text + a.name.path)
        return sorted(found, key=lambda article: article.date, reverse=True)

    def doubles(self, thing: Thing) -> Iterator[Double]:
        """The entities that may be this one: those weighed, with reasons, the likeliest first."""
        found: dict[NamedNode, Double] = {}
        node = NamedNode(thing.iri)
        for quad in (*self._default(node, DOUBLE, None), *self._default(None, DOUBLE, node)):
            other = quad.object if quad.subject == node else quad.subject
            found[other] = Double(self.wording.name(other), 0.0, ())
        for mine, theirs in ((SUBJECT, OBJECT), (OBJECT, SUBJECT)):
            for quad in self._default(None, mine, node):
                values = self.facts.evidence.values(quad.subject)
                reasons = tuple(term.value for term in values.get(KG + "reason", ()))
                if other := next(iter(values.get(theirs.value, ())), None):
                    found[other] = Double(self.wording.name(other), float(text(values, "confidence") or 0), reasons)
        yield from sorted(found.values(), key=lambda double: (-double.score, double.other.text, double.other.path))

    def rows(self, thing: Thing) -> tuple[Row, ...]:
        """What is said of the entity beside names, class and facts: codes, links, decisions; both ways for sameAs."""
        shown = {TYPE, PREF, ALT, DOUBLE, *(NamedNode(KG + name) for name in self.ontology.relations)}
        found = [quad for quad in self._default(NamedNode(thing.iri), None, None) if quad.predicate not in shown]
        rows = [self.row(quad.predicate, quad.object) for quad in found]
        same = self._default(None, NamedNode(OWL + "sameAs"), NamedNode(thing.iri))
        rows += [self.row(quad.predicate, quad.subject) for quad in same]
        return tuple(sorted(set(rows), key=lambda row: (row.label, row.value.text)))

    def row(self, predicate: NamedNode, value: NamedNode | Literal) -> Row:
        return Row(property_label(predicate.value, self.ontology), self.wording.name(value))

    def _default(self, *pattern: NamedNode | None) -> Iterator[Quad]:
        return self.store.quads_for_pattern(*pattern, DefaultGraph())


def property_label(iri: str, ontology: Ontology) -> str:
    """A property for people: its label, or prefix and name."""
    return ontology.label(iri.removeprefix(KG)) if iri.startswith(KG) else short(NamedNode(iri))
