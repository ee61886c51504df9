"""Whose a figure is: the candidates among the chains of a document, and what tells them apart.

Comes in: a `Document`, a figure and the owner of the figure before it. Goes out: `Candidate`s with features. They are
the names before it in its paragraph, the first of its clause and sentence, those just after it, home, the first ones of
the document, and what the rules propose.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.claims.owners import nearest
from kgraph.claims.reading import Figure
from kgraph.claims.standing import Document
from kgraph.nouns import Chain, Mention

BEFORE, AFTER = 8, 1  # mentions before and after a figure that are looked at
FIRST = 4  # chains that a document names first
TOUCH = 6  # characters between a name and its figure that are shown whole
BETWEEN = "、和与,;(:的由对向在为被将"  # characters between them that say how they belong together
DISTANCES = (0, 2, 4, 8, 16, 32, 64, 128, 256)
SKIPPED = "该这此本全“,\n "  # what may stand before them


@dataclass(frozen=True)
class Candidate:
    chain: Chain
    mention: Mention
    features: tuple[str, ...]


class Candidates:
    """The candidates for one figure; `last` is the figure before it, with its owner."""

    def __init__(self, document: Document, figure: Figure, last: tuple[Figure, Chain] | None):
        self.document, self.figure, self.last = document, figure, last
        self.reading, self.at = document.reading, figure.quantity.span.start
        reading, at = self.reading, self.at
        self.clause, self.part = reading.clause(at), reading.part(at)
        self.sentence, self.paragraph = reading.sentence(at), reading.paragraph(at)
        self.rule = document.chain(figure.owner)
        self.places = self._places()
        each = reading.text.rfind(document.owners.respectively, self.sentence.start, at)
        self.each = each if each >= 0 else None
        self.says_home = document.owners.says_home(reading, self.sentence, at)
        self.lastwhere = self._where(last[0].quantity.span.start) if last else "none"

    def _places(self) -> dict[str, Chain | None]:
        """The chains that have a role for the figure."""
        document, at = self.document, self.at
        return {
            "rule": self.rule,
            "clausefirst": document.leading(self.clause, at),
            "partfirst": document.leading(self.part, at),
            "sentfirst": document.leading(self.sentence, at),
            "parafirst": document.leading(self.paragraph, at),
            "last": self.last[1] if self.last else None,
            "meant": document.meant(self.clause.start),
            "smeant": document.meant(self.sentence.start),
        }

    def __iter__(self) -> Iterator[Candidate]:
        document = self.document
        near: dict[int, tuple[Chain, Mention]] = {}
        i = bisect_left(document.starts, self.at)
        after = [m for m in document.mentions[i : i + AFTER] if m.span.start < self.sentence.end]
        for mention in [*reversed(document.mentions[max(0, i - BEFORE) : i]), *after]:
            chain = document.chain(mention)
            near.setdefault(id(chain), (chain, mention))
        for chain in self._others():
            near.setdefault(id(chain), (chain, nearest(chain, self.at)))
        for chain, mention in near.values():
            yield Candidate(chain, mention, tuple(self._features(chain, mention)))

    def _others(self) -> Iterator[Chain]:
        """Chains that stand further off."""
        document, home = self.document, self.reading.home
        yield from (chain for chain in self.places.values() if chain is not None)
        yield from document.chains[:FIRST]
        yield from document.first.values()
        if home is not None and home.type in document.types:
            yield home

    def _where(self, position: int) -> str:
        """c in the clause, p in the part, s in the sentence, g in the paragraph, d elsewhere in the document."""
        spans = zip("cpsg", (self.clause, self.part, self.sentence, self.paragraph), strict=True)
        return next((letter for letter, span in spans if span.start <= position < span.end), "d")

    # ── features ──

    def _features(self, chain: Chain, mention: Mention) -> Iterator[str]:
        after = mention.span.start >= self.at
        where = self._where(mention.span.start) + (">" if after else "<")
        yield from self._place(chain, where)
        yield from self._roles(chain, where)
        yield from self._standing(chain, where)
        yield from self.document.around(mention)
        yield from self._tail(chain, where)
        if where in ("c<", "p<", "s<"):
            yield from self._gap(mention)
            yield from self._order(mention)
        elif after:
            gap = self.reading.line[self.figure.quantity.span.end : mention.span.start]
            yield f">gap{gap}" if len(gap) <= TOUCH else ">gap.."

    def _place(self, chain: Chain, where: str) -> Iterator[str]:
        quantity, indicator, type_ = self.figure.quantity, self.figure.indicator, chain.type
        yield f"w{where}"
        yield f"w{where}{type_}"
        yield f"w{where}{type_}{quantity.dimension}"
        yield f"t{type_}"
        yield f"t{type_}{quantity.unit}"
        yield f"t{type_}{quantity.dimension}"
        yield f"t{type_}{indicator[-2:]}"
        yield f"t{type_}{indicator[:2]}"
        yield f"i{indicator[-2:]}{where}"

    def _roles(self, chain: Chain, where: str) -> Iterator[str]:
        type_, roles = chain.type, [name for name, found in self.places.items() if found is chain]
        for name in roles:
            yield f"p{name}"
            yield f"p{name}{type_}"
            yield f"p{name}{where}"
        if self.rule is chain:
            yield f"rule{self.figure.rule}"
            yield f"rule{self.figure.rule}{type_}"
        if self.rule is not None:
            yield f"v{self.rule.type}{type_}{self.rule is chain}{where}"
        if self.last is not None:
            yield from self._carried(chain, where)

    def _carried(self, chain: Chain, where: str) -> Iterator[str]:
        """How the owner of the figure before compares."""
        figure, owner = self.last
        yield f"l{owner.type}{chain.type}{owner is chain}{self.lastwhere}"
        yield f"l{owner.type}{chain.type}{owner is chain}{where}"
        if owner is chain:
            yield f"last{self.lastwhere}"
            yield f"last{self.lastwhere}{chain.type}{figure.quantity.unit == self.figure.quantity.unit}"
            yield f"last{self.lastwhere}{figure.indicator == self.figure.indicator}"
            yield f"last{self.lastwhere}{where}"

    def _standing(self, chain: Chain, where: str) -> Iterator[str]:
        """What the chain is in its document."""
        document, type_ = self.document, chain.type
        if chain.is_home:
            yield "home"
            yield f"home{self.says_home}"
            yield f"home{where}"
            yield f"home{self.figure.quantity.dimension}"
        if document.first[type_] is chain:
            yield "first"
            yield f"first{type_}{min(document.counts[type_], 3)}"
        if document.chains[0] is chain:
            yield "top"
        if id(chain) in document.headline:
            yield "headline"
            yield f"headline{type_}"
        yield f"n{min(len(chain.mentions), 4)}"
        yield f"many{min(document.counts[type_], 4)}{type_}"
        yield f"owned{min(document.owned[id(chain)], 3)}{type_}"
        if self.figure.indicator and self.figure.indicator in chain.name:
            yield "named"

    def _gap(self, mention: Mention) -> Iterator[str]:
        """What stands between a name and the figure."""
        line, end = self.reading.line, mention.span.end
        if end > self.at:
            yield "holds"
            return
        gap = line[end : self.at]
        yield f"<gap{gap}" if len(gap) <= TOUCH else "<gap.."
        yield f"<d{sum(len(gap) >= x for x in DISTANCES)}"
        yield f"<last{gap[-2:]}"
        yield f"<names{min(len(self.reading.within(end, self.at)), 4)}"
        yield from (f"<in{mark}" for mark in BETWEEN if mark in gap)

    def _tail(self, chain: Chain, where: str) -> Iterator[str]:
        """Whether the clause, the part or the sentence begins with the noun that the name ends with."""
        text, tails = self.reading.text, self.document.tails(chain)
        for label, start in (("c", self.clause.start), ("p", self.part.start), ("s", self.sentence.start)):
            while start < self.at and text[start] in SKIPPED:
                start += 1
            if (found := next((t for t in tails if text.startswith(t, start)), None)) is not None:
                yield f"tail{label}{len(found)}"
                yield f"tail{label}{where[0]}{chain.type}"
        if tails and tails[-1] in text[self.part.start : self.at]:
            yield f"tailin{where}"
            yield f"tailin{chain.type}"

    def _order(self, mention: Mention) -> Iterator[str]:
        """Whether a figure after 分别 has the place among the figures that a name has in its list."""
        if self.each is None or mention.span.end > self.each:
            return
        names = self.reading.within(mention.span.start, self.each)
        later = sum(m.type == mention.type for m in names) - 1
        before = len(self.reading.quantities(self.each, self.at))
        figures = len(self.reading.quantities(self.each, self.part.end))
        yield f"each{later == figures - 1 - before}"
        yield f"each{later + before}/{figures}"
