"""A document as the finders of values read it: sentences, clauses and the names in them.

Comes in: an `Analysis`. Goes out: a `Reading`, which answers where a clause begins, which names stand in a range and which
chain a name belongs to. Every question is answered in logarithmic time, so that reading stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.claims.masking import outermost
from kgraph.nouns import Analysis, Chain, Mention, Quantity, Span, Time

CLAUSE_END = re.compile(r"[,;:。!?…\n]|[.](?!\d)|(?<=\d)[.](?=\D)|\s{2,}|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
PART_END = re.compile(r"[;。!?\n]")


@dataclass(frozen=True)
class Figure:
    """A quantity with what was read about it. `owner` is who it is about, `kind` its relation, None for none."""

    quantity: Quantity
    indicator: str
    owner: Mention | None = None
    relation: str | None = None
    change: float | None = None
    rule: str = ""


class Reading:
    """Look-ups over one document."""

    def __init__(self, analysis: Analysis):
        self.analysis, self.text = analysis, analysis.text
        self.mentions = outermost(analysis.mentions)
        self.starts = [m.span.start for m in self.mentions]
        self.sentences, self.paragraphs = analysis.sentences, analysis.paragraphs
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in self.paragraphs]
        self._chains = {(m.span, m.type): c for c in analysis.chains for m in c.mentions}
        self._times = [t.span.start for t in analysis.times]
        ends = [0, *(m.end() for m in CLAUSE_END.finditer(self.text)), len(self.text)]
        self._clauses = [at for at in ends if not self.inside(at)]

    def sentence(self, position: int) -> Span:
        return self.sentences[max(0, bisect_right(self._sentence_starts, position) - 1)]

    def paragraph(self, position: int) -> Span:
        return self.paragraphs[max(0, bisect_right(self._paragraph_starts, position) - 1)]

    def before(self, span: Span, among: tuple[Span, ...]) -> Span | None:
        """The sentence (or paragraph) before one of them."""
        i = bisect_left(among, span)
        return among[i - 1] if i else None

    def clause(self, position: int) -> Span:
        """The clause around `position`: between two commas, stops or brackets."""
        i = bisect_right(self._clauses, position)
        start = self._clauses[i - 1] if i else 0
        return Span(start, self._clauses[i] if i < len(self._clauses) else len(self.text))

    def part(self, position: int) -> Span:
        """The part of a sentence around `position`, between semicolons."""
        sentence = self.sentence(position)
        start = max((m.end() for m in PART_END.finditer(self.text, sentence.start, position)), default=sentence.start)
        end = PART_END.search(self.text, position, sentence.end)
        return Span(start, end.start() if end else sentence.end)

    def within(self, start: int, end: int) -> list[Mention]:
        """The outermost mentions that lie in [start, end)."""
        found = self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return [m for m in found if m.span.end <= end]

    def inside(self, position: int) -> Mention | None:
        """The outermost mention that `position` splits."""
        i = bisect_left(self.starts, position) - 1
        return self.mentions[i] if i >= 0 and self.mentions[i].span.end > position else None

    def covering(self, span: Span) -> Mention | None:
        """The outermost mention that holds `span`."""
        i = bisect_right(self.starts, span.start) - 1
        return self.mentions[i] if i >= 0 and self.mentions[i].span.end >= span.end else None

    def starting(self, position: int) -> Mention | None:
        i = bisect_left(self.starts, position)
        return self.mentions[i] if i < len(self.starts) and self.starts[i] == position else None

    def last(self, position: int, types: frozenset[str], floor: int = 0) -> Mention | None:
        """The mention of one of `types` that ends last before `position`, not before `floor`."""
        for i in range(bisect_left(self.starts, position) - 1, -1, -1):
            mention = self.mentions[i]
            if mention.span.start < floor:
                return None
            if mention.type in types and mention.span.end <= position:
                return mention
        return None

    def chain(self, mention: Mention) -> Chain | None:
        return self._chains.get((mention.span, mention.type))

    def times(self, start: int, end: int) -> tuple[Time, ...]:
        """The times that begin in [start, end)."""
        return self.analysis.times[bisect_left(self._times, start) : bisect_left(self._times, end)]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
