"""Blocks → which paragraph continues which. Open ends and possible continuations come in; joints go out.

A joint needs reasons (see `reasons`): an unfinished clause before it, an unstarted one behind it, a common topic, or
plain adjacency with nothing against it. All open ends of a page are matched with all possible continuations at once, so
that one continuation is not given to two ends; a joint whose best rival is nearly as good is reported and not made.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from .assign import Gain, assign, margins
from .blocks import Block, pairs, unclosed, unopened
from .cues import Cues
from .lines import Kind, Line
from .reasons import BIAS, TEXT, Topics, beginning, is_sudden, junction, strings, weigh

MARGIN = 1.0  # log-odds by which a joint must beat its best rival; 0.7–2 tried: more miss joints, fewer make wrong ones
BLOCKS = 6  # blocks between an end and its continuation; more count as many
PAIRS = 3000  # pairs of open end and continuation weighed at most; 15 ends and 40 continuations have 600
WINDOW = 8, 60  # continuations that an open end is compared with, at least and at most
PAGE = 300  # paragraphs matched together; a newspaper page has 20–80, longer texts are taken part by part


@dataclass(frozen=True)
class Joints:
    """`next` maps an open line to the line that continues it; `lost` are continuations without a beginning;
    `doubtful` are pairs of lines that may belong together."""

    next: dict[int, int]
    lost: frozenset[int]
    doubtful: tuple[tuple[int, int], ...]


@dataclass
class Place:
    """A body line in its surroundings: block number, the body line before it in the block, and the piece it opens."""

    line: int
    block: int
    before: int | None
    text: str = ""


def joints(lines: list[Line], blocks: list[Block], cues: Cues) -> Joints:
    """The joints of a page."""
    places = places_of(lines, blocks)
    near = {p.before: p.line for p in places if p.before is not None and lines[p.before].open}
    following: dict[int, int] = {}
    lost: list[int] = []
    doubtful: list[tuple[int, int]] = []
    for first in range(0, len(places), PAGE):
        part = places[first : first + PAGE]
        if _is_plain(part, lines, blocks, near, cues):
            following |= {p.before: p.line for p in part if near.get(p.before) == p.line}
            continue
        found = Matching(lines, blocks, part, near, cues).solve()
        following |= found.next
        lost.extend(found.lost)
        doubtful.extend(found.doubtful)
    return Joints(following, frozenset(lost), tuple(doubtful))


def places_of(lines: list[Line], blocks: list[Block]) -> list[Place]:
    """The body lines of the page in file order."""
    found: list[Place] = []
    for number, block in enumerate(blocks):
        before = None
        for n in block.body:
            if lines[n].kind is Kind.BODY:
                found.append(Place(n, number, before))
                before = n
    for k, place in enumerate(found):
        place.text = _following(found, k, lines)
    return found


def _following(places: list[Place], k: int, lines: list[Line]) -> str:
    """What a piece that begins at place `k` says, up to its break or the end of its block."""
    text = ""
    for n in range(k, len(places)):
        place = places[n]
        if place.block != places[k].block or len(text) >= TEXT:
            break
        text += lines[place.line].text[: TEXT - len(text)] + "\n"
        if lines[place.line].open:
            break
    return text


def _is_plain(places: list[Place], lines: list[Line], blocks: list[Block], near: dict[int, int], cues: Cues) -> bool:
    """No open end without a next line, and no paragraph that begins in mid-sentence behind a finished one."""
    stranded = any(lines[p.line].open and p.line not in near for p in places)
    return not stranded and not any(_is_odd(p, lines, blocks, cues) for p in places)


def _is_odd(place: Place, lines: list[Line], blocks: list[Block], cues: Cues) -> bool:
    if place.before is None:
        return not blocks[place.block].heads and not lines[place.line].lead
    return not lines[place.before].open and is_sudden(lines[place.line].text, cues)


class Matching:
    """The matching of one page (or of one part of a very long one)."""

    def __init__(self, lines: list[Line], blocks: list[Block], places: list[Place], near: dict[int, int], cues: Cues):
        self.lines, self.near, self.cues = lines, near, cues
        self.places = {place.line: place for place in places}
        self.order = [place.line for place in places]
        self.blocks = {p.block: blocks[p.block] for p in places}
        self.topics = Topics(lines, self.blocks, {place.line: pairs(place.text) for place in places})
        self.unopened = {n for n in self.order if unopened(lines[n].text[:TEXT])}
        self.seen = strings(lines[n].text for n in self.order)
        self.ends = [n for n in self.order if lines[n].open]
        self.starts = [n for n in self.order if self._may_continue(n)]

    def solve(self) -> Joints:
        """The best joints; found twice, the second time with the topics of the articles as the first joined them."""
        chosen: dict[int, int] = {}
        gain: Gain = {}
        local = {(i, j): BIAS + weigh(self._local(i, j)) for i in self.ends for j in self._reach(i)}
        for _ in range(2):
            self.topics.assign(self.owners(chosen))
            gain = {(i, j): weight + weigh(self._topical(i, j)) for (i, j), weight in local.items()}
            chosen = assign(self.ends, gain)
        return self._judged(chosen, gain)

    def _reach(self, end: int) -> list[int]:
        low, high = WINDOW
        first = bisect_right(self.starts, end)
        return self.starts[first : first + min(max(PAIRS // len(self.ends), low), high)]

    def _may_continue(self, n: int) -> bool:
        place, line = self.places[n], self.lines[n]
        if line.lead:
            return False
        if place.before is None and self.blocks[place.block].heads:
            return is_sudden(line.text, self.cues)
        return True

    def owners(self, chosen: dict[int, int]) -> dict[int, int]:
        """The block whose article each body line belongs to, given the joints; a negative number for lost pieces."""
        owner: dict[int, int] = {}
        back = {j: i for i, j in chosen.items()}
        for n in self.order:
            place = self.places[n]
            if n in back:
                owner[n] = owner[back[n]]
            elif place.before not in owner:
                owner[n] = place.block
            elif chosen and self.lines[place.before].open:
                owner[n] = -1 - n
            else:
                owner[n] = owner[place.before]
        return owner

    def reasons(self, i: int, j: int) -> dict[str, float]:
        """What speaks for and against line `j` continuing line `i`, by the names of `reasons.WEIGHTS`."""
        return self._local(i, j) | self._topical(i, j)

    def _local(self, i: int, j: int) -> dict[str, float]:
        """What the two lines and their places say; does not depend on other joints."""
        left, right, place = self.lines[i].text, self.lines[j].text, self.places[j]
        found = junction(left, right, self.seen, self.cues) | beginning(right, self.cues)
        found["stranded"] = i not in self.near
        if self.near.get(i) == j:
            found["next"] = 1
        else:
            found["between"] = min(abs(place.block - self.places[i].block), BLOCKS)
        if j in self.unopened:
            found["closes" if unclosed(left[-TEXT:]) else "closes nothing"] = 1
        if place.before is None:
            found["first"] = 1
        elif self.lines[place.before].open:
            found["after open"] = 1
        return found

    def _topical(self, i: int, j: int) -> dict[str, float]:
        """What the articles say to which the lines belong as far as known."""
        before, topics = self.places[j].before, self.topics
        found = {"topic": topics.shared(j, i), "headline": topics.headline(j, i)}
        found["second byline"] = self._second_byline(topics.owner[i], self.places[j].block)
        if before in self.places and not self.lines[before].open:
            found["stay"] = topics.shared(j, before)
        return found

    def _second_byline(self, article: int, block: int) -> bool:
        """The piece leads to a byline, and the article has one already."""
        known = self.blocks.get(article)
        return known is not None and article != block and known.ended and self.blocks[block].ended

    def _judged(self, chosen: dict[int, int], gain: Gain) -> Joints:
        """The joints that are better than any rival by the margin; the others are doubtful."""
        sure = {i: chosen[i] for i, margin in margins(gain, chosen).items() if margin >= MARGIN}
        doubtful = [(i, j) for i, j in chosen.items() if i not in sure]
        known = set(chosen.values())
        lost = {j for j in self.starts if j not in set(sure.values()) and self._is_lost(j)}
        for j in sorted(lost - known):
            free = [(gain[i, j], -i) for i in self.ends if (i, j) in gain and i not in chosen]
            if free:
                doubtful.append((-max(free)[1], j))
        return Joints(sure, frozenset(lost), tuple(sorted(doubtful)))

    def _is_lost(self, j: int) -> bool:
        before = self.places[j].before
        return before is not None and self.lines[before].open
