"""A text and spans that may nest or overlap → HTML in which every span is marked and every tag is closed in order.

Two spans that cross are cut where the first one ends, so that the result is always well nested.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.exports.clean import html
from kgraph.nouns import Span


@dataclass(frozen=True, order=True)
class Mark:
    """A span and the tag that marks it: `<tag attributes>…</tag>`; a smaller `level` stands outside at equal spans."""

    span: Span
    level: int
    tag: str
    attributes: str = ""


def marked(text: str, marks: Iterable[Mark], within: Span | None = None) -> str:
    """The text (or the part `within`) as HTML with its marks; empty spans and what lies outside are left out."""
    within = within or Span(0, len(text))
    waiting = [(cut.start, -cut.end, mark.level, mark.tag, mark.attributes) for mark, cut in _cut(marks, within)]
    heapq.heapify(waiting)
    out: list[str] = []
    open_: list[tuple[int, str]] = []  # end and tag of each open mark, innermost last
    here = within.start
    while waiting or open_:
        start = waiting[0][0] if waiting else within.end + 1
        if open_ and open_[-1][0] <= start:
            end, tag = open_.pop()
            out.append(f"{html(text[here:end])}</{tag}>")
            here = end
            continue
        start, end, level, tag, attributes = heapq.heappop(waiting)
        end = -end
        if open_ and end > open_[-1][0]:  # crosses the open mark: the rest is a mark of its own
            heapq.heappush(waiting, (open_[-1][0], -end, level, tag, attributes))
            end = open_[-1][0]
        out.append(f"{html(text[here:start])}<{tag}{' ' if attributes else ''}{attributes}>")
        open_.append((end, tag))
        here = start
    out.append(html(text[here : within.end]))
    return "".join(out)


def _cut(marks: Iterable[Mark], within: Span) -> Iterable[tuple[Mark, Span]]:
    for mark in marks:
        cut = Span(max(mark.span.start, within.start), min(mark.span.end, within.end))
        if cut.start < cut.end:
            yield mark, cut
