"""Amounts and times in a text."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.documents import Span


@dataclass(frozen=True)
class Quantity:
    """A counted or measured amount: `number` with 万/亿 multiplied out, `unit` as written without them.

    `dimension` is "money", "area", "count", "percent" or "other"; `approx` where the text says 约, 近, 余, 多 …;
    `change` is "+" or "-" for a growth or fall in percent (增长4.4%), else "".
    """

    span: Span
    number: float
    unit: str
    dimension: str
    approx: bool = False
    change: str = ""


@dataclass(frozen=True)
class Time:
    """A date or period: `value` is ISO 8601 (year, month, day, or interval "a/b"), as exact as the text allows."""

    span: Span
    value: str
