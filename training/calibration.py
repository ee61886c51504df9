"""Fit what a claim's confidence means: the share of such claims that is right.

Part of `train.py`. Comes in: annotated texts, and the folder of the models of each fold. Each text is built by models
that have not seen it, and its relations, attributes and observations are compared with the annotation. Goes out:
`confidence.json`: a rising curve (isotonic regression by pooling adjacent violators; Ayer et al. 1955) for each rule
with enough statements, for each relation, and for all. Prints how far confidences are off, before and after.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import tagging
from annotations import Sample

from kgraph import evaluation
from kgraph.claims import calibrating
from kgraph.evaluation import reliability
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

LEAST = 60  # weighted statements for a curve of its own; bulletins count three times
STEPS = 8  # points of a curve at most; 5–12 differ by less than .002 of calibration error
DRAWN = 10  # statements by which each point is drawn towards the curve above
HIGHEST = 0.99

Said = tuple[str, float, bool, int]  # rule, confidence of the finder, right, weight


def train(samples: Sequence[Sample], ontology: Ontology, work: Path, folder: Path) -> None:
    """Write the curves into `folder`; `work` holds the models of each fold, in folders named by number."""
    for fold in range(tagging.FOLDS):
        (work / str(fold) / calibrating.FILE).unlink(missing_ok=True)  # confidences as the finders give them
    items = list(judged(samples, ontology, work))
    said = [
        (item.rule, item.confidence, item.outcome == evaluation.FOUND, weight) for item, weight in items if item.rule
    ]
    found = curves(said)
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / calibrating.FILE).write_text(text + "\n", "utf-8")
    made = calibrating.Calibration(found)
    for name, values in (("before", [c for _, c, _, _ in said]), ("after", [made.share(r, c) for r, c, _, _ in said])):
        error = reliability.Reliability(tuple(sorted((c, s[2]) for c, s in zip(values, said, strict=True))), 0).error
        print(f"expected calibration error {name}: {error:.3f}", flush=True)


def judged(samples: Sequence[Sample], ontology: Ontology, work: Path) -> Iterator[tuple[evaluation.Item, int]]:
    """Every statement by the models of a text's fold, compared with the annotation; and the weight of the text."""
    pipelines = [Pipeline(ontology, work / str(fold), min_confidence=0.0) for fold in range(tagging.FOLDS)]
    for sample in samples:
        if sample.gold:
            knowledge = pipelines[tagging.fold_of(sample.id, tagging.FOLDS)].know([tagging.page_of(sample.gold)])
            predicted = evaluation.predict(knowledge, ontology)
            for item in evaluation.compare(
                sample.id, evaluation.statements(sample.gold, ontology), predicted, ontology
            ):
                if item.group in reliability.GROUPS:
                    yield item, sample.weight


def calibrated(item: evaluation.Item, made: calibrating.Calibration) -> evaluation.Item:
    """A judged statement with its calibrated confidence."""
    return replace(item, confidence=made.share(item.rule, item.confidence)) if item.rule else item


def curves(said: Iterable[Said]) -> dict[str, calibrating.Curve]:
    """The curve of all, of each relation and of each rule with `LEAST` statements."""
    cells: dict[str, list[Said]] = defaultdict(list)
    for row in said:
        for key in calibrating.keys(row[0]):
            cells[key].append(row)
    found: dict[str, calibrating.Curve] = {}
    for key in sorted(cells, key=lambda key: (key != calibrating.ALL, "." in key, "+" in key, key)):
        if sum(weight for *_, weight in cells[key]) >= LEAST or key == calibrating.ALL:
            above = next((found[name] for name in calibrating.keys(key)[1:] if name in found), None)
            found[key] = curve(cells[key], above)
    return found


def curve(rows: Sequence[Said], above: calibrating.Curve | None) -> calibrating.Curve:
    """Points of equal weight, drawn towards the curve above, rising, and none higher than HIGHEST."""
    ordered = sorted((confidence, right, weight) for _, confidence, right, weight in rows)
    size = sum(weight for *_, weight in ordered) / STEPS
    points: list[list[float]] = []  # confidence, share, weight
    cell: list[tuple[float, bool, int]] = []
    for index, row in enumerate(ordered):
        cell.append(row)
        ends = index + 1 == len(ordered) or ordered[index + 1][0] != row[0]
        if ends and (sum(w for *_, w in cell) >= size or index + 1 == len(ordered)):
            points.append(_point(cell, above))
            cell = []
    return [[round(c, 4), round(min(s, HIGHEST), 4)] for c, s, _ in _rising(points)]


def _point(cell: Sequence[tuple[float, bool, int]], above: calibrating.Curve | None) -> list[float]:
    total = sum(weight for *_, weight in cell)
    mean = sum(confidence * weight for confidence, _, weight in cell) / total
    prior = calibrating.on_curve(above, mean) if above else mean
    right = sum(weight for _, is_right, weight in cell if is_right)
    return [mean, (right + DRAWN * prior) / (total + DRAWN), total]


def _rising(points: Iterable[list[float]]) -> list[list[float]]:
    """Pool neighbours that fall."""
    pooled: list[list[float]] = []
    for point in points:
        pooled.append(point)
        while len(pooled) > 1 and pooled[-2][1] >= pooled[-1][1]:
            (a, share_a, weight_a), (b, share_b, weight_b) = pooled.pop(-2), pooled.pop()
            total = weight_a + weight_b
            mixed = [(x * weight_a + y * weight_b) / total for x, y in ((a, b), (share_a, share_b))]
            pooled.append([*mixed, total])
    return pooled
