"""Finds counted and measured amounts: 216.8亿元, 近千亩, 17000余人次, 60至120台套, 增长4.4%.

Comes in: folded text and the settings. Goes out: `Quantity`s in text order; dates, ordinals and codes are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kgraph.nouns import Quantity, Span
from kgraph.quantities.numerals import MYRIADS, value
from kgraph.quantities.rules import Rules, rules

LOOK_BACK = 14  # characters before a percentage in which its verb and fillers stand (同比大幅增长约)
RANGE = re.compile(r"(?:至|到|-|~|—)+$")
QUOTED = re.compile(r"“[^”\n]{1,8}”")
BARE = ("百", "千", "万", "亿")
YEAR_DIGITS = 4  # 2022年 is a date, 15年 a duration


def find(text: str, settings: Mapping[str, Any]) -> tuple[Quantity, ...]:
    """All amounts of `text` (folded), in order, never overlapping."""
    return tuple(_find(text, rules(settings)))


def square_metres(quantity: Quantity, settings: Mapping[str, Any]) -> float | None:
    """An area in m² (1亩 = 666.6667), or None where the unit is no area."""
    metres = settings["area"]["metres"].get(quantity.unit)
    return None if metres is None else float(Decimal(str(quantity.number)) * Decimal(str(metres)))


def as_written(quantity: Quantity, text: str, settings: Mapping[str, Any]) -> tuple[float, str]:
    """Number and unit with 万 and 亿 left in the unit: 4.5万吨 → (4.5, "万吨"). `text` is where it was found."""
    tables = rules(settings)
    match = tables.amount.match(text, quantity.span.start)
    word = match["times"] if match and not match["minor"] else None
    if not word:
        return quantity.number, quantity.unit
    return float(Decimal(str(quantity.number)) / tables.multipliers[word]), word + quantity.unit


def _find(text: str, rules: Rules) -> Iterator[Quantity]:
    quoted = _quoted(text)
    last: Quantity | None = None
    for match in rules.amount.finditer(text):
        if match["words"] and any(match.start() in span for span in quoted.get(match.start() // 64, ())):
            continue
        quantity = _quantity(text, match, rules, last)
        if quantity is None:
            continue
        yield from _lower_end(text, match, quantity, rules)
        yield quantity
        last = quantity


def _quantity(text: str, match: re.Match[str], rules: Rules, last: Quantity | None) -> Quantity | None:
    """The amount that a match of the pattern spells, or None when a rule says it is something else."""
    unit = _unit(text, match, rules)
    number = _number(match, rules)
    if unit is None or number is None or not _allowed(match, unit, number, rules):
        return None
    dimension = rules.dimensions.get(unit, "count")
    change = (
        _change(text, match, unit, rules, last)
        if unit in (rules.times, rules.percent) or dimension == "percent"
        else ""
    )
    if unit == rules.times and change:
        number, unit, dimension = number * 100, rules.percent, "percent"
    unit = rules.counted_unit if unit in rules.counted else rules.same.get(unit, unit)
    span = Span(match.start(), _end(match, unit))
    return Quantity(span, float(number), unit, dimension, _approximate(text, match, rules), change)


def _unit(text: str, match: re.Match[str], rules: Rules) -> str | None:
    """The unit, "" for a number that its multiplier alone makes an amount (约5.2万), None for none."""
    unit = rules.percent if match["share"] else match["unit"]
    while unit:
        guard = rules.guards.get(unit)
        if guard is None or not guard.match(text, match.start("unit") + len(unit)):
            return None if unit in rules.ranked and text.endswith(rules.ranked_before, 0, match.start()) else unit
        unit = next((unit[:n] for n in range(len(unit) - 1, 0, -1) if unit[:n] in rules.dimensions), None)
    return "" if match["digits"] and match["times"] and not match["unit"] else None


def _number(match: re.Match[str], rules: Rules) -> Decimal | None:
    digits = match["digits"] or match["words"].lstrip(rules.vague)
    number = value(digits)
    if number is None:
        return None
    if match["times"]:
        number *= rules.multipliers[match["times"]]
    if match["minor"]:
        number += Decimal(match["minor"]) * MYRIADS[match["minortimes"]]
    return number


def _allowed(match: re.Match[str], unit: str, number: Decimal, rules: Rules) -> bool:
    """Whether such a number may have such a unit: 三年行动 and 一级 are no amounts, 十二件 and 一辆 are."""
    if match["digits"]:
        return not (unit == "年" and len(match["digits"]) >= YEAR_DIGITS and not match["times"])
    if number == 0 or match.string.startswith(unit[-1:] or "\n", match.end("unit")):
        return False  # 零部件, 一辆辆
    if match["share"] or match["words"][0] in rules.vague or match["more"] or match["more2"]:
        return True
    if match["words"] in BARE:
        before = match.string[max(0, match.start() - 2) : match.start()]
        return before.endswith(rules.bare_before) and not before.endswith(rules.bare_not_before)
    if number == 1:
        return unit in rules.one
    return unit != "" and (unit in rules.from_two or unit not in rules.only_digits)


def _end(match: re.Match[str], unit: str) -> int:
    """Where the amount ends: after the words that make it approximate, or after its (shortened) unit."""
    if match["unit"] is None:
        return max(match.end(group) for group in ("digits", "words", "more", "times", "minortimes", "more2"))
    return match.end("end") if match["end"] else match.end("unit")


def _approximate(text: str, match: re.Match[str], rules: Rules) -> bool:
    if match["more"] or match["more2"] or match["end"]:
        return True
    if match["words"] and match["words"][0] in rules.vague:
        return True
    return text.endswith(rules.before, max(0, match.start() - 4), match.start())


# ── ranges ──


def _lower_end(text: str, match: re.Match[str], upper: Quantity, rules: Rules) -> Iterator[Quantity]:
    """The first number of 60至120台套, which has no unit of its own."""
    head = text[max(0, match.start() - 16) : match.start()]
    joint = RANGE.search(head)
    before = re.search(r"(?<![\d.A-Za-z])(\d+(?:\.\d+)?)(万|亿)?$", head[: joint.start()]) if joint else None
    if before is None or not match["digits"]:
        return
    times = before[2] or match["times"]
    number = Decimal(before[1]) * (rules.multipliers[times] if times else 1)
    if number >= Decimal(str(upper.number)) or upper.unit == "":
        return
    start = match.start() - len(head) + before.start()
    yield Quantity(
        Span(start, start + len(before[0])), float(number), upper.unit, upper.dimension, upper.approx, upper.change
    )


# ── growth ──


def _change(text: str, match: re.Match[str], unit: str, rules: Rules, last: Quantity | None) -> str:
    """ "+" or "-" for a growth or a fall, else "". 分别增长5.2%和3.2% hands the sign on."""
    start = match.start()
    found = rules.change.search(text, max(0, start - LOOK_BACK), start)
    if found:
        up = (found["verb"] in rules.up) != bool(found["minus"])
        return "+" if up else "-"
    if text.endswith("-", 0, start) and not text[max(0, start - 2) : start - 1].isdigit():
        return "-"
    if last and last.change and 0 < start - last.span.end <= 1 and text[last.span.end] in rules.joiners:
        return last.change
    return ""


def _quoted(text: str) -> dict[int, list[range]]:
    """Short quotations by block of 64 characters: numbers in words inside them are parts of names (“三个一批”)."""
    blocks: dict[int, list[range]] = {}
    for match in QUOTED.finditer(text):
        for block in range(match.start() // 64, match.end() // 64 + 1):
            blocks.setdefault(block, []).append(range(*match.span()))
    return blocks
