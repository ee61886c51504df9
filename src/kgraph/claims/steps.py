"""When a project reached its status.

Comes in: claims, and the analysis of their document. Goes out: the same claims; those of a relation that may say since
when (a status) with the date that their passage gives for it. The word for the status and the time next to it decide;
what is planned has no date, and the publication date is never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kgraph.claims.moments import MONTH, Moments, exactness, moment
from kgraph.nouns import Analysis, Claim, Time, Value
from kgraph.ontology import PLANNED, Ontology

SETTINGS = "histories"
GAP = 30  # characters between a time and the word for the status (3月5日,位于高新区的甲项目正式开工)


class Dating:
    """Gives claims the day, month or year at which what they say came to be so."""

    def __init__(self, ontology: Ontology):
        settings = ontology.settings(SETTINGS)
        self.words, self.start = settings["moments"], settings["start"]
        self.relations = {r.name for r in ontology.of_kind("attribute") if r.values and self.start in r.qualifiers}
        rows = ontology.lexicon(settings["status_words"])
        self.words_of: dict[str, list[str]] = {}
        for word, value, *_ in sorted(rows, key=lambda row: -len(row[0])):
            self.words_of.setdefault(value, []).append(word)

    def dated(self, analysis: Analysis, claims: Iterable[Claim]) -> Iterator[Claim]:
        """All the claims; dated where their passage says since when."""
        moments = Moments(analysis, self.words)
        for claim in claims:
            time = self._time(moments, claim) if self._may_be_dated(claim) else None
            since = ((self.start, moment(time)),) if time else ()
            yield replace(claim, qualifiers=(*claim.qualifiers, *since)) if since else claim

    def _may_be_dated(self, claim: Claim) -> bool:
        value = claim.object
        return (
            claim.relation in self.relations
            and isinstance(value, Value)
            and PLANNED not in (value.text, claim.modality)
        )

    def _time(self, moments: Moments, claim: Claim) -> Time | None:
        """The time nearest before a word for the status, else the one just behind it."""
        text, evidence, words = moments.text, claim.evidence, self.words_of.get(claim.object.text or "", [])
        places = [(at, at + len(w)) for w in words for at in _places(text, w, evidence.start, evidence.end)]
        found = []
        for start, end in sorted(places):
            time = moments.last(start, MONTH) or moments.at(start)
            if time and time.span.start >= evidence.start and self._joined(moments, time, start):
                found.append((start - time.span.end, time))
            elif (time := moments.behind(end)) and exactness(time) >= MONTH and time.span.end <= evidence.end:
                found.append((time.span.start - end, time))
        return min(found, key=lambda pair: (pair[0], pair[1].span))[1] if found else None

    def _joined(self, moments: Moments, time: Time, position: int) -> bool:
        gap = moments.text[time.span.end : position]
        return len(gap) <= GAP and not any(stop in gap for stop in "。;!?\n")


def _places(text: str, word: str, start: int, end: int) -> Iterator[int]:
    at = text.find(word, start, end)
    while at >= 0:
        yield at
        at = text.find(word, at + 1, end)
