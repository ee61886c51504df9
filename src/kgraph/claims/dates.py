"""When an event takes place.

Comes in: an `Analysis`. Goes out: at most one claim for each event, with the time nearest to a mention of it: in its
sentence, else the last day named before it in its paragraph or the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.claims.reading import Reading
from kgraph.nouns import Analysis, Chain, Claim, Mention, Span, Time, Value
from kgraph.ontology import Ontology


class DateFinder:
    """Reads the pattern file of the attribute."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.relation = ontology.relation(pattern["relation"])
        self.confidence = pattern["confidence"]
        self.reach = pattern["date"]["reach"]
        self.former = tuple(pattern["date"]["not_after"])

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        reading = Reading(analysis)
        for chain in analysis.chains:
            if chain.type in self.relation.domain and (found := self._date(reading, chain)):
                time, mention, rule = found
                start, end = sorted((time.span, reading.sentence(mention.span.start)))
                evidence = reading.trimmed(Span(start.start, max(start.end, end.end)))
                name, sure = self.relation.name, self.confidence[rule]
                value = Value(text=time.value)
                yield Claim(analysis.document.id, name, mention, value, evidence, f"{name}.{rule}", sure)

    def _date(self, reading: Reading, chain: Chain) -> tuple[Time, Mention, str] | None:
        for mention in chain.mentions:
            sentence = reading.sentence(mention.span.start)
            if time := self._nearest(reading, sentence, mention):
                return time, mention, "sentence"
        for mention in chain.mentions:
            if time := self._earlier(reading, mention):
                return time, mention, "before"
        return None

    def _nearest(self, reading: Reading, sentence: Span, mention: Mention) -> Time | None:
        """The time of the sentence that stands nearest before the event, else after it; days win over years."""
        times = [t for t in reading.times(sentence.start, sentence.end) if self._usable(reading, t)]
        times = [t for t in times if self._gap(t, mention) <= self.reach]
        times = [t for t in times if t.span.end <= mention.span.start or _exactness(t)]
        return min(times, key=lambda t: (-_exactness(t), self._gap(t, mention)), default=None)

    def _gap(self, time: Time, mention: Mention) -> int:
        return max(mention.span.start - time.span.end, time.span.start - mention.span.end, 0)

    def _earlier(self, reading: Reading, mention: Mention) -> Time | None:
        """The last day named in the sentences before, in the same paragraph or the one before it."""
        paragraph = reading.paragraph(mention.span.start)
        start = reading.before(paragraph, reading.paragraphs) or paragraph
        times = [t for t in reading.times(start.start, mention.span.start) if self._usable(reading, t)]
        exact = [t for t in times if _exactness(t) == 2]
        return exact[-1] if exact else None

    def _usable(self, reading: Reading, time: Time) -> bool:
        if reading.covering(time.span) is not None:
            return False
        return not reading.text.startswith(self.former, time.span.end)


def _exactness(time: Time) -> int:
    """2 for a day (or days), 1 for a month, 0 for a year."""
    return time.value.split("/")[0].count("-")
