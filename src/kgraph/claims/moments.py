"""When something came to be so: the time of the text that belongs to a word of change (任命, 免去, 开工).

Comes in: an `Analysis` and the words that spoil a time (出生, 底前). Goes out, by question: the time that stands just
before a place, just behind it, or the last one that its sentence or paragraph names. Never the publication date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from kgraph.claims.reading import Reading, any_of
from kgraph.nouns import Analysis, Span, Time

DAY, MONTH, YEAR = 2, 1, 0  # how exact a time is: dashes in its ISO form


@cache
def _wording(joints: tuple[str, ...], links: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between a time and the word after it, and between a word and the time behind it."""
    return re.compile(f"(?:{any_of(joints)})*"), re.compile(f"(?:{any_of(links)})?")


class Moments:
    """Look-ups over the times of one document."""

    def __init__(self, analysis: Analysis, words: Mapping[str, Sequence[str]]):
        self.analysis, self.text = analysis, analysis.text
        self.not_after, self.not_before = tuple(words["not_after"]), tuple(words["not_before"])
        self.joint, self.lead = _wording(tuple(words["joints"]), tuple(words["links"]))

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.analysis)

    def at(self, position: int) -> Time | None:
        """The time that stands just before `position` (2018年5月起任 …)."""
        found = self._last(max(0, position - 24), position)
        gap = self.text[found.span.end : position] if found else ""
        return found if found and self.joint.fullmatch(gap) else None

    def behind(self, position: int) -> Time | None:
        """The time that stands just behind `position` (张明2018年5月任 …; 开工于2021年3月)."""
        start = self.lead.match(self.text, position).end()
        return next((t for t in self.reading.times(start, start + 1) if self._usable(t)), None)

    def last(self, position: int, least: int = MONTH) -> Time | None:
        """The last time of the sentence before `position` that is exact enough."""
        return self._last(self.reading.sentence(position).start, position, least)

    def of_event(self, position: int) -> Time | None:
        """The last time of the sentence, else the last day named before in its paragraph or the one before that."""
        if found := self.at(position) or self.last(position):
            return found
        paragraph = self.reading.paragraph(position)
        before = self.reading.before(paragraph, self.reading.paragraphs) or paragraph
        return self._last(before.start, position, DAY)

    def _last(self, start: int, position: int, least: int = YEAR) -> Time | None:
        times = [t for t in self.reading.times(start, position) if t.span.end <= position and exactness(t) >= least]
        return next((t for t in reversed(times) if self._usable(t)), None)

    def _usable(self, time: Time) -> bool:
        if self.text.startswith(self.not_after, time.span.end) or self.text.endswith(
            self.not_before, 0, time.span.start
        ):
            return False
        published = self.analysis.document.published or ""
        later = bool(published) and published < moment(time)[: len(published)]
        return not later and self.reading.covering(time.span) is None


def exactness(time: Time) -> int:
    """`DAY`, `MONTH` or `YEAR`."""
    return time.value.split("/")[0].count("-")


def moment(time: Time) -> str:
    """The one day, month or year of a time; of a meeting that lasted several days the last."""
    return time.value.split("/")[-1]


def hull(*spans: Span | None) -> Span:
    """The smallest span that holds them all."""
    known = [span for span in spans if span is not None]
    return Span(min(s.start for s in known), max(s.end for s in known))
