"""What a build knows through time."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.claims import Claim


@dataclass(frozen=True)
class Tenure:
    """One person in one post, through time. `start` and `end` are what texts say (ISO 8601); `first_seen`, `last_seen`
    and `seen_over` are publication dates: of the documents that say it is held, and of the first that says it is over.

    `former` where the latest document that speaks of it says it is over; `place` in the person's career, from 1;
    `claim` the passage to show.
    """

    fact: str
    person: str
    organisation: str
    title: str
    claim: Claim
    place: int
    start: str | None = None
    end: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    seen_over: str | None = None
    former: bool = False


@dataclass(frozen=True)
class Step:
    """A project reached a status: `date` as the text says (None where it does not), `published` when the document did.

    `last_seen` is the latest publication that still says so; `back` where a later status had been told before.
    """

    project: str
    relation: str
    status: str
    claim: Claim
    date: str | None = None
    published: str | None = None
    last_seen: str | None = None
    back: bool = False


@dataclass(frozen=True)
class Side:
    """One of the values that contradict each other: as a text, with the fact and the claims that say so."""

    value: str
    fact: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Contradiction:
    """Different values of one `attribute` of one thing, all kept. `object` tells apart what the thing has several of
    (the post whose beginning is in question); `within` where one document gives all of them."""

    subject: str
    attribute: str
    sides: tuple[Side, ...]
    object: str = ""
    within: bool = False


@dataclass(frozen=True)
class Histories:
    """What a build knows through time. Tenures are by person and place in the career, steps by project and time."""

    tenures: tuple[Tenure, ...] = ()
    steps: tuple[Step, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
