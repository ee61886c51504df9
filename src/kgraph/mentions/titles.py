"""Titles of posts in a text, outside names: 副市长 in 副市长张明.

Comes in: folded text, its mentions, the titles of the lexicon. Goes out: spans that do not overlap, longest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick

from kgraph.nouns import Mention, Span


class TitleFinder:
    def __init__(self, titles: Iterable[str]):
        self.automaton = ahocorasick.Automaton()
        for title in titles:
            self.automaton.add_word(title, len(title))
        self.automaton.make_automaton()

    def find(self, text: str, mentions: Iterable[Mention]) -> Iterator[Span]:
        taken = {i for m in mentions for i in range(m.span.start, m.span.end)}
        found = (Span(last + 1 - length, last + 1) for last, length in self.automaton.iter(text))
        for span in sorted(found, key=lambda s: (-len(s), s.start)):
            places = set(range(span.start, span.end))
            if not places & taken:
                taken |= places
                yield span
