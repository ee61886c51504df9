"""Observations: every figure that is no attribute.

Comes in: an `Analysis`. Goes out: a claim for each figure that `figures` read without an attribute, with its indicator,
unit, period and change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.claims.figures import figures_of
from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Analysis, Claim, Value
from kgraph.ontology import Ontology


class ObservationFinder:
    """Reads the pattern file of the observations."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.relation = ontology.relation(pattern["relation"])
        self.figures = figures_of(ontology)
        self.confidence = pattern["confidence"]
        self.compared = tuple(pattern["figures"]["compared"])

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        reading, period, paragraph = Reading(analysis), None, None
        for figure in self.figures.read(analysis):
            here = reading.paragraph(figure.quantity.span.start)
            period = self._period(reading, figure) or (period if paragraph == here.end else None)
            paragraph = here.end
            if figure.relation is None and figure.owner.type in self.relation.domain:
                yield self._claim(analysis, figure, period)

    def _claim(self, analysis: Analysis, figure: Figure, period: str | None) -> Claim:
        quantity, name = figure.quantity, self.relation.name
        value = Value(
            number=quantity.number,
            unit=quantity.unit or None,
            approx=quantity.approx,
            indicator=figure.indicator,
            period=period,
            change=figure.change,
        )
        rule, sure = f"{name}.{figure.rule}", self.confidence[figure.rule]
        return Claim(analysis.document.id, name, figure.owner, value, figure.evidence, rule, sure)

    def _period(self, reading: Reading, figure: Figure) -> str | None:
        """The last time before the figure in its sentence, else the first after it; not one it is compared with."""
        found = reading.times(figure.evidence.start, figure.evidence.end)
        times = [t for t in found if not reading.text.endswith(self.compared, 0, t.span.start)]
        before = [t for t in times if t.span.end <= figure.quantity.span.start]
        chosen = before[-1:] or times[:1]
        return chosen[0].value if chosen else None
