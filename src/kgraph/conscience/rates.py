"""Percentages against the numbers they come from: a share of a whole, a growth from one figure to the next.

Comes in: an analysis and its figures. Goes out: `Rate`s. One that does not fit is only reported where the words name
both ends and one other digit in one of the three numbers would make it fit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from kgraph.conscience.checks import CONFIRMED, CONTRADICTED
from kgraph.conscience.figures import Figure, pairs, written
from kgraph.nouns import Analysis, Quantity

GAP = 30  # characters between a figure and its percentage
BASES = 8  # figures of the same unit before a part among which its whole is
FEWEST = 2  # digits of a percentage that does not fit by chance
HALF = Decimal("0.5")
COUNT = "count"  # the dimension of quantities that have no price
YEAR = re.compile(r"(?<![\d-])\d{4}")
SHARE, GROWTH = "share", "growth"


@dataclass(frozen=True)
class Rate:
    """`percent` is what `part` is of `base` (share), or by how much `base` grew to `part` (growth)."""

    kind: str
    part: Figure
    base: Figure
    percent: Quantity
    verdict: str
    due: Decimal
    rule: str


class Rates:
    """Finds rates with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        self.share = re.compile(settings["shares"]["pattern"])
        self.own = re.compile(settings["shares"]["own"])
        words = settings["growth"]
        self.from_, self.to, self.by = (re.compile(words[name]) for name in ("from", "to", "by"))
        self.not_plain = tuple(words["not_plain"])

    def find(self, analysis: Analysis, figures: Sequence[Figure]) -> list[Rate]:
        """All rates of a document, in text order."""
        found: list[Rate] = []
        at = 0
        for percent in analysis.quantities:
            while at < len(figures) and figures[at].span.end <= percent.span.start:
                at += 1
            if percent.unit != "%" or percent.approx or not at:
                continue
            if percent.span.start - figures[at - 1].span.end <= GAP:
                gap = analysis.text[figures[at - 1].span.end : percent.span.start]
                kinds = (self._growth, self._since_last_year, self._share)
                rates = (kind(analysis, figures, at, percent, gap) for kind in kinds)
                found.extend(islice(filter(None, rates), 1))
        return found

    def _growth(
        self, analysis: Analysis, figures: Sequence[Figure], at: int, percent: Quantity, gap: str
    ) -> Rate | None:
        if at < 2 or not self.by.search(gap):
            return None
        base, now = figures[at - 2], figures[at - 1]
        text = analysis.text[max(0, base.span.start - GAP) : base.span.start]
        between = analysis.text[base.span.end : now.span.start]
        around = text + between + gap
        if base.quantity.unit != now.quantity.unit or any(word in around for word in self.not_plain) or not base.number:
            return None
        if not (self.from_.search(text) and self.to.search(between) and base.exact and now.exact):
            return None
        return _rate(GROWTH, now, base, percent, analysis.text, True)

    def _since_last_year(
        self, analysis: Analysis, figures: Sequence[Figure], at: int, percent: Quantity, gap: str
    ) -> Rate | None:
        """2023年…250家。2024年…310家,增长24%: the same measure a year before, told within a few figures.

        Only counts are held against it: money grows in prices of one year or the other."""
        now = figures[at - 1]
        when = _time(analysis, now)
        if when is None or not self.by.search(gap) or any(word in now.measure + gap for word in self.not_plain):
            return None
        for base in reversed(figures[max(0, at - 1 - BASES) : at - 1]):
            alike = base.measure == now.measure and base.quantity.unit == now.quantity.unit and len(now.measure) > 1
            then = _time(analysis, base) if alike and base.number and base.exact and now.exact else None
            if then and _a_year_later(then) == when:
                return _rate(GROWTH, now, base, percent, analysis.text, now.quantity.dimension == COUNT)
        return None

    def _share(
        self, analysis: Analysis, figures: Sequence[Figure], at: int, percent: Quantity, gap: str
    ) -> Rate | None:
        part, match = figures[at - 1], self.share.search(gap)
        if match is None or match.start() or percent.change:
            return None
        bases = [f for f in figures[max(0, at - 1 - 3 * BASES) : at - 1] if f.quantity.unit == part.quantity.unit]
        bases = [f for f in bases[-BASES:] if f.number and part.number and f.number != part.number]
        words = self.own.sub("", match["of"])
        rates = [_rate(SHARE, part, base, percent, analysis.text, _names(words, part, base)) for base in bases[::-1]]
        return min(filter(None, rates), key=lambda rate: rate.verdict != CONFIRMED, default=None)


