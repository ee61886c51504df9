"""What a build can say of its own reading."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.documents import Span


@dataclass(frozen=True, order=True)
class Member:
    """A figure of an identity: where it stands, as it is written, its number, its part in it (total, part, …), and the
    ids of the facts that use it."""

    span: Span
    text: str
    number: float
    role: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Check:
    """An identity among figures of a document. `span` goes from the first member to the end of the last.

    `kind` is sum, difference, growth, share or restatement; `verdict` confirmed, rounded or contradicted; `equation`
    spells it in the numbers as written; `miss` is what the text says less what follows from its other numbers.
    """

    document: str
    span: Span
    kind: str
    members: tuple[Member, ...]
    verdict: str
    equation: str
    miss: float
    rule: str


@dataclass(frozen=True)
class Entry:
    """A number, date or name of a text, and the ids of the facts that use it; none where it is unexplained.

    `kind` is quantity, time, name or digits (a number that nothing read), `detail` the dimension or class.
    """

    document: str
    span: Span
    text: str
    kind: str
    detail: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """What a build can say of its own reading: sums that hold or not, and the ledger. Sorted by document and place."""

    checks: tuple[Check, ...] = ()
    ledger: tuple[Entry, ...] = ()
