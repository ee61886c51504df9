"""The pattern of all dates and periods, compiled from the settings' [times].

Comes in: the settings as a dict. Goes out: `Words`. Each alternative of the pattern is a named group that ends in "_";
`times` has a reader of that name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.quantities.rules import either, once

DAY = r"(?:[12]\d|3[01]|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|元)"
YEAR = r"(?:(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
TO = r"(?:至|到|-|~|—{1,2}|起至)"


@dataclass(frozen=True)
class Words:
    """The compiled pattern and tables of the settings' [times]."""

    pattern: re.Pattern[str]
    years: Mapping[str, int]
    days: Mapping[str, int]
    months: Mapping[str, int]
    parts: Mapping[str, tuple[int, int]]
    plans: Mapping[str, int]
    next_day: frozenset[str]
    not_after: Mapping[str, str]
    future: re.Pattern[str]


@once
def words_of(settings: Mapping[str, Any]) -> Words:
    times = settings["times"]
    near = [*times["days"], *times["same_day"], *times["next_day"]]
    same_year = times["same_year"]
    alternatives = {
        "part_": _part_pattern(times),
        "span_": rf"(?P<first_year>{YEAR}){TO}(?P<last_year>{YEAR})年",
        "dotted_": rf"(?P<yy>{YEAR})(?P<dot>[.\-/])(?P<mm>1[0-2]|0?[1-9])(?P=dot)(?P<dd>[12]\d|3[01]|0?[1-9])(?!\d)",
        "full_": rf"(?P<fy>{YEAR})年{_tail('f')}",
        "shifted_": rf"(?P<sy>{either([*times['years'], *same_year])}){_tail('s', bare=True)}",
        "partial_": rf"(?P<pm>{MONTH})月(?:(?P<pd>{DAY})日|份)?{_range('p')}",
        "lone_": rf"(?P<ld>[12]\d|3[01]|0?[1-9])日(?!{either(times['not_before_day'])})(?:{TO}(?P<led>{DAY})日)?",
        "near_": f"(?P<near>{either(near)})",
        "nearmonth_": f"(?P<nearmonth>{either([*times['months'], *times['same_month']])})(?:(?P<nd>{DAY})日)?",
        "nearyear_": f"(?P<nearyear>{either(times['whole_year'])})",
        "plan_": f"”?(?P<plan>{either(times['plans'])})”?(?:{either(times['plan_words'])})",
    }
    body = "|".join(f"(?P<{name}>{pattern})" for name, pattern in alternatives.items())
    return Words(
        pattern=re.compile(
            rf"(?=[{_first_characters(times)}])(?<![\d.第一二三四五六七八九十])(?:{body})(?!{either(times['not_before'])})"
        ),
        years=times["years"],
        days=times["days"],
        months=times["months"],
        parts={word: (first, last) for word, (first, last) in times["parts"].items()},
        plans=times["plans"],
        next_day=frozenset(times["next_day"]),
        not_after=times["not_after"],
        future=re.compile(f"(?:{either(times['future'])})[^,。;\\n]{{0,4}}$"),
    )


def _first_characters(times: Mapping[str, Any]) -> str:
    """The characters a time can begin with: looked at first, they make the search three times as fast."""
    words = (word for value in times.values() if not isinstance(value, str) for word in value)
    return "".join(sorted({word[0] for word in words} | set("0123456789一二三四五六七八九十元前”")))


def _part_pattern(times: Mapping[str, Any]) -> str:
    named = f"(?:(?P<qy>{YEAR}年|{either([*times['years'], *times['same_year']])})(?:度)?的?)?"
    count = f"{DAY}|两"
    return (
        rf"{named}(?:(?P<part>{either(times['parts'])})|前(?P<first>{count})个?月(?!\d)"
        rf"|(?P<from>{MONTH})月?(?:份)?{TO}(?P<to>{MONTH})月(?:份)?(?!\d|{DAY}日))"
    )


def _tail(key: str, bare: bool = False) -> str:
    """Month and day after a year, and the end of a range."""
    return rf"(?:(?P<{key}m>{MONTH})月(?:(?P<{key}d>{DAY})日|份)?)?{_range(key, years=not bare)}"


def _range(key: str, years: bool = True) -> str:
    end_year = rf"(?:(?P<{key}ey>{YEAR})年)?" if years else ""
    return rf"(?:{TO}{end_year}(?:(?P<{key}em>{MONTH})月)?(?:(?P<{key}ed>{DAY})日)?(?<=[年月日]))?"
