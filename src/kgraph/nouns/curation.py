"""What a curator decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """What a curator decided, in one line of a decisions file: `action` on `claims` or `entities`, by whom, when, why.

    `name`, `type` and `documents` are what an action needs besides: a new name, another class, the documents whose
    mentions are split off.
    """

    line: int
    action: str
    who: str
    when: str
    why: str
    claims: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    name: str | None = None
    type: str | None = None
