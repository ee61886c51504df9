"""Where things are when no sentence says so: at the home of the document, the place whose paper or site this is.

Comes in: an `Analysis` with chains, one `[[home]]` of a pattern file, and what other patterns say. Goes out: a claim
for each thing of the listed classes of which nothing else is said. A county's paper does not write that its projects
are in the county.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.nouns import Analysis, Chain, Claim
from kgraph.ontology import Relation


@dataclass(frozen=True)
class Home:
    """The rule for one relation: `heads` are the classes of things."""

    rule: str
    relation: Relation
    heads: frozenset[str]
    confidence: float

    def fits(self, relation: str, head: Chain, tail: Chain) -> bool:
        return relation == self.relation.name and head.type in self.heads and tail.is_home

    def find(self, analysis: Analysis, said: Iterable[Claim]) -> Iterator[Claim]:
        told = {(c.subject.span, c.subject.type) for c in said if c.relation == self.relation.name}
        homes = [c for c in analysis.chains if c.is_home and c.type in self.relation.range]
        home = min((m for c in homes for m in c.mentions), key=lambda m: m.span, default=None)
        for head in analysis.chains if home else ():
            if head.type in self.heads and not any((m.span, m.type) in told for m in head.mentions):
                first = head.mentions[0]
                sentence = max((s for s in analysis.sentences if s.start <= first.span.start), key=lambda s: s.start)
                yield Claim(
                    document=analysis.document.id,
                    relation=self.relation.name,
                    subject=first,
                    object=home,
                    evidence=analysis.trimmed(sentence),
                    rule=self.rule,
                    confidence=self.confidence,
                )
