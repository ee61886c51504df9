"""Finds dates and periods and writes them in ISO 8601: 2023年1月28日, 19日, 今年前5月, 7月15日至16日, 十四五期间.

Comes in: folded text, the publication date (ISO, or None) and the settings. Goes out: `Time`s in text
order. What the text leaves open (year, month) comes from the nearest date before it, the publication date, or else the
year the text names; a time whose year nothing tells is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from kgraph.nouns import Span, Time
from kgraph.quantities.dates import YEAR_ALONE, Context, iso, make_date, number_of, parse
from kgraph.quantities.numerals import year
from kgraph.quantities.time_words import Words, words_of

PLAN_YEARS = 4  # a five-year plan ends four years after its first


def find_times(text: str, published: str | None, settings: Mapping[str, Any]) -> tuple[Time, ...]:
    """All dates and periods of `text` (folded) whose year is known, in order, never overlapping."""
    words = words_of(settings)
    named = [(m.start(), int(m[1] or m[2])) for m in YEAR_ALONE.finditer(text)]
    context = Context(text, parse(published), named)
    return tuple(_find(text, words, context))


def _find(text: str, words: Words, context: Context) -> Iterator[Time]:
    for match in words.pattern.finditer(text):
        kind = match.lastgroup
        value = READERS[kind](match, words, context) if kind else None
        if value:
            yield Time(Span(*match.span()), value)


# ── the readers: one a kind of expression; each returns ISO 8601 or None ──


def _full(match: re.Match[str], words: Words, context: Context) -> str | None:
    """2023年, 2023年1月, 2023年1月28日, with or without an end (至29日, 至2月3日, 至2024年)."""
    number = year(match["fy"])
    return None if number is None else _dated(match, context, number, "f", written=True)


def _span(match: re.Match[str], words: Words, context: Context) -> str | None:
    """2011-2020年."""
    first, last = year(match["first_year"]), year(match["last_year"])
    return f"{first}/{last}" if first and last and first < last else None


def _dotted(match: re.Match[str], words: Words, context: Context) -> str | None:
    """2023-01-28, 2023.1.28, 2023/1/28."""
    number, month, day = year(match["yy"]), int(match["mm"]), int(match["dd"])
    if number is None or make_date(number, month, day) is None:
        return None
    context.saw(match.start(), number, month, day, written=True)
    return iso(number, month, day)


def _partial(match: re.Match[str], words: Words, context: Context) -> str | None:
    """1月28日, 1月, 7月15日至16日."""
    month, day = number_of(match["pm"]), number_of(match["pd"])
    if not (day or match["pm"].isdigit() or match[0].endswith("份")):
        return None  # 一月一巡查
    future = words.future.search(context.text, max(0, match.start() - 12), match.start())
    number = context.year_for(match.start(), month, day, bool(future))
    return None if number is None else _dated(match, context, number, "p")


def _shifted(match: re.Match[str], words: Words, context: Context) -> str | None:
    """今年, 去年12月, 今年1月28日."""
    before = words.not_after.get(match["sy"])
    if before and match.start() and context.text[match.start() - 1] in before:
        return None
    shift = words.years.get(match["sy"])
    number = context.relative_year(shift) if shift is not None else context.year
    return None if number is None else _dated(match, context, number, "s", written=True)


def _dated(match: re.Match[str], context: Context, number: int, key: str, written: bool = False) -> str | None:
    """The value of a match with groups year, month and day and those of an end, all beginning with `key`."""
    month, day = number_of(match[key + "m"]), number_of(match[key + "d"])
    value = iso(number, month, day)
    if value is None:
        return None
    context.saw(match.start(), number, month, day, written)
    end = _end(match, key, number, month, day)
    if end is None:
        return value
    context.saw(match.start(), *end, written)
    last = iso(*end)
    return f"{value}/{last}" if last and last > value else value


def _end(
    match: re.Match[str], key: str, number: int, month: int | None, day: int | None
) -> tuple[int, int | None, int | None] | None:
    groups = match.groupdict()
    end_year, end_month, end_day = (groups.get(key + part) for part in ("ey", "em", "ed"))
    if not (end_year or end_month or end_day):
        return None
    final_year = year(end_year) if end_year else number
    final_month = number_of(end_month) if end_month else (month if end_day else None)
    if not end_year and month and final_month and final_month < month:
        final_year = number + 1
    return (final_year or number, final_month, number_of(end_day) if day or end_year else None)


def _part(match: re.Match[str], words: Words, context: Context) -> str | None:
    """2022年一季度, 今年前5月, 1-5月, 上半年."""
    number = _part_year(match, words, context)
    if match["part"]:
        first, last = words.parts[match["part"]]
    elif match["first"]:
        first, last = 1, number_of(match["first"]) or 0
    else:
        first, last = number_of(match["from"]) or 0, number_of(match["to"]) or 0
    if number is None or not 1 <= first <= last <= 12:
        return None
    context.saw(match.start(), number, last, written=bool(match["qy"]))
    return f"{iso(number, first, None)}/{iso(number, last, None)}" if first < last else iso(number, first, None)


def _part_year(match: re.Match[str], words: Words, context: Context) -> int | None:
    named = match["qy"]
    if not named:
        return context.year_for(match.start())
    if named in words.years:
        return context.relative_year(words.years[named])
    return year(named.rstrip("年")) or context.year


def _lone_day(match: re.Match[str], words: Words, context: Context) -> str | None:
    """19日, 28日至30日: the month is that of the last date, or that of the publication."""
    day = number_of(match["ld"]) or 0
    found = context.month
    if found is None and context.published:
        base = (
            context.published if day <= context.published.day else context.published.replace(day=1) - timedelta(days=1)
        )
        found = (base.year, base.month)
    value = iso(*found, day) if found else None
    if value is None or found is None:
        return None
    context.saw(match.start(), *found, day)
    last = iso(*found, number_of(match["led"])) if match["led"] else None
    return f"{value}/{last}" if last and last > value else value


def _near_day(match: re.Match[str], words: Words, context: Context) -> str | None:
    """今天, 昨日, 当天, 次日."""
    word = match["near"]
    if word in words.days:
        found = context.published + timedelta(days=words.days[word]) if context.published else None
    else:
        base = context.day
        found = base + timedelta(days=1) if base and word in words.next_day else base
    if found is None:
        return None
    context.saw(match.start(), found.year, found.month, found.day)
    return found.isoformat()


def _near_month(match: re.Match[str], words: Words, context: Context) -> str | None:
    """本月, 上月, 当月."""
    shift = words.months.get(match["nearmonth"])
    base = (context.published.year, context.published.month) if context.published else None
    found = context.month if shift is None else base
    if found is None:
        return None
    months = found[0] * 12 + found[1] - 1 + (shift or 0)
    number, month, day = months // 12, months % 12 + 1, number_of(match["nd"])
    context.saw(match.start(), number, month, day)
    return iso(number, month, day)


def _near_year(match: re.Match[str], words: Words, context: Context) -> str | None:
    """全年, 年内, 同年: the year the text speaks of."""
    number = context.year_spoken_of()
    return None if number is None else iso(number, None, None)


def _plan(match: re.Match[str], words: Words, context: Context) -> str | None:
    first = words.plans[match["plan"]]
    return f"{first}/{first + PLAN_YEARS}"


READERS: dict[str, Callable[[re.Match[str], Words, Context], str | None]] = {
    "part_": _part,
    "span_": _span,
    "dotted_": _dotted,
    "full_": _full,
    "shifted_": _shifted,
    "partial_": _partial,
    "lone_": _lone_day,
    "near_": _near_day,
    "nearmonth_": _near_month,
    "nearyear_": _near_year,
    "plan_": _plan,
}
