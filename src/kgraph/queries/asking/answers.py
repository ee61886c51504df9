"""Answers, for people and for programs.

Comes in: rows with their sentences. Goes out: an `Answer`: its text, its rows, and `values`, what the question asks
for.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgraph.queries.evidence import Sentence

Value = str | int | Decimal | bool


@dataclass(frozen=True)
class Row:
    """One answer: its words, the values in them by variable, and the sentences that say so."""

    text: str
    values: dict[str, str]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Answer:
    """`kind` of question, the whole `text` for people, and the `rows` it is made from (none: not in the graph).

    `values` is the set of answers in a fixed order: IRIs of things, texts and dates as str, amounts as int or Decimal
    in the unit of the graph; True or False where it is asked whether, a number where it is asked how many. `sparql` is
    the query that gives them.
    """

    question: str
    kind: str
    text: str
    rows: tuple[Row, ...] = ()
    values: tuple[Value, ...] = ()
    sparql: str = ""

    @property
    def found(self) -> bool:
        return bool(self.rows)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all rows, each once, in the order of the rows."""
        return tuple(dict.fromkeys(sentence for row in self.rows for sentence in row.sentences))

    def as_record(self) -> dict[str, Any]:
        """The answer for JSON."""
        rows = [{"text": r.text, "values": r.values, "sentences": [vars(s) for s in r.sentences]} for r in self.rows]
        values = [float(v) if isinstance(v, Decimal) else v for v in self.values]
        return {
            "question": self.question,
            "kind": self.kind,
            "found": self.found,
            "text": self.text,
            "answers": rows,
            "values": values,
            "sparql": self.sparql,
        }
