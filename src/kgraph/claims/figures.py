"""All figures of a document: each quantity with what it counts, who it is about, and whether it is an attribute.

Comes in: an `Analysis`. Goes out: `Figure`s. The finders of attributes and of observations each take their share of
them, so that no quantity is claimed twice. Words are in the pattern files; that of the observations says which
attributes take figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from kgraph.claims.attributes import Attribute
from kgraph.claims.indicators import QUOTES, Indicators, Phrase
from kgraph.claims.owners import LABEL_REACH, Owner, Owners, last_count, nearest
from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Analysis, Mention, Quantity
from kgraph.ontology import Ontology

COUNT, MONEY, PERCENT = "count", "money", "percent"
NEAR = 90  # characters from a count of projects to their total investment
HEADLINE = 30  # characters of the longest line that is read as a headline
SAME = 6  # characters between two figures that share their noun (5亿元和2.7亿元)
LIST_MARK = "、"


class Figures:
    """Reads all figures. One for each ontology (`figures_of`): the finders share it."""

    def __init__(self, ontology: Ontology, name: str):
        pattern = ontology.patterns[name]
        self.words = pattern["figures"]
        self.indicators = Indicators(pattern, ontology.settings("quantities")["change"])
        self.owners = Owners(pattern)
        self.attributes = [Attribute.read(ontology, each) for each in self.words["attributes"]]
        self.counting = next(a for a in self.attributes if a.relation.dimension == COUNT)
        self.idle = {name: tuple(words) for name, words in self.words["idle"].items()}
        self.bounds, self.counted = tuple(self.words["bounds"]), tuple(self.words["counted"])
        self.levels, self.each = tuple(self.words["levels"]), self.words["each"]
        self.change_gap = re.compile(self.words["change_gap"])
        self._last: tuple[Analysis, tuple[Figure, ...]] | None = None

    def read(self, analysis: Analysis) -> tuple[Figure, ...]:
        """The figures of a document, in order; the last document's are kept for the next finder."""
        if self._last is None or self._last[0] is not analysis:
            self._last = (analysis, tuple(self._read(Reading(analysis))))
        return self._last[1]

    def _read(self, reading: Reading) -> list[Figure]:
        found: list[Figure] = []
        floor = 0
        for quantity in reading.analysis.quantities:
            outer = reading.covering(quantity.span)
            if outer is not None:
                named = (a for a in self.attributes if a.named(reading, quantity, outer))
                found.extend(self._figure(reading, quantity, Phrase(), Owner(outer, "name"), a) for a in named)
            elif (base := self._base(reading, quantity, found)) is not None:
                found[base] = replace(found[base], change=_signed(quantity))
            elif not self._is_idle(reading, quantity):
                found.extend(self._figures(reading, quantity, floor, found))
            floor = quantity.span.start if self._is_part(reading, quantity) else quantity.span.end
        return found

    # ── what is no figure of its own ──

    def _is_idle(self, reading: Reading, quantity: Quantity) -> bool:
        """A mark to be passed, a rank, a number in words that counts nothing new (两家), part of a noun."""
        text, span = reading.text, quantity.span
        if text.endswith(self.idle["before"], 0, span.start) or text.startswith(self.idle["after"], span.end):
            return True
        if quantity.unit in self.idle["units"]:
            return True
        if quantity.dimension == COUNT and text.startswith(self.idle["numbers"], span.start):
            return True
        return self._is_part(reading, quantity)

    def _is_part(self, reading: Reading, quantity: Quantity) -> bool:
        """Whether a number is part of the noun that the next one counts (10亿元以上项目11个)."""
        span = quantity.span
        ended = reading.text.endswith(self.bounds, span.start, span.end)
        return ended and reading.text.startswith(self.counted, span.end)

    def _is_growth(self, reading: Reading, quantity: Quantity) -> bool:
        """Whether a number says by how much something grew, and not to what (提高到37.56%)."""
        return bool(quantity.change) and not reading.text.endswith(self.levels, 0, quantity.span.start)

    def _base(self, reading: Reading, growth: Quantity, found: Sequence[Figure]) -> int | None:
        """The figure before a growth that it belongs to: the last, or after 分别 the one before that."""
        if not self._is_growth(reading, growth):
            return None
        sentence = reading.sentence(growth.span.start)
        recent = range(max(0, len(found) - 4), len(found))
        open_ = [i for i in recent if found[i].change is None and sentence.holds(found[i].quantity.span)]
        if not open_:
            return None
        gap = reading.text[found[open_[-1]].quantity.span.end : growth.span.start]
        if not self.change_gap.fullmatch(gap):
            return None
        return open_[-2] if self.each in gap and len(open_) > 1 else open_[-1]

    # ── figures ──

    def _figures(self, reading: Reading, quantity: Quantity, floor: int, found: Sequence[Figure]) -> Iterator[Figure]:
        phrase = self.indicators.read(reading, quantity, floor)
        for attribute in self.attributes:
            if owners := self._attribute_owners(reading, attribute, quantity, phrase, found):
                yield from (self._figure(reading, quantity, phrase, owner, attribute) for owner in owners)
                return
        before = self._shared(reading, quantity, phrase, floor, found)
        if before is not None:
            if before.rule == "list" and (listed := self._next_of_list(reading, quantity, before)):
                yield listed
                return
            phrase = replace(phrase, text=before.indicator, side="before")
        if not phrase.text or (quantity.unit in self.words["idle_units"] and phrase.side != "before"):
            return
        if before is not None and phrase.name is None:
            owner = Owner(before.owner, "same")
        else:
            owner = self._counted(reading, quantity, phrase, floor, found)
        if owner:
            yield self._figure(reading, quantity, self._of_category(reading, quantity, phrase, found), owner, None)

    def _next_of_list(self, reading: Reading, quantity: Quantity, before: Figure) -> Figure | None:
        """The figure of the next member of a list (A、B分别投资10亿元和5亿元)."""
        attribute = next(a for a in self.attributes if a.relation.name == before.relation)
        owners = self.owners.named(reading, quantity, attribute.relation.domain)
        phrase = Phrase(before.indicator, side="before")
        return self._figure(reading, quantity, phrase, owners[0], attribute) if owners else None

    def _figure(
        self, reading: Reading, quantity: Quantity, phrase: Phrase, owner: Owner, attribute: Attribute | None
    ) -> Figure:
        if self._is_growth(reading, quantity):
            quantity = replace(quantity, number=_signed(quantity))
        noun = quantity.dimension == COUNT and bool(self.counting.cue.search(phrase.folded))
        return Figure(
            quantity=quantity,
            indicator=phrase.text,
            owner=owner.mention,
            rule=owner.rule,
            evidence=reading.trimmed(reading.sentence(quantity.span.start)),
            relation=attribute.relation.name if attribute else None,
            counts=noun or attribute is self.counting,
        )

    def _shared(
        self, reading: Reading, quantity: Quantity, phrase: Phrase, floor: int, found: Sequence[Figure]
    ) -> Figure | None:
        """The figure before, where a number has no noun but its (5亿元和2.7亿元, 占88.1%, 其中吉林市396例)."""
        if not found:
            return None
        last = found[-1]
        if phrase.name is not None:
            return last if last.quantity.unit == quantity.unit else None
        beside = last.quantity.span.end == floor and 0 <= quantity.span.start - floor <= SAME
        if not beside or (phrase.text and phrase.folded not in self.words["bare"]):
            return None
        same = last.quantity.unit == quantity.unit or quantity.dimension == PERCENT
        return last if same or not phrase.raw.strip(LIST_MARK) else None

    def _of_category(self, reading: Reading, quantity: Quantity, phrase: Phrase, found: Sequence[Figure]) -> Phrase:
        """The investment of a category has its noun (制造业项目41个、总投资266.6亿元)."""
        last = found[-1] if found else None
        if last is None or not last.counts or not self._is_total(quantity, phrase):
            return phrase
        beside = reading.text.startswith(LIST_MARK, last.quantity.span.end)
        near = quantity.span.start - last.quantity.span.end <= 2 * SAME
        return replace(phrase, text=last.indicator) if beside and near and last.indicator else phrase

    def _is_total(self, quantity: Quantity, phrase: Phrase) -> bool:
        """Whether a number is the investment of something."""
        money = (a for a in self.attributes if a.relation.dimension == quantity.dimension == MONEY)
        return any(a.cue.search(phrase.folded) for a in money)

    # ── whose ──

    def _attribute_owners(
        self, reading: Reading, attribute: Attribute, quantity: Quantity, phrase: Phrase, found: Sequence[Figure]
    ) -> list[Owner]:
        if attribute is self.counting:
            return self._labelled(reading, quantity, phrase) if quantity.unit in attribute.words["units"] else []
        if attribute.means(phrase, quantity):
            return self._meant(reading, attribute, quantity, found)
        if attribute.words["bare"] and attribute.fits(quantity) and not phrase.text:
            beside = self.owners.named(reading, quantity, attribute.relation.domain)
            return [owner for owner in beside if owner.rule in ("bracket", "modifier")]
        return []

    def _meant(
        self, reading: Reading, attribute: Attribute, quantity: Quantity, found: Sequence[Figure]
    ) -> list[Owner]:
        types, at = attribute.relation.domain, quantity.span.start
        owners = self.owners.named(reading, quantity, types)
        count = last_count(found, _reach(reading, at))
        if count is None or any(_after(owner, count) for owner in owners):
            return owners or [o for o in [self.owners.in_focus(reading, quantity, types)] if o]
        return [Owner(count.owner, "label")] if count.relation and count.owner.type in types else []

    def _labelled(self, reading: Reading, quantity: Quantity, phrase: Phrase) -> list[Owner]:
        """The programme whose projects are counted: named in the clause (“签约一批”项目49个), or by its stem."""
        at, types = quantity.span.start, self.counting.relation.domain
        means = self.counting.means(phrase, quantity)
        mention = reading.last(at, types, max(reading.clause(at).start, at - LABEL_REACH))
        if mention and (means or self._is_beside(reading, mention, at) or self.counting.cue.search(mention.text)):
            return [Owner(mention, "clause")]
        batch = self.counting.words["batch"]
        for chain in reading.analysis.chains if means else ():
            stems = [f.strip(QUOTES).removesuffix(batch) for f in chain.forms if f.strip(QUOTES).endswith(batch)]
            if chain.type in types and phrase.folded.startswith(tuple(stems)):
                return [Owner(nearest(chain, at), "stem")]
        return []

    def _is_beside(self, reading: Reading, mention: Mention, at: int) -> bool:
        """Whether a count stands beside its programme's name (“竣工一批”8个)."""
        return reading.text[mention.span.end : at].strip(QUOTES) in self.counting.words["beside"]

    def _counted(
        self, reading: Reading, quantity: Quantity, phrase: Phrase, floor: int, found: Sequence[Figure]
    ) -> Owner | None:
        if phrase.name is not None and phrase.name.type in self.owners.types:
            return Owner(phrase.name, "clause")
        count = last_count(found, _reach(reading, quantity.span.start))
        if count and self._is_total(quantity, phrase):
            return Owner(count.owner, "same")
        return self.owners.counted(reading, quantity, floor, found)


def _reach(reading: Reading, at: int) -> int:
    """How far back a count of projects may stand: in the paragraph, for a line of a headline in that before too."""
    paragraph = reading.paragraph(at)
    return at - NEAR if len(paragraph) < HEADLINE else max(paragraph.start, at - NEAR)


def _after(owner: Owner, count: Figure) -> bool:
    """Whether an owner was named after a count, or so close to its figure that no count comes between."""
    return owner.rule in ("bracket", "modifier") or owner.mention.span.start > count.quantity.span.start


def _signed(quantity: Quantity) -> float:
    return -quantity.number if quantity.change == "-" else quantity.number


@cache
def figures_of(ontology: Ontology) -> Figures:
    """The one reader of figures that the finders of an ontology share."""
    return Figures(ontology, ontology.with_role("observation"))
