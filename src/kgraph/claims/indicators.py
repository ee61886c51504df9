"""What a number counts: the noun phrase before it (出口5247亿元) or after it (48个施工工地).

Comes in: a `Reading`, a quantity and the end of the quantity before it. Goes out: a `Phrase`. The words that are no
part of such a phrase are in the pattern file of the observations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.claims.reading import Reading, any_of
from kgraph.nouns import Mention, Quantity, Span

LOOK_BACK = 60  # characters before a number in which its noun is looked for; longer clauses are read from there
BOUNDARY = re.compile(r"[,;:。!?、()\s“”\"《》…]|\.(?!\d)")
OPEN = re.compile(r"[(（][^()（）]*$")
SHORTEST = 2  # characters of an indicator
TAIL = 8  # characters of the longest word between a noun and its number
LONELY = 4  # characters of a verb that stands for the noun (已有71个开复工)
QUOTES = " “”\"'"


@dataclass(frozen=True)
class Phrase:
    """An indicator as written and folded, read `before` or `after` the number; empty where there is none."""

    text: str = ""
    folded: str = ""
    side: str = ""
    raw: str = ""  # the words before the number, up to the clause's beginning
    name: Mention | None = None  # the name that stands there instead of a noun (其中吉林市396例)


class Indicators:
    """Reads indicators with the words of a pattern file."""

    def __init__(self, pattern: Mapping[str, Any], change_words: Mapping[str, Any]):
        words = pattern["indicator"]
        growth = [*change_words["up"], *change_words["down"]]
        self.tail = re.compile(f"(?:{any_of(words['tail'])})$")
        self.grown = re.compile(f"(?:{any_of([*words['tail'], *growth, *words['compared']])})$")
        self.tails = re.compile(f"(?:{any_of([*words['tail'], *growth, *words['compared']])})*")
        self.head = re.compile(any_of(words["head"]))
        self.verb = re.compile(any_of(words["verbs"]))
        self.verbs, self.kept = frozenset(words["verbs"]), tuple(words["kept"])
        self.by = tuple(words["by"])
        self.stop = re.compile(any_of(words["stops"]))
        self.noun = re.compile(any_of(words["nouns"]))
        self.counted = re.compile(f"大?({any_of(words['nouns'])})$")
        self.longest = words["longest"]
        self.light = frozenset(words["light"])
        self.lonely = frozenset(words["lonely"])

    def read(self, reading: Reading, quantity: Quantity, floor: int) -> Phrase:
        """The indicator of `quantity`; `floor` is where the quantity before it ends."""
        start = self.start(reading, quantity, floor)
        raw = reading.text[start : quantity.span.start]
        before = self._before(reading, start, quantity)
        after = self._after(reading, quantity)
        words = reading.text[before.start : before.end]
        if len(after) and (not words or words in self.verbs or quantity.dimension == "count"):
            return self._phrase(reading, after, "after", raw)
        name = reading.covering(before) if words else None
        if name is not None and name.span == before:
            return Phrase(raw=raw, name=name)
        return self._phrase(reading, before, "before" if words else "", raw)

    def _phrase(self, reading: Reading, span: Span, side: str, raw: str) -> Phrase:
        return Phrase(reading.analysis.document.quote(span), reading.text[span.start : span.end], side, raw)

    def start(self, reading: Reading, quantity: Quantity, floor: int) -> int:
        """Where the words before a number begin: after a comma, a bracket or the number before it."""
        at = quantity.span.start
        start = max(reading.clause(at).start, floor, at - LOOK_BACK)
        open_ = OPEN.search(reading.text, start, at)
        return open_.start() + 1 if open_ else start

    # ── before the number ──

    def _before(self, reading: Reading, start: int, quantity: Quantity) -> Span:
        text = reading.text
        end = self._trim_end(text, start, quantity)
        start = self._trim_start(reading, start, end)
        phrase = text[start:end].rstrip(QUOTES)
        end = start + len(phrase)
        if not self._whole(phrase):
            phrase = _after_last(phrase, ("的", "等", "、"))
        phrase = self._without_verb(phrase.lstrip(QUOTES))
        begin = end - len(phrase)
        if "”" in phrase and "“" not in phrase and text.startswith("“", begin - 1):
            begin -= 1
        return Span(begin, end) if SHORTEST <= len(phrase) <= self.longest else Span(end, end)

    def _whole(self, phrase: str) -> bool:
        """Whether a phrase keeps its 的: 与东盟国家之间的货物, 有实绩的企业, but not 对东盟、欧盟的进出口额."""
        return phrase.startswith(self.kept) and "、" not in phrase and len(phrase) <= self.longest

    def _trim_end(self, text: str, start: int, quantity: Quantity) -> int:
        pattern = self.grown if quantity.change else self.tail
        end = quantity.span.start
        while (match := pattern.search(text, max(start, end - TAIL), end)) and match.start() < end:
            end = match.start()
        return end

    def _trim_start(self, reading: Reading, start: int, end: int) -> int:
        """Past the names, times and small words that the clause begins with."""
        while start < end:
            step = self._name_end(reading, start, end) or self._time_end(reading, start, end)
            if not step and self._whole(reading.text[start:end]) and "的" in reading.text[start:end]:
                break
            match = None if step else self.head.match(reading.text, start, end)
            if match and end - match.end() < SHORTEST:
                break
            step = step or (match.end() if match else 0)
            if not step or step >= end:
                break
            start = step
        return start

    def _name_end(self, reading: Reading, start: int, end: int) -> int:
        mention = reading.starting(start) or self._by(reading, start)
        return mention.span.end if mention and mention.span.end < end else 0

    def _by(self, reading: Reading, start: int) -> Mention | None:
        return reading.starting(start + 1) if reading.text.startswith(self.by, start) else None

    def _time_end(self, reading: Reading, start: int, end: int) -> int:
        times = reading.times(start, start + 1)
        return times[0].span.end if times and times[0].span.end < end else 0

    def _without_verb(self, phrase: str) -> str:
        match = self.verb.match(phrase)
        rest = phrase[match.end() :] if match else ""
        return rest if len(rest) >= SHORTEST and rest not in self.light else phrase

    # ── after the number ──

    def _after(self, reading: Reading, quantity: Quantity) -> Span:
        """The noun after a number, up to a verb or mark; it ends with one of the nouns where it has one."""
        at = quantity.span.end
        if counted := self.counted.search(reading.text, quantity.span.start, at):
            return Span(counted.start(1), at)
        text = reading.text[at : at + self.longest]
        if text.startswith("的"):
            at, text = at + 1, text[1:]
        mark = BOUNDARY.search(text)
        text = text[: mark.start()] if mark else text
        return Span(at, at + self._noun_length(text, bool(mark), quantity))

    def _noun_length(self, text: str, closed: bool, quantity: Quantity) -> int:
        stop = self.stop.search(text)
        if stop and stop.start() == 0:
            return len(text) if closed and quantity.unit in self.lonely and len(text) <= LONELY else 0
        noun = self.noun.search(text)
        if noun:
            return noun.end()
        length = stop.start() if stop else len(text)
        return length if length >= SHORTEST and (stop or closed) else 0


def _after_last(phrase: str, marks: tuple[str, ...]) -> str:
    """What follows the last of the marks, where enough follows."""
    for mark in marks:
        rest = phrase.rpartition(mark)[2]
        if len(rest) >= SHORTEST:
            phrase = rest
    return phrase
