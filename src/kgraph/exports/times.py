"""ISO 8601 as exact as it is known → first and last day, and what that makes of a graph's nodes and edges.

`"2023"` lasts from 2023-01-01 to 2023-12-31, `"2023-01/2023-03"` to 2023-03-31; what has no year has no interval.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from kgraph.nouns import Tenure

Interval = tuple[str | None, str | None]  # first and last day, both included; None is open

UNKNOWN: Interval = (None, None)
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?", re.ASCII)


def interval(value: object) -> Interval:
    """First and last day of a date, month, year or `a/b`; `UNKNOWN` for anything else."""
    first, slash, last = str(value or "").partition("/")
    begin, end = _days(first), _days(last if slash else first)
    found = (begin[0] if begin else None, end[1] if end else None)
    return UNKNOWN if None not in found and found[0] > found[1] else found  # type: ignore[operator]


def hull(intervals: Iterable[Interval]) -> Interval:
    """From the earliest known beginning to the latest known end."""
    found = list(intervals)
    starts = [start for start, _ in found if start]
    ends = [end for _, end in found if end]
    return (min(starts, default=None), max(ends, default=None))


def of_node(node: Mapping[str, Any], attributes: Iterable[str]) -> Interval:
    """When a node was, from the first of its attributes that says so."""
    return next((found for name in attributes if (found := interval(node.get(name))) != UNKNOWN), UNKNOWN)


def of_edge(edge: Mapping[str, Any], starts: Iterable[str], ends: Iterable[str]) -> Interval:
    """When an edge held, from the qualifiers that say since when and until when."""
    qualifiers = edge.get("qualifiers") or {}
    begin = next((day for name in starts if (day := interval(qualifiers.get(name))[0])), None)
    end = next((day for name in ends if (day := interval(qualifiers.get(name))[1])), None)
    return UNKNOWN if begin and end and begin > end else (begin, end)


def of_tenures(tenures: Iterable[Tenure]) -> dict[str, Interval]:
    """Fact id → when the post was held: as texts say; where they do not, from first to last seen in a document."""
    return {tenure.fact: found for tenure in tenures if (found := _held(tenure)) != UNKNOWN}


def _held(tenure: Tenure) -> Interval:
    begin = interval(tenure.start)[0] or interval(tenure.first_seen)[0]
    end = interval(tenure.end)[1] or interval(tenure.last_seen)[1]
    return (begin, None) if begin and end and begin > end else (begin, end)


def _days(text: str) -> tuple[str, str] | None:
    parts = _DATE.fullmatch(text.strip())
    if not parts:
        return None
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
    return first.isoformat(), last.isoformat()
