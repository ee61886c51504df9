"""How far a project is: signed, started, under construction …

Comes in: an `Analysis`. Goes out: at most one claim for each project, from the first of these that speaks: the name it
stands in, the words after the project (or after the list it stands in), the words before it in its sentence, the
programme or event it is listed under, the count of its list, the event of the document. No such word, no claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.claims.reading import Reading, any_of
from kgraph.nouns import Analysis, Chain, Claim, Mention, Span, Value
from kgraph.ontology import PLANNED, Ontology

ASSERTED = "asserted"
AFTER = 48  # characters after a project in which a word on its status stands; 24–80 tried
BEFORE = 40  # … and before it
HEADER = 400  # characters before a project in which the count of its list stands
LONGEST_LIST = 30  # members of an enumeration before and after a project that are looked at
PLAN_REACH = 10  # characters between a word of planning and what is planned (计划10月竣工)


@dataclass(frozen=True)
class Sign:
    """A value that a passage gives, with the passage and the rule that read it."""

    value: str
    evidence: Span
    rule: str


class StatusFinder:
    """Reads the pattern file of the attribute."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.relation = ontology.relation(pattern["relation"])
        words = pattern["status"]
        self.value_of = {row[0]: row[1] for row in ontology.lexicon(words["lexicon"])} | words["more"]
        self.value_of = {word: value for word, value in self.value_of.items() if word not in words["weak"]}
        self.cue = re.compile(any_of(self.value_of))
        self.plan = re.compile(any_of(words["plans"]))
        self.not_after, self.not_before = tuple(words["not_after"]), tuple(words["not_before"])
        self.gap = re.compile(words["list_gap"])
        self.named = {value: re.compile(any_of(cues)) for value, cues in words["named"].items()}
        self.named_words = words["named"]
        named = any_of(word for each in words["named"].values() for word in each)
        self.header = re.compile(f"({named}){words['header']}")
        self.later = frozenset(words["later"])
        self.others = frozenset(words["events"])
        self.order, self.confidence = words["order"], pattern["confidence"]

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        reading = Reading(analysis)
        event = self._event(reading)
        for chain in analysis.chains:
            if chain.type in self.relation.domain:
                yield from self._claim(reading, chain, event)

    def _claim(self, reading: Reading, chain: Chain, event: Sign | None) -> Iterator[Claim]:
        signs = [(sign, m) for m in chain.mentions for sign in self._signs(reading, m)]
        signs.extend((event, m) for m in chain.mentions[:1] if event)
        if not signs:
            return
        sign, mention = min(signs, key=lambda pair: self.order.index(pair[0].rule))
        modality = PLANNED if sign.value == PLANNED else ASSERTED
        rule = f"{self.relation.name}.{sign.rule}"
        sure = self.confidence[sign.rule]
        value = Value(text=sign.value)
        id_, name = reading.analysis.document.id, self.relation.name
        yield Claim(id_, name, mention, value, sign.evidence, rule, sure, modality=modality)

    # ── where the words stand ──

    def _signs(self, reading: Reading, mention: Mention) -> Iterator[Sign]:
        outer = reading.covering(mention.span) or mention
        if outer.type in self.others and (value := self._in_name(outer)):
            yield Sign(value, outer.span, "name")
        first, last = self._list(reading, outer)
        sentence, part = reading.sentence(outer.span.start), reading.part(last.span.end)
        after = self._after(reading, last, Span(part.start, part.end))
        if after:
            yield Sign(after, reading.trimmed(sentence), "after")
        before = self._before(reading, first, reading.part(first.span.start))
        if before:
            yield Sign(before, reading.trimmed(sentence), "before")
        label = reading.last(outer.span.start, self.others, sentence.start)
        if label and label != outer and (value := self._in_name(label)):
            yield Sign(value, reading.trimmed(sentence), "label")
        if header := self._header(reading, outer.span.start):
            yield header

    def _header(self, reading: Reading, at: int) -> Sign | None:
        """The status of the projects that the paragraph counts before (签约项目21个:…)."""
        start = max(reading.paragraph(at).start, at - HEADER)
        found = list(self.header.finditer(reading.text, start, at))
        if not found or reading.covering(Span(*found[-1].span())) is not None:
            return None
        match = found[-1]
        value = next(value for value, words in self.named_words.items() if match[1] in words)
        return Sign(value, reading.trimmed(reading.sentence(match.start())), "header")

    def _list(self, reading: Reading, mention: Mention) -> tuple[Mention, Mention]:
        """The first and last member of the enumeration that a mention stands in."""
        first = last = reading.index(mention)
        lowest, highest = max(0, first - LONGEST_LIST), min(len(reading.mentions) - 1, last + LONGEST_LIST)
        while first > lowest and self._joined(reading, first - 1):
            first -= 1
        while last < highest and self._joined(reading, last):
            last += 1
        return reading.mentions[first], reading.mentions[last]

    def _joined(self, reading: Reading, i: int) -> bool:
        one, two = reading.mentions[i], reading.mentions[i + 1]
        if one.type not in self.relation.domain or two.type not in self.relation.domain:
            return False
        gap = reading.text[one.span.end : two.span.start]
        return len(gap) < BEFORE and self.gap.fullmatch(gap) is not None

    def _after(self, reading: Reading, last: Mention, part: Span) -> str | None:
        following = [m for m in reading.within(last.span.end, part.end) if m.type in self.relation.domain]
        end = min(following[0].span.start if following else part.end, last.span.end + AFTER)
        for match in self.cue.finditer(reading.text, last.span.end, end):
            if value := self._value(reading, match, last.span.end):
                return value
        return None

    def _before(self, reading: Reading, first: Mention, sentence: Span) -> str | None:
        start = max(sentence.start, first.span.start - BEFORE)
        others = [m for m in reading.within(start, first.span.start) if m.type in self.relation.domain]
        start = others[-1].span.end if others else start
        for match in reversed(list(self.cue.finditer(reading.text, start, first.span.start))):
            if value := self._value(reading, match, start):
                return value
        return None

    def _value(self, reading: Reading, match: re.Match[str], floor: int) -> str | None:
        """What a word says here: nothing inside a name, a plan where a word of planning stands before it."""
        text, value = reading.text, self.value_of[match.group()]
        if reading.covering(Span(*match.span())) is not None:
            return None
        if text.endswith(self.not_after, floor, match.start()) or text.startswith(self.not_before, match.end()):
            return None
        if self.plan.search(text, max(floor, match.start() - PLAN_REACH), match.start()):
            return None if value in self.later else PLANNED
        return value

    # ── what the document is about ──

    def _in_name(self, mention: Mention) -> str | None:
        return next((value for value, cue in self.named.items() if cue.search(mention.text)), None)

    def _event(self, reading: Reading) -> Sign | None:
        """The status that the first event with such a name gives to the projects of its document."""
        for mention in reading.mentions:
            if mention.type in self.others and (value := self._in_name(mention)):
                return Sign(value, reading.trimmed(reading.sentence(mention.span.start)), "event")
        return None
