"""One article of a page, put back in order.

All positions are half-open [start, end) in Unicode code points. A `Page` holds the decoded source; a `Document` maps
each character of its text to one character of that source; everything later points into the document's text and reaches
the source through `Document.source_spans`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.nouns.pages import Page


@dataclass(frozen=True, order=True)
class Span:
    """Half-open range [start, end) of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Segment:
    """`length` characters at `start` of a document's text stand at `source_start` of its page's text."""

    start: int
    source_start: int
    length: int


@dataclass(frozen=True)
class Document:
    """One article of a page, put back in reading order.

    `text` is headline, sub-headlines, body and byline in reading order, paragraphs separated by one
    "\\n"; every character of it is a character of the source (see `segments`, sorted by `start`, without gaps).
    `headline`, `subheadlines` and `byline` are spans of `text` (`headline` None when the article has none).
    `pieces` are the [start, end) ranges of the source in reading order. `doubtful_joints` are
    pairs of source positions (end of one piece, start of another) that may belong together but were not joined.
    """

    id: str
    page: Page
    text: str
    segments: tuple[Segment, ...]
    headline: Span | None = None
    subheadlines: tuple[Span, ...] = ()
    byline: tuple[Span, ...] = ()
    pieces: tuple[Span, ...] = ()
    truncated: bool = False
    doubtful_joints: tuple[tuple[int, int], ...] = ()

    @property
    def home(self) -> str | None:
        return self.page.home

    @property
    def published(self) -> str | None:
        return self.page.published

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def source_spans(self, span: Span) -> tuple[Span, ...]:
        """The ranges of the source that spell `span` of this text, in reading order, adjacent ones merged."""
        found: list[Span] = []
        for piece in self._cut(span):
            if found and found[-1].end == piece.start:
                piece = Span(found.pop().start, piece.end)
            found.append(piece)
        return tuple(found)

    def _cut(self, span: Span) -> Iterator[Span]:
        first = bisect_right(self.segments, span.start, key=lambda s: s.start) - 1
        for segment in self.segments[max(first, 0) :]:
            if segment.start >= span.end:
                return
            start = max(span.start, segment.start)
            end = min(span.end, segment.start + segment.length)
            if start < end:
                shift = segment.source_start - segment.start
                yield Span(start + shift, end + shift)
