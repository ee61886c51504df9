"""Scores what a builder finds against gold files.

Comes in: a folder of gold files and a function from a page to a `Prediction`. Goes out: a `Report` with
precision, recall and F1, micro-averaged over documents, and every missed or false item by name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kgraph.errors import KgraphError
from kgraph.evaluation.gold import Gold, read_folder, statements
from kgraph.evaluation.items import FOUND, Item, Score
from kgraph.evaluation.prediction import DOC, Prediction, predict
from kgraph.evaluation.report import Report
from kgraph.evaluation.scoring import compare
from kgraph.nouns import Page
from kgraph.ontology import Ontology

__all__ = ["DOC", "FOUND", "Item", "Prediction", "Report", "Score", "compare", "evaluate", "predict", "statements"]


def evaluate(gold_folder: Path | str, build: Callable[[Page], Prediction], ontology: Ontology | None = None) -> Report:
    """Score `build` on every gold file (`*.json` but `page.json`) of a folder; without `ontology` by kgraph's own.

    What is wrong with a gold file, and what `build` raises on purpose, becomes a line of `Report.failures`;
    a file whose page cannot be built counts as nothing found.
    """
    ontology = ontology or Ontology.load()
    golds, failures = read_folder(Path(gold_folder), ontology)
    items: list[Item] = []
    for gold in golds:
        predicted, trouble = _build(gold, build)
        failures += trouble
        items += compare(gold.page.id, gold.statements, predicted, ontology)
    return Report(tuple(gold.page.id for gold in golds), tuple(items), tuple(failures))


def _build(gold: Gold, build: Callable[[Page], Prediction]) -> tuple[Prediction, list[str]]:
    try:
        return build(gold.page), []
    except KgraphError as error:
        return Prediction(), [f"{gold.page.source}: not built, counted as nothing found: {error}"]
