"""Things that mentions share, and what was decided of their names."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.curation import Decision
from kgraph.nouns.mentions import Mention


@dataclass(frozen=True)
class Entity:
    """A thing that mentions share. `id` is the local part of its IRI; `name` its fullest form.

    `mentions` are (document id, mention) pairs, sorted; `links` are (property, value) pairs such as codes;
    `decisions` those of curators that made it what it is.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[tuple[str, Mention], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Likeness:
    """A decision about two names in two documents: `same` where they were joined into one entity, `apart` where they
    are two things of one name; else they may be one.

    `a` and `b` are entity ids (equal where joined), `score` points (joined) or a probability, `reasons` in plain words.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    a_document: str
    b_document: str
    score: float
    reasons: tuple[str, ...]
    same: bool
    apart: bool = False

    @property
    def open(self) -> bool:
        return not (self.same or self.apart)
