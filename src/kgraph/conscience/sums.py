"""A total and its parts: 16个 = 3个 + 6个 + 7个, 8524.1亿元 = 5247亿元 + 3277.1亿元.

Comes in: the text and figures of a document. Goes out: `Found` sums. One that holds needs words or a shape that tie it
together; one that does not hold is only reported where the text states the whole and all of its parts:
    whole     the parts are a known set (出口 and 进口; 签约, 开工 and 投产)
    counted   the text says how many parts there are (分为五类: and five figures)
    column    another column of the same list holds (3+6+7=16 beside 85+91.9+39.8≠216.8)
    misprint  words such as 其中 lead to the parts, and one other digit would make the sum right
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kgraph.conscience.checks import CONFIRMED, CONTRADICTED, judged, one_digit_off
from kgraph.conscience.figures import Figure
from kgraph.conscience.lists import ITEM, Lists, PartList, aligned

STRONG = ("whole", "counted", "column")
LONG = 4  # digits of a total that is no sum by chance
COUNTED = re.compile(r"(?:分为|分|为|等)([二两三四五六七八九十]|\d{1,2})(?:大?类|个?板块|个?部分|个?方面|个?领域)")
NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
TOTAL_WORDS = 40  # characters before a total in which its noun stands
LABEL = 30  # characters between the name of a part and its figure (“开工一批”项目6个,总投资91.9亿元)


@dataclass(frozen=True)
class Found:
    """A total with its parts, the verdict, and the rule that tied them together."""

    total: Figure
    parts: tuple[Figure, ...]
    verdict: str
    rule: str

    @property
    def due(self) -> Decimal:
        return sum((part.number for part in self.parts), Decimal(0))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.total, *self.parts)


class Sums:
    """Finds sums with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        self.lists = Lists(settings)
        self.wholes = [
            (tuple(re.compile(member) for member in whole["members"]), re.compile(whole["total"]))
            for whole in settings["sums"]["wholes"]
        ]

    def find(self, text: str, figures: Sequence[Figure]) -> list[Found]:
        """All sums of a document, in the order of their totals."""
        lists = [list(self.lists.after(text, figures, at)) for at in range(len(figures))]
        held = _outer([found for each in lists if (found := self._held(text, each))])
        beside = [found for one in held for found in self._beside(one, figures, held)]
        known = [*held, *beside]
        missed = list(self._missed(text, lists, known))
        more = [found for one in missed for found in self._beside(one, figures, [*known, *missed])]
        found = _testable(_unique([*known, *missed, *more]))
        return sorted(found, key=lambda f: (f.total.span, f.parts[0].span))

    # ── sums that hold ──

    def _held(self, text: str, lists: list[PartList]) -> Found | None:
        for each in lists:
            if _adds_up(each) and (rule := self._tie(text, each)):
                return Found(each.total, each.parts, CONFIRMED, rule)
        return None

    def _tie(self, text: str, each: PartList) -> str | None:
        """What ties a total to parts with the right sum, or None where that may be chance."""
        if self._is_whole(text, each):
            return "whole"
        if not each.closed:
            return None
        if self._is_counted(text, each):
            return "counted"
        if each.cued:
            return "cue"
        total, first = each.total, each.parts[0]
        if total.paragraph == first.paragraph and first.sentence - total.sentence <= 1:
            one_sentence = len({part.sentence for part in each.parts}) == 1
            near = first.span.start - total.span.end <= ITEM
            return "list" if one_sentence and near and (each.same_measure or len(each.parts) > 2) else None
        return "list" if total.digits >= LONG and each.same_measure and len(each.parts) > 2 else None

    def _is_whole(self, text: str, each: PartList) -> bool:
        """Whether the parts are all members of a known set, each once, and the total is of such a whole."""
        for members, total in self.wholes:
            if any(member.search(each.total.measure) for member in members):
                continue  # itself one of the parts, said before (新签约137个,新开工121个)
            if len(each.parts) == len(members) and total.search(each.total.before[-TOTAL_WORDS:]):
                labels = [_label(text, each, index, members) for index in range(len(members))]
                if sorted(labels) == list(range(len(members))):
                    return True
        return False

    def _of_one_thing(self, each: PartList) -> bool:
        """Whether no part but the first is of a thing of its own (锂矿进口, 进口原油 are no part of all trade)."""
        first, *others = (self._beside_member(part.measure) for part in each.parts)
        return all(words in ("", first) for words in others)

    def _beside_member(self, measure: str) -> str:
        """A measure without the word that names its part: 锂矿 of 锂矿进口, 增加值 of 第一产业增加值."""
        found = (member.search(measure) for members, _ in self.wholes for member in members)
        return next((measure[: match.start()] + measure[match.end() :] for match in found if match), "")

    def _is_counted(self, text: str, each: PartList) -> bool:
        match = COUNTED.search(text, each.total.span.end, each.parts[0].span.start)
        return bool(match) and _numeral(match[1]) == len(each.parts)

    # ── sums that should hold ──

    def _beside(self, one: Found, figures: Sequence[Figure], known: Sequence[Found]) -> Iterator[Found]:
        """Other columns of the same list: another total in this one's sentence, and a figure for it in each item."""
        taken = {found.total.span for found in known}
        summed = {part.span for found in known for part in found.parts}
        for total in figures:
            if total.sentence != one.total.sentence or total.span in taken | summed or not total.exact:
                continue
            if total.span >= one.parts[0].span:
                break
            for parts in aligned(one.parts, total, figures):
                numbers, sizes = [part.number for part in parts], _sizes(total, parts)
                verdict = judged(total.number, sum(numbers), sizes)
                if verdict != CONFIRMED and all(part.span in summed for part in parts):
                    break  # they are parts of another total
                same = all(part.measure == total.measure for part in parts)
                if same or verdict != CONTRADICTED or one_digit_off(total.number, numbers, sizes):
                    yield Found(total, parts, verdict, "column")
                    break

    def _missed(self, text: str, lists: list[list[PartList]], known: Sequence[Found]) -> Iterator[Found]:
        """Sums that the text states and that do not hold: for each list of parts the likeliest total."""
        totals = {found.total.span for found in known}
        parts = {part.span for found in known for part in found.parts}
        best: dict[Any, tuple[tuple, Found]] = {}
        for each in (one for group in lists if not any(map(_adds_up, group)) for one in group):
            if each.total.span in totals or any(p.span in parts or not p.exact for p in each.parts):
                continue
            if each.total.exact and (rule := self._stated(text, each)):
                number, numbers = each.total.number, [p.number for p in each.parts]
                verdict = judged(number, sum(numbers), _sizes(each.total, each.parts))
                likely = one_digit_off(number, numbers, _sizes(each.total, each.parts))
                grade = (likely, rule != "misprint", each.same_measure, len(each.parts), each.total.span.start)
                found = grade, Found(each.total, each.parts, verdict, rule)
                best[each.parts[0].span] = max(found, best.get(each.parts[0].span, found), key=lambda pair: pair[0])
        yield from (found for _, found in best.values())

    def _stated(self, text: str, each: PartList) -> str | None:
        """Why the text says that these parts are all there are, or None."""
        if self._is_whole(text, each) and (self._of_one_thing(each) or _one_wrong_digit(each)):
            return "whole"
        if each.closed and self._is_counted(text, each):
            return "counted"
        return "misprint" if each.cued and each.closed and _misprint(each) else None


