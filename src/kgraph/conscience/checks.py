"""How an identity among figures is judged: from its numbers and how exactly they are written to a verdict.

An identity is confirmed, contradicted, or (where rounding alone may be why it misses by a little) rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

CONFIRMED, ROUNDED, CONTRADICTED = "confirmed", "rounded", "contradicted"


def judged(said: Decimal, due: Decimal, sizes: Iterable[Decimal]) -> str:
    """The verdict on a total that should be `due`. `sizes`: what each number's last digit is worth, total first."""
    sizes = list(sizes)
    if said == due:
        return CONFIRMED
    smallest = min(sizes)
    if sizes[0] > smallest and abs(said - due) * 2 <= sizes[0]:
        return ROUNDED  # a total in rounder numbers than its parts (186亿元 for 186.4亿元)
    if smallest == 1 or abs(said - due) * 2 > smallest * len(sizes):  # things are counted, not rounded
        return CONTRADICTED
    return ROUNDED


def one_digit_off(total: Decimal, parts: list[Decimal], sizes: list[Decimal]) -> bool:
    """Whether one other digit in one of the numbers would make it right. `sizes`: of the total, then of the parts."""
    due = sum(parts, Decimal(0))
    if _differ_in_one(total, due, sizes[0]):
        return True
    return any(_differ_in_one(p, p + total - due, size) for p, size in zip(parts, sizes[1:], strict=True))


def _differ_in_one(written: Decimal, needed: Decimal, size: Decimal) -> bool:
    one, other = written / size, needed / size
    if needed <= 0 or other != other.to_integral_value():
        return False
    a, b = str(int(one)), str(int(other))
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
