"""The figures of a document as sums need them: exact numbers, how exactly they are written, and the words before them.

Comes in: an `Analysis` and the settings of `ontology/conscience.toml`. Goes out: `Figure`s in text order. Rates of
growth, percentages and times are none; `rates` reads those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kgraph.nouns import Analysis, Quantity, Span

LOOK_BACK = 28  # characters before a number in which its measure stands
AFTER = 4  # characters after a number in which its noun stands (290个重点项目)
WRITTEN = re.compile(r"\d[\d,]*(?:\.(\d+))?")


@dataclass(frozen=True)
class Figure:
    """A number with its words: `unit_size` is what its last written digit is worth (0.1亿元 → 10000000).

    `measure` is the noun before the number (总投资), `after` the next words (重点项目); `before` all words between the
    figure before it and this one; `sentence` and `paragraph` are their numbers; `depth` counts open brackets.
    """

    quantity: Quantity
    number: Decimal
    unit_size: Decimal
    measure: str
    before: str
    after: str
    sentence: int
    paragraph: int
    depth: int

    @property
    def span(self) -> Span:
        return self.quantity.span

    @property
    def exact(self) -> bool:
        return not self.quantity.approx

    @cached_property
    def digits(self) -> int:
        """How many significant digits are written."""
        return len(str(abs(int(self.number / self.unit_size)))) if self.number else 1


class Reader:
    """Reads figures with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        words = settings["figures"]
        fillers = "|".join(sorted(map(re.escape, words["fillers"]), key=lambda w: (-len(w), w)))
        self.fillers = re.compile(f"(?:{fillers})+$")
        self.bound = re.compile(f"[{re.escape(words['bounds'])}]")
        self.idle = frozenset(words["idle_units"])

    def read(self, analysis: Analysis) -> list[Figure]:
        """The figures of a document."""
        text = analysis.text
        places = Places(analysis)
        ends = sorted([q.span.end for q in analysis.quantities] + [t.span.end for t in analysis.times])
        found: list[Figure] = []
        last_end, at = 0, 0
        for quantity in analysis.quantities:
            if quantity.unit in self.idle or quantity.change or quantity.dimension == "percent":
                continue
            start = quantity.span.start
            while at < len(ends) and ends[at] <= start:
                at += 1
            floor = max(ends[at - 1] if at else 0, start - LOOK_BACK)
            number, size = written(text[start : quantity.span.end], quantity)
            sentence, paragraph, depth = places.of(start)
            found.append(
                Figure(quantity, number, size, self.measure(text, floor, start), text[last_end:start],
                       text[quantity.span.end : quantity.span.end + AFTER], sentence, paragraph, depth)
            )  # fmt: skip
            last_end = quantity.span.end
        return found

    def measure(self, text: str, floor: int, start: int) -> str:
        """The noun before a number: 总投资 of 总投资达85亿元."""
        words = text[floor:start]
        cut = max((m.end() for m in self.bound.finditer(words)), default=0)
        return self.fillers.sub("", words[cut:]).strip()


class Places:
    """Sentence, paragraph and depth of brackets of each position; asked from left to right."""

    def __init__(self, analysis: Analysis):
        self.text = analysis.text
        self.bounds = {"sentence": _ends(analysis.sentences), "paragraph": _ends(analysis.paragraphs)}
        self.now = dict.fromkeys(self.bounds, 0)
        self.at = self.depth = 0

    def of(self, position: int) -> tuple[int, int, int]:
        for name, ends in self.bounds.items():
            while self.now[name] < len(ends) and ends[self.now[name]] <= position:
                self.now[name] += 1
        for character in self.text[self.at : position]:
            self.depth = 0 if character == "\n" else max(0, self.depth + (character == "(") - (character == ")"))
        self.at = position
        return self.now["sentence"], self.now["paragraph"], self.depth


def _ends(spans: Iterable[Span]) -> list[int]:
    return [span.end for span in spans]


def written(text: str, quantity: Quantity) -> tuple[Decimal, Decimal]:
    """The exact number, and what its last written digit is worth."""
    number = Decimal(repr(quantity.number)).normalize()
    match = WRITTEN.match(text)
    if not match:
        return number, Decimal(1)
    digits = Decimal(match[0].replace(",", ""))
    scale = (number / digits).normalize() if digits else Decimal(1)
    if scale.as_tuple().digits != (1,):  # 1亿2000万
        return number, Decimal(1)
    return number, scale.scaleb(-len(match[1] or ""))


def pairs(words: str) -> set[str]:
    """Each two characters that follow each other."""
    return {words[i : i + 2] for i in range(len(words) - 1)}