def _time(analysis: Analysis, figure: Figure) -> str | None:
    """The time told last before a figure, in its paragraph."""
    at = bisect_right(analysis.times, figure.span.start, key=lambda time: time.span.end)
    time = analysis.times[at - 1] if at else None
    return time.value if time and "\n" not in analysis.text[time.span.end : figure.span.start] else None


def _a_year_later(time: str) -> str:
    """2023-01/2023-09 → 2024-01/2024-09."""
    return YEAR.sub(lambda year: f"{int(year[0]) + 1:04}", time)


def _names(words: str, part: Figure, base: Figure) -> bool:
    """Whether 占总人口 names a figure's measure (总人口); 占比 alone does where part and whole share their noun."""
    if words:
        return len(words) > 1 and bool(base.measure) and (base.measure.endswith(words) or words.endswith(base.measure))
    return bool(pairs(part.measure) & pairs(base.measure))


def _rate(kind: str, part: Figure, base: Figure, percent: Quantity, text: str, stated: bool) -> Rate | None:
    number, size = written(text[percent.span.start : percent.span.end], percent)
    least, most = _bounds(kind, part, base)
    if kind == GROWTH and percent.change == "-":
        least, most = -most, -least
    due = (least + most) / 2
    if number / size < 10 ** (FEWEST - 1) and not stated:
        return None
    if least - size * HALF <= number <= most + size * HALF:
        return Rate(kind, part, base, percent, CONFIRMED, due, kind)
    near = stated and any(_fits(kind, a, b, c, percent.change) for a, b, c in _variants(part, base, number, size))
    return Rate(kind, part, base, percent, CONTRADICTED, due, kind) if near else None


def _bounds(kind: str, part: Figure, base: Figure) -> tuple[Decimal, Decimal]:
    """The least and the most percent that rounded numbers allow."""
    a, b = part.unit_size * HALF, base.unit_size * HALF
    a, b = (0 if a == HALF else a), (0 if b == HALF else b)  # things are counted, not rounded
    less = 100 if kind == GROWTH else 0
    low, high = (part.number - a) / (base.number + b), (part.number + a) / (base.number - b)
    return low * 100 - less, high * 100 - less


def _fits(kind: str, part: Decimal, base: Decimal, percent: tuple[Decimal, Decimal], change: str) -> bool:
    number, size = percent
    if not base:
        return False
    due = part / base * 100 - (100 if kind == GROWTH else 0)
    due = -due if kind == GROWTH and change == "-" else due
    return abs(due - number) <= size * HALF


def _variants(
    part: Figure, base: Figure, number: Decimal, size: Decimal
) -> Iterator[tuple[Decimal, Decimal, tuple[Decimal, Decimal]]]:
    """The three numbers with one digit of one of them changed."""
    yield from ((p, base.number, (number, size)) for p in _changed(part.number, part.unit_size))
    yield from ((part.number, b, (number, size)) for b in _changed(base.number, base.unit_size))
    yield from ((part.number, base.number, (n, size)) for n in _changed(number, size))


def _changed(number: Decimal, size: Decimal) -> Iterator[Decimal]:
    digits = str(int(number / size))
    for place, old in enumerate(digits):
        for new in "0123456789":
            if new != old and not (place == 0 and new == "0" and len(digits) > 1):
                yield Decimal(digits[:place] + new + digits[place + 1 :]) * size
