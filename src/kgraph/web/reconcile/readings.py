"""What may stand in a cell: a name, a name with a title before or after it, with a remark or a second name in brackets.

Comes in: a cell. Goes out: `Reading`s, the cell as it is first. Titles and surnames are those of the lexicons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kgraph.ontology import Ontology
from kgraph.text import fold, name_key

AROUND = " \t.,;:*#、，。；：·-—_"  # what is left over around a name; list marks too
LENGTHS = (3, 2, 4)  # characters of a person's name, the most frequent first
IN_BRACKETS, AROUND_TITLE = 4.0, 6.0  # points (of 100) that a reading costs, since something is left out
_BRACKETS = re.compile(r"(.+?)\(([^()]{2,})\)\Z")
_BETWEEN = re.compile(r"[\s,，、:：()]+")
_COUNTED = re.compile(r"\A\s*(?:\d{1,3}[.、)．]|[(（]\d{1,3}[)）])\s*(?=\D)")


@dataclass(frozen=True)
class Reading:
    """A name in a cell, the title that stood beside it, and the points that it costs to read it so."""

    name: str
    title: str = ""
    cost: float = 0.0


def readings(cell: str, ontology: Ontology) -> list[Reading]:
    """All readings, each name once, the cheapest first."""
    found: dict[str, Reading] = {}
    whole = _COUNTED.sub("", cell).strip(AROUND)
    for reading in (Reading(whole), *_bracketed(whole), *_titled(whole, ontology)):
        if key := name_key(reading.name):
            found.setdefault(key, reading)
    return sorted(found.values(), key=lambda reading: reading.cost)


def _bracketed(cell: str) -> Iterator[Reading]:
    """What stands before brackets at the end, and in them: 东方(长春)公司 has none at its end."""
    if match := _BRACKETS.match(fold(cell).strip()):
        yield Reading(cell[: match.end(1)].strip(AROUND), match[2], IN_BRACKETS)
        yield Reading(match[2].strip(AROUND), "", IN_BRACKETS)


def _titled(cell: str, ontology: Ontology) -> Iterator[Reading]:
    """周明主任, 主任周明, 区管委会主任周明, 周明 主任, 周明(主任)."""
    name, *rest = [part for part in _BETWEEN.split(fold(cell)) if part] or [""]
    if len(name) in LENGTHS and _is_person(name, ontology) and _title_at_end("".join(rest), ontology):
        yield Reading(name, "".join(rest), AROUND_TITLE)
    text = "".join((name, *rest))
    for size in LENGTHS:
        before, after = text[:-size], text[-size:]
        if _is_person(after, ontology) and (title := _title_at_end(before, ontology)):
            yield Reading(after, title, AROUND_TITLE)
        before, after = text[:size], text[size:]
        if after in _titles(ontology) and _is_person(before, ontology):
            yield Reading(before, after, AROUND_TITLE)


def _title_at_end(text: str, ontology: Ontology) -> str:
    """The longest title that a text ends in; what is before it may be the name of a body."""
    titles = _titles(ontology)
    return next((text[at:] for at in range(len(text)) if text[at:] in titles), "")


def _is_person(name: str, ontology: Ontology) -> bool:
    surnames = _surnames(ontology)
    known = name[:1] in surnames or (len(name) > 2 and name[:2] in surnames)
    return known and len(name) > 1 and name not in _titles(ontology)


@cache
def _titles(ontology: Ontology) -> frozenset[str]:
    return frozenset(row[0] for row in ontology.lexicon("titles"))


@cache
def _surnames(ontology: Ontology) -> frozenset[str]:
    return frozenset(row[0] for row in ontology.lexicon("surnames"))
