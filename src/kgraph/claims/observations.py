"""Observations: every figure that is no attribute.

Comes in: an `Analysis`. Goes out: a claim for each figure that `figures` read without an attribute, with its indicator,
unit, period and change. Where there are models, they choose indicator, owner and period, and which figures to keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from kgraph.claims.choosing import Chooser
from kgraph.claims.figures import figures_of
from kgraph.claims.ranking import MODELS, SUREST
from kgraph.claims.reading import Figure, Reading
from kgraph.nouns import Analysis, Claim, Value
from kgraph.ontology import Ontology


class ObservationFinder:
    """Reads the pattern file of the observations and the models in `folder`, if any."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology, folder: Path | None = MODELS):
        self.relation = ontology.relation(pattern["relation"])
        self.figures = figures_of(ontology)
        self.confidence = pattern["confidence"]
        self.least = pattern["chosen"]["least"]
        self.compared = tuple(pattern["figures"]["compared"])
        figures = self.figures
        self.chooser = Chooser(figures.indicators, figures.owners, self.compared, self.relation.domain)
        if folder:
            self.chooser.read(folder)

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        reading, found = Reading(analysis), self.figures.read(analysis)
        chosen = self._by_models(reading, found) if self.chooser else self._by_rules(reading, found)
        for figure in chosen:
            if figure.owner.type in self.relation.domain:
                yield self._claim(analysis, figure)

    def _by_models(self, reading: Reading, found: Sequence[Figure]) -> Iterator[Figure]:
        chosen = self.chooser.figures(reading, found, self.chooser.choose)
        return (figure for figure in chosen if figure.confidence >= self.least)

    def _by_rules(self, reading: Reading, found: Sequence[Figure]) -> Iterator[Figure]:
        """With the time of the sentence, else that of the figure before in the paragraph."""
        period, paragraph = None, None
        for figure in found:
            here = reading.paragraph(figure.quantity.span.start)
            period = self._period(reading, figure) or (period if paragraph == here.end else None)
            paragraph = here.end
            if figure.relation is None:
                yield replace(figure, period=period, confidence=self.confidence[figure.rule])

    def _claim(self, analysis: Analysis, figure: Figure) -> Claim:
        quantity, name = figure.quantity, self.relation.name
        value = Value(
            number=quantity.number,
            unit=quantity.unit or None,
            approx=quantity.approx,
            indicator=figure.indicator,
            period=figure.period,
            change=figure.change,
        )
        sure = round(min(SUREST, max(1 - SUREST, figure.confidence)), 3)
        return Claim(analysis.document.id, name, figure.owner, value, figure.evidence, f"{name}.{figure.rule}", sure)

    def _period(self, reading: Reading, figure: Figure) -> str | None:
        """The last time before the figure in its sentence, else the first after it; not one it is compared with."""
        found = reading.times(figure.evidence.start, figure.evidence.end)
        times = [t for t in found if not reading.text.endswith(self.compared, 0, t.span.start)]
        before = [t for t in times if t.span.end <= figure.quantity.span.start]
        chosen = before[-1:] or times[:1]
        return chosen[0].value if chosen else None
