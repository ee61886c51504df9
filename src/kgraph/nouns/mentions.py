"""Names in a text, and the chains of those that are one thing in it."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.documents import Span


@dataclass(frozen=True)
class Mention:
    """A name in a document's text: `type` is a class of the ontology, `finder` who proposed it."""

    span: Span
    text: str
    type: str
    finder: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Chain:
    """All mentions of one thing in one document. `name` is its fullest form, `forms` all forms, fullest first.

    `is_home` where the thing is the place whose paper or site the document comes from; `reasons` why its forms are one
    thing, in plain words."""

    type: str
    name: str
    forms: tuple[str, ...]
    mentions: tuple[Mention, ...]
    is_home: bool = False
    reasons: tuple[str, ...] = ()
