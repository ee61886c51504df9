"""The settings of `ontology/quantities.toml`, compiled once: one pattern for amounts and the tables around it.

Comes in: the settings as a dict. Goes out: `Rules`, the same object for the same settings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Any, TypeVar

from kgraph.quantities.numerals import CHINESE

T = TypeVar("T")
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Rules:
    """What `find` needs of the settings. Groups of `amount`: share, digits or words, more, times, minor, unit, end."""

    amount: re.Pattern[str]
    dimensions: Mapping[str, str]
    same: Mapping[str, str]
    multipliers: Mapping[str, Decimal]
    guards: Mapping[str, re.Pattern[str]]
    before: tuple[str, ...]
    bare_before: tuple[str, ...]
    bare_not_before: tuple[str, ...]
    change: re.Pattern[str]
    up: frozenset[str]
    only_digits: frozenset[str]
    from_two: frozenset[str]
    one: frozenset[str]
    ranked: frozenset[str]
    ranked_before: str
    counted: frozenset[str]
    counted_unit: str
    vague: str
    times: str
    percent: str
    joiners: frozenset[str]


class _Settings:
    """Settings as a key of a cache: told apart by identity, so that looking them up costs nothing."""

    def __init__(self, settings: Mapping[str, Any]):
        self.settings = settings

    def __hash__(self) -> int:
        return id(self.settings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Settings) and self.settings is other.settings


def once(make: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], T]:
    """`make(settings)`, made once for each settings object; settings are not to be changed after that."""
    cached = lru_cache(maxsize=8)(lambda key: make(key.settings))

    @wraps(make)
    def known(settings: Mapping[str, Any]) -> T:
        return cached(_Settings(settings))

    return known


@once
def rules(settings: Mapping[str, Any]) -> Rules:
    """The compiled rules of these settings."""
    numbers, words, change = settings["numbers"], settings["rules"], settings["change"]
    dimensions = {unit: name for name, units in settings["units"].items() for unit in units}
    counted = frozenset(words["counted"])
    return Rules(
        amount=_amount(numbers, words, [*dimensions, *counted]),
        dimensions=dimensions | dict.fromkeys(counted, "count"),
        same=settings["same"],
        multipliers={word: Decimal(int(number)) for word, number in numbers["multipliers"].items()},
        guards={unit: re.compile("|".join(words)) for unit, words in settings["guards"].items() if words},
        before=tuple(numbers["approx_before"]),
        bare_before=tuple(numbers["bare_before"]),
        bare_not_before=tuple(numbers["bare_not_before"]),
        change=_change(change),
        up=frozenset(change["up"]),
        only_digits=frozenset(words["only_digits"]),
        from_two=frozenset(words["from_two"]),
        one=frozenset(words["one"]),
        ranked=frozenset(words["ranked"]["units"]),
        ranked_before=words["ranked"]["before"],
        counted=counted,
        counted_unit=words["counted_unit"],
        vague=numbers["vague"],
        times=change["times"],
        percent=change["percent"],
        joiners=frozenset(change["joiners"]),
    )


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


def _amount(numbers: Mapping[str, Any], words: Mapping[str, Any], units: Iterable[str]) -> re.Pattern[str]:
    guarded = numbers["not_before"]
    times = "|".join(
        re.escape(word) + (f"(?![{guarded[word]}])" if word in guarded else "")
        for word in sorted(numbers["multipliers"], key=lambda w: (-len(w), w))
    )
    more, end = either(numbers["approx_after"]), either(numbers["approx_end"])
    chinese = f"[{numbers['vague']}]?[{CHINESE}]+"
    return re.compile(
        rf"(?=[\d{numbers['vague']}{CHINESE}])(?<![{words['not_after']}])(?P<share>{words['hundredths']})?(?:(?P<digits>{DIGITS})|(?<![{CHINESE}])(?P<words>{chinese}))"
        rf"(?P<more>{more})?(?P<times>{times})?(?:(?P<minor>\d{{1,4}}(?:\.\d+)?)(?P<minortimes>万))?(?P<more2>{more})?"
        rf" ?(?P<unit>{either(units)})?(?P<end>{end})?"
    )


def _change(change: Mapping[str, Any]) -> re.Pattern[str]:
    verbs, fillers = either([*change["up"], *change["down"]]), either(change["fillers"])
    return re.compile(rf"(?P<verb>{verbs})(?:{fillers})*(?P<minus>-)?$")
