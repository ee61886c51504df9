"""A document's text condensed for patterns: each name, with what belongs to it, is one character.

Comes in: an `Analysis`. Goes out: one `Line` a sentence. As in `masking` an outermost mention is a private-use
character of its class; here quotation marks around it, a bracket that gives its short form or an amount, and the titles
before a person (区党工委副书记、管委会主任张明) are swallowed too: `⟨Person⟩、⟨Person⟩出席`, whatever their posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.claims.masking import Alphabet, Masked, mask
from kgraph.nouns import Analysis, Mention, Span

NAMES = "\ue000-\uf8ff"  # a character class that holds every symbol of an alphabet


@dataclass(frozen=True)
class Line:
    """A sentence: `text` is condensed; its character i stands for `spans[i]` of the document's text.

    `slots` maps positions of symbols in `text` to mentions; `types` are the classes named in it.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    slots: Mapping[int, Mention]
    types: frozenset[str]
    sentence: Span

    def original(self, start: int, end: int) -> Span:
        """What condensed [start, end) stands for."""
        return Span(self.spans[start][0], self.spans[end - 1][1])


class Condenser:
    """Makes lines. `words` are the marks and brackets to swallow, as the shared pattern file gives them."""

    def __init__(self, alphabet: Alphabet, people: Iterable[str], titles: Iterable[str], words: Mapping[str, Any]):
        self.alphabet = alphabet
        self.titles = frozenset(titles)
        self.longest = max(map(len, self.titles), default=0)
        person = "".join(alphabet.symbol[type_] for type_ in sorted(people))
        name, quotes = f"[{NAMES}]", (re.escape(words["opening"]), re.escape(words["closing"]))
        alias = f"(?:(?:{'|'.join(words['aliases'])})[^()\n]{{0,40}}|[^()\n{NAMES}]{{0,24}}|{name})"
        self.extra = re.compile(f"[{quotes[0]}]+(?={name})|(?<={name})(?:[{quotes[1]}]+|[{quotes[1]}]*\\({alias}\\))+")
        self.person = re.compile(f"[{person}]") if person else re.compile(r"(?!)")
        self.body = re.compile(f"(?:(?!{self.person.pattern}){name})+[^{NAMES}{words['stops']}]{{0,14}}\\Z")
        self.separators = words["separators"]
        self.opening = words["opening"]

    def lines(self, analysis: Analysis) -> list[Line]:
        """The sentences of a document that name at least one thing."""
        masked = mask(analysis, self.alphabet)
        swallowed = self._swallowed(masked.text)
        found, here = [], 0
        for sentence in analysis.sentences:
            while here < len(masked.starts) and masked.starts[here] < sentence.start:
                here += 1
            start = here
            while here < len(masked.starts) and masked.starts[here] < sentence.end:
                here += 1
            if any(position in masked.slots for position in range(start, here)):
                found.append(self._line(masked, start, here, swallowed, sentence))
        return found

    def _line(self, masked: Masked, start: int, end: int, swallowed: dict[int, bool], sentence: Span) -> Line:
        characters: list[str] = []
        spans: list[tuple[int, int]] = []
        slots: dict[int, Mention] = {}
        before: int | None = None  # where what belongs to the next name begins
        for position in range(start, end):
            mention = masked.slots.get(position)
            begin = masked.starts[position]
            stop = mention.span.end if mention else begin + 1
            if position in swallowed:
                if swallowed[position]:
                    before = begin if before is None else before
                elif spans:
                    spans[-1] = (spans[-1][0], stop)
                continue
            if mention:
                slots[len(characters)] = mention
            characters.append(masked.text[position])
            spans.append((begin if before is None else before, stop))
            before = None
        types = frozenset(mention.type for mention in slots.values())
        return Line("".join(characters), tuple(spans), slots, types, sentence)

    def _swallowed(self, text: str) -> dict[int, bool]:
        """Positions to leave out; True where they belong to the name after them, False to the one before."""
        found: dict[int, bool] = {}
        for match in self.extra.finditer(text):
            ahead = match.group()[0] in self.opening and match.end() < len(text) and text[match.end()] >= NAMES[0]
            found.update(dict.fromkeys(range(*match.span()), ahead))
        for match in self.person.finditer(text):
            start = self._title_start(text, match.start())
            found.update(dict.fromkeys(range(start, match.start()), True))
        return found

    def _title_start(self, text: str, end: int) -> int:
        """Where the titles begin that end at `end`, bodies included; `end` where there is none."""
        begin = edge = end
        while (length := self._title(text, edge)) > 0:
            cut = edge - length
            offset = max(0, cut - 24)
            body = self.body.search(text[offset:cut])
            begin = offset + body.start() if body else cut
            if not begin or text[begin - 1] not in self.separators:
                break
            edge = begin - 1
        return begin

    def _title(self, text: str, end: int) -> int:
        """The length of the longest title that ends at `end`."""
        lengths = range(min(self.longest, end), 0, -1)
        return next((n for n in lengths if text[end - n : end] in self.titles), 0)
