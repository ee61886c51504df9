"""How well a name in a cell fits a name of the graph, in points from 0 to 100.

Comes in: two names and the kind of thing (company, body, place …: each has a logic of its own in `kgraph.entities`).
Goes out: points and how they were come by: 100 the same name, 86–92 the same but for words that say nothing (legal
form, 项目, 人民), 58–85 a short form or a name said alike, below that only similar letters; an alias has 5 less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from kgraph.entities import abbreviations, bodies, companies, gazetteer, names
from kgraph.spoken import syllables
from kgraph.text import name_key

SAME, SPELLED, PLACED, SPOKEN = 100.0, 92.0, 86.0, 80.0
ALIAS = 5.0  # points that it costs when the name is not the fullest one
SHORT, STRONGER = 58.0, 27.0  # a short form with no strength, and what full strength adds
LIKE = 0.85  # points for each of rapidfuzz's 100: one wrong character of eight gives 74
INSIDE, LONGER = 45.0, 30.0  # a name inside the other, and what is added when it is nearly all of it
ELSEWHERE = 50.0  # the same firm or organ of another place: another thing
LEAST = 45.0  # points below which a name is no candidate; two right characters of four give 42


@dataclass(frozen=True)
class Fit:
    """Points for a pair of names; `how` is "same", "form", "place", "short", "spoken", "letters", "inside"."""

    points: float
    how: str


NONE = Fit(0.0, "")


@lru_cache(maxsize=1)
def places() -> dict[str, tuple[str, ...]]:
    """The names of the country's administrative divisions."""
    return gazetteer.default_gazetteer().names


def bare(name: str) -> str:
    """Letters and digits only: brackets, dots and dashes do not count."""
    return re.sub(r"[\W_]+", "", name_key(name))


@lru_cache(maxsize=1 << 17)
def normal(name: str, kind: str) -> str:
    """What two spellings of one name share, by the logic of its kind; "" where nothing tells it from others."""
    if kind == "company":
        parts = companies.company(name, places())
        core = parts.core if len(parts.core) > 1 and not companies.only_trades(parts.core) else ""
        return f"{core}|{parts.branch}|{parts.member}" if core else ""
    if kind == "body":
        parts = bodies.body(name)
        return f"{parts.organ}|{_stem(names.zone_key(parts.place))}" if parts and parts.place else ""
    if kind == "institution":
        return names.institution_key(name)
    if kind == "place":
        return _stem(names.zone_key(name))
    if kind == "project":
        stem, phase = names.project(name)
        return f"{stem}|{phase}" if len(stem) > 1 else ""
    return name_key(name)


def _stem(place: str) -> str:
    """A place without the word for its level: 郑州市 is 郑州."""
    return place[:-1] if len(place) > 2 and place[-1] in "省市县区" else place


@lru_cache(maxsize=1 << 17)
def spoken(name: str) -> str:
    return "".join(syllables(name)).lower()


def fit(cell: str, name: str, kind: str) -> Fit:
    """How well two names fit."""
    one, other = name_key(cell), name_key(name)
    if one == other:
        return Fit(SAME, "same")
    found = [_letters(one, other), _sound(one, other), Fit(SPELLED, "form") if bare(one) == bare(other) else NONE]
    if kind == "company":
        found.append(_company(cell, name))
    elif (form := normal(cell, kind)) and form == normal(name, kind):
        found.append(Fit(SPELLED, "form"))
    if kind == "body" and _other_place(cell, name):
        found = [Fit(min(each.points, ELSEWHERE), each.how) for each in found]
    return max(found, key=lambda each: each.points)


def _company(cell: str, name: str) -> Fit:
    one, other = companies.company(cell, places()), companies.company(name, places())
    form = normal(cell, "company")
    if form and form == normal(name, "company"):
        if one.place and other.place and one.place not in other.place and other.place not in one.place:
            return Fit(ELSEWHERE, "place")
        return Fit(SPELLED, "form") if one.place == other.place else Fit(PLACED, "place")
    short = abbreviations.abbreviates(cell, name, places()) or abbreviations.abbreviates(name, cell, places())
    return Fit(SHORT + STRONGER * short.strength, "short") if short else NONE


def _other_place(cell: str, name: str) -> bool:
    """Whether two bodies are of different places: 洛阳市委 is not 郑州市委, however alike they look."""
    one, other = bodies.body(cell), bodies.body(name)
    if not (one and other and one.place and other.place):
        return False
    a, b = _stem(names.zone_key(one.place)), _stem(names.zone_key(other.place))
    return a not in b and b not in a


def _letters(one: str, other: str) -> Fit:
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and short in long:
        return Fit(INSIDE + LONGER * len(short) / len(long), "inside")
    return Fit(LIKE * fuzz.ratio(one, other), "letters")


def _sound(one: str, other: str) -> Fit:
    """Pinyin in the cell, or characters that are said alike; a family name may come last in pinyin."""
    said = spoken(other)
    if one.isascii() and not other.isascii():
        return Fit(SPOKEN, "spoken") if said == one.replace("'", "").replace("-", "") else NONE
    return Fit(SPOKEN, "spoken") if len(one) == len(other) and spoken(one) == said else NONE
