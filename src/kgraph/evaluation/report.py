"""What an evaluation says.

Comes in: items, each a statement that was found, missed or false. Goes out: scores by group and name, as a
table for people and as JSON whose keys do not change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from kgraph.evaluation import reliability
from kgraph.evaluation.items import FALSE, FOUND, GROUPS, LENIENT, MISSED, Item, Score


@dataclass(frozen=True)
class Report:
    """`documents` scored, every `items` of them, and `failures`: what was wrong with gold files or builds."""

    documents: tuple[str, ...]
    items: tuple[Item, ...]
    failures: tuple[str, ...] = ()

    @property
    def totals(self) -> dict[str, Score]:
        """Group → score over all documents; the last group compares observations without their indicator."""
        return {group: _score(item for item in self.items if item.group == group) for group in GROUPS}

    def by_name(self, group: str) -> dict[str, Score]:
        """Score of each entity type, relation or attribute of a group, by name."""
        names = sorted({item.name for item in self.items if item.group == group})
        return {n: _score(item for item in self.items if (item.group, item.name) == (group, n)) for n in names if n}

    @property
    def errors(self) -> tuple[Item, ...]:
        """Missed and false items, document by document in the order of the files."""
        wrong = (item for item in self.items if item.outcome != FOUND and item.group != LENIENT)
        order = {document: index for index, document in enumerate(self.documents)}
        return tuple(sorted(wrong, key=lambda i: (order[i.document], GROUPS.index(i.group), i.name, i.outcome, i.text)))

    def as_record(self, errors: bool = False, reliable: bool = False) -> dict[str, Any]:
        record: dict[str, Any] = {"documents": len(self.documents)}
        record["totals"] = {group: score.record() for group, score in self.totals.items()}
        for group in GROUPS[:3]:
            record[group] = {name: score.record() for name, score in self.by_name(group).items()}
        record["failures"] = list(self.failures)
        if errors:
            record["errors"] = [asdict(item) for item in self.errors]
        if reliable:
            record["reliability"] = reliability.Reliability.of(self.items).record()
        return record

    def as_json(self, errors: bool = False, reliable: bool = False) -> str:
        return json.dumps(self.as_record(errors, reliable), ensure_ascii=False, indent=2) + "\n"

    def as_text(self, errors: bool = False, reliable: bool = False) -> str:
        lines = [f"{len(self.documents)} documents", _HEAD]
        for group in GROUPS:
            lines += ["", _line(group, self.totals[group])]
            lines += [_line(f"  {name}", score) for name, score in self.by_name(group).items()]
        if errors:
            lines += ["", *_listing(self.errors)]
        if reliable:
            lines += ["", *reliability.lines(self.items)]
        if self.failures:
            lines += ["", "Not used:", *(f"  {failure}" for failure in self.failures)]
        return "\n".join(lines) + "\n"


_HEAD = f"{'':32}{'precision':>10}{'recall':>8}{'F1':>8}{'gold':>7}{'found':>7}{'right':>7}"


def _line(name: str, score: Score) -> str:
    r = score.record()
    figures = f"{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
    return f"{name:32}{figures}{r['gold']:>7}{r['predicted']:>7}{r['correct']:>7}"


def _listing(errors: Iterable[Item]) -> Iterable[str]:
    document = None
    for item in errors:
        if item.document != document:
            document = item.document
            yield document
        yield f"  {item.outcome:7}{item.name or item.group}: {item.text}"


def _score(items: Iterable[Item]) -> Score:
    count = Counter(item.outcome for item in items)
    return Score(count[FOUND], count[MISSED], count[FALSE])
