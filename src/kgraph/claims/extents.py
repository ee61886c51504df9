"""Where the indicator of a figure begins and ends: candidate phrases about a number, and what tells them apart.

Comes in: a `Reading`, a figure as the rules read it and the figure before it. Goes out: `Extent`s with features. They
are the stretches before the number (出口5247亿元) and after it (48个施工工地) that no mark or other number cuts, and
the indicator of the figure before (其中吉林市396例).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.claims.indicators import Indicators
from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Span

LOOK_BACK = 28  # characters before a number
LOOK_ON = 16  # characters after it
LONGEST = 17  # characters of an indicator
SHORTEST = 2
GAP = 7  # characters between an indicator and its number
STOP = re.compile(r"[,;:。!?⏎…]")
MARKS = frozenset(" “”\"'、()《》.-%—\t\u3000·")  # an indicator neither begins nor ends with these
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True)
class Extent:
    """A candidate: its text as written and folded, and its features. `side` is "<", ">" or "=" (the one before)."""

    text: str
    folded: str
    side: str
    features: tuple[str, ...]


class Extents:
    """The candidates for one figure."""

    def __init__(self, reading: Reading, figure: Figure, last: Figure | None, rules: Indicators):
        self.reading, self.figure, self.last = reading, figure, last
        self.rules = rules
        self.read_before, self.read_after = rules.sides(
            reading, figure.quantity, reading.quantity_end(figure.quantity.span.start)
        )
        self.text = reading.line
        self.at, self.to = figure.quantity.span.start, figure.quantity.span.end
        self.unit = figure.quantity.unit
        self.floor = reading.quantity_end(self.at)
        self.starts: dict[int, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[Extent]:
        yield from self._before()
        yield from self._after()
        if self.last is not None and self.last.indicator:
            yield Extent(self.last.indicator, self.last.indicator, "=", tuple(self._same()))

    # ── before the number ──

    def _before(self) -> Iterator[Extent]:
        low = self._low()
        for end in range(self.at, max(low + 1, self.at - GAP - 1), -1):
            if self.text[end - 1] in MARKS or self._splits(end):
                continue
            ends = tuple(self._end(end, "<"))
            for start in range(end - SHORTEST, max(low, end - LONGEST) - 1, -1):
                if self.text[start] in MARKS or self._splits(start):
                    continue
                yield self._extent(start, end, "<", ends)

    def _low(self) -> int:
        low = max(0, self.floor, self.at - LOOK_BACK)
        cuts = [m.end() for m in STOP.finditer(self.text, low, self.at)]
        return cuts[-1] if cuts else low

    def _splits(self, position: int) -> bool:
        return self.reading.inside(position) is not None

    # ── after it ──

    def _after(self) -> Iterator[Extent]:
        stop = STOP.search(self.text, self.to, self.to + LOOK_ON)
        high = stop.start() if stop else min(len(self.text), self.to + LOOK_ON)
        following = self.reading.quantities(self.to, high)
        high = following[0].span.start if following else high
        for start in range(self.to, min(high, self.to + 6)):
            if self.text[start] in MARKS or self._splits(start):
                continue
            for end in range(start + SHORTEST, min(high, start + LONGEST) + 1):
                if self.text[end - 1] in MARKS or self._splits(end):
                    continue
                yield self._extent(start, end, ">", tuple(self._end(end, ">")))

    # ── features ──

    def _extent(self, start: int, end: int, side: str, ends: tuple[str, ...]) -> Extent:
        if start not in self.starts:
            self.starts[start] = tuple(self._start(start, side))
        folded = self.text[start:end]
        rows = (*self.starts[start], *ends, *self._whole(start, end, folded, side))
        span = Span(start, end)
        if "”" in folded and "“" not in folded and self.text.startswith("“", start - 1):
            span = Span(start - 1, end)
        return Extent(self.reading.analysis.document.quote(span), folded, side, rows)

    def _start(self, start: int, side: str) -> Iterator[str]:
        text, low = self.text, max(0, start - 3)
        yield f"{side}s-1{text[start - 1 : start]}"
        yield f"{side}s-2{text[max(0, start - 2) : start]}"
        yield f"{side}s-3{text[low:start]}"
        yield f"{side}s+1{text[start]}"
        yield f"{side}s+2{text[start : start + 2]}"
        yield f"{side}s+3{text[start : start + 3]}"
        yield f"{side}s={text[start - 1 : start + 1]}"
        yield f"{side}s=={text[max(0, start - 2) : start + 2]}"
        if self.reading.covering(Span(max(0, start - 1), start)) is not None:
            yield f"{side}s-name"
        if self.reading.starting(start) is not None:
            yield f"{side}s+name" + self.reading.starting(start).type
        if self.rules.ending(self.rules.heads, text, start):
            yield f"{side}s-head"
        if self.rules.ending(self.rules.verbs, text, start):
            yield f"{side}s-verb"
        if match := self.rules.verb.match(text, start):
            yield f"{side}s+verb{min(len(match[0]), 3)}"
        if match := self.rules.head.match(text, start):
            yield f"{side}s+head{min(len(match[0]), 3)}"
        times = self.reading.times_ending(start)
        if times:
            yield f"{side}s-time"
        if side == ">":
            yield f">gap{text[self.to : start]}"

    def _end(self, end: int, side: str) -> Iterator[str]:
        text = self.text
        yield f"{side}e-1{text[end - 1]}"
        yield f"{side}e-2{text[end - 2 : end]}"
        yield f"{side}e-3{text[max(0, end - 3) : end]}"
        yield f"{side}e={text[end - 1 : end + 1]}"
        if side == "<":
            yield f"<gap{text[end : self.at]}"
            yield f"<gapn{self.at - end}"
            yield f"<tails{self.rules.tails.fullmatch(text, end, self.at) is not None}"
            if word := self.rules.ending(self.rules.tailset, text, end):
                yield f"<tail{len(word)}"
                yield f"<tail{word}"
        else:
            yield f"{side}e+1{text[end : end + 1]}"
            yield f"{side}e+2{text[end : end + 2]}"
            if match := self.rules.stop.match(text, end):
                yield f">stop{min(len(match[0]), 2)}"
            if match := self.rules.noun.search(text, max(self.to, end - 5), end):
                yield f">noun{match.end() == end}"
            yield f"{side}e=={text[end - 2 : end + 2]}"
        if self.reading.covering(Span(end - 1, end)) is not None:
            yield f"{side}e-name"

    def _whole(self, start: int, end: int, folded: str, side: str) -> Iterator[str]:
        quantity = self.figure.quantity
        yield f"{side}n{end - start}"
        yield f"w={folded}"
        yield f"{side}{self.unit}"
        yield f"{side}{quantity.dimension}{quantity.change}"
        yield f"{self.unit}{folded[-2:]}"
        yield f"{self.unit}{folded[-1]}"
        if start == self.read_before.start and len(self.read_before):
            yield f"{side}sb"
            if end == self.read_before.end:
                yield f"{side}b"
                yield f"{side}b{len(self.read_after) > 0}{quantity.dimension}"
        if end == self.read_after.end and len(self.read_after):
            yield f"{side}ea"
            if start == self.read_after.start:
                yield f"{side}a"
                yield f"{side}a{len(self.read_before) > 0}{quantity.dimension}"
        if side == ">" and (match := self.rules.stop.search(self.text, start, end - 1)):
            yield f">stops{match.start() == start}"
        if folded == self.rule_folded:
            yield f"rule{side}"
            yield f"rule{side}{min(len(folded), 12)}"
            yield f"rule{side}{quantity.dimension}"
        elif folded.endswith(self.rule_folded):
            yield f"longer{side}"
        elif self.rule_folded.endswith(folded):
            yield f"shorter{side}"
        if "的" in folded:
            yield f"{side}的"
        if "、" in folded:
            yield f"{side}、"
        if any(c.isdigit() for c in folded):
            yield f"{side}0"
        if ("“" in folded) != ("”" in folded) or ("(" in folded) != (")" in folded):
            yield f"{side}half"

    @property
    def rule_folded(self) -> str:
        return self.figure.indicator.strip("“”\"' ")

    def _same(self) -> Iterator[str]:
        last, quantity = self.last, self.figure.quantity
        gap = self.text[last.quantity.span.end : self.at]
        unit = last.quantity.unit == quantity.unit
        close = len(gap) <= 3
        yield "="
        yield f"=unit{unit}"
        yield f"=gap{min(len(gap), 30) // 3}{unit}"
        yield f"=text{gap[:8]}"
        yield f"=first{gap[:2]}"
        yield f"=last{gap[-2:]}"
        yield f"=unit{quantity.unit}{unit}{close}"
        stops = len(STOP.findall(gap))
        yield f"=stops{min(stops, 4)}{unit}"
        yield f"w={last.indicator}"
        names = len(self.reading.within(last.quantity.span.end, self.at))
        yield f"=names{min(names, 3)}{unit}"
        before = self.reading.inside(self.at - 1) or self.reading.covering(Span(max(0, self.at - 1), self.at))
        yield f"=beside{before is not None}{unit}"
        if last.indicator == self.figure.indicator:
            yield "=rule"
            yield f"=rule{unit}{close}"
        if not self.figure.indicator:
            yield "=norule"
