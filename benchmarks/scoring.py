"""Scores of names: strict (span and label) and by overlap; and how long systems take."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Names = Iterable[tuple[int, int, str]]
ROUNDS = 3
STATUS = Path("/proc/self/status")
LENGTH = 800  # characters of a text to measure speed with


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float

    @property
    def f1(self) -> str:
        return f"{100 * _harmonic(self.precision, self.recall):.1f}"

    def __str__(self) -> str:
        return f"{100 * self.precision:.1f} / {100 * self.recall:.1f} / **{self.f1}**"


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def mapped(names: Names, labels: Mapping[str, str]) -> list[tuple[int, int, str]]:
    return [(start, end, labels[label]) for start, end, label in names if label in labels]


def only(gold: Sequence[Names], answers: Sequence[Names], label: str) -> tuple[list[Names], list[Names]]:
    return [[n for n in names if n[2] == label] for names in gold], [
        [n for n in names if n[2] == label] for names in answers
    ]


def strict(gold: Sequence[Names], answers: Sequence[Names]) -> Score:
    """A name is right when its span and its label are."""
    right = sum(len(set(a) & set(b)) for a, b in zip(gold, answers, strict=True))
    return Score(_share(right, answers), _share(right, gold))


def overlap(gold: Sequence[Names], answers: Sequence[Names]) -> Score:
    """A name is right when one with its label has a character in common with it."""
    pairs = list(zip(gold, answers, strict=True))
    return Score(
        _share(sum(_touched(b, a) for a, b in pairs), answers), _share(sum(_touched(a, b) for a, b in pairs), gold)
    )


def _touched(names: Names, others: Names) -> int:
    return sum(any(s < e2 and s2 < e and label == l2 for s2, e2, l2 in others) for s, e, label in set(names))


def _share(right: int, names: Sequence[Names]) -> float:
    total = sum(len(set(n)) for n in names)
    return right / total if total else 0.0


def documents(sentences: Iterable[str], characters: int) -> list[str]:
    """Texts of a news item's length, a sentence a line, together of so many characters (or of all that there is)."""
    made: list[str] = []
    lines: list[str] = []
    for sentence in sentences:
        lines.append(sentence)
        if sum(map(len, lines)) >= LENGTH:
            made.append("\n".join(lines))
            lines = []
        if sum(map(len, made)) >= characters:
            break
    return made or ["\n".join(lines)]


def seconds(systems: Mapping[str, Callable[[str], object]], texts: Sequence[str]) -> dict[str, float]:
    """Processor time of each system over the texts: the systems in turn, the median of rounds."""
    times: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(ROUNDS):
        for name, system in systems.items():
            started = time.process_time()
            for text in texts:
                system(text)
            times[name].append(time.process_time() - started)
    return {name: statistics.median(found) for name, found in times.items()}


def memory() -> float:
    """The most memory that this process has had, in MiB. (`getrusage` also counts the process that started it.)"""
    if STATUS.is_file():
        (line,) = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
