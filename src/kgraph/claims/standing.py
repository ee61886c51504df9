"""A document as the choice of owners looks at it: its chains, where they stand, what they are called.

Comes in: a `Reading`. Goes out: a `Document`, which answers what a name is in it; the answers are kept, since a name is
a candidate for many figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from kgraph.claims.owners import Owners
from kgraph.claims.reading import Reading
from kgraph.nouns import Chain, Mention, Span
from kgraph.text import fold

TAILS = (4, 3, 2)  # last characters of a name that may stand for it (该冷库)


class Document:
    """What the candidates of all figures of a document share. `owned` counts the figures of each chain so far."""

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
        self.counts = Counter(chain.type for chain in self.chains)
        head = reading.paragraphs[0].end if reading.paragraphs else 0
        self.headline = {id(self.chain(m)) for m in self.mentions[: bisect_left(self.starts, head)]}
        self.owned: Counter[int] = Counter()
        self._around: dict[int, tuple[str, ...]] = {}
        self._tails: dict[int, tuple[str, ...]] = {}

    def chain(self, mention: Mention | None) -> Chain | None:
        return None if mention is None else self.chain_of.get((mention.span, mention.type))

    def leading(self, span: Span, until: int) -> Chain | None:
        """The chain of the first name of a stretch that can be a subject."""
        return self.chain(self.owners.subject(self.reading, Span(span.start, until), self.types))

    def meant(self, start: int) -> Chain | None:
        """The chain that 该项目 or 该行 at `start` stands for."""
        return self.chain(self.owners.meant(self.reading, start))

    def tails(self, chain: Chain) -> tuple[str, ...]:
        """The nouns that a name may end with, longest first."""
        if id(chain) not in self._tails:
            name = fold(chain.name).rstrip("”")
            self._tails[id(chain)] = tuple(name[-n:] for n in TAILS if len(name) > n)
        return self._tails[id(chain)]

    def around(self, mention: Mention) -> tuple[str, ...]:
        """What stands around a mention, and what part of its clause it is."""
        if id(mention) not in self._around:
            self._around[id(mention)] = tuple(self._look_around(mention))
        return self._around[id(mention)]

    def _look_around(self, mention: Mention) -> Iterator[str]:
        line, start, end = self.reading.line, mention.span.start, mention.span.end
        yield f"m-1{line[max(0, start - 1) : start]}"
        yield f"m-2{line[max(0, start - 2) : start]}"
        yield f"m+1{line[end : end + 1]}"
        yield f"m+2{line[end : end + 2]}"
        if (mention.span, mention.type) in self.outer:
            yield f"eligible{self.owners.eligible(self.reading, mention)}{mention.type}"
            yield f"lead{self.reading.clause(start).start == start}"
        else:
            yield f"inner{mention.type}"
