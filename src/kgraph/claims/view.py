"""A document as the trained claim finder sees it: masked text, sentence numbers, cue words, what patterns say of it.

Comes in: an `Analysis` with chains, and the claims of patterns. Goes out: a `View`, which answers what features of
pairs ask; what is asked for many pairs is worked out once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from kgraph.claims.masking import Masked
from kgraph.nouns import Analysis, Chain, Claim, Mention, Span

LIST_GAP = re.compile(r"[、,，;；和及与]{1,2}(?:[^。\n;；]{0,24}?)")  # what separates the members of an enumeration
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
SURE = (0.5, 0.7, 0.85, 0.95)  # confidences of a name
MANY, OFTEN, LATE = 4, 3, 3  # chains of a class, mentions of a chain, sentences: more counts as so many


class Place(NamedTuple):
    """Where a chain is named: `sentence` is its number, `group` the enumeration that it stands in, if any."""

    start: int
    end: int
    sentence: int
    span: Span
    group: Span | None


@dataclass(frozen=True, eq=False)
class End:
    """One end of pairs: a chain, its places, and what features say of it whatever the other end: its place in the
    document (headline, first named, the only one, home) and how its name ends."""

    item: Chain
    places: tuple[Place, ...]
    as_head: tuple[str, ...]
    as_target: tuple[str, ...]


class View:
    """A document prepared for pair features."""

    def __init__(self, analysis: Analysis, masked: Masked, cues: object, said: Iterable[Claim] = ()):
        self.analysis, self.masked, self.cues = analysis, masked, cues
        self.hits = _hits(analysis, said)
        self.line = CONTROL.sub("⏎", masked.text)  # what features show: no line breaks
        self.around: dict[tuple[int, int], tuple[str, ...]] = {}  # features of places, by start and end
        self.between: dict[tuple[str, str | None], tuple[str, ...]] = {}  # features of words between two places
        self.sentence_starts = [s.start for s in analysis.sentences] or [0]
        self.counts = Counter(chain.type for chain in analysis.chains)
        self._upto: dict[str, list[int]] = {}  # how often a character stands before each position
        self._foci: dict[int, dict[str, Chain]] = {}

    def sentence(self, position: int) -> int:
        return bisect_right(self.sentence_starts, position) - 1

    @cached_property
    def ends(self) -> list[End]:
        """The chains in order, as ends of pairs."""
        return [self._end(chain) for chain in self.analysis.chains]

    def _end(self, chain: Chain) -> End:
        named = ((m.span, self.sentence(m.span.start), self._groups.get(m.span)) for m in chain.mentions)
        places = tuple(Place(span.start, span.end, number, span, group) for span, number, group in named)
        first, alike = self.first_of_type[chain.type] is chain, min(self.counts[chain.type], MANY)
        as_head = [*_endings("h", chain.name), f"hfirst{first}", f"hn{alike}", f"hs{min(places[0].sentence, LATE)}"]
        as_target = [f"tfirst{first}", f"tn{alike}", f"tm{min(len(chain.mentions), OFTEN)}"]
        level = bisect_right(SURE, max(mention.confidence for mention in chain.mentions))
        as_head.append(f"hsure{level}")
        as_target.append(f"tsure{level}")
        if chain.is_home:
            as_head.append("hhome")
            as_target.append("thome")
        as_target += _endings("t", chain.name)
        return End(chain, places, tuple(as_head), tuple(as_target))

    @cached_property
    def cue_marks(self) -> list[tuple[int, int, str]]:
        """(start, end, word) of the longest cue words in the text, sorted, not overlapping."""
        marks = [(end + 1 - len(word), end + 1, word) for end, word in self.cues.iter_long(self.analysis.text)]
        covered = [(m.span.start, m.span.end) for m in self.analysis.mentions]
        return [m for m in marks if not any(s <= m[0] and m[1] <= e for s, e in _near(covered, m[0]))]

    @cached_property
    def cue_starts(self) -> list[int]:
        return [start for start, _, _ in self.cue_marks]

    @cached_property
    def _groups(self) -> dict[Span, Span]:
        """Mention → the enumeration that it stands in: A、B和C of one class, with or without titles before each."""
        found: dict[Span, Span] = {}
        members: list[Mention] = []
        for position in sorted(self.masked.slots):
            mention = self.masked.slots[position]
            if members and not self._continues(members[-1], mention):
                if mention.type != members[-1].type and self._between(members[-1], mention):
                    continue  # a title's body inside a list of people
                found.update(_whole(members))
                members = []
            members.append(mention)
        found.update(_whole(members))
        return found

    def _continues(self, last: Mention, mention: Mention) -> bool:
        return last.type == mention.type and self._between(last, mention)

    def _between(self, last: Mention, mention: Mention) -> bool:
        """Whether only a separator and a title (which may name bodies) stand between two mentions."""
        start, end = self.masked.at(last.span.end - 1) + 1, self.masked.at(mention.span.start)
        return LIST_GAP.fullmatch(self.masked.text, start, end) is not None

    @cached_property
    def first_of_type(self) -> dict[str, Chain]:
        """The chain of each class that the text names first."""
        first: dict[str, Chain] = {}
        for chain in sorted(self.analysis.chains, key=lambda c: c.mentions[0].span):
            first.setdefault(chain.type, chain)
        return first

    def alike(self, type_: str, sentence: int) -> int:
        """How many chains of a class a sentence names."""
        return self._alike[type_, sentence]

    @cached_property
    def _alike(self) -> Counter:
        return Counter(found for end in self.ends for found in {(end.item.type, p.sentence) for p in end.places})

    def stands_between(self, mark: str, start: int, end: int) -> bool:
        """Whether a character stands in [start, end) of the text."""
        if mark not in self._upto:
            found = accumulate((character == mark for character in self.analysis.text), initial=0)
            self._upto[mark] = list(found)
        return start < end and self._upto[mark][end] > self._upto[mark][start]

    def focus(self, head: Chain, type_: str) -> Chain | None:
        """The chain of class `type_` named last before (else first after) the first mention of `head`."""
        if id(head) not in self._foci:
            self._foci[id(head)] = self._focus(head)
        return self._foci[id(head)].get(type_)

    def _focus(self, head: Chain) -> dict[str, Chain]:
        """Class → chain; of two at one place the earlier in the list."""
        here = head.mentions[0].span.start
        before: dict[str, tuple[int, Chain]] = {}
        after: dict[str, tuple[int, Chain]] = {}
        for end in self.ends:
            chain = end.item
            for start in () if chain is head else (place.start for place in end.places):
                if start <= here and (chain.type not in before or start > before[chain.type][0]):
                    before[chain.type] = start, chain
                elif start > here and (chain.type not in after or start < after[chain.type][0]):
                    after[chain.type] = start, chain
        return {type_: chain for type_, (_, chain) in (after | before).items()}


def _endings(side: str, name: str) -> Iterator[str]:
    """How a name ends: 县 and 安县, 目 and 项目."""
    yield from (f"{side}end{name[-size:]}" for size in (1, 2) if name)


def _hits(analysis: Analysis, said: Iterable[Claim]) -> dict[tuple[int, int], list[Claim]]:
    """The claims of patterns by the chains that they tie (as ids)."""
    chain_of = {(m.span, m.type): id(chain) for chain in analysis.chains for m in chain.mentions}
    found: dict[tuple[int, int], list[Claim]] = {}
    for claim in said:
        if isinstance(claim.subject, Mention) and isinstance(claim.object, Mention):
            ends = [chain_of.get((m.span, m.type)) for m in (claim.subject, claim.object)]
            found.setdefault((ends[0], ends[1]), []).append(claim)
    return found


def _whole(members: list[Mention]) -> dict[Span, Span]:
    if len(members) < 2:
        return {}
    whole = Span(members[0].span.start, members[-1].span.end)
    return {m.span: whole for m in members}


def _near(covered: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    i = bisect_right(covered, (position, 10**9))
    return covered[max(0, i - 4) : i]
