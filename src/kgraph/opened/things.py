"""What answers are made of: the entities, facts and posts of a built folder, all frozen.

`record()` of each is made of dicts, lists, numbers and texts, for JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from kgraph import graph
from kgraph.exports import times
from kgraph.nouns import Value
from kgraph.opened.shown import Card, Line, Shown
from kgraph.queries import Sentence
from kgraph.queries.evidence import ASSERTED

if TYPE_CHECKING:
    from kgraph.opened.facts import FactReader

ATTRIBUTE = "attribute"  # the kind of relations whose object is a value


@dataclass(frozen=True, order=True, repr=False)
class Entity(Shown):
    """A thing of the graph, or (in facts about bylines) a document. `type` is its class in the ontology, `label` the
    Chinese name of that class, `id` the end of its IRI."""

    name: str
    type: str
    id: str
    iri: str = field(compare=False)
    aliases: tuple[str, ...] = field(default=(), compare=False)
    label: str = field(default="", compare=False)
    colour: str = field(default="", compare=False)
    reader: FactReader | None = field(default=None, compare=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that stand in which it is one end, each with its sentences."""
        return self.reader.about(self) if self.reader else ()

    @property
    def values(self) -> dict[str, int | float | str | None]:
        """Its attributes, by name: of several values the surest."""
        told: dict[str, Fact] = {}
        for fact in self.facts:
            if fact.kind == ATTRIBUTE and (
                fact.relation not in told or fact.confidence > told[fact.relation].confidence
            ):
                told[fact.relation] = fact
        return {name: fact.value for name, fact in sorted(told.items())}

    def record(self) -> dict[str, Any]:
        return {"id": self.id, "iri": self.iri, "name": self.name, "type": self.type, "aliases": list(self.aliases)}

    def card(self, facts: Iterable[Fact] = ()) -> Card:
        """Its name, class, id and other names, with the lines of these facts."""
        named = self.id if self.id.startswith(f"{self.type}/") else f"{self.type} {self.id}"
        others = f", also {'、'.join(self.aliases)}" if self.aliases else ""
        return Card(self.name, f"{self.label} {named}{others}", self.colour, tuple(f.line for f in facts))

    def __repr__(self) -> str:
        return f"<Entity {self.name} ({self.id})>"

    def _title(self) -> str:
        return ""

    def _cards(self) -> list[Card]:
        return [self.card(self.facts)]


@dataclass(frozen=True, repr=False)
class Fact(Shown):
    """What the graph says of an entity, in words (`text`), with each sentence that says so, asserting ones first.

    `relation` is its name in the ontology, `label` in Chinese, `kind` "relation" where the object is an entity, else
    "attribute" or "observation" (a value); `written` is the object in words. A fact that does not
    `stand` is only denied, or no longer so. `confidence` is that of its surest sentence (0–1).
    """

    id: str
    subject: Entity
    relation: str
    label: str
    kind: str
    object: Entity | Value
    written: str
    qualifiers: tuple[tuple[str, str], ...]
    sentences: tuple[Sentence, ...]
    text: str
    stands: bool = True

    @property
    def value(self) -> int | float | str | None:
        """The object as Python has it: a name, a number in the unit of the relation, a text."""
        return graph.plain(self.object) if isinstance(self.object, Value) else self.object.name

    @property
    def confidence(self) -> float:
        return max(sentence.confidence for sentence in self.sentences)

    @property
    def modality(self) -> str:
        """In which way its first sentence says it: asserted, planned, reported, inferred, denied or former."""
        return self.sentences[0].modality

    @property
    def line(self) -> Line:
        kinds = list(dict.fromkeys(s.modality for s in self.sentences if s.modality != ASSERTED))
        return Line(self.text, self.sentences, ", ".join([*kinds, f"confidence {self.confidence:g}"]))

    def other(self, one: Entity) -> Entity | Value:
        """The end of the fact that is not `one`."""
        return self.subject if self.object == one else self.object

    def record(self) -> dict[str, Any]:
        object = self.object.record() if isinstance(self.object, Entity) else said(self.object)
        return {
            "text": self.text,
            "subject": self.subject.record(),
            "relation": self.relation,
            "object": object,
            **({} if self.stands else {"stands": False}),
            "qualifiers": dict(self.qualifiers),
            "sentences": [cited(sentence) for sentence in self.sentences],
        }

    def __repr__(self) -> str:
        return f"<Fact {self.text}>"

    def _title(self) -> str:
        return ""

    def _cards(self) -> list[Card]:
        return [Card("", lines=(self.line,))]


@dataclass(frozen=True, repr=False)
class Post(Shown):
    """One person in one post. `start` and `end` are what texts say (ISO 8601, as exact as known); `first_seen`,
    `last_seen` and `seen_over` are publication dates of the documents that say it is held, or over. `former`: the
    latest document that speaks of it says it is over. `place` in the career, from 1."""

    person: Entity
    organisation: Entity
    title: str
    start: str | None
    end: str | None
    first_seen: str | None
    last_seen: str | None
    seen_over: str | None
    former: bool
    place: int
    sentences: tuple[Sentence, ...]

    def held(self, on: date | str) -> bool | None:
        """Whether it is held on a day (or at some time in a month or year); None where the texts do not tell.

        It is held from its start, else from the first publication that says so; until its end, else until the first
        publication that says it is over; else still, as far as the texts tell.
        """
        first, last = (day or "" for day in times.interval(str(on)))
        begin, told = times.interval(self.start)[0], times.interval(self.first_seen)[0]
        end, over = times.interval(self.end)[1], times.interval(self.seen_over)[0]
        if (begin and last < begin) or (end and first > end) or (self.former and over and first >= over):
            return False
        known = begin or told
        if known is None or last < known or (self.former and not end and not over):
            return None
        return True

    @property
    def when(self) -> str:
        """Its times in words, or nothing where none is known."""
        texts = [f"from {self.start}" if self.start else "", f"until {self.end}" if self.end else ""]
        seen = " to ".join(dict.fromkeys(day for day in (self.first_seen, self.last_seen) if day))
        texts += [f"seen {seen}" if seen else "", f"over by {self.seen_over}" if self.seen_over else ""]
        return ", ".join(text for text in [*texts, "former" if self.former else ""] if text)

    @property
    def line(self) -> Line:
        return Line(f"{self.organisation.name} {self.title}", self.sentences, self.when)

    def record(self) -> dict[str, Any]:
        times = ("start", "end", "first_seen", "last_seen", "seen_over")
        return {
            "person": self.person.record(),
            "organisation": self.organisation.record(),
            "title": self.title,
            **{name: getattr(self, name) for name in times},
            "former": self.former,
            "sentences": [cited(sentence) for sentence in self.sentences],
        }

    def __repr__(self) -> str:
        return f"<Post {self.person.name} {self.line.text}>"

    def _title(self) -> str:
        return ""

    def _cards(self) -> list[Card]:
        return [Card(self.person.name, self.person.label, self.person.colour, (self.line,))]


def cited(sentence: Sentence) -> dict[str, Any]:
    """A sentence for JSON: its words, the document they are of, and their half-open positions in the source file."""
    return {**vars(sentence), "spans": [list(span) for span in sentence.spans]}


def said(value: Value) -> dict[str, Any]:
    """A value for JSON, without what it does not say."""
    told = {"value": graph.plain(value), **{n: getattr(value, n) for n in ("unit", "indicator", "period", "change")}}
    return {name: part for name, part in told.items() if part is not None} | ({"approx": True} if value.approx else {})
