"""Short forms of company names: whether one name may stand for another.

Comes in: two names as written, and the names of places. Goes out: an `Abbreviation` with its reasons and its strength,
or None.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from kgraph.entities.companies import CompanyName, company_readings
from kgraph.entities.names import MIN_BRAND, key

SHARES = "股份"


@dataclass(frozen=True)
class Abbreviation:
    """Why one name may stand for the other, and how many brand characters speak for it (0 < strength ≤ 1)."""

    reasons: tuple[str, ...]
    strength: float


def abbreviates(short: str, full: str, places: Container[str] = ()) -> Abbreviation | None:
    """Whether `short` is made from the company name `full` by leaving out characters in order; None if it cannot be.

    Place and form words may go; at least two characters of the brand must stay, and they begin the brand. A branch
    never stands for its firm, nor a group for a member. Strength is below 0.5 where only the bare brand is left
    of a name with a trade, since sister firms share it.
    """
    for a in company_readings(short, places):
        for b in company_readings(full, places):
            found = _abbreviates(a, b, short, full, places)
            if found:
                return found
    return None


def _abbreviates(a: CompanyName, b: CompanyName, short: str, full: str, places: Container[str]) -> Abbreviation | None:
    if a.core == b.core and key(short) != key(full):
        return _same_core(a, b, short, full)
    if len(a.core) >= len(b.core) or a.registered or a.branch != b.branch or not a.core or a.core[0] != b.core[0]:
        return None
    if (
        a.member != b.member
        or (a.group and not b.group)
        or _places_differ(a, b)
        or _ordinals(a.core) != _ordinals(b.core)
    ):
        return None
    runs = _runs(a.core, b.core)
    if runs and len(runs) > 1 and a.brand in places:
        return None  # 桂林银行 is not 桂林农商银行: a place is no brand
    kept = sum(1 for position in _positions(a.core, b.core) if position < len(b.brand))
    if runs is None or kept < MIN_BRAND:
        return None
    left = "".join(c for i, c in enumerate(b.core) if i not in set(_positions(a.core, b.core)))
    reasons = (
        f"“{short}” keeps characters of “{full}” in order",
        f"left out: {left}" if left else "only form words left out",
    )
    return Abbreviation(reasons, _strength(a, b, runs, left, places))


def _same_core(a: CompanyName, b: CompanyName, short: str, full: str) -> Abbreviation | None:
    if a.branch != b.branch or a.member != b.member or _places_differ(a, b) or len(a.core) < MIN_BRAND:
        return None
    if (a.registered and b.registered and (bool(a.group) != bool(b.group) or a.place != b.place)) or (
        a.group and not b.group
    ):
        return None
    if SHARES in a.form and b.group and SHARES not in b.form:
        return None  # 东方股份 belongs to 东方集团
    return Abbreviation((f"“{short}” and “{full}” differ in place and form words only",), _weight(a))


def _weight(a: CompanyName, group: bool = True) -> float:
    """How telling the characters of a short form are: brand 0.2 each, trade 0.1, 集团 0.4, as firms share trades."""
    trade = len(a.core) - len(a.brand)
    return min(1.0, 0.2 * len(a.brand) + 0.1 * trade + (0.2 * len(a.group) if group else 0.0))


def _places_differ(a: CompanyName, b: CompanyName) -> bool:
    return bool(a.place and b.place) and a.place not in b.place and b.place not in a.place


def _ordinals(text: str) -> str:
    return (
        "".join(re.findall(r"[一二三四五六七八九十]?(?=[期厂号冶局院建])|\d+", text))
        if re.search(r"\d|[期厂号冶局院建]", text)
        else ""
    )


def _positions(short: str, full: str) -> tuple[int, ...]:
    """Where the characters of `short` stand in `full`, longest pieces first come; () when it is no subsequence."""
    found, start = [], 0
    for i, char in enumerate(short):
        pair = full.find(short[i : i + 2], start) if i + 1 < len(short) else -1
        at = full.find(char, start)
        if pair >= 0 and not (found and at == found[-1] + 1) and _fits(short[i:], full[pair:]):
            at = pair
        if at < 0:
            return ()
        found.append(at)
        start = at + 1
    return tuple(found)


def _fits(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


def _runs(short: str, full: str) -> list[int] | None:
    """Lengths of the unbroken pieces in which `short` stands in `full`."""
    positions = _positions(short, full)
    if not positions:
        return None
    runs = [1]
    for before, after in pairwise(positions):
        if after == before + 1:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


def _strength(a: CompanyName, b: CompanyName, runs: list[int], left: str, places: Container[str]) -> float:
    if min(runs) < MIN_BRAND:
        return 0.3  # single characters picked out (广投 ⊂ 广西投资) also fit by chance
    subsidiary = any(left[i:j] in places for i in range(len(left)) for j in range(i + 2, min(len(left), i + 4) + 1))
    if a.core == a.brand and b.brand != b.core and len(a.core) < 4:
        return 0.15 * len(a.core) + (
            0.2 if a.place and a.place == b.place else 0.0
        )  # sister firms share the bare brand
    doubt = (0.25 if subsidiary else 0.0) + (0.1 if len(runs) > 1 else 0.0)
    return max(0.1, _weight(a, group=False) - doubt)  # a place left out inside tells a daughter firm
