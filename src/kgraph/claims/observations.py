"""Observations: every figure that is no attribute.

Comes in: an `Analysis`. Goes out: a claim for each figure that `figures` read without an attribute, with its indicator,
unit, period and change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.claims.figures import figures_of
from kgraph.claims.reading import Figure
from kgraph.nouns import Analysis, Claim, Time, Value
from kgraph.ontology import Ontology


class ObservationFinder:
    """Reads the pattern file of the observations."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.relation = ontology.relation(pattern["relation"])
        self.figures = figures_of(ontology)
        self.confidence = pattern["confidence"]

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        for figure in self.figures.read(analysis):
            if figure.relation is None and figure.owner.type in self.relation.domain:
                yield Claim(
                    document=analysis.document.id,
                    relation=self.relation.name,
                    subject=figure.owner,
                    object=self._value(analysis, figure),
                    evidence=figure.evidence,
                    rule=f"{self.relation.name}.{figure.rule}",
                    confidence=self.confidence[figure.rule],
                )

    def _value(self, analysis: Analysis, figure: Figure) -> Value:
        quantity = figure.quantity
        return Value(
            number=quantity.number,
            unit=quantity.unit or None,
            approx=quantity.approx,
            indicator=figure.indicator,
            period=_period(analysis, figure),
            change=figure.change,
        )


def _period(analysis: Analysis, figure: Figure) -> str | None:
    """The last time before the figure in its sentence, else the first after it there."""
    inside = [t for t in analysis.times if figure.evidence.holds(t.span)]
    return _nearest(inside, figure.quantity.span.start)


def _nearest(times: list[Time], at: int) -> str | None:
    before = [t for t in times if t.span.end <= at]
    chosen = before[-1:] or times[:1]
    return chosen[0].value if chosen else None
