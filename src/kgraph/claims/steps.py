"""When a project reached its status.

Comes in: claims, and the analysis of their document. Goes out: the same claims; those of a relation that may say since
when (a status) with the date that their passage gives for it, or that another sentence gives which tells the same of
the same project. The word for the status and the time next to it decide; what is planned has no date, and the
publication date is never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kgraph.claims.moments import MONTH, Moments, exactness, moment
from kgraph.claims.reading import any_of
from kgraph.nouns import Analysis, Claim, Mention, Span, Time, Value
from kgraph.ontology import PLANNED, Ontology

SETTINGS = "histories"
GAP = 30  # characters between a time and the word for the status (3月5日,位于高新区的甲项目正式开工)
STOP = re.compile(r"[。;!?\n]")


class Dating:
    """Gives claims the day, month or year at which what they say came to be so."""

    def __init__(self, ontology: Ontology):
        settings = ontology.settings(SETTINGS)
        self.words, self.start = settings["moments"], settings["start"]
        self.relations = {r.name for r in ontology.of_kind("attribute") if r.values and self.start in r.qualifiers}
        words: dict[str, list[str]] = {}
        for word, value, *_ in ontology.lexicon(settings["status_words"]):
            words.setdefault(value, []).append(word)
        self.word_of = {value: re.compile(any_of(found)) for value, found in words.items()}
        unreal = [row[0] for name in settings["unreal"] for row in ontology.lexicon(name)]
        self.unreal = re.compile(any_of(unreal))

    def dated(self, analysis: Analysis, claims: Iterable[Claim]) -> Iterator[Claim]:
        """All the claims; dated where the text says since when."""
        moments = Moments(analysis, self.words)
        for claim in claims:
            yield self._dated(moments, claim) if self._may_be_dated(claim) else claim

    def _may_be_dated(self, claim: Claim) -> bool:
        value = claim.object
        known = claim.relation in self.relations and isinstance(value, Value) and value.text in self.word_of
        return known and PLANNED not in (value.text, claim.modality)

    def _dated(self, moments: Moments, claim: Claim) -> Claim:
        for subject, passage in ((claim.subject, claim.evidence), *self._others(moments, claim)):
            if time := self._time(moments, claim.object.text or "", passage):
                since = (*claim.qualifiers, (self.start, moment(time)))
                return replace(claim, subject=subject, evidence=passage, qualifiers=since)
        return claim

    def _others(self, moments: Moments, claim: Claim) -> Iterator[tuple[Mention, Span]]:
        """The sentences that name the subject and tell of its status after its name."""
        chain = next((c for c in moments.analysis.chains if claim.subject in c.mentions), None)
        word = self.word_of[claim.object.text or ""]
        for mention in chain.mentions if chain else ():
            sentence = moments.reading.trimmed(moments.reading.sentence(mention.span.start))
            found = word.search(moments.text, mention.span.end, sentence.end)
            if found and found.start() - mention.span.end <= GAP and sentence != claim.evidence:
                yield mention, sentence

    def _time(self, moments: Moments, value: str, passage: Span) -> Time | None:
        """The time nearest before a word for the status, else just behind one."""
        found = []
        for word in self.word_of[value].finditer(moments.text, passage.start, passage.end):
            time = moments.last(word.start(), MONTH) or moments.at(word.start())
            if time and time.span.start >= passage.start and self._joined(moments.text, time, word.start()):
                found.append((word.start() - time.span.end, time))
            elif (time := moments.behind(word.end())) and exactness(time) >= MONTH and time.span.end <= passage.end:
                found.append((time.span.start - word.end(), time))
        return min(found, key=lambda pair: (pair[0], pair[1].span))[1] if found else None

    def _joined(self, text: str, time: Time, position: int) -> bool:
        """Whether a time belongs to the word at `position`: near it, in its sentence, and no plan between them."""
        gap = text[time.span.end : position]
        return len(gap) <= GAP and not STOP.search(gap) and not self.unreal.search(gap)
