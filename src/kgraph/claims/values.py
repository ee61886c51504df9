"""Attributes that are figures: investment, areas, capacity, number of projects.

Comes in: an `Analysis`. Goes out: a claim for each figure that `figures` read as this attribute, in its unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.claims.figures import figures_of
from kgraph.claims.reading import Figure
from kgraph.nouns import Analysis, Claim, Quantity, Value
from kgraph.ontology import Ontology

AREA, AMOUNT = "area", "amount"


class ValueFinder:
    """Reads the pattern file of one attribute."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.relation = ontology.relation(pattern["relation"])
        self.figures = figures_of(ontology)
        self.metres = ontology.settings("quantities")["area"]["metres"]
        self.multipliers = ontology.settings("quantities")["numbers"]["multipliers"]
        self.confidence = pattern["confidence"]

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        for figure in self.figures.read(analysis):
            if figure.relation == self.relation.name and (value := self._value(figure, analysis.text)):
                yield Claim(
                    document=analysis.document.id,
                    relation=self.relation.name,
                    subject=figure.owner,
                    object=value,
                    evidence=figure.evidence,
                    rule=f"{self.relation.name}.{figure.rule}",
                    confidence=self.confidence[figure.rule],
                )

    def _value(self, figure: Figure, text: str) -> Value | None:
        """The figure in the unit of the attribute; None where its unit is another (美元)."""
        quantity, unit = figure.quantity, self.relation.unit
        if self.relation.dimension == AREA:
            metres = self.metres.get(quantity.unit)
            return metres and Value(number=quantity.number * metres, unit=unit, approx=quantity.approx)
        if self.relation.dimension == AMOUNT:
            return self._as_written(quantity, text)
        if unit is None:
            return Value(number=quantity.number, approx=quantity.approx)
        good = quantity.unit in (unit, *self.relation.unit_aliases)
        return Value(number=quantity.number, unit=unit, approx=quantity.approx) if good else None

    def _as_written(self, quantity: Quantity, text: str) -> Value:
        """Number and unit with 万 and 亿 left in the unit: 4.5万吨 → 4.5 万吨."""
        written = text[quantity.span.start : quantity.span.end]
        for word, size in sorted(self.multipliers.items(), key=lambda pair: -len(pair[0])):
            if f"{word}{quantity.unit}" in written:
                return Value(number=quantity.number / size, unit=word + quantity.unit, approx=quantity.approx)
        return Value(number=quantity.number, unit=quantity.unit, approx=quantity.approx)