def _adds_up(each: PartList) -> bool:
    return each.total.number == sum(part.number for part in each.parts)


def _misprint(each: PartList) -> bool:
    """Whether one wrong digit is a better reason for the difference than parts that are not told."""
    total, first = each.total, each.parts[0]
    numbers = [part.number for part in each.parts]
    over = sum(numbers) > total.number
    if total.digits < LONG - over or total.number in numbers:
        return False
    together = first.sentence - total.sentence <= 1 and len({part.sentence for part in each.parts}) == 1
    return together and _one_wrong_digit(each)


def _one_wrong_digit(each: PartList) -> bool:
    return one_digit_off(each.total.number, [p.number for p in each.parts], _sizes(each.total, each.parts))


def _sizes(total: Figure, parts: Sequence[Figure]) -> list[Decimal]:
    return [total.unit_size, *(part.unit_size for part in parts)]


def _label(text: str, each: PartList, index: int, members: Sequence[re.Pattern[str]]) -> int:
    """Which member of a set the words before a part name last; -1 for none."""
    start = each.parts[index - 1].span.end if index else each.total.span.end
    words = text[start : each.parts[index].span.start]
    words = words[max(words.rfind("。") + 1, len(words) - LABEL, 0) :]
    ends = [max((m.end() for m in member.finditer(words)), default=-1) for member in members]
    return ends.index(max(ends)) if max(ends) >= 0 else -1


def _outer(held: list[Found]) -> list[Found]:
    """Without sums whose total and parts are all parts of another one (6个 = 3个 + 2个 + 1个 inside a list of 12个)."""
    return [one for one in held if not any(set(one.figures) <= set(other.parts) for other in held)]


def _testable(found: list[Found]) -> list[Found]:
    """Without sums that only a cue ties together and that would not be missed were a digit wrong: a sum that cannot be
    contradicted confirms nothing. Long numbers can, and so can a list that has another column."""
    return [one for one in found if _strong(one) or any(_columns(one, other) for other in found)]


def _strong(one: Found) -> bool:
    if any(not figure.exact for figure in one.figures):
        return False
    return one.verdict != CONFIRMED or one.rule in STRONG or one.total.digits >= LONG


def _columns(one: Found, other: Found) -> bool:
    """Whether two sums are columns of one list: as many parts, each beside its other."""
    if one.total.quantity.unit == other.total.quantity.unit or len(one.parts) != len(other.parts):
        return False
    return one.total.sentence == other.total.sentence and all(
        0 < abs(a.span.start - b.span.start) <= ITEM for a, b in zip(one.parts, other.parts, strict=True)
    )


def _unique(found: Sequence[Found]) -> list[Found]:
    """Each total once, the first reason."""
    kept: dict[Any, Found] = {}
    for one in found:
        kept.setdefault(one.total.span, one)
    return list(kept.values())


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else NUMERALS[text]
