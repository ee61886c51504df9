"""What is left of one figure without another: 出口5247亿元 − 进口3277.1亿元 = 顺差1969.9亿元.

Comes in: the figures of a document. Goes out: `Difference`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.conscience.checks import judged
from kgraph.conscience.figures import Figure

FIGURES = 8  # before the rest, among which the two others are
SENTENCES = 2  # sentences before that of the rest


@dataclass(frozen=True)
class Difference:
    """`more` − `less` = `rest`."""

    more: Figure
    less: Figure
    rest: Figure
    verdict: str


class Differences:
    """Finds differences with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        self.kinds = [
            tuple(re.compile(kind[name]) for name in ("more", "less", "rest")) for kind in settings["differences"]
        ]

    def find(self, figures: Sequence[Figure]) -> Iterator[Difference]:
        """All differences of a document, in text order."""
        for at, rest in enumerate(figures):
            for more, less, word in self.kinds:
                if word.search(rest.measure) and rest.exact:
                    near = [f for f in figures[max(0, at - FIGURES) : at] if _beside(f, rest)]
                    big, small = _last(near, more), _last(near, less)
                    if big and small and big.exact and small.exact:
                        sizes = [f.unit_size for f in (rest, big, small)]
                        yield Difference(big, small, rest, judged(rest.number, big.number - small.number, sizes))


def _beside(figure: Figure, rest: Figure) -> bool:
    return figure.quantity.unit == rest.quantity.unit and rest.sentence - figure.sentence <= SENTENCES


def _last(figures: Sequence[Figure], word: re.Pattern[str]) -> Figure | None:
    return next((f for f in reversed(figures) if word.search(f.measure)), None)
