"""Bylines: who reported a document.

Comes in: an `Analysis` whose document has bylines. Goes out: one claim for each person named in one, with the document
as its subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.nouns import Analysis, Claim
from kgraph.ontology import Ontology

ROLE = "byline"
CONFIDENCE = 0.98  # share of right ones on the training bulletins


class BylineFinder:
    """Reads `Document.byline`."""

    def __init__(self, ontology: Ontology):
        self.relation = ontology.relation(ontology.with_role(ROLE))

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        for byline in analysis.document.byline:
            for mention in analysis.mentions:
                if byline.holds(mention.span) and mention.type in self.relation.range:
                    name, rule = self.relation.name, f"{self.relation.name}.byline"
                    yield Claim(analysis.document.id, name, None, mention, byline, rule, CONFIDENCE)
