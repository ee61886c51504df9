"""The rows of pattern files, read and checked.

Comes in: one table of a file under `ontology/patterns/` with its relation. Goes out: a `Pattern`, an `Inside`, a
`Divisions` or a `Home`; or an error that names the file, the pattern and what to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kgraph.claims.discourse import ELSEWHERE, WITHIN
from kgraph.claims.divisions import Divisions
from kgraph.claims.homes import Home
from kgraph.claims.inside import Inside
from kgraph.claims.wording import Wording, cues
from kgraph.errors import OntologyError
from kgraph.ontology import Ontology, Relation

ITEM = "of"  # the fragment that may stand before each member of an enumeration
Mood = tuple[str, re.Pattern[str], re.Pattern[str]]


@dataclass(frozen=True)
class Pattern:
    """One wording of a relation. `heads` and `tails` are classes; `elsewhere` says which slot is not in the words."""

    rule: str
    relation: Relation
    wording: re.Pattern[str]
    heads: frozenset[str]
    tails: frozenset[str]
    confidence: float
    elsewhere: Mapping[str, str] = field(default_factory=dict, hash=False)
    within: int = WITHIN
    names: Mapping[str, re.Pattern[str]] = field(default_factory=dict, hash=False)
    cues: frozenset[str] = frozenset()

    def may_match(self, types: frozenset[str]) -> bool:
        """Whether a line that names these classes can hold what the wording asks for."""
        return all(bool(side & types) for slot, side in self.sides() if slot not in self.elsewhere)

    def sides(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return (("head", self.heads), ("tail", self.tails))


def pattern(row: Mapping[str, Any], relation: Relation, wording: Wording) -> Pattern:
    """A `[[pattern]]`."""
    place = f"patterns/{relation.name}.toml, pattern {row.get('id', '?')}"
    missing = [key for key in ("id", "match", "confidence") if key not in row]
    if missing:
        raise OntologyError(f"{place}: {' and '.join(missing)} missing. Every pattern needs id, match and confidence.")
    heads = _types(row.get("head"), relation.domain, place)
    tails = _types(row.get("tail"), relation.range, place)
    elsewhere = {slot: row[slot] for slot in ("head", "tail") if isinstance(row.get(slot), str)}
    compiled = wording.compile(row["match"], place, heads, tails, row.get("item", ITEM))
    slots = set(compiled.groupindex)
    for slot in () if "both" in slots else ("head", "tail"):
        if (slot in slots) == (slot in elsewhere):
            raise OntologyError(f"{place}: say once where the {slot} is: {{{slot}}} in match, or one of {ELSEWHERE}.")
    rule = f"{relation.name}.{row['id']}"
    names = {slot: re.compile(row[f"{slot}_name"]) for slot in ("head", "tail") if f"{slot}_name" in row}
    within, words = row.get("within", WITHIN), cues(row["match"])
    return Pattern(rule, relation, compiled, heads, tails, row["confidence"], elsewhere, within, names, words)


def inside(row: Mapping[str, Any], relation: Relation) -> Inside:
    """An `[[inside]]`."""
    place = f"patterns/{relation.name}.toml, inside {row.get('id', '?')}"
    missing = [key for key in ("id", "outer", "confidence") if key not in row]
    if missing or row["outer"] not in ("head", "tail"):
        raise OntologyError(f'{place}: an inside pattern needs id, confidence, and outer = "head" or "tail".')
    heads = _types(row.get("head"), relation.domain, place)
    tails = _types(row.get("tail"), relation.range, place)
    return Inside.read(row, f"{relation.name}.{row['id']}", relation, heads, tails)


def divisions(row: Mapping[str, Any], relation: Relation, ontology: Ontology) -> Divisions:
    """A `[[divisions]]`."""
    place = f"patterns/{relation.name}.toml, divisions {row.get('id', '?')}"
    missing = [key for key in ("id", "lexicon", "levels", "short", "types", "near", "confidence") if key not in row]
    if missing:
        raise OntologyError(f"{place}: {' and '.join(missing)} missing.")
    types = _types(row["types"], relation.domain & relation.range, place)
    return Divisions.read(dict(row), f"{relation.name}.{row['id']}", relation, types, ontology)


def home(row: Mapping[str, Any], relation: Relation) -> Home:
    """A `[[home]]`."""
    place = f"patterns/{relation.name}.toml, home {row.get('id', '?')}"
    missing = [key for key in ("id", "head", "confidence") if key not in row]
    if missing:
        raise OntologyError(f"{place}: {' and '.join(missing)} missing.")
    heads = _types(row["head"], relation.domain, place)
    return Home(f"{relation.name}.{row['id']}", relation, heads, row["confidence"])


def _types(given: Any, allowed: frozenset[str], place: str) -> frozenset[str]:
    """The classes a slot takes: all that the ontology allows there, or the listed ones of them."""
    if given is None:
        return allowed
    if isinstance(given, str):
        if given not in ELSEWHERE:
            raise OntologyError(f'{place}: "{given}" is none of {", ".join(ELSEWHERE)}. List classes in [ ].')
        return allowed
    if unknown := sorted(set(given) - allowed):
        known = ", ".join(sorted(allowed))
        raise OntologyError(f"{place}: {', '.join(unknown)} cannot stand there. The ontology allows {known}.")
    return frozenset(given)


def moods(rows: Iterable[Mapping[str, Any]], ontology: Ontology) -> list[Mood]:
    """(modality, cues before or within a match, cues just after it), in the order in which they are tried."""
    return [(row["modality"], _cues(row["lexicon"], row, ontology), _later(row)) for row in rows]


def _cues(lexicon: str, row: Mapping[str, Any], ontology: Ontology) -> re.Pattern[str]:
    words = sorted({r[0] for r in ontology.lexicon(lexicon)} - set(row["without"]), key=lambda w: (-len(w), w))
    return re.compile(f"(?!{'|'.join(row['but'])})(?:{'|'.join([*map(re.escape, words), *row['also']])})")


def _later(row: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile("|".join(row["later"]) or r"(?!)")
