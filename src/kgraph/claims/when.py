"""When a figure was true: the candidate periods, and what tells them apart.

Comes in: a `Reading`, a figure and the period of the figure before it. Goes out: `Period`s with features. They are the
times of its sentence, the last ones before it, the first ones of its paragraph and document, the period of the figure
before, the day and the year of publication, and none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Time

BEFORE = 4  # times before the sentence that are looked at
TOUCH = 5  # characters
YEAR, DAY = 4, 10  # characters of an ISO year and day


@dataclass(frozen=True)
class Period:
    value: str | None
    features: tuple[str, ...]


class Periods:
    """The candidates for one figure; `last` is the figure before it, with its period."""

    def __init__(self, reading: Reading, figure: Figure, last: Figure | None, compared: tuple[str, ...]):
        self.reading, self.figure, self.last, self.compared = reading, figure, last, compared
        self.at = figure.quantity.span.start
        self.sentence, self.paragraph = reading.sentence(self.at), reading.paragraph(self.at)
        self.clause, self.part = reading.clause(self.at), reading.part(self.at)
        self.published = reading.analysis.document.published or ""
        self.times = self._times()
        self.here = sum(where != "d" and where != "g" for where, _ in self.times.values())

    def _times(self) -> dict[int, tuple[str, Time]]:
        """Where in the text → where from the figure, and the time; the nearest times and the first ones."""
        reading = self.reading
        near = (
            *reading.times(self.sentence.start, self.sentence.end),
            *reading.times(self.paragraph.start, self.sentence.start)[-BEFORE:],
            *reading.times(self.paragraph.start, self.sentence.start)[:1],
            *reading.times(0, self.paragraph.start)[-BEFORE:],
            *reading.analysis.times[:1],
        )
        return {time.span.start: (self._where(time.span.start), time) for time in near if not self._is_compared(time)}

    def _is_compared(self, time: Time) -> bool:
        """Whether a time is only what a figure is compared with (比2021年增长)."""
        return self.reading.text.endswith(self.compared, 0, time.span.start)

    def _where(self, position: int) -> str:
        spans = zip("cpsg", (self.clause, self.part, self.sentence, self.paragraph), strict=True)
        return next((letter for letter, span in spans if span.start <= position < span.end), "d")

    def __iter__(self) -> Iterator[Period]:
        found: dict[str | None, list[str]] = {None: list(self._none())}
        order = sorted(self.times, key=lambda at: (at >= self.at, abs(at - self.at)))
        for rank, at in enumerate(order):
            where, time = self.times[at]
            rows = found.setdefault(time.value, [])
            rows.extend(self._of_time(time, where, rank))
        if self.last is not None:
            found.setdefault(self.last.period, []).extend(self._carried())
        for label, length in (("year", YEAR), ("day", DAY)):
            if len(self.published) >= length:
                found.setdefault(self.published[:length], []).append(f"published{label}")
        for value, rows in found.items():
            yield Period(value, tuple(dict.fromkeys((*rows, *self._of_value(value)))))

    # ── features ──

    def _of_time(self, time: Time, where: str, rank: int) -> Iterator[str]:
        text, span = self.reading.line, time.span
        side = "<" if span.start < self.at else ">"
        yield f"w{where}{side}"
        yield f"w{where}{side}{min(rank, 3)}"
        yield f"r{side}{min(rank, 4)}"
        yield f"t-1{text[max(0, span.start - 1) : span.start]}{side}"
        yield f"t-2{text[max(0, span.start - 2) : span.start]}{side}"
        yield f"t+1{text[span.end : span.end + 1]}{side}"
        yield f"t+2{text[span.end : span.end + 2]}{side}"
        yield f"word{text[span.start : span.end][:4]}"
        yield f"word{text[span.start : span.end][-2:]}"
        if side == "<" and where in "cps":
            gap = text[span.end : self.at]
            yield f"gap{gap}" if len(gap) <= TOUCH else "gap.."
            yield f"quantities{min(len(self.reading.quantities(span.end, self.at)), 3)}"
        if self.paragraph.start == span.start:
            yield "opens"

    def _carried(self) -> Iterator[str]:
        where = self._where(self.last.quantity.span.start)
        unit = self.last.quantity.unit == self.figure.quantity.unit
        yield f"last{where}"
        yield f"last{where}{self.last.period is None}"
        yield f"last{where}{self.last.period is None}{min(self.here, 2)}"
        yield f"last{where}{self.last.owner.type == self.figure.owner.type}{unit}"
        kind, same = len(self.last.period or ""), self.last.owner.text == self.figure.owner.text
        yield f"last{where}{kind}{same}"
        yield f"last{where}{kind}{min(self.here, 2)}"
        yield f"last{kind}{unit}{same}{min(self.here, 2)}"
        between = [t for t in self.reading.times(self.last.quantity.span.end, self.at) if not self._is_compared(t)]
        yield f"lastnew{min(len(between), 2)}{where}"

    def _of_value(self, value: str | None) -> Iterator[str]:
        figure = self.figure
        kind = "none" if value is None else f"{len(value)}"
        yield f"k{kind}"
        yield f"k{kind}{figure.quantity.unit}"
        yield f"k{kind}{figure.quantity.dimension}{figure.quantity.change}"
        yield f"k{kind}{figure.owner.type}"
        yield f"k{kind}>{figure.indicator[:2]}"
        yield f"k{kind}>{figure.indicator[:1]}"
        yield f"k{kind}<{figure.indicator[-2:]}"
        yield f"k{kind}{figure.change is not None}"
        yield f"k{kind}here{min(self.here, 2)}"
        if value and self.published:
            year = int(value[:YEAR]) - int(self.published[:YEAR])
            yield f"k{kind}year{max(-3, min(year, 2))}"
            yield f"k{kind}late{value > self.published}"
            if len(value) == DAY:
                yield f"k{kind}day{value == self.published}"

    def _none(self) -> Iterator[str]:
        clause = self.reading.line[self.clause.start : self.at]
        yield f"none{min(self.here, 3)}"
        yield f"nonelast{self._where(self.last.quantity.span.start) if self.last else '-'}"
        for i in range(len(clause) - 1):
            yield f"c{clause[i : i + 2]}"
