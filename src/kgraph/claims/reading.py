"""A document as the finders of values read it: sentences, clauses and the names in them.

Comes in: an `Analysis`. Goes out: a `Reading`, which answers where a clause begins, which names stand in a range, what
was named last. Questions take logarithmic time, so that reading a document stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kgraph.claims.masking import outermost
from kgraph.claims.words import Words
from kgraph.nouns import Analysis, Chain, Mention, Quantity, Span, Time

CLAUSE_END = re.compile(r"[,;:。!?…\n]|[.](?!\d)|(?<=\d)[.](?=\D)|\s{2,}|(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
FAR = 200  # mentions back to one of a class: keeps reading linear where a class never occurs
LONG_SENTENCE, LONG_PARAGRAPH = 600, 3000  # characters each way; keeps reading a text without stops linear
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
PART_END = re.compile(r"[;。!?\n]")


@dataclass(frozen=True)
class Figure:
    """A quantity with what was read about it: who it is about and by which rule, and as what.

    `relation` is the attribute that it is a value of, None for an observation; `counts` where it counts projects;
    `change` the growth that the text gives for it, in percent; `period` the time that it is of; `confidence` where a
    trained model gave it."""

    quantity: Quantity
    indicator: str
    owner: Mention
    rule: str
    evidence: Span
    relation: str | None = None
    change: float | None = None
    counts: bool = False
    period: str | None = None
    confidence: float | None = None


class Reading:
    """Look-ups over one document."""

    def __init__(self, analysis: Analysis):
        self.analysis, self.text = analysis, analysis.text
        self.mentions = outermost(analysis.mentions)
        self.starts = [m.span.start for m in self.mentions]
        self._all = sorted(analysis.mentions, key=lambda m: m.span.start)
        self._all_starts = [m.span.start for m in self._all]
        self.sentences, self.paragraphs = analysis.sentences, analysis.paragraphs
        self._sentence_starts = [s.start for s in self.sentences]
        self._paragraph_starts = [p.start for p in self.paragraphs]
        self._times = [t.span.start for t in analysis.times]
        self._time_ends = frozenset(t.span.end for t in analysis.times)
        self._quantities = [q.span.start for q in analysis.quantities]
        ends = [0, *(m.end() for m in CLAUSE_END.finditer(self.text)), len(self.text)]
        self._clauses = [at for at in ends if not self.inside(at)]

    def sentence(self, position: int) -> Span:
        """The sentence around `position`, of one without an end the part nearby."""
        found = self.sentences[max(0, bisect_right(self._sentence_starts, position) - 1)]
        return Span(max(found.start, position - LONG_SENTENCE), min(found.end, position + LONG_SENTENCE))

    def paragraph(self, position: int) -> Span:
        """The paragraph around `position`, of a very long one the part nearby."""
        found = self.paragraphs[max(0, bisect_right(self._paragraph_starts, position) - 1)]
        return Span(max(found.start, position - LONG_PARAGRAPH), min(found.end, position + LONG_PARAGRAPH))

    def index(self, mention: Mention) -> int:
        """The place of an outermost mention in `mentions`."""
        return bisect_left(self.starts, mention.span.start)

    @cached_property
    def line(self) -> str:
        """The text on one line, as features show it: ⏎ for line breaks and other control characters."""
        return CONTROL.sub("⏎", self.text)

    @cached_property
    def words(self) -> Words:
        """The words of the text."""
        return Words(self.text)

    @cached_property
    def home(self) -> Chain | None:
        """The chain of the place that the document comes from."""
        return next((chain for chain in self.analysis.chains if chain.is_home), None)

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
        """The outermost mention of one of `types` that ends last before `position`, not before `floor`."""
        return _last(self.mentions, bisect_left(self.starts, position), position, types, floor)

    def last_of_all(self, position: int, types: frozenset[str], floor: int = 0) -> Mention | None:
        """Like `last`, but of a name inside another one as well (the project in the name of its ceremony)."""
        return _last(self._all, bisect_left(self._all_starts, position), position, types, floor)

    def trimmed(self, span: Span) -> Span:
        """`span` without white space at its ends."""
        quote = self.text[span.start : span.end]
        return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))

    def quantities(self, start: int, end: int) -> tuple[Quantity, ...]:
        """The quantities that begin in [start, end)."""
        return self.analysis.quantities[bisect_left(self._quantities, start) : bisect_left(self._quantities, end)]

    def quantity_end(self, position: int) -> int:
        """Where the last quantity that begins before `position` ends; 0 where there is none."""
        i = bisect_left(self._quantities, position)
        return self.analysis.quantities[i - 1].span.end if i else 0

    def time_ends(self, position: int) -> bool:
        """Whether a time ends at `position`."""
        return position in self._time_ends

    def times(self, start: int, end: int) -> tuple[Time, ...]:
        """The times that begin in [start, end)."""
        return self.analysis.times[bisect_left(self._times, start) : bisect_left(self._times, end)]


def _last(mentions: Sequence[Mention], count: int, position: int, types: frozenset[str], floor: int) -> Mention | None:
    for i in range(count - 1, max(-1, count - 1 - FAR), -1):
        mention = mentions[i]
        if mention.span.start < floor:
            return None
        if mention.type in types and mention.span.end <= position:
            return mention
    return None


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))
