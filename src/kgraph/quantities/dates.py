"""What is known of the calendar while a text is read: the year and month that a short date leaves open.

Comes in: the folded text and its publication date. Goes out: years, months and ISO 8601 values for `times`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from kgraph.quantities.numerals import chinese

AHEAD = 60  # days after publication up to which a date without year is still of that year, not the year before
SPOKEN = {"元": 1, "两": 2}  # 元月, 前两个月
YEAR_ALONE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年|(?:^|[\n,。“])(20[0-3]\d)(?![\d.,余多万亿个项名人亩米公吨元台套辆家户处次条件%-])"
)
SENTENCE_LENGTH = 400  # characters; where no mark ends a sentence, a year does not reach further
SENTENCE = re.compile(r"[。!?;\n]")


@dataclass
class Context:
    """What is known while the text is read from left to right."""

    text: str
    published: date | None
    named_years: list[tuple[int, int]]  # (position, year) of all years the text writes out
    year: int | None = None  # the last one resolved
    sentence_year: tuple[int, int] | None = None  # (start of the sentence, year written out in it)
    day: date | None = None
    month: tuple[int, int] | None = None

    def year_for(
        self, start: int, month: int | None = None, day: int | None = None, future: bool = False
    ) -> int | None:
        """The year of a date that names none: of its sentence, of the publication, of the text so far, of the text."""
        if self.sentence_year and self._one_sentence(self.sentence_year[0], start):
            return self.sentence_year[1]
        if self.published:
            return self._beside_publication(self.published, month, day, future)
        return self._later_in_sentence(start) or self.year or (self.named_years[0][1] if self.named_years else None)

    def _beside_publication(self, published: date, month: int | None, day: int | None, future: bool) -> int:
        guess = make_date(published.year, month, day or 1) if month else None
        if guess and not future and (guess - published).days > AHEAD:
            return published.year - 1
        if guess and future and (published - guess).days > AHEAD:
            return published.year + 1
        return published.year

    def _one_sentence(self, start: int, end: int) -> bool:
        return end - start < SENTENCE_LENGTH and not SENTENCE.search(self.text, start, end)

    def _later_in_sentence(self, start: int) -> int | None:
        """2月21日,…2022年第一批…: with no publication date, the year comes later in the sentence."""
        index = bisect_left(self.named_years, (start, 0))
        if index == len(self.named_years):
            return None
        position, number = self.named_years[index]
        return number if self._one_sentence(start, position) else None

    def year_spoken_of(self) -> int | None:
        """The year of 全年 and 年内: the last one of the text, unless it is far from the publication."""
        if self.published and (self.year is None or abs(self.year - self.published.year) > 1):
            return self.published.year
        return self.year or (self.named_years[0][1] if self.named_years else None)

    def relative_year(self, shift: int) -> int | None:
        base = (
            self.published.year
            if self.published
            else self.year or (self.named_years[0][1] if self.named_years else None)
        )
        return None if base is None else base + shift

    def saw(
        self, start: int, year: int, month: int | None = None, day: int | None = None, written: bool = False
    ) -> None:
        """Remember what was read, for the times that follow."""
        self.year = year
        if written:
            self.sentence_year = (start, year)
        if month:
            self.month = (year, month)
        if month and day:
            self.day = make_date(year, month, day) or self.day


def number_of(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() else SPOKEN.get(text) or chinese(text)


def iso(number: int, month: int | None, day: int | None) -> str | None:
    """ISO 8601 as exact as the parts, or None when there is no such date."""
    if month is None:
        return f"{number:04d}"
    if day is None:
        return f"{number:04d}-{month:02d}" if 1 <= month <= 12 else None
    found = make_date(number, month, day)
    return found.isoformat() if found else None


def make_date(number: int, month: int, day: int) -> date | None:
    try:
        return date(number, month, day)
    except ValueError:
        return None


def parse(published: str | None) -> date | None:
    """The publication date; a year or month alone is not exact enough and counts as unknown."""
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:
        return None
