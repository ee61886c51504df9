"""Numbers and times in questions.

Comes in: plain text. Goes out: where amounts (5亿元, 十亿, 100亩) and times (2023年3月, 2023年第二季度, 2022-03-04)
stand, and what they are. A time is the beginning of an ISO 8601 date: 2023, 2023-03, 2023-03-04.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

AFTER = "~"  # sorts behind every character of a date: 2023~ is behind all of 2023
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}
_TIME = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:年|-|\.|/)?(?:(?P<month>1[0-2]|0?[1-9])(?:月份?|-|\.|/)"
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])(?:日|号)?)?|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)?(?!\d)"
)
_AMOUNT = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[零一二两三四五六七八九十百千]+(?=[亿万]))(?P<scale>百亿|十亿|千万|百万|[亿万千百十])?"
    r"(?P<rest>元|人民币|平方米|平方公里|平米|亩|公顷|人|个|家|名|项|台|套|辆|吨|%|万千瓦|兆瓦|千瓦|次|场|户)?(?![年月日号届]|\d)"
)
_RANK = re.compile(r"(?:排名?)?前(?P<count>\d{1,2}|[一二两三四五六七八九十]+)(?:名|位|大|个|家|项|强)?(?!期|任|身|往)")

_FIRST = re.compile(r"(?<=最[大小高低多少贵长新近早晚]的)(?P<count>\d{1,2}|[二两三四五六七八九十])[个家项名位场次]")


@dataclass(frozen=True)
class Moment:
    """A time of a question: the ISO dates between `first` and `last`, both beginnings of dates, belong to it."""

    first: str
    last: str

    @property
    def one(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Number:
    """An amount in the unit of the graph (yuan, square metres, pieces); `rank` where it says how many of the first."""

    value: Decimal
    rank: bool = False


def moments(text: str) -> Iterator[tuple[int, int, Moment]]:
    """Each time in a text, with its place."""
    for match in _TIME.finditer(text):
        if match["quarter"]:
            quarter = DIGITS.get(match["quarter"]) or int(match["quarter"])
            yield *match.span(), _span(match["year"], 3 * quarter - 2, 3 * quarter)
        elif match["half"]:
            yield *match.span(), _span(match["year"], *((1, 6) if match["half"] == "上" else (7, 12)))
        else:
            parts = [match["year"], *(f"{int(match[p]):02}" for p in ("month", "day") if match[p])]
            yield *match.span(), Moment("-".join(parts), "-".join(parts))


def _span(year: str, first: int, last: int) -> Moment:
    return Moment(f"{year}-{first:02}", f"{year}-{last:02}")


def numbers(text: str, units: Mapping[str, float]) -> Iterator[tuple[int, int, Number]]:
    """Each amount in a text, with its place; 前三 and the 三个 of 最大的三个 are the amount 3 of a ranking."""
    for match in (*_RANK.finditer(text), *_FIRST.finditer(text)):
        yield *match.span(), Number(_read(match["count"]), rank=True)
    for match in _AMOUNT.finditer(text):
        factors = [units[word] for word in (match["scale"], match["rest"]) if word in units]
        value = _read(match["number"])
        for factor in factors:
            value *= Decimal(str(factor))
        yield *match.span(), Number(value)


def _read(text: str) -> Decimal:
    """A number in digits or in Chinese: 12, 三千五百, 十."""
    if text[0].isdecimal():
        return Decimal(text)
    total, digit = 0, 0
    for c in text:
        if c in TENS:
            total, digit = total + (digit or 1) * TENS[c], 0
        else:
            digit = DIGITS[c]
    return Decimal(total + digit)
