"""Which place of a document lies in which: the nearest division above it that the document names too.

Comes in: an `Analysis` with chains and one `[[divisions]]` of a pattern file, which names a lexicon with the rows name,
level, code, parent's code, short name. Goes out: a claim for each place that its name ties to one other place of the
document, named at most `near` sentences away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgraph.nouns import Analysis, Chain, Claim, Mention, Span
from kgraph.ontology import Ontology, Relation

DEEPEST = 6  # divisions above one another: country to village


@dataclass(frozen=True)
class Divisions:
    """A country's divisions: the `codes` of each name, and each code's `parent`."""

    rule: str
    relation: Relation
    types: frozenset[str]
    confidence: float
    near: int
    codes: dict[str, tuple[str, ...]] = field(hash=False)
    parent: dict[str, str] = field(hash=False)

    @staticmethod
    def read(row: dict, rule: str, relation: Relation, types: frozenset[str], ontology: Ontology) -> Divisions:
        rows = [r for r in ontology.lexicon(row["lexicon"]) if len(r) >= 3 and r[2] and r[1] in row["levels"]]
        codes: dict[str, set[str]] = defaultdict(set)
        for name, level, code, *rest in rows:
            codes[name].add(code)
            if len(rest) > 1 and len(rest[1]) > 1 and level in row["short"]:
                codes[rest[1]].add(code)
        found = {name: tuple(sorted(each)) for name, each in codes.items()}
        parents = {r[2]: r[3] for r in rows if len(r) > 3 and r[3]}
        return Divisions(rule, relation, types, row["confidence"], row["near"], found, parents)

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        readings = {i: self._codes(chain) for i, chain in enumerate(analysis.chains) if chain.type in self.types}
        named: dict[str, list[int]] = defaultdict(list)
        for i, codes in readings.items():
            for code in codes:
                named[code].append(i)
        for i, codes in readings.items():
            above = {found for code in codes if (found := self._nearest(code, named, i)) is not None}
            if len(above) == 1:
                yield from self._claims(analysis, analysis.chains[i], analysis.chains[above.pop()])

    def _codes(self, chain: Chain) -> set[str]:
        """What the names of a place may stand for: what all of them share, else what any does."""
        found = [set(self.codes[form]) for form in chain.forms if form in self.codes]
        return (set.intersection(*found) or set.union(*found)) if found else set()

    def _nearest(self, code: str, named: dict[str, list[int]], itself: int) -> int | None:
        """The place of the document that is the nearest division above `code`."""
        for _ in range(DEEPEST):
            code = self.parent.get(code, "")
            places = [i for i in named.get(code, ()) if i != itself]
            if places:
                return places[0] if len(places) == 1 else None
        return None

    def _claims(self, analysis: Analysis, inner: Chain, outer: Chain) -> Iterator[Claim]:
        """The claim, with the nearest mentions of both, if they are near enough."""
        starts = [sentence.start for sentence in analysis.sentences]
        pairs = [(h, t) for h in inner.mentions for t in outer.mentions]
        head, tail = min(pairs, key=lambda pair: (_sentences(starts, *pair), pair[0].span, pair[1].span))
        if _sentences(starts, head, tail) <= self.near:
            evidence = Span(min(head.span.start, tail.span.start), max(head.span.end, tail.span.end))
            yield Claim(analysis.document.id, self.relation.name, head, tail, evidence, self.rule, self.confidence)


def _sentences(starts: list[int], a: Mention, b: Mention) -> int:
    """How many sentences lie from one mention to the other; 0 in the same one."""
    return abs(bisect_right(starts, a.span.start) - bisect_right(starts, b.span.start))
