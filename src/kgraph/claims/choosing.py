"""Figures as trained models read them: with the indicator, owner and period that are the most probable.

Comes in: a document's `Figure`s as the rules read them. Goes out: those that are observations, each with what was
chosen and how sure that is. `choose` picks one of the candidates; training hands in one that knows the right answer.
Without models the figures stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kgraph.claims.extents import Extents
from kgraph.claims.indicators import Indicators
from kgraph.claims.owners import Owners
from kgraph.claims.ranking import CHOSEN, Ranker, best
from kgraph.claims.reading import Figure, Reading
from kgraph.claims.standing import Document
from kgraph.claims.when import Periods
from kgraph.claims.whose import Candidates

INDICATOR, OWNER, PERIOD, KEPT = "indicator", "owner", "period", "kept"
CHOICES = (INDICATOR, OWNER, PERIOD, KEPT)
UNJUDGED = 0.5  # the probability of what no model chose
Choose = Callable[[str, Figure, Sequence[Any]], tuple[int, float]]


@dataclass(frozen=True)
class Verdict:
    """Whether a figure is an observation."""

    yes: bool
    features: tuple[str, ...] = ()


class Chooser:
    """Makes the choices for one figure after the other."""

    def __init__(self, indicators: Indicators, owners: Owners, compared: tuple[str, ...], types: frozenset[str]):
        self.indicators, self.owners, self.compared, self.types = indicators, owners, compared, types
        self.rankers = {name: Ranker({}) for name in CHOICES}

    def read(self, folder: Path) -> Chooser:
        """Reads the models in a folder."""
        self.rankers = {name: Ranker.read(folder / f"{name}.json.xz") for name in CHOICES}
        return self

    def __bool__(self) -> bool:
        return all(self.rankers.values())

    def choose(self, name: str, figure: Figure, candidates: Sequence[Any]) -> tuple[int, float]:
        """The number of the most probable candidate, and its probability."""
        return best([self.rankers[name].score(candidate.features) for candidate in candidates])

    def figures(self, reading: Reading, found: Iterable[Figure], choose: Choose) -> Iterator[Figure]:
        """The observations among the figures of a document, in order, with the probability that all is right."""
        document = Document(reading, self.owners, self.types)
        last: Figure | None = None
        for figure in found:
            if figure.relation is None:
                figure, worded = self._phrased(reading, figure, last, choose)
                figure, owned = self._owned(document, figure, last, choose)
                figure = self._timed(reading, figure, last, choose)
                verdicts = [Verdict(False), Verdict(True, tuple(_signs(reading, figure, owned)))]
                number, kept = choose(KEPT, figure, verdicts)
                if verdicts[number].yes:
                    yield replace(figure, confidence=worded * owned * kept)
            last = figure

    def _phrased(self, reading: Reading, figure: Figure, last: Figure | None, choose: Choose) -> tuple[Figure, float]:
        extents = list(Extents(reading, figure, last, self.indicators, self.rankers[INDICATOR]))
        if not extents:
            return figure, UNJUDGED
        number, sure = choose(INDICATOR, figure, extents)
        return replace(figure, indicator=extents[number].text), sure

    def _owned(self, document: Document, figure: Figure, last: Figure | None, choose: Choose) -> tuple[Figure, float]:
        chain = document.chain(last.owner) if last else None
        candidates = list(Candidates(document, figure, (last, chain) if chain else None))
        if not candidates:
            return figure, UNJUDGED
        number, sure = choose(OWNER, figure, candidates)
        chosen = candidates[number]
        document.owned[id(chosen.chain)] += 1
        if chosen.chain is document.chain(figure.owner):
            return figure, sure
        return replace(figure, owner=chosen.mention, rule=CHOSEN), sure

    def _timed(self, reading: Reading, figure: Figure, last: Figure | None, choose: Choose) -> Figure:
        periods = list(Periods(reading, figure, last, self.compared))
        return replace(figure, period=periods[choose(PERIOD, figure, periods)[0]].value)


def _signs(reading: Reading, figure: Figure, sure: float) -> Iterator[str]:
    """What tells an observation from a number that says nothing, and from a value of an attribute."""
    quantity, text, noun = figure.quantity, reading.line, figure.indicator
    span = quantity.span
    yield "bias"
    yield f"unit{quantity.unit}"
    yield f"kind{quantity.dimension}{quantity.change}"
    yield f"noun{noun}"
    yield f"noun>{noun[:2]}"
    yield f"noun<{noun[-2:]}"
    yield f"noun{quantity.unit}{noun[-2:]}"
    yield f"owner{figure.owner.type}"
    yield f"owner{figure.owner.type}{quantity.unit}"
    yield f"owner{figure.owner.type}{noun[-2:]}"
    yield f"owner{figure.owner.type}>{noun[:2]}"
    yield f"rule{figure.rule}"
    yield f"sure{int(sure * 5)}"
    yield f"size{len(str(int(abs(quantity.number))))}{quantity.unit}"
    yield f"small{quantity.number if abs(quantity.number) < 4 else ''}{quantity.unit}"
    for size in (1, 2, 3):
        yield f"-{text[max(0, span.start - size) : span.start]}"
        yield f"+{text[span.end : span.end + size]}"
