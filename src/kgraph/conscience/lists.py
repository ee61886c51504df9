"""Lists of parts that may make up a total: 16个 … 3个 … 6个 … 7个.

Comes in: the figures of a document. Goes out: for one of them the `PartList`s after it, the likeliest first. Whether
their sum is the total is for `sums` to say; here only words and places count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.conscience.figures import Figure

REACH = 30  # figures after a total among which its parts are; the longest list of the bulletins has 24 up to its last
PARAGRAPHS = 3  # paragraphs after that of the total; the parts may stand one a paragraph
CHARACTERS = 900  # from a total to its first part and between two parts
MOST_PARTS = 12
ITEM = 120  # characters after its first figure in which an item of a list has its others
COUNT = "count"  # the dimension of quantities whose words before them are labels
SHARED = 2  # last characters that two measures share (总投资, 协议投资)


@dataclass(frozen=True)
class PartList:
    """Parts in text order. `same_measure`: they have the measure of the total; `cued`: words such as 其中 lead to them;
    `closed`: their last sentence has no more such figures."""

    total: Figure
    parts: tuple[Figure, ...]
    same_measure: bool
    cued: bool
    closed: bool


class Lists:
    """Finds lists with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        words = sorted(settings["sums"]["cues"], key=lambda w: (-len(w), w))
        self.cue = re.compile("|".join(map(re.escape, words)) + "|:")

    def after(self, text: str, figures: Sequence[Figure], at: int) -> Iterator[PartList]:
        """The lists of parts of `figures[at]`."""
        total = figures[at]
        scope = self._scope(figures, at)
        seen = set()
        for column, same in columns(total, scope):
            for start in self._starts(text, total, column):
                for end in range(start + 2, min(len(column), start + MOST_PARTS) + 1):
                    parts = tuple(column[start:end])
                    if parts not in seen:
                        seen.add(parts)
                        yield PartList(total, parts, same, self._cued(text, total, parts[0]), closed(column, end))

    def _scope(self, figures: Sequence[Figure], at: int) -> list[Figure]:
        total, found, last = figures[at], [], figures[at]
        for figure in figures[at + 1 : at + 1 + REACH]:
            if figure.paragraph - total.paragraph > PARAGRAPHS or figure.span.start - last.span.end > CHARACTERS:
                break
            if figure.quantity.unit == total.quantity.unit and figure.depth == total.depth:
                found.append(figure)
                last = figure
        return found

    def _starts(self, text: str, total: Figure, column: list[Figure]) -> list[int]:
        """The first figure, and the first after a cue."""
        found = [0]
        for index in range(1, len(column)):
            between = text[column[index - 1].span.end : column[index].span.start]
            if self.cue.search(between) and len(found) < 3:
                found.append(index)
        return found

    def _cued(self, text: str, total: Figure, first: Figure) -> bool:
        return bool(self.cue.search(text, total.span.end, first.span.start))


def columns(total: Figure, scope: list[Figure]) -> Iterator[tuple[list[Figure], bool]]:
    """Figures that may be parts, and whether they have the total's measure: those with the same measure, those with
    another one that repeats, those whose measures are their labels (出口, 进口), all."""
    exact = [f for f in scope if f.measure == total.measure]
    if total.measure and len(exact) > 1:
        yield exact, True
    repeated = Counter(f.measure for f in scope if f.measure)
    for measure in sorted({m for m, n in repeated.items() if n > 1 and m != total.measure}):
        yield [f for f in scope if f.measure == measure], alike(measure, total.measure)
    loose = [f for f in scope if repeated[f.measure] < 2]
    if len(loose) > 1:
        yield loose, False
    if len(scope) > len(loose):
        yield scope, False


def alike(one: str, other: str) -> bool:
    """Whether two measures end in the same noun, or one is left out."""
    return not one or not other or one[-SHARED:] == other[-SHARED:]


def closed(column: list[Figure], end: int) -> bool:
    """Whether a list may end before `column[end]`: where its sentence has no more such figures."""
    return end == len(column) or column[end].sentence != column[end - 1].sentence


def aligned(parts: Sequence[Figure], total: Figure, figures: Sequence[Figure]) -> Iterator[tuple[Figure, ...]]:
    """One figure for `total` in each item of a list, after the known part of the item or else before it."""
    rivals = [f for f in figures if f.quantity.unit == total.quantity.unit and f.depth == total.depth and f.exact]
    starts = [part.span.end for part in parts]
    after = [*((a, b.span.start) for a, b in zip(starts, parts[1:], strict=False)), (starts[-1], starts[-1] + ITEM)]
    first = max(total.span.end, parts[0].span.start - ITEM)
    before = [(first, parts[0].span.start), *((a, b.span.start) for a, b in zip(starts, parts[1:], strict=False))]
    for windows, nearest in ((after, 0), (before, -1)):
        inside = [[f for f in rivals if a <= f.span.start and f.span.end <= b] for a, b in windows]
        picked = [_of_measure(each, total, nearest) for each in inside]
        if all(picked) and not set(picked) & set(parts):
            yield tuple(picked)


def _of_measure(figures: list[Figure], total: Figure, nearest: int) -> Figure | None:
    """The one figure with the measure of the total; else the only one, where it is bare or its words are a label."""
    same = [f for f in figures if f.measure == total.measure]
    if same or len(figures) != 1:
        return same[nearest] if same else None
    return figures[0] if figures[0].quantity.dimension == COUNT or alike(figures[0].measure, total.measure) else None
