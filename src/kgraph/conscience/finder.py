"""All checks of a document.

Comes in: an `Analysis`. Goes out: its `Check`s, sorted. A miss that rounding may explain is a contradiction all the
same where the text shows that its numbers are not rounded: its sums of printed figures are exact, or another identity
with the same figures is, or two identities agree on what one figure should be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kgraph.conscience.checks import CONFIRMED, CONTRADICTED, ROUNDED, one_digit_off
from kgraph.conscience.differences import Difference, Differences
from kgraph.conscience.figures import Figure, Reader, pairs
from kgraph.conscience.rates import GROWTH, Rate, Rates
from kgraph.conscience.sums import LONG, Found, Sums
from kgraph.nouns import Analysis, Check, Member, Span

SUM, DIFFERENCE, RESTATEMENT = "sum", "difference", "restatement"
TOTAL, PART, MORE, LESS, REST, BASE, PERCENT, AGAIN = (
    "total", "part", "more", "less", "rest", "base", "percent", "again",
)  # fmt: skip
FIRST_FIGURES = 12  # of a document, among which headline and lead repeat its totals
ROW = 40  # characters between two totals of one row (16个,总投资216.8亿元)
MINUS, PLUS = "\N{MINUS SIGN}", "+"


@dataclass(frozen=True)
class Identity:
    """A check in the making: figures with their roles, the verdict, and what each figure would have to be."""

    kind: str
    members: tuple[tuple[str, Figure], ...]
    verdict: str
    rule: str
    said: Decimal
    due: Decimal

    @property
    def spans(self) -> set[Span]:
        return {figure.span for _, figure in self.members}

    def needed(self, span: Span) -> Decimal:
        """What the figure at `span` would have to be for the identity to hold."""
        role, figure = next(pair for pair in self.members if pair[1].span == span)
        miss = self.said - self.due
        return figure.number + (miss if role in (PART, MORE) else -miss)


class Finder:
    """Checks documents, with the words of the settings."""

    def __init__(self, settings: Mapping[str, Any]):
        self.reader, self.sums = Reader(settings), Sums(settings)
        self.differences, self.rates = Differences(settings), Rates(settings)
        self.printed = re.compile(settings["rounding"]["printed"])

    def check(self, analysis: Analysis) -> tuple[Check, ...]:
        """The checks of one document, sorted."""
        figures = self.reader.read(analysis)
        sums = self.sums.find(analysis.text, figures)
        made = [*_merged(sums), *map(_difference, self.differences.find(figures))]
        made = [self._settled(one, made) for one in made]
        made += _restatements(sums, figures)
        found = [_check(analysis, one) for one in made]
        found += [_rate(analysis, rate) for rate in self.rates.find(analysis, figures)]
        return tuple(sorted(set(found)))

    def _settled(self, one: Identity, others: Sequence[Identity]) -> Identity:
        """The identity; where it is `rounded` but its text does not round, contradicted."""
        if one.verdict != ROUNDED:
            return one
        akin = [other for other in others if other is not one and self._akin(one, other)]
        if any(o.verdict == CONFIRMED for o in akin) and not any(o.verdict == ROUNDED for o in akin):
            return replace(one, verdict=CONTRADICTED)
        agree = any(
            one.needed(span) == other.needed(span)
            for other in akin
            if other.verdict == ROUNDED
            for span in one.spans & other.spans
        )
        return replace(one, verdict=CONTRADICTED) if agree else one

    def _akin(self, one: Identity, other: Identity) -> bool:
        if one.spans & other.spans:
            return True
        both = (one.members[0][1], other.members[0][1])
        return all(self.printed.search(figure.measure) and figure.unit_size != 1 for figure in both)


def _merged(sums: Sequence[Found]) -> Iterator[Identity]:
    """Sums; a total that the text repeats (headline and body) is one sum with both totals."""
    groups: dict[Any, list[Found]] = {}
    for one in sums:
        groups.setdefault((one.parts, one.total.number), []).append(one)
    for (parts, number), group in groups.items():
        last, totals = group[-1], [one.total for one in group]
        said = [t for t in totals if t is last.total or _same_noun(t, last.total) or _in_row(t, last.total, sums)]
        members = (*((TOTAL, total) for total in said), *((PART, part) for part in parts))
        yield Identity(SUM, members, last.verdict, last.rule, number, last.due)


def _in_row(again: Figure, total: Figure, sums: Sequence[Found]) -> bool:
    figures = [figure for one in sums for figure in one.figures]
    return _same_row(again, total, figures, [one.total for one in sums])


def _difference(one: Difference) -> Identity:
    members = ((REST, one.rest), (MORE, one.more), (LESS, one.less))
    return Identity(DIFFERENCE, members, one.verdict, DIFFERENCE, one.rest.number, one.more.number - one.less.number)


def _restatements(sums: Sequence[Found], figures: Sequence[Figure]) -> list[Identity]:
    """A total that another line before its parts gives with one other digit: the same noun, or beside a figure given as
    it is."""
    held = [one for one in sums if one.verdict == CONFIRMED]
    totals = [one.total for one in held]
    taken = {figure.span for one in sums for figure in one.figures}
    found = {}
    for one in held:
        total, lines = one.total, {other.total.paragraph for other in held if other.parts == one.parts}
        for again in figures[:FIRST_FIGURES]:
            if again.span in taken or again.paragraph in lines or again.span > one.parts[0].span:
                continue
            if _one_off(again, total) and (_same_noun(again, total) or _same_row(again, total, figures, totals)):
                members = ((TOTAL, total), (AGAIN, again))
                found[again.span] = Identity(
                    RESTATEMENT, members, CONTRADICTED, RESTATEMENT, again.number, total.number
                )
    return list(found.values())


def _one_off(again: Figure, total: Figure) -> bool:
    if again.number == total.number or again.quantity.unit != total.quantity.unit or not again.exact:
        return False
    if again.unit_size != total.unit_size:
        return False  # 1346万吨 for 1346.2万吨
    return one_digit_off(again.number, [total.number], [again.unit_size, total.unit_size])


def _same_noun(again: Figure, total: Figure) -> bool:
    """Whether two long numbers measure the same, by two characters that their words share."""
    alike = (pairs(again.measure) | pairs(again.after)) & (pairs(total.measure) | pairs(total.after))
    return bool(alike) and again.digits >= LONG - 1


def _same_row(again: Figure, total: Figure, figures: Sequence[Figure], held: Sequence[Figure]) -> bool:
    """Whether another total close to `total` is said again close to `again`."""
    beside = [f for f in held if f is not total and _close(f, total)]
    repeated = [f for f in figures if f is not again and _close(f, again)]
    return any(
        f.number == g.number and f.quantity.unit == g.quantity.unit and f.digits > 1 for f in beside for g in repeated
    )


def _close(one: Figure, other: Figure) -> bool:
    return one.paragraph == other.paragraph and abs(one.span.start - other.span.start) <= ROW


# ── the noun ──


def _check(analysis: Analysis, one: Identity) -> Check:
    members = tuple(_member(analysis, figure.span, figure.number, role) for role, figure in one.members)
    return Check(
        document=analysis.document.id,
        span=_around(analysis, [figure.span for _, figure in one.members]),
        kind=one.kind,
        members=members,
        verdict=one.verdict,
        equation=_equation(one, members),
        miss=float(one.said - one.due),
        rule=one.rule,
    )


def _rate(analysis: Analysis, rate: Rate) -> Check:
    part, base, percent = (
        _member(analysis, each.span, number, role)
        for each, number, role in (
            (rate.part, rate.part.number, PART),
            (rate.base, rate.base.number, BASE),
            (rate.percent, Decimal(repr(rate.percent.number)), PERCENT),
        )
    )
    less = f" {MINUS} 1" if rate.kind == GROWTH else ""
    due = round(float(rate.due), 2)
    miss = 0.0 if rate.verdict == CONFIRMED else round(percent.number - due, 2)
    sign = "=" if f"{due:g}%" == percent.text else "≈" if rate.verdict == CONFIRMED else f"= {due:g}% ≠"
    return Check(
        document=analysis.document.id,
        span=_around(analysis, [rate.part.span, rate.base.span, rate.percent.span]),
        kind=rate.kind,
        members=(percent, part, base),
        verdict=rate.verdict,
        equation=f"{part.text} ÷ {base.text}{less} {sign} {percent.text}",
        miss=miss,
        rule=rate.rule,
    )


def _member(analysis: Analysis, span: Span, number: Decimal, role: str) -> Member:
    return Member(span, analysis.document.quote(span), float(number), role)


def _around(analysis: Analysis, spans: Sequence[Span]) -> Span:
    """From the first figure to the end of the last."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _equation(one: Identity, members: Sequence[Member]) -> str:
    """The identity in the words of the text: 85亿元 + 91.9亿元 + 39.9亿元 = 216.8亿元."""
    said = [member.text for member in members if member.role in (TOTAL, REST)]
    parts = [member.text for member in members if member.role in (PART, MORE, LESS)]
    sign = {CONFIRMED: "=", ROUNDED: "≈", CONTRADICTED: "≠"}[one.verdict]
    if one.kind == RESTATEMENT:
        return f"{members[1].text} {sign} {members[0].text}"
    return f"{f' {MINUS if one.kind == DIFFERENCE else PLUS} '.join(parts)} {sign} {said[0]}"
