"""Two paragraphs → what speaks for and against the second continuing the first, by name, and its weight.

`WEIGHTS` are log-odds. They were fitted (conditional logistic regression: each continuation chooses its end or none) on
1,800 pages scrambled from the training bulletins t1–t5, each fifth with character pairs counted on the other four.
Set by hand afterwards: "torn number" (too rare there) and "other width" (hardly ever mixed within one fifth).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from .blocks import Block, pairs, unopened
from .cues import Cues
from .lines import Line

WEIGHTS = {
    "after open": 3.94, "between": -0.57, "bias": -4.10, "closes": 2.63, "closes nothing": -1.16,
    "comma": -0.09, "counted": 0.76, "first": 4.06, "four": 0.39, "fresh": -2.33, "headline": 3.39,
    "inside": 0.28, "list": 0.50, "lone unit": -0.54, "never first": 1.01, "next": 4.42,
    "no pair": -0.97, "number": 0.27, "number pair": 0.71, "other width": -3.50, "pair": 0.68,
    "second byline": -0.29, "stay": -2.90, "stranded": 2.97, "stub": 1.70, "tail": 3.95, "three": 2.29,
    "topic": 1.54, "torn end": -0.76, "torn number": -3.00, "torn start": -0.01, "unit": 1.07,
}  # fmt: skip
BIAS = WEIGHTS["bias"]
STUB = 14  # characters; a whole paragraph is hardly ever shorter
TAIL = 30  # characters; a whole paragraph is seldom shorter
REACH = 16  # characters around a joint in which the next comma is looked for
TEXT = 600  # characters of a piece that are looked at for its topic
LONG = 4 * TEXT  # characters of a paragraph that are looked at


def weigh(found: dict[str, float]) -> float:
    """The log-odds of the reasons `found`, without the bias."""
    return sum([WEIGHTS[name] * value for name, value in found.items()])


def beginning(text: str, cues: Cues) -> dict[str, float]:
    """How the beginning of `text` looks: like the middle of a sentence or afresh."""
    tail = text[-1] in "。！？.!?" and len(text) < TAIL
    return {
        "inside": text[0] in cues.inside,
        "never first": text[0] in cues.never,
        "fresh": cues.fresh.match(text) is not None,
        "tail": tail,
        "stub": tail and len(text) < STUB,
    }


def is_sudden(text: str, cues: Cues) -> bool:
    """Does `text` hardly look like the beginning of a paragraph?"""
    found = beginning(text, cues)
    return bool(found["inside"] or (found["tail"] and not found["fresh"]) or unopened(text[:TEXT]))


def junction(left: str, right: str, seen: Counter[str], cues: Cues) -> dict[str, float]:
    """Do the characters on both sides belong together? `seen` counts strings of 3 and 4 characters on the page."""
    a, b = left[-1], right[0]
    found: dict[str, float] = {"other width": _width(left) * _width(right) < 0}
    found["list"] = _mark(reversed(left[-REACH:])) == _mark(right[:REACH]) == "、"
    if a in "，,、；;：:":
        return found | {"comma": 1}
    if b.isdigit():
        found |= {"number": 1, "counted": a in cues.counted, "torn number": a in cues.torn}
        return found | {"number pair": cues.pairs.get(a + "0", 0)}
    if a.isdigit():
        return found | {"unit": 1 if b in cues.units else -1, "number pair": cues.pairs.get("0" + b, 0)}
    level = cues.pairs.get(a + b)
    found |= {"no pair": 1} if level is None else {"pair": level}
    found["torn end"] = level is None and a in cues.torn
    found["torn start"] = level is None and b in cues.inside
    found["lone unit"] = b in cues.amounts
    for size, name in ((2, "three"), (3, "four")):
        found[name] = any(left[-k:] + right[: size + 1 - k] in seen for k in range(1, size + 1))
    return found


def _width(text: str) -> int:
    """+1 where commas have full width, -1 where they have half, 0 where there are none."""
    return ("，" in text[:LONG]) - ("," in text[:LONG])


def _mark(text: Iterable[str]) -> str:
    """The first mark between clauses."""
    return next((c for c in text if c in "，,、；;：:。"), "")


def strings(texts: Iterable[str]) -> Counter[str]:
    """How often three and four characters stand together."""
    count: Counter[str] = Counter()
    for text in texts:
        text = text[:LONG]
        for size in (3, 4):
            count.update(text[k : k + size] for k in range(len(text) - size + 1))
    return count


class Topics:
    """What each line and article of a page talks about: its pairs of characters, rare ones counting more."""

    def __init__(self, lines: list[Line], blocks: dict[int, Block], pieces: dict[int, set[str]]):
        """`pieces` are the body lines in file order with the pairs of the piece that each of them opens."""
        self.blocks, self.body, self.pieces = blocks, list(pieces), pieces
        self.sets = {n: pairs(lines[n].text[:LONG]) for n in pieces}
        self.heads = {k: set().union(*(pairs(lines[n].text) for n in block.heads)) for k, block in blocks.items()}
        rarity = self.rarity = self._rarity(lines)
        self.size = {n: math.sqrt(sum([rarity[pair] for pair in piece]) + 10) for n, piece in pieces.items()}
        self.weight = {k: sum([rarity[pair] for pair in heads]) + 1 for k, heads in self.heads.items()}
        self.owner: dict[int, int] = {}
        self._articles: dict[tuple[int, int], set[str]] = {}

    def assign(self, owner: dict[int, int]) -> None:
        """From now on line `n` belongs to the article that begins in block `owner[n]` (negative: to none)."""
        self.owner, self._articles = owner, {}

    def _rarity(self, lines: list[Line]) -> dict[str, float]:
        """log(pieces / pieces that have the pair); a piece ends at a break or with its block."""
        pieces: list[set[str]] = []
        inside = set(self.body)
        for k, block in self.blocks.items():
            pieces.append(set(self.heads[k]))
            for n in filter(inside.__contains__, block.body):
                pieces[-1] |= self.sets[n]
                if lines[n].open:
                    pieces.append(set())
        count: Counter[str] = Counter()
        for piece in pieces:
            count.update(piece)
        total = sum(map(bool, pieces)) + 1
        return {text: math.log(total / number) for text, number in count.items()}

    def shared(self, piece: int, until: int) -> float:
        """How many rare pairs of the piece at line `piece` the article of line `until` has up to there, relatively."""
        rarity = self.rarity
        return sum([rarity[pair] for pair in self.pieces[piece] & self._article(until)]) / self.size[piece]

    def headline(self, piece: int, end: int) -> float:
        """The share of the rare pairs in the headline of line `end`'s article that come back in the piece."""
        article, rarity = self.owner[end], self.rarity
        if article not in self.heads:
            return 0.0
        return sum([rarity[pair] for pair in self.heads[article] & self.pieces[piece]]) / self.weight[article]

    def _article(self, until: int) -> set[str]:
        article = self.owner[until]
        if (until, article) not in self._articles:
            lines = (self.sets[n] for n in self.body if n <= until and self.owner[n] == article)
            self._articles[until, article] = self.heads.get(article, set()).union(*lines)
        return self._articles[until, article]
