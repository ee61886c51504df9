"""Who a figure is about.

Comes in: a `Reading`, a quantity and the figures read before it. Goes out: an `Owner`, a mention with the rule that
found it, or None. Two questions: which project or programme has a figure as its attribute, and which thing a figure
counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.claims.reading import Figure, Reading, any_of
from kgraph.nouns import Chain, Mention, Quantity, Span

IN_BRACKET = re.compile(r"[”\"]?\(([^()]{0,14})$")
MODIFIER_REACH = 22  # characters between a figure and the name it stands before (投资1000万元的…项目)
LABEL_REACH = 24  # characters between a batch's name and its count (“签约一批”项目49个)
LIST_GAP = re.compile(r"[”\"]?(?:\([^()]{0,24}\))?[”\"]?(?:、|和|及|与|以及)[“\"]?")
PLAIN_GAP = re.compile(r"[”\"]?(?:、|和|及|与|以及)[“\"]?")
OBLIQUE = 6  # characters of the longest preposition, with a quotation mark
LONGEST_LIST = 40  # names of an enumeration that are looked at
CARRIED = 12  # figures of a sentence that are looked at for its owner


@dataclass(frozen=True)
class Owner:
    mention: Mention
    rule: str


class Owners:
    """Finds owners with the words of a pattern file."""

    def __init__(self, pattern: Mapping[str, Any]):
        words = pattern["owner"]
        self.types = frozenset(words["types"])
        self.each, self.respectively = words["each"], pattern["figures"]["each"]
        self.projects = frozenset(words["projects"])
        self.events, self.bodies = frozenset(words["events"]), frozenset(words["bodies"])
        self.people, self.examples = frozenset(words["people"]), tuple(words["examples"])
        self.share = words["share"]
        self.labels = frozenset(words["labels"])
        self.modifier = re.compile(f'(?:以上|左右)?(?:[^,。;!?\\n()]{{0,18}}的|{any_of(words["builds"])})?[“"]?')
        self.oblique = tuple(words["oblique"])
        self.speech = re.compile(any_of(words["speech"]))
        self.home = re.compile(any_of(words["home"]))
        self.anaphors = {type_: re.compile(any_of(nouns)) for type_, nouns in words["anaphors"].items()}
        self.outlet = re.compile(words["outlet"])

    # ── attributes ──

    def named(self, reading: Reading, quantity: Quantity, types: frozenset[str]) -> list[Owner]:
        """The owners that stand beside the figure: before its bracket, after its 的, before it in the same part."""
        at = quantity.span.start
        if found := self._bracketed(reading, at, types):
            return found
        if found := self._modified(reading, quantity, types):
            return [found]
        part, clause = reading.part(at), reading.clause(at)
        mention = reading.last(at, types, max(clause.start, at - LABEL_REACH))
        mention = mention or reading.last(at, types - self.labels, part.start)
        if mention is None:
            return []
        members = self.members(reading, mention)
        order = self._order(reading, mention, quantity)
        if order is not None and order < len(members):
            return [Owner(members[order], "list")]
        between = reading.text[mention.span.end : at]
        if self.each in between and len(members) > 1:
            return [Owner(member, "list") for member in members]
        return [Owner(mention, "clause")]

    def _bracketed(self, reading: Reading, at: int, types: frozenset[str]) -> list[Owner]:
        match = IN_BRACKET.search(reading.text, max(0, at - 18), at)
        mention = reading.last(match.start(), types, match.start() - 60) if match else None
        if mention is None or mention.span.end != match.start():
            return []
        members = self.members(reading, mention) if self.each in match[1] else [mention]
        return [Owner(member, "bracket") for member in members]

    def _modified(self, reading: Reading, quantity: Quantity, types: frozenset[str]) -> Owner | None:
        match = self.modifier.match(reading.text, quantity.span.end, quantity.span.end + MODIFIER_REACH)
        mention = reading.starting(match.end()) if match else None
        return Owner(mention, "modifier") if mention and mention.type in types else None

    def members(self, reading: Reading, last: Mention) -> list[Mention]:
        """The enumeration that ends with `last`."""
        found = [last]
        i = reading.index(last)
        while i and len(found) < LONGEST_LIST and reading.mentions[i - 1].type == last.type:
            gap = reading.text[reading.mentions[i - 1].span.end : found[0].span.start]
            if not PLAIN_GAP.fullmatch(gap):
                break
            i -= 1
            found.insert(0, reading.mentions[i])
        return found

    def _order(self, reading: Reading, mention: Mention, quantity: Quantity) -> int | None:
        """Which of the members a figure after 分别 belongs to: as many as there are figures between."""
        end = quantity.span.start
        start = reading.text.find(self.respectively, mention.span.end, end)
        return len(reading.quantities(start, end)) if start >= 0 else None

    def in_focus(self, reading: Reading, quantity: Quantity, types: frozenset[str]) -> Owner | None:
        """The project that an unnamed 项目 or a clause without a subject is about: the one named last nearby."""
        types, at = types - self.labels, quantity.span.start
        for start in (reading.clause(at).start, reading.sentence(at).start):
            meant = self.meant(reading, start)
            if meant and meant.type in types:
                return Owner(meant, "focus")
        others = [m for m in reading.within(reading.sentence(at).start, at) if m.type in self.types]
        if others and not any(m.type in types for m in others):
            return None
        mention = reading.last_of_all(at, types, reading.paragraph(at).start)
        return Owner(mention, "focus") if mention else None

    # ── observations ──

    def counted(self, reading: Reading, quantity: Quantity, floor: int, figures: Sequence[Figure]) -> Owner | None:
        """The thing that a figure is about: the subject of its clause, sentence or paragraph, else the topic."""
        at = quantity.span.start
        clause, sentence = reading.clause(at), reading.sentence(at)
        near = self.types if quantity.unit in self.people else self.types - self.events
        if found := self.subject(reading, Span(max(clause.start, floor), at), near):
            return Owner(found, "clause")
        if found := self._carried(reading, sentence, at, figures):
            return Owner(found, "same")
        if reading.home and self.says_home(reading, sentence, at):
            return Owner(nearest(reading.home, at), "home")
        if found := self.meant(reading, clause.start) or self.meant(reading, sentence.start):
            return Owner(found, "focus")
        for start in (reading.part(at).start, sentence.start):
            if found := self.subject(reading, Span(start, at), near):
                return Owner(found, "sentence")
        last = figures[-1] if figures else None
        if last and last.owner and reading.paragraph(at).holds(last.quantity.span):
            return Owner(last.owner, "topic")
        return self._topic(reading, at)

    def _carried(self, reading: Reading, sentence: Span, at: int, figures: Sequence[Figure]) -> Mention | None:
        """The owner of the figure before in the sentence; after a semicolon that of the sentence's first figure."""
        here = [f for f in figures[-CARRIED:] if sentence.holds(f.quantity.span) and f.owner]
        if not here:
            return None
        part = reading.part(at)
        last = here[-1] if part.holds(here[-1].quantity.span) else here[0]
        between = Span(here[-1].quantity.span.end, at)
        return None if self.subject(reading, between, self.types - self.events) else last.owner

    def subject(self, reading: Reading, span: Span, types: frozenset[str]) -> Mention | None:
        """The first name in `span` that can be a subject."""
        found = (m for m in reading.within(span.start, span.end) if m.type in types)
        return next((m for m in found if self.eligible(reading, m)), None)

    def eligible(self, reading: Reading, mention: Mention) -> bool:
        """Not an example (A、B等企业), not speaking, not part of a longer phrase, not after a preposition."""
        clause = reading.clause(mention.span.start)
        if self.outlet.match(reading.text, mention.span.end):
            return False
        if self.speech.search(reading.text, mention.span.end, clause.end):
            return False
        i = reading.index(mention)
        return not self._leads_on(reading, i) and not self._is_oblique(reading, i)

    def _leads_on(self, reading: Reading, i: int) -> bool:
        """Whether a name only introduces the next one (a place before a name) or is one of several examples."""
        for _ in range(min(LONGEST_LIST, len(reading.mentions) - 1 - i)):
            gap = reading.text[reading.mentions[i].span.end : reading.mentions[i + 1].span.start]
            if gap == "":
                return True
            if not LIST_GAP.fullmatch(gap):
                break
            i += 1
        return reading.text.startswith(self.examples, reading.mentions[i].span.end)

    def _is_oblique(self, reading: Reading, i: int) -> bool:
        """Whether a name, or the list or compound that it stands in, follows a preposition."""
        for _ in range(min(LONGEST_LIST, i)):
            gap = reading.text[reading.mentions[i - 1].span.end : reading.mentions[i].span.start]
            if gap and not LIST_GAP.fullmatch(gap):
                break
            i -= 1
        start = reading.mentions[i].span.start
        before = reading.text[max(0, start - OBLIQUE) : start].rstrip('“"')
        return before.endswith(self.oblique)

    def says_home(self, reading: Reading, sentence: Span, at: int) -> bool:
        match = self.home.search(reading.text, sentence.start, at)
        return match is not None and not reading.text.endswith(self.share, 0, match.start())

    def meant(self, reading: Reading, start: int) -> Mention | None:
        """What 该项目 or 该行 at `start` means: the subject of the sentence before, else the last of its class."""
        start += reading.text.startswith(("“", '"'), start)
        type_ = next((t for t, pattern in self.anaphors.items() if pattern.match(reading.text, start)), None)
        if type_ is None:
            return None
        wanted = frozenset({type_})
        before = reading.before(reading.sentence(start), reading.sentences)
        found = self.subject(reading, before, wanted) if before else None
        return found or reading.last_of_all(start, wanted)

    def _topic(self, reading: Reading, at: int) -> Owner | None:
        """The first name of the sentences before, of the headline; else home."""
        sentence, paragraph = reading.sentence(at), reading.paragraph(at)
        lasting = self.types - self.events - self.bodies
        if found := self.subject(reading, Span(paragraph.start, sentence.start), lasting):
            return Owner(found, "topic")
        if found := self.subject(reading, reading.paragraph(reading.paragraphs[0].start), lasting):
            return Owner(found, "topic")
        return Owner(nearest(reading.home, at), "home") if reading.home else None


def nearest(chain: Chain, at: int) -> Mention:
    """The mention of a chain that stands last before `at`, else its first."""
    i = bisect_right(chain.mentions, at, key=lambda m: m.span.start)
    return chain.mentions[max(0, i - 1)]


def last_count(figures: Sequence[Figure], floor: int) -> Figure | None:
    """The last figure after `floor` that counts projects."""
    for figure in reversed(figures):
        if figure.quantity.span.start < floor:
            return None
        if figure.counts:
            return figure
    return None
