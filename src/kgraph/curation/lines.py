"""`decisions.jsonl` ↔ decisions. One JSON object a line; a line that is none gives a message, the others still apply.

    {"do": "reject", "claim": "claim/…", "who": "…", "when": "2024-05-01", "why": "…"}

`do` is a key of `NEEDS`, which lists what else a line must have. `claim`, `entity` and `document` hold one id;
`claims`, `entities` and `documents` a list of them. Empty lines and lines that begin with # are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from kgraph.errors import InputError
from kgraph.nouns import Decision

FILE = "decisions.jsonl"
COMMENT = "#"
SIGNED = ("who", "when", "why")
NEEDS = {  # action → what it is about, and how many of that at least and at most; other fields it needs
    "accept": ("claims", 1, None, ()),
    "reject": ("claims", 1, None, ()),
    "merge": ("entities", 2, None, ()),
    "apart": ("entities", 2, 2, ()),
    "split": ("entities", 1, 1, ("documents",)),
    "rename": ("entities", 1, 1, ("name",)),
    "retype": ("entities", 1, 1, ("type",)),
}
MANY = {"claims": "claim", "entities": "entity", "documents": "document"}  # list → its form for one
WORDS = ("name", "type")


def read(path: Path, classes: Collection[str]) -> tuple[tuple[Decision, ...], list[str]]:
    """The decisions of a file in their order, and a message for each line that is none. No file: no decisions."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except FileNotFoundError:
        return (), []
    except (OSError, UnicodeDecodeError) as error:
        return (), [f"{path.name}: cannot be read ({error}). Save it as UTF-8 text, one JSON object a line"]
    decisions, failures = [], []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith(COMMENT):
            try:
                decisions.append(_decision(line, number, classes))
            except ValueError as error:
                failures.append(str(InputError(f"{path.name}, line {number}", f"{error}. The line was passed over")))
    return tuple(decisions), failures


def record(decision: Decision) -> str:
    """The line of a decision."""
    found: dict[str, Any] = {"do": decision.action}
    for many, one in MANY.items():
        ids = getattr(decision, many)
        found |= {one: ids[0]} if len(ids) == 1 else {many: list(ids)} if ids else {}
    found |= {word: value for word in WORDS if (value := getattr(decision, word))}
    found |= {word: getattr(decision, word) for word in SIGNED}
    return json.dumps(found, ensure_ascii=False)


def _decision(line: str, number: int, classes: Collection[str]) -> Decision:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'not JSON ({error}); expected an object such as {{"do": "reject", "claim": …}}') from None
    if not isinstance(found, dict) or found.get("do") not in NEEDS:
        raise ValueError(f'expected an object with "do": one of {", ".join(NEEDS)}')
    action = found["do"]
    about, least, most, more = NEEDS[action]
    unknown = found.keys() - {"do", *SIGNED, *WORDS, *MANY, *MANY.values()}
    if unknown:
        raise ValueError(f'unknown field "{min(unknown)}"; expected {", ".join((MANY[about], *more, *SIGNED))}')
    ids = {many: _ids(found, many, one) for many, one in MANY.items()}
    if len(ids[about]) < least or (most and len(ids[about]) > most):
        raise ValueError(f'"{action}" needs {_how_many(about, least, most)}')
    for name in more:
        if not (ids.get(name) or found.get(name)):
            raise ValueError(f'"{action}" needs "{name}"')
    words = {word: _text(found, word) if word in found else None for word in WORDS}
    if words["type"] is not None and words["type"] not in classes:
        raise ValueError(f'"type" is one of {", ".join(sorted(classes))}, not "{words["type"]}"')
    signed = {word: _text(found, word) for word in SIGNED}
    return Decision(number, action, **{**signed, "when": _day(signed["when"])}, **ids, **words)


def _ids(found: dict, many: str, one: str) -> tuple[str, ...]:
    given = [found[one]] if one in found else found.get(many, [])
    if not isinstance(given, list) or not all(isinstance(id, str) and id.strip() for id in given):
        raise ValueError(f'"{one}" should be an id, or "{many}" a list of ids')
    return tuple(dict.fromkeys(id.strip() for id in given))


def _text(found: dict, name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"{name}" is missing or empty; each decision says who decided, when (2024-05-01) and why')
    return value.strip()


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f'"when" should be a date such as 2024-05-01, not "{text}"') from None


def _how_many(about: str, least: int, most: int | None) -> str:
    if least == most == 1:
        return f'one "{MANY[about]}"'
    return (
        f'"{about}": a list of two'
        if most
        else f'"{about}": a list of {least} or more' + (f', or one "{MANY[about]}"' if least == 1 else "")
    )
