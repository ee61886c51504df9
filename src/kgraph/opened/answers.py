"""Answers of several things: sequences that show themselves with their sentences.

An empty answer is false, and says that what was asked for is not in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, overload

from kgraph import queries
from kgraph.opened.naming import NOT_FOUND
from kgraph.opened.shown import Card, Line, Shown
from kgraph.opened.things import Entity, Fact, Post, cited
from kgraph.queries import Sentence

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Answer(Shown, Sequence[T], Generic[T]):
    """Things in an order; `asked` says in words what they answer."""

    asked: str
    items: tuple[T, ...]

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        return self.items[at]

    def __repr__(self) -> str:
        return str(self)

    def _title(self) -> str:
        return f"{self.asked}: {len(self)}" if self.items else f"{NOT_FOUND}: {self.asked}"

    def record(self) -> dict[str, Any]:
        """The answer for JSON."""
        return {"asked": self.asked, "found": bool(self.items)}


@dataclass(frozen=True, repr=False)
class Entities(Answer[Entity]):
    """Entities, and the `facts` that make them the answer."""

    facts: tuple[Fact, ...] = ()

    @property
    def names(self) -> list[str]:
        return [entity.name for entity in self.items]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.facts)

    def facts_of(self, entity: Entity) -> tuple[Fact, ...]:
        """Those of the facts in which an entity is one end."""
        return tuple(fact for fact in self.facts if entity in (fact.subject, fact.object))

    def record(self) -> dict[str, Any]:
        found = [e.record() | {"facts": [fact.record() for fact in self.facts_of(e)]} for e in self.items]
        return super().record() | {"entities": found}

    def _cards(self) -> list[Card]:
        return [entity.card(self.facts_of(entity)) for entity in self.items]


@dataclass(frozen=True, repr=False)
class Facts(Answer[Fact]):
    """Facts with their sentences."""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.items)

    def record(self) -> dict[str, Any]:
        return super().record() | {"facts": [fact.record() for fact in self.items]}

    def _cards(self) -> list[Card]:
        return [Card("", lines=(fact.line,)) for fact in self.items]


@dataclass(frozen=True, repr=False)
class Posts(Answer[Post]):
    """Posts of a person in the order of the career; `unknown` are those of which the texts do not tell whether they
    were held on the day that was asked for."""

    unknown: tuple[Post, ...] = ()

    def record(self) -> dict[str, Any]:
        more = {"unknown": [post.record() for post in self.unknown]} if self.unknown else {}
        return super().record() | {"posts": [post.record() for post in self.items]} | more

    def _title(self) -> str:
        return f"{self.asked}: {len(self)}" if self.items or self.unknown else super()._title()

    def _cards(self) -> list[Card]:
        cards = [Card("", lines=tuple(post.line for post in self.items))] if self.items else []
        rest = tuple(post.line for post in self.unknown)
        return cards + ([Card("the texts do not tell whether then (当时是否在任不明)", lines=rest)] if rest else [])


@dataclass(frozen=True, repr=False)
class Way(Answer[Fact]):
    """A shortest way from one entity to another, one fact a step. `entities` are those on the way, both ends too;
    `steps` has for each step all facts that make it."""

    entities: tuple[Entity, ...] = ()
    steps: tuple[tuple[Fact, ...], ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.items)

    def record(self) -> dict[str, Any]:
        way = {"entities": [e.record() for e in self.entities], "steps": [f.record() for f in self.items]}
        return super().record() | way

    def _title(self) -> str:
        return " — ".join(e.name for e in self.entities) if self.entities else super()._title()

    def _cards(self) -> list[Card]:
        return [Card("", lines=(fact.line,)) for fact in self.items]


@dataclass(frozen=True, repr=False)
class Told(Answer[queries.Row]):
    """The answer to a question in Chinese: `text` for people, and each row with its sentences."""

    text: str = ""
    kind: str = field(default="")

    @property
    def found(self) -> bool:
        return bool(self.items)

    @property
    def rows(self) -> tuple[queries.Row, ...]:
        return self.items

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all rows, each once, in the order of the rows."""
        return tuple(dict.fromkeys(sentence for row in self.items for sentence in row.sentences))

    def record(self) -> dict[str, Any]:
        rows = [{"text": r.text, "values": r.values, "sentences": [cited(s) for s in r.sentences]} for r in self.items]
        return super().record() | {"kind": self.kind, "text": self.text, "answers": rows}

    def _title(self) -> str:
        return self.asked if self.items else f"{self.asked} {self.text}"

    def _cards(self) -> list[Card]:
        return [Card("", lines=(Line(row.text, row.sentences),)) for row in self.items]


def sentences(facts: Iterable[Fact]) -> tuple[Sentence, ...]:
    """The sentences of facts, each once, in their order."""
    return tuple(dict.fromkeys(sentence for fact in facts for sentence in fact.sentences))
