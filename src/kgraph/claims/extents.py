"""Where the indicator of a figure begins and ends: candidate phrases about a number, and what tells them apart.

Comes in: a `Reading`, a figure as the rules read it and the figure before it. Goes out: `Extent`s with features. They
are the stretches before the number (出口5247亿元) and after it (48个施工工地) that no mark or other number cuts, and
the indicator of the figure before (其中吉林市396例). What a stretch begins and ends with is looked at once, and only
the likeliest stretches are looked at as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.claims.indicators import QUOTES, Indicators
from kgraph.claims.ranking import Ranker
from kgraph.claims.reading import Figure, Reading
from kgraph.claims.words import INSIDE
from kgraph.nouns import Span

LOOK_BACK = 28  # characters before a number
LOOK_ON = 16  # characters after it
LONGEST = 17  # characters of an indicator
SHORTEST = 2
GAP, LEAD = 7, 6  # characters between an indicator and its number, before and after it
LIKELIEST = 8  # stretches on each side that are looked at as a whole
STOP = re.compile(r"[,;:。!?⏎…]")
MARKS = frozenset(" “”\"'、()《》.-%—\t·")  # an indicator neither begins nor ends with these


@dataclass(frozen=True)
class Extent:
    """A candidate: its text as written and folded, and its features. `side` is "<", ">" or "=" (the one before)."""

    text: str
    folded: str
    side: str
    features: tuple[str, ...]


@dataclass(frozen=True)
class Edge:
    """Where a stretch may begin or end, what tells so, and how good that is."""

    at: int
    features: tuple[str, ...]
    score: float


class Extents:
    """The candidates for one figure."""

    def __init__(self, reading: Reading, figure: Figure, last: Figure | None, rules: Indicators, ranker: Ranker):
        self.reading, self.figure, self.last = reading, figure, last
        self.rules, self.ranker, self.text = rules, ranker, reading.line
        self.at, self.to = figure.quantity.span.start, figure.quantity.span.end
        self.unit = figure.quantity.unit
        self.rule = figure.indicator.strip(QUOTES)
        self.low, self.high = self._low(), self._high()

    def __iter__(self) -> Iterator[Extent]:
        yield from self._side("<", list(self._starts_before()), list(self._ends_before()))
        yield from self._side(">", list(self._starts_after()), list(self._ends_after()))
        if self.last is not None and self.last.indicator:
            yield Extent(self.last.indicator, self.last.indicator, "=", tuple(self._same()))

    def _side(self, side: str, starts: list[Edge], ends: list[Edge]) -> Iterator[Extent]:
        pairs = [(s, e) for s in starts for e in ends if SHORTEST <= e.at - s.at <= LONGEST]
        if self.ranker:
            pairs.sort(key=lambda pair: -pair[0].score - pair[1].score)
            pairs = pairs[:LIKELIEST]
        for start, end in pairs:
            folded = self.text[start.at : end.at]
            rows = (*start.features, *end.features, *self._whole(start.at, end.at, folded, side))
            yield Extent(self._written(start.at, end.at, folded), folded, side, rows)

    def _written(self, start: int, end: int, folded: str) -> str:
        """As the text has it, with the quotation mark that a quotation inside it begins with."""
        start -= "”" in folded and "“" not in folded and self.text.startswith("“", start - 1)
        return self.reading.analysis.document.quote(Span(start, end))

    # ── where it may begin and end ──

    def _low(self) -> int:
        low = max(0, self.reading.quantity_end(self.at), self.at - LOOK_BACK)
        return max((m.end() for m in STOP.finditer(self.text, low, self.at)), default=low)

    def _high(self) -> int:
        stop = STOP.search(self.text, self.to, self.to + LOOK_ON)
        high = stop.start() if stop else min(len(self.text), self.to + LOOK_ON)
        following = self.reading.quantities(self.to, high)
        return following[0].span.start if following else high

    def _starts_before(self) -> Iterator[Edge]:
        return self._edges(range(self.low, self.at - 1), "<", 0)

    def _ends_before(self) -> Iterator[Edge]:
        return self._edges(range(self.at, max(self.low + 1, self.at - GAP - 1), -1), "<", 1)

    def _starts_after(self) -> Iterator[Edge]:
        return self._edges(range(self.to, min(self.high - 1, self.to + LEAD)), ">", 0)

    def _ends_after(self) -> Iterator[Edge]:
        return self._edges(range(self.to + SHORTEST, self.high + 1), ">", 1)

    def _edges(self, places: range, side: str, is_end: int) -> Iterator[Edge]:
        for at in places:
            if self.text[at - is_end] not in MARKS and self.reading.inside(at) is None:
                features = tuple(self._end(at, side) if is_end else self._start(at, side))
                yield Edge(at, features, self.ranker.score(features))

    # ── features ──

    def _start(self, start: int, side: str) -> Iterator[str]:
        text, reading = self.text, self.reading
        yield f"{side}s-1{text[start - 1 : start]}"
        yield f"{side}s-2{text[max(0, start - 2) : start]}"
        yield f"{side}s+1{text[start]}"
        yield f"{side}s+2{text[start : start + 2]}"
        yield f"{side}sw{reading.words.starting.get(start, INSIDE)[0]}"
        yield f"{side}sv{reading.words.ending.get(start, INSIDE)[0]}"
        if start and (name := reading.covering(Span(start - 1, start))) is not None:
            yield f"{side}s-name"
            yield f"{side}s-name{name.type}"
        if (name := reading.starting(start)) is not None:
            yield f"{side}s+name"
            yield f"{side}s+name{name.type}"
        if reading.time_ends(start):
            yield f"{side}s-time"
        if side == ">":
            yield f">gap{text[self.to : start]}"
        elif start == self.low:
            yield "<slow"

    def _end(self, end: int, side: str) -> Iterator[str]:
        text, reading = self.text, self.reading
        yield f"{side}e-2{text[end - 2 : end]}"
        yield f"{side}ew{reading.words.ending.get(end, INSIDE)[0]}"
        yield f"{side}ev{reading.words.starting.get(end, INSIDE)[0]}"
        if side == "<":
            yield f"<gap{text[end : self.at]}"
            yield f"<gapn{self.at - end}"
            yield f"<tails{self.rules.tails.fullmatch(text, end, self.at) is not None}"
        else:
            yield f">e+1{text[end : end + 1]}"
            yield f">e+2{text[end : end + 2]}"
            if match := self.rules.stop.match(text, end):
                yield f">stop{min(len(match[0]), 2)}"
            if match := self.rules.noun.search(text, max(self.to, end - 5), end):
                yield f">noun{match.end() == end}"
        if reading.covering(Span(end - 1, end)) is not None:
            yield f"{side}e-name"

    def _whole(self, start: int, end: int, folded: str, side: str) -> Iterator[str]:
        quantity = self.figure.quantity
        parts = "".join(self.reading.words.parts(start, end))
        yield f"{side}parts{parts}"
        yield f"{side}parts{parts}{quantity.dimension}"
        yield f"{side}verb{parts.count('v')}{parts[:1]}"
        yield from (f"{side}has{part}" for part in "pdfx" if part in parts)
        names = self.reading.within(start, end)
        yield f"{side}names{min(len(names), 2)}"
        if names:
            yield f"{side}named{names[0].type}{names[0].span.start == start}{names[0].span.end == end}"
        yield f"{side}n{len(folded)}"
        yield f"w={folded}"
        yield f"{side}{self.unit}"
        yield f"{side}{quantity.dimension}{quantity.change}"
        yield f"{self.unit}{folded[-2:]}"
        yield f"{self.unit}{folded[-1]}"
        if folded == self.rule:
            yield f"rule{side}"
            yield f"rule{side}{min(len(folded), 12)}"
            yield f"rule{side}{quantity.dimension}"
        elif self.rule and folded.endswith(self.rule):
            yield f"longer{side}"
        elif self.rule.endswith(folded):
            yield f"shorter{side}"
        yield from (f"{side}{mark}" for mark in "的、" if mark in folded)
        if any(c.isdigit() for c in folded):
            yield f"{side}0"
        if ("“" in folded) != ("”" in folded) or ("(" in folded) != (")" in folded):
            yield f"{side}half"

    def _same(self) -> Iterator[str]:
        last, quantity = self.last, self.figure.quantity
        gap = self.text[last.quantity.span.end : self.at]
        unit = last.quantity.unit == quantity.unit
        names = len(self.reading.within(last.quantity.span.end, self.at))
        yield "="
        yield f"=unit{unit}"
        yield f"=unit{quantity.unit}{unit}{len(gap) <= 3}"
        yield f"=gap{min(len(gap), 30) // 3}{unit}"
        yield f"=text{gap[:8]}"
        yield f"=first{gap[:2]}"
        yield f"=last{gap[-2:]}"
        yield f"=stops{min(len(STOP.findall(gap)), 4)}{unit}"
        yield f"=names{min(names, 3)}{unit}"
        yield f"=beside{self.at > 0 and self.reading.covering(Span(self.at - 1, self.at)) is not None}{unit}"
        yield f"w={last.indicator}"
        if last.indicator == self.figure.indicator:
            yield "=rule"
            yield f"=rule{unit}{len(gap) <= 3}"
        if not self.figure.indicator:
            yield "=norule"
