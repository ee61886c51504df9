"""What an evaluation counts: statements that were found, missed or false, and the figures made of them."""

from __future__ import annotations

from dataclasses import dataclass

FOUND, MISSED, FALSE = "found", "missed", "false"
LENIENT = "observations_without_indicator"
GROUPS = ("entities", "relations", "attributes", "observations", LENIENT)


@dataclass(frozen=True)
class Item:
    """One statement: `outcome` is found, missed (only in the gold) or false (only predicted); `confidence` and `rule`
    are those of a predicted relation, attribute or observation."""

    document: str
    outcome: str
    group: str
    name: str
    text: str
    confidence: float | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Score:
    """Counts, and the three figures made from them (0 where nothing is to be divided)."""

    correct: int = 0
    missed: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        return _share(self.correct, self.correct + self.false)

    @property
    def recall(self) -> float:
        return _share(self.correct, self.correct + self.missed)

    @property
    def f1(self) -> float:
        return _share(2 * self.correct, 2 * self.correct + self.false + self.missed)

    def record(self) -> dict[str, float]:
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"gold": self.correct + self.missed, "predicted": self.correct + self.false, "correct": self.correct}
        return {name: round(figure, 4) for name, figure in figures.items()} | counts


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
