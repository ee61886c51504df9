"""Numerals: 216.8, 4,252, 二十三, 三千五百, 二〇二三 → a number.

Comes in: a str of digits, of Chinese numerals, or of both a multiplier understands. Goes out: a Decimal, or None.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"亿": 10**8, "万": 10**4}  # the larger first: it splits a numeral first
LONGEST = 24  # characters; longer runs of digits are codes, and would not fit a float exactly
CHINESE = "".join(DIGITS) + "".join(PLACES) + "".join(MYRIADS)


def value(text: str) -> Decimal | None:
    """The number that `text` spells, or None when it spells none (三五, 十四五) or is too long for one."""
    if len(text) > LONGEST:
        return None
    if text[:1].isdigit() and text.isascii():
        return Decimal(text.replace(",", ""))
    number = chinese(text)
    return None if number is None else Decimal(number)


def chinese(text: str) -> int | None:
    """The number of a Chinese numeral: 二十三, 一千二百, 三亿五千万; a bare place counts once (百 = 100)."""
    for mark, size in MYRIADS.items():
        if mark in text:
            head, _, tail = text.rpartition(mark)
            high, low = chinese(head) if head else 1, chinese(tail) if tail else 0
            return None if high is None or low is None or low >= size else high * size + low
    return _below_myriad(text)


def _below_myriad(text: str) -> int | None:
    """The number of a numeral without 万 and 亿; None where two digits or places follow each other wrongly."""
    total, digit, last_place = 0, None, 10**4
    for character in text:
        if character not in PLACES and character not in DIGITS:
            return None
        if character in PLACES:
            place = PLACES[character]
            if place >= last_place:
                return None
            total += (1 if digit is None else digit) * place
            digit, last_place = None, place
        elif digit:
            return None
        else:
            digit = DIGITS[character]
    return total + (digit or 0) if text else None


def year(text: str) -> int | None:
    """A year spelled digit by digit: 二〇二三, 二零二三, 2023."""
    digits = [str(DIGITS.get(c, c)) for c in text]
    return int("".join(digits)) if len(digits) == 4 and all(d.isdigit() for d in digits) else None
