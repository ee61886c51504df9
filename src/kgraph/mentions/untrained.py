"""Names without a trained tagger: words of the lexicons, and what ends in a telling word.

Comes in: folded text. Goes out: mentions. A name is a listed one (a division, a known firm, a campaign), or runs from
the last telling word (有限公司, 管理局, 项目) to the left over words that may stand in a name, or is a Chinese personal
name beside a title or a verb of speaking. `[untrained]` of `ontology/mentions.toml` says which lexicons tell what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ahocorasick
import rjieba

from kgraph.nouns import Mention, Span
from kgraph.ontology import Ontology

FINDER = "untrained"
LONGEST = 30  # characters of a name
STOPS = "xpucvmd"  # parts of speech (their first letters) that are no part of a personal name
SUREST, SURE, UNSURE = (
    0.8,
    0.7,
    0.5,
)  # a listed name or a person beside a title; a strong ending; a weak one after a place


@dataclass(frozen=True)
class Word:
    """One word of the text: [start, end) and its part of speech."""

    start: int
    end: int
    tag: str


class UntrainedFinder:
    """Finds names by lexicons alone."""

    def __init__(self, ontology: Ontology):
        settings = ontology.settings("mentions")[FINDER]
        self.parts = tuple(settings["parts"])
        self.stops = frozenset(settings["stops"])
        self.person: str = settings["person"]["type"]
        self.surnames = frozenset(row[0] for row in ontology.lexicon(settings["person"]["surnames"]))
        self.before = _automaton(_listed(ontology, settings["person"]["before"]))
        self.after = _automaton(_listed(ontology, settings["person"]["after"]))
        self.known = _automaton(_listed(ontology, settings["listed"]))
        self.endings = _automaton(_listed(ontology, settings["ending"]))
        self.places = frozenset(settings["places"])

    def find(self, text: str) -> Iterator[Mention]:
        for line in _lines(text):
            words = list(_words(text, line))
            starts, ends = (
                {word.start: i for i, word in enumerate(words)},
                {word.end: i for i, word in enumerate(words)},
            )
            known = [m for m in self._listed(text, line) if m.span.start in starts and m.span.end in ends]
            yield from known
            yield from self._ended(text, words, line, ends, known)
            yield from self._people(text, words)

    def _listed(self, text: str, line: Span) -> Iterator[Mention]:
        for end, (name, type_, _) in self.known.iter(text, line.start, line.end):
            span = Span(end + 1 - len(name), end + 1)
            yield Mention(span, name, type_, FINDER, SUREST)

    def _ended(
        self, text: str, words: list[Word], line: Span, ends: dict[int, int], known: Iterable[Mention]
    ) -> Iterator[Mention]:
        places = {m.span.start for m in known if m.type in self.places}
        best: dict[int, tuple[str, str, str]] = {}
        for last, found in self.endings.iter(text, line.start, line.end):
            if last + 1 in ends and len(found[0]) > len(best.get(last + 1, ("",))[0]):
                best[last + 1] = found
        for end, (ending, type_, strength) in best.items():
            start = self._start(text, words, ends[end], end - len(ending))
            if end - start < len(ending) + 2 or (strength == "weak" and start not in places):
                continue
            yield Mention(Span(start, end), text[start:end], type_, FINDER, UNSURE if strength == "weak" else SURE)

    def _start(self, text: str, words: list[Word], last: int, stem_end: int) -> int:
        """Where a name begins that ends in the word `last`, whose own words begin at `stem_end`."""
        start = stem_end
        for word in reversed(words[: last + 1]):
            inside = word.end > stem_end
            may = word.tag.startswith(self.parts) and text[word.start : word.end] not in self.stops
            if (not inside and not may) or words[last].end - word.start > LONGEST:
                break
            start = min(start, word.start)
        return start

    def _people(self, text: str, words: list[Word]) -> Iterator[Mention]:
        """Personal names between a title and what follows one, before a verb of speaking, and in a list with others."""
        listed = -1  # where the next name of a list would begin
        for i, word in enumerate(words):
            end = self._name_end(text, words, i)
            if end is None:
                continue
            left = text[words[max(0, i - 4)].start : word.start]
            if word.start == listed or _ends(self.before, left) or _begins(self.after, text[end : end + LONGEST]):
                yield Mention(Span(word.start, end), text[word.start : end], self.person, FINDER, SUREST)
                listed = end + 1 if text[end : end + 1] == "、" else -1

    def _name_end(self, text: str, words: list[Word], first: int) -> int | None:
        """Where a personal name ends that begins with a word: a surname and one or two characters more."""
        start, end = words[first].start, words[first].end
        if text[start] not in self.surnames and text[start : start + 2] not in self.surnames:
            return None
        for word in words[first + 1 : first + 3]:
            if end - start > 2 or word.tag[0] in STOPS or len(text[word.start : word.end]) > 2 - (end - start > 1):
                break
            if end - start == 2 and word.tag[0] not in "nj":
                break
            end = word.end
        return end if 2 <= end - start <= 3 and not text[start:end].isascii() else None


def _listed(ontology: Ontology, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """(word, class, strength) of each word of the lexicons that the settings name."""
    for row in rows:
        strength, levels = row.get("strength"), row.get("levels")
        for line in ontology.lexicon(row["lexicon"]):
            kind = line[1] if len(line) > 1 else ""
            if len(line[0]) < row.get("least", 2) or (levels and kind not in levels):
                continue
            said = line[strength] if strength is not None and len(line) > strength else "strong"
            yield line[0], row.get("type", ""), said


def _automaton(rows: Iterable[tuple[str, str, str]]) -> ahocorasick.Automaton:
    made = ahocorasick.Automaton()
    for word, type_, strength in rows:
        made.add_word(word, (word, type_, strength))
    made.make_automaton()
    return made


def _ends(known: ahocorasick.Automaton, text: str) -> bool:
    return any(end + 1 == len(text) for end, _ in known.iter(text))


def _begins(known: ahocorasick.Automaton, text: str) -> bool:
    return any(end + 1 == len(found[0]) for end, found in known.iter(text))


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def _words(text: str, line: Span) -> Iterator[Word]:
    start = line.start
    for word, tag in rjieba.tag(text[line.start : line.end], False):
        yield Word(start, start + len(word), tag)
        start += len(word)
