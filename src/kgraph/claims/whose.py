"""Whose a figure is: the candidates among the chains of a document, and what tells them apart.

Comes in: a `Reading`, a figure as the rules read it and the owner of the figure before it. Goes out: `Candidate`s with
features. They are the names before it in its paragraph, the first of its clause and sentence, those just after it,
home, the first ones of the document, and what the rules propose.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kgraph.claims.owners import Owners
from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Chain, Mention, Span

BEFORE, AFTER = 12, 3  # mentions before and after a figure that are looked at
FIRST = 4  # chains that a document names first
TOUCH = 6  # characters between a name and its figure that are shown whole
DISTANCES = (0, 2, 4, 8, 16, 32, 64, 128, 256)


@dataclass(frozen=True)
class Candidate:
    chain: Chain
    mention: Mention
    features: tuple[str, ...]


class Document:
    """What the candidates of all figures of a document share."""

    def __init__(self, reading: Reading, owners: Owners, types: frozenset[str]):
        self.reading, self.owners, self.types = reading, owners, types
        self.chains = [c for c in reading.analysis.chains if c.type in types]
        self.chain_of = {(m.span, m.type): c for c in self.chains for m in c.mentions}
        self.mentions = sorted((m for c in self.chains for m in c.mentions), key=lambda m: (m.span.start, -m.span.end))
        self.starts = [m.span.start for m in self.mentions]
        self.outer = {(m.span, m.type) for m in reading.mentions}
        self.first: dict[str, Chain] = {}
        for chain in self.chains:
            self.first.setdefault(chain.type, chain)
        self.kept: dict[int, tuple[str, ...]] = {}
        head = reading.paragraphs[0] if reading.paragraphs else Span(0, 0)
        self.headline = {id(self.chain_of[m.span, m.type]) for m in self.mentions[: bisect_left(self.starts, head.end)]}
        self.counts: dict[str, int] = {}
        for chain in self.chains:
            self.counts[chain.type] = self.counts.get(chain.type, 0) + 1

    def chain(self, mention: Mention | None) -> Chain | None:
        return None if mention is None else self.chain_of.get((mention.span, mention.type))

    def leading(self, span: Span, until: int) -> Chain | None:
        """The chain of the first name of a stretch that can be a subject, else of its first name."""
        found = self.owners._subject(self.reading, Span(span.start, until), self.types)
        return self.chain(found)

    def first_in(self, start: int, until: int) -> Chain | None:
        i = bisect_left(self.starts, start)
        return self.chain(self.mentions[i]) if i < len(self.mentions) and self.starts[i] < until else None

    def mention_features(self, i: int) -> tuple[str, ...]:
        """What stands around a mention, and what part of its clause it is."""
        if i not in self.kept:
            self.kept[i] = tuple(self._around(self.mentions[i]))
        return self.kept[i]

    def _around(self, mention: Mention) -> Iterator[str]:
        line, start, end = self.reading.line, mention.span.start, mention.span.end
        yield f"m-1{line[max(0, start - 1) : start]}"
        yield f"m-2{line[max(0, start - 2) : start]}"
        yield f"m+1{line[end : end + 1]}"
        yield f"m+2{line[end : end + 2]}"
        if (mention.span, mention.type) in self.outer:
            yield f"eligible{self.owners._eligible(self.reading, mention)}{mention.type}"
            yield "lead" + str(self.reading.clause(start).start == start)
        else:
            yield f"inner{mention.type}"


class Candidates:
    """The candidates for one figure."""

    def __init__(self, document: Document, figure: Figure, last: tuple[Figure, Chain] | None):
        self.document, self.figure, self.last = document, figure, last
        reading, at = document.reading, figure.quantity.span.start
        self.reading, self.at = reading, at
        self.clause, self.part = reading.clause(at), reading.part(at)
        self.sentence, self.paragraph = reading.sentence(at), reading.paragraph(at)
        self.rule = document.chain(figure.owner)
        d = document
        self.places = {
            "rule": self.rule,
            "clausefirst": d.leading(self.clause, at),
            "partfirst": d.leading(self.part, at),
            "sentfirst": d.leading(self.sentence, at),
            "parafirst": d.leading(self.paragraph, at),
            "last": last[1] if last else None,
            "meant": d.chain(d.owners._meant(reading, self.clause.start)),
            "smeant": d.chain(d.owners._meant(reading, self.sentence.start)),
        }
        self.says_home = d.owners._says_home(reading, self.sentence, at)
        self.lastwhere = self._where(last[0].quantity.span.start) if last else "none"

    def __iter__(self) -> Iterator[Candidate]:
        d = self.document
        i = bisect_left(d.starts, self.at)
        nearest: dict[int, int] = {}
        chains: dict[int, Chain] = {}
        ranks: dict[int, int] = {}
        for k in range(i - 1, max(-1, i - 1 - BEFORE), -1):
            self._add(d.mentions[k], k, nearest, chains, ranks)
        for k in range(i, min(len(d.mentions), i + AFTER)):
            if d.starts[k] < self.sentence.end:
                self._add(d.mentions[k], k, nearest, chains, ranks)
        others = [*(c for c in self.places.values() if c), *d.chains[:FIRST], *d.first.values()]
        if self.reading.home is not None and self.reading.home.type in d.types:
            others.append(self.reading.home)
        for chain in others:
            chains.setdefault(id(chain), chain)
        for key, chain in chains.items():
            mention, k = self._nearest(chain, nearest.get(key))
            yield Candidate(chain, mention, tuple(self._features(chain, mention, k, ranks.get(key, 99), len(chains))))

    def _add(self, mention: Mention, k: int, nearest: dict, chains: dict, ranks: dict) -> None:
        chain = self.document.chain(mention)
        if id(chain) not in chains:
            ranks[id(chain)] = len(ranks)
            chains[id(chain)], nearest[id(chain)] = chain, k

    def _nearest(self, chain: Chain, k: int | None) -> tuple[Mention, int]:
        if k is None:
            i = bisect_right(chain.mentions, self.at, key=lambda m: m.span.start)
            mention = chain.mentions[max(0, i - 1)]
            k = bisect_left(self.document.starts, mention.span.start)
            while self.document.mentions[k] is not mention:
                k += 1
        return self.document.mentions[k], k

    def _where(self, position: int) -> str:
        if self.clause.start <= position < self.clause.end:
            return "c"
        if self.part.start <= position < self.part.end:
            return "p"
        if self.sentence.start <= position < self.sentence.end:
            return "s"
        if self.paragraph.start <= position < self.paragraph.end:
            return "g"
        return "d"

    def _features(self, chain: Chain, mention: Mention, k: int, rank: int, count: int) -> Iterator[str]:
        d, q, at, type_ = self.document, self.figure.quantity, self.at, chain.type
        indicator = self.figure.indicator
        after = mention.span.start >= at
        where = self._where(mention.span.start) + (">" if after else "<")
        yield f"w{where}"
        yield f"w{where}{type_}"
        yield f"r{min(rank, 6)}{'>' if after else '<'}"
        yield f"t{type_}"
        yield f"t{type_}{q.unit}"
        yield f"t{type_}{q.dimension}"
        yield f"t{type_}{indicator[-2:]}"
        yield f"t{type_}{indicator[:2]}"
        yield f"i{indicator[-2:]}{where}"
        roles = [name for name, found in self.places.items() if found is chain]
        for name in roles:
            yield f"p{name}"
            yield f"p{name}{type_}"
            yield f"p{name}{where}"
        yield "P" + ",".join(roles)
        if self.rule is chain:
            yield f"rule{self.figure.rule}"
            yield f"rule{self.figure.rule}{type_}"
        if self.last and self.last[1] is chain:
            yield f"last{self.lastwhere}"
            yield f"last{self.lastwhere}{type_}{self.last[0].quantity.unit == q.unit}"
            yield f"last{self.lastwhere}{self.last[0].indicator == indicator}"
            yield f"last{self.lastwhere}{where}"
        if chain.is_home:
            yield "home"
            yield f"home{self.says_home}"
            yield f"home{where}"
            yield f"home{q.dimension}"
        if d.first.get(type_) is chain:
            yield "first"
            yield f"first{type_}"
            yield f"first{type_}{min(d.counts[type_], 3)}"
        if d.chains and d.chains[0] is chain:
            yield "top"
        if id(chain) in d.headline:
            yield "headline"
            yield f"headline{type_}"
        yield f"n{min(len(chain.mentions), 4)}"
        yield f"many{min(d.counts[type_], 4)}{type_}"
        for feature in d.mention_features(k):
            yield feature
            yield f"{feature}{where}"
        if after:
            gap = self.reading.line[q.span.end : mention.span.start]
            yield f">gap{gap}" if len(gap) <= TOUCH else ">gap.."
        elif mention.span.end <= at and where in ("c<", "p<", "s<"):
            gap = self.reading.line[mention.span.end : at]
            yield f"<gap{gap}" if len(gap) <= TOUCH else "<gap.."
            yield f"<d{sum(at - mention.span.end >= x for x in DISTANCES)}"
            yield f"<last{gap[-2:]}"
            yield from (f"<in{mark}" for mark in "、和与,;(:的由对向在为被将" if mark in gap)
        elif mention.span.end > at:
            yield "holds"
        if chain.name and indicator and (indicator in chain.name):
            yield "named"
