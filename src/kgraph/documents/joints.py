"""Blocks → which paragraph continues which. Open ends and possible continuations come in; joints go out.

A joint needs reasons: an unfinished clause before it, an unstarted one behind it, a common topic, or plain adjacency
with nothing against it. All open ends of a page are matched with all possible continuations at once, so that one
continuation is not given to two ends; a joint whose best rival is nearly as good is reported as doubtful and not made.
Weights are log-odds, set by hand on pages scrambled from the training texts t1–t5 (`benchmarks/layout.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .assign import assign, margin
from .blocks import Block, pairs, triples, unclosed, unopened
from .cues import Cues
from .lines import Kind, Line

WEIGHTS = {
    "after open": 2.36, "between": -0.45, "bias": -3.64, "closes": 3.18, "closes nothing": -1.17,
    "comma": -0.41, "counted": 0.89, "first": 3.89, "four": 1.99, "fresh": -1.54, "headline": 1.79,
    "inside": 0.14, "list": 0.70, "lone unit": -1.16, "named": 0.09, "never first": 1.07, "next": 4.85,
    "no pair": -1.21, "number": 0.02, "other width": -4.15, "pair": 0.55, "phrases": 0.16,
    "second byline": 0.52, "stay": -2.87, "stranded": 2.75, "stub": -0.19, "tail": 2.39, "three": 1.86,
    "topic": 1.64, "torn end": -0.51, "torn number": -3.00, "torn start": -0.13, "unit": 1.17,
}  # fmt: skip
BLOCKS = 6  # blocks between an end and its continuation; more count as many
MARGIN = 1.0  # a joint must be better than its best rival by this
STUB = 14  # characters; a whole paragraph is hardly ever shorter
TAIL = 30  # characters; a whole paragraph is seldom shorter
REACH = 16  # characters around a joint in which the next comma is looked for
TEXT = 600  # characters of a piece that are looked at for its topic
WINDOW = 60  # open ends and continuations matched with each other at most; more are matched in order


@dataclass(frozen=True)
class Joints:
    """`next` maps an open line to the line that continues it; `lost` are continuations without a beginning;
    `doubtful` are pairs of lines that may belong together."""

    next: dict[int, int]
    lost: frozenset[int]
    doubtful: tuple[tuple[int, int], ...]


@dataclass
class _Place:
    """A body line in its surroundings: block number, the body line before it in the block, and the text it opens."""

    line: int
    block: int
    before: int | None
    text: str


def joints(lines: list[Line], blocks: list[Block], cues: Cues) -> Joints:
    """The joints of a page."""
    places = _places(lines, blocks)
    near = {p.before: p.line for p in places if p.before is not None and lines[p.before].open}
    stranded = [p.line for p in places if lines[p.line].open and p.line not in near]
    odd = [p.line for p in places if _odd(p, lines, blocks, cues)]
    if not stranded and not odd:
        return Joints(near, frozenset(), ())
    return _Match(lines, blocks, places, near, cues).solve()


def _places(lines: list[Line], blocks: list[Block]) -> list[_Place]:
    found: list[_Place] = []
    for number, block in enumerate(blocks):
        before = None
        for n in block.body:
            if lines[n].kind is Kind.BODY:
                found.append(_Place(n, number, before, ""))
                before = n
    for k, place in enumerate(found):
        place.text = _following(found, k, lines)
    return found


def _following(places: list[_Place], k: int, lines: list[Line]) -> str:
    """What a piece that begins at place `k` says, up to its break or the end of its block."""
    text = ""
    for place in places[k:]:
        if place.block != places[k].block or len(text) >= TEXT:
            break
        text += lines[place.line].text[: TEXT - len(text)] + "\n"
        if lines[place.line].open:
            break
    return text


def _odd(place: _Place, lines: list[Line], blocks: list[Block], cues: Cues) -> bool:
    """A paragraph that begins in mid-sentence though the one before it is finished."""
    if place.before is not None and lines[place.before].open:
        return False
    line = lines[place.line]
    fresh_block = place.before is None and (blocks[place.block].heads or line.lead)
    return not fresh_block and (place.before is None or _sudden(line.text, cues))


def _beginning(text: str, cues: Cues) -> dict[str, float]:
    """How the beginning of `text` looks: like the middle of a sentence or afresh."""
    tail = text[-1] in "。！？.!?" and len(text) < TAIL
    return {
        "inside": text[0] in cues.inside,
        "never first": text[0] in cues.never,
        "fresh": cues.fresh.match(text) is not None,
        "tail": tail,
        "stub": tail and len(text) < STUB,
    }


def _sudden(text: str, cues: Cues) -> bool:
    """Does `text` hardly look like the beginning of a paragraph?"""
    found = _beginning(text, cues)
    return bool(found["inside"] or (found["tail"] and not found["fresh"]) or unopened(text[:TEXT]))


def _width(text: str) -> int:
    """+1 where commas have full width, -1 where they have half, 0 where there are none."""
    return ("，" in text) - ("," in text)


def _mark(text: Iterable[str]) -> str:
    """The first mark between clauses."""
    return next((c for c in text if c in "，,、；;：:。"), "")


class _Match:
    """The matching of one page."""

    def __init__(self, lines: list[Line], blocks: list[Block], places: list[_Place], near: dict[int, int], cues: Cues):
        self.lines, self.blocks, self.near, self.cues = lines, blocks, near, cues
        self.places = {place.line: place for place in places}
        self.order = [place.line for place in places]
        self.sets = {n: pairs(lines[n].text[: 4 * TEXT]) for block in blocks for n in [*block.heads, *block.body]}
        self.triples = {n: triples(lines[n].text[: 4 * TEXT]) for block in blocks for n in [*block.heads, *block.body]}
        self.rarity = self._rarity(self.sets)
        self.rarity3 = self._rarity(self.triples)
        self.heads = {
            k: set().union(*(self.sets[n] for n in block.heads)) for k, block in enumerate(blocks) if block.heads
        }
        self.page_pairs = self._page_pairs()

    def _units(self) -> list[list[int]]:
        """The page's pieces: headlines and body lines up to a break or the end of their block."""
        units: list[list[int]] = []
        for block in self.blocks:
            units.append(list(block.heads))
            for n in block.body:
                if n in self.places:
                    units[-1].append(n)
                    if self.lines[n].open:
                        units.append([])
        return [unit for unit in units if unit]

    def _rarity(self, sets: dict[int, set[str]]) -> dict[str, float]:
        """log(pieces / pieces that have the string)."""
        count: Counter[str] = Counter()
        units = self._units()
        for unit in units:
            count.update(set().union(*(sets[n] for n in unit)))
        return {text: math.log((len(units) + 1) / number) for text, number in count.items()}

    def _page_pairs(self) -> Counter[str]:
        """How often three and four characters stand together on the page."""
        count: Counter[str] = Counter()
        for n in self.order:
            text = self.lines[n].text[: 4 * TEXT]
            for size in (3, 4):
                count.update(text[k : k + size] for k in range(len(text) - size + 1))
        return count

    def solve(self) -> Joints:
        ends = [n for n in self.order if self.lines[n].open]
        starts = [n for n in self.order if self._may_continue(n)]
        owner = {n: self.places[n].block for n in self.order}
        chosen: dict[int, int] = {}
        for _ in range(2):  # the second time with the topics of the articles as put together the first time
            stay = {j: self._stay(j, owner) for j in starts}
            gain = {(i, j): self._gain(i, j, owner, stay[j]) for i in ends for j in self._reach(i, starts)}
            chosen = assign(ends, gain)
            owner = self._owners(chosen)
        return self._judged(chosen, gain, ends, starts)

    def _reach(self, end: int, starts: list[int]) -> list[int]:
        later = [j for j in starts if j > end]
        return later[:WINDOW]

    def _may_continue(self, n: int) -> bool:
        place, line = self.places[n], self.lines[n]
        if line.lead:
            return False
        if place.before is None and self.blocks[place.block].heads:
            return _sudden(line.text, self.cues)
        return True

    def _owners(self, chosen: dict[int, int]) -> dict[int, int]:
        """The block whose article each body line belongs to, given the joints."""
        owner: dict[int, int] = {}
        back = {j: i for i, j in chosen.items()}
        lost = -1
        for n in self.order:
            place = self.places[n]
            if n in back and back[n] in owner:
                owner[n] = owner[back[n]]
            elif place.before is None:
                owner[n] = place.block
            elif self.lines[place.before].open and n not in back:
                owner[n], lost = lost, lost - 1
            else:
                owner[n] = owner[place.before]
        return owner

    def _known(self, until: int, of: int, owner: dict[int, int], without: int) -> set[str]:
        """The pairs of the article `of` up to line `until`, less what the piece at `without` brings."""
        heads = self.blocks[of].heads if 0 <= of < len(self.blocks) else []
        known = set().union(*(self.sets[n] for n in heads))
        for n in self.order:
            if n <= until and n != without and owner[n] == of:
                known |= self.sets[n]
        return known

    def _known3(self, until: int, of: int, owner: dict[int, int], without: int) -> set[str]:
        heads = self.blocks[of].heads if 0 <= of < len(self.blocks) else []
        lines = [n for n in self.order if n <= until and n != without and owner[n] == of]
        return set().union(*(self.triples[n] for n in [*heads, *lines]))

    def _topic(self, text: set[str], known: set[str]) -> float:
        """How much of the piece's rare pairs the article knows, weighed by how many there are."""
        if not text:
            return 0.0
        total = sum(self.rarity.get(pair, 0.0) for pair in text)
        shared = sum(self.rarity.get(pair, 0.0) for pair in text & known)
        return shared / math.sqrt(total + 10)

    def _gain(self, i: int, j: int, owner: dict[int, int], stay: float) -> float:
        """The log-odds that line `j` continues line `i`."""
        found = self.reasons(i, j, owner, stay)
        return WEIGHTS["bias"] + sum(WEIGHTS[name] * value for name, value in found.items())

    def reasons(self, i: int, j: int, owner: dict[int, int], stay: float) -> dict[str, float]:
        """What speaks for and against line `j` continuing line `i`, by the names of `WEIGHTS`."""
        left, right = self.lines[i].text, self.lines[j].text
        place = self.places[j]
        found = self._junction(left, right) | _beginning(right, self.cues)
        piece, article = pairs(place.text), owner[i]
        found["topic"] = self._topic(piece, self._known(i, article, owner, j))
        piece3 = triples(place.text)
        found["phrases"] = self._phrases(piece3 & self._known3(i, article, owner, j))
        heads = self.blocks[article].heads if 0 <= article < len(self.blocks) else []
        found["named"] = self._phrases(piece3 & set().union(*(self.triples[n] for n in heads)))
        found["headline"] = self._headline(article, piece)
        found["second byline"] = self._second_byline(article, place.block)
        found["stay"] = stay
        found["stranded"] = i not in self.near
        if self.near.get(i) == j:
            found["next"] = 1
        else:
            found["between"] = min(abs(place.block - self.places[i].block), BLOCKS)
        if unopened(right[:TEXT]):
            found["closes" if unclosed(left[-TEXT:]) else "closes nothing"] = 1
        if place.before is None:
            found["first"] = 1
        elif self.lines[place.before].open:
            found["after open"] = 1
        return found

    def _phrases(self, shared: set[str]) -> float:
        """The logarithm of how many rare three-character strings are shared."""
        return math.log1p(sum(self.rarity3[text] for text in shared))

    def _headline(self, article: int, piece: set[str]) -> float:
        """The share of the headline's rare pairs that come back in the piece."""
        heads = self.heads.get(article)
        if not heads:
            return 0.0
        return sum(self.rarity[pair] for pair in heads & piece) / (sum(self.rarity[pair] for pair in heads) + 1)

    def _second_byline(self, article: int, block: int) -> bool:
        """The piece leads to a byline, and the article has one already."""
        known = 0 <= article < len(self.blocks) and article != block and self.blocks[article].ended
        return known and self.blocks[block].ended

    def _junction(self, left: str, right: str) -> dict[str, float]:
        """Do the characters on both sides belong together?"""
        a, b = left[-1], right[0]
        found: dict[str, float] = {"other width": _width(left) * _width(right) < 0}
        found["list"] = _mark(reversed(left[-REACH:])) == _mark(right[:REACH]) == "、"
        if a in "，,、；;：:":
            return found | {"comma": 1}
        if b.isdigit():
            return found | {"number": 1, "counted": a in self.cues.counted, "torn number": a in self.cues.torn}
        if a.isdigit():
            return found | {"unit": 1 if b in self.cues.units else -1}
        level = self.cues.pairs.get(a + b)
        found |= {"no pair": 1} if level is None else {"pair": level}
        found["torn end"] = level is None and a in self.cues.torn
        found["torn start"] = level is None and b in self.cues.inside
        found["lone unit"] = b in self.cues.amounts
        for size, name in ((2, "three"), (3, "four")):
            found[name] = any(self._seen(left[-k:] + right[: size + 1 - k]) for k in range(1, size + 1))
        return found

    def _seen(self, text: str) -> bool:
        return self.page_pairs[text] > 0

    def _stay(self, j: int, owner: dict[int, int]) -> float:
        """How much the line has in common with the article in which it stands."""
        place = self.places[j]
        if place.before is None or self.lines[place.before].open:
            return 0.0
        return self._topic(pairs(place.text), self._known(place.before, owner[place.before], owner, j))

    def _judged(self, chosen: dict[int, int], gain: dict[tuple[int, int], float], ends: list[int], starts: list[int]) -> Joints:
        """The joints that are better than any rival by the margin; the others are doubtful."""
        sure, doubtful = {}, []
        for i, j in chosen.items():
            if margin(i, j, gain, chosen) >= MARGIN:
                sure[i] = j
            else:
                doubtful.append((i, j))
        made = {j for j in sure.values()}
        lost = {j for j in starts if j not in made and self._is_lost(j)}
        taken = {i for i, _ in doubtful} | set(sure)
        for j in sorted(lost - {j for _, j in doubtful}):
            best = max(((gain[i, j], -i) for i in ends if (i, j) in gain and i not in taken), default=None)
            if best:
                doubtful.append((-best[1], j))
        return Joints(sure, frozenset(lost), tuple(sorted(doubtful)))

    def _is_lost(self, j: int) -> bool:
        before = self.places[j].before
        return before is not None and self.lines[before].open
