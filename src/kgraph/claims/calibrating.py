"""Confidences that mean what they say.

Comes in: a claim with the confidence that its finder gave. Goes out: the same claim with the share of such claims that
was right on annotated texts which the models had not seen. The curves are piecewise linear, one for each rule that was
seen often enough, else for its relation, else for all; they are fitted by `training/calibration.py` (isotonic
regression; Zadrozny and Elkan 2002) into `models/confidence.json`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kgraph.nouns import Claim

FILE = "confidence.json"
ALL = ""  # the curve of every rule that has none of its own

Curve = list[list[float]]  # [confidence of the finder, share that was right], ascending in both


@dataclass(frozen=True)
class Calibration:
    """Curves by rule, by relation and for all; without any, confidences stay as they are."""

    curves: Mapping[str, Curve]

    @classmethod
    def read(cls, folder: Path) -> Calibration:
        """The calibration of a folder of models; none where it has no such file."""
        path = folder / FILE
        return cls(json.loads(path.read_text("utf-8")) if path.is_file() else {})

    def calibrated(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Each claim with its calibrated confidence."""
        for claim in claims:
            yield replace(claim, confidence=self.share(claim.rule, claim.confidence)) if self.curves else claim

    def share(self, rule: str, confidence: float) -> float:
        """How many of the claims of a rule with this confidence are right."""
        curve = next((self.curves[key] for key in keys(rule) if key in self.curves), None)
        return round(on_curve(curve, confidence), 3) if curve else confidence


def keys(rule: str) -> tuple[str, ...]:
    """The names under which the curve of a rule may stand, nearest first: `partOf.zone+trained`, `partOf+trained`,
    `partOf`, all."""
    relation, _, rest = rule.partition(".")
    by = rest.partition("+")[2]
    return (rule, f"{relation}+{by}", relation, ALL) if by else (rule, relation, ALL)


def on_curve(curve: Curve, confidence: float) -> float:
    """The height of a curve, straight between its points and level outside of them."""
    at = bisect_right(curve, confidence, key=lambda point: point[0])
    if at == 0:
        return curve[0][1]
    if at == len(curve):
        return curve[-1][1]
    (low, low_share), (high, high_share) = curve[at - 1], curve[at]
    return low_share + (high_share - low_share) * (confidence - low) / (high - low)
