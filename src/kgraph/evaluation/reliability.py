"""Whether a confidence means what it says, and what leaving out the less sure costs.

Comes in: the items of a report. Goes out: for each tenth of confidence how many statements had it and how many of them
were right, the expected calibration error over these bins (Naeini, Cooper, Hauskrecht 2015), and precision, recall and
F1 for each least confidence that one may ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.evaluation.items import FALSE, FOUND, MISSED, Item, Score

GROUPS = ("relations", "attributes", "observations")
BINS = 10
HIGH = 0.9  # above this no more than one in ten should be wrong


@dataclass(frozen=True)
class Bin:
    """Statements of a range of confidence: how many, their mean confidence, the share of them that is right."""

    least: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """The statements of one group with a confidence, as (confidence, right), and how many the gold has besides."""

    said: tuple[tuple[float, bool], ...]
    missed: int

    @classmethod
    def of(cls, items: Iterable[Item], groups: Sequence[str] = GROUPS) -> Reliability:
        found = [item for item in items if item.group in groups]
        said = [(i.confidence, i.outcome == FOUND) for i in found if i.outcome != MISSED and i.confidence is not None]
        unsure = sum(i.outcome == FALSE and i.confidence is None for i in found)
        if unsure:
            raise ValueError(f"{unsure} predicted statements have no confidence")
        return cls(tuple(sorted(said)), sum(item.outcome == MISSED for item in found))

    @property
    def bins(self) -> tuple[Bin, ...]:
        """Tenths of confidence that occur; 1 belongs to the last."""
        cells: dict[int, list[tuple[float, bool]]] = {}
        for confidence, right in self.said:
            cells.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
        return tuple(
            Bin(number / BINS, len(cell), _mean(c for c, _ in cell), _mean(r for _, r in cell))
            for number, cell in sorted(cells.items())
        )

    @property
    def error(self) -> float:
        """Expected calibration error: how far confidence and share of right ones lie apart, over all statements."""
        total = len(self.said)
        return sum(b.count * abs(b.confidence - b.right) for b in self.bins) / total if total else 0.0

    @property
    def high(self) -> float | None:
        """The share that is right of the statements above `HIGH`; None where there are none."""
        sure = [right for confidence, right in self.said if confidence > HIGH]
        return _mean(sure) if sure else None

    def at_least(self, confidence: float) -> Score:
        """The score when only statements of at least this confidence are kept."""
        kept = [right for sure, right in self.said if sure >= confidence]
        return Score(sum(kept), self.missed + sum(right for _, right in self.said) - sum(kept), kept.count(False))

    def record(self) -> dict[str, Any]:
        return {
            "expected_calibration_error": round(self.error, 4),
            "right_above_0.9": None if self.high is None else round(self.high, 4),
            "bins": [vars(b) for b in self.bins],
            "at_least": {f"{n / BINS:g}": self.at_least(n / BINS).record() for n in range(BINS)},
        }


def lines(items: Sequence[Item]) -> Iterator[str]:
    """The reliability of all statements and of each group as text."""
    for name, groups in (("all statements", GROUPS), *((group, (group,)) for group in GROUPS)):
        found = Reliability.of(items, groups)
        high = "no" if found.high is None else f"{found.high:.3f}"
        yield f"{name}: expected calibration error {found.error:.3f}, right of those above {HIGH:g}: {high}"
    whole = Reliability.of(items)
    yield f"{'confidence':>12}{'statements':>12}{'mean':>8}{'right':>8}"
    yield from (
        f"{b.least:>8.1f}–{b.least + 1 / BINS:.1f}{b.count:>12}{b.confidence:>8.3f}{b.right:>8.3f}" for b in whole.bins
    )
    yield f"{'at least':>12}{'precision':>12}{'recall':>8}{'F1':>8}"
    for least in (number / BINS for number in range(BINS)):
        score = whole.at_least(least)
        yield f"{least:>12.1f}{score.precision:>12.3f}{score.recall:>8.3f}{score.f1:>8.3f}"


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
