"""The claims room: what the sentences of a document say about its mentions.

Comes in: an `Analysis` with chains. Goes out: claims. Each finder proposes, with its rule and a confidence; the same
later steps judge all of them alike. `CLAIM_FINDERS` is the list; a relation's pattern file names its finder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kgraph.claims import bylines, calibrating, dates, observations, patterns, posts, status, steps, trained, values
from kgraph.nouns import Analysis, Claim
from kgraph.ontology import Ontology

MODELS = Path(__file__).parents[1] / "models"

CLAIM_FINDERS: dict[str, Callable] = {
    "posts": posts.PostFinder,
    "status": status.StatusFinder,
    "dates": dates.DateFinder,
    "values": values.ValueFinder,
    "observations": observations.ObservationFinder,
}
LEARNED = {observations.ObservationFinder}  # finders that also take a folder of models


def make(ontology: Ontology, models: Path | None = MODELS) -> Callable[[Analysis], Iterator[Claim]]:
    """The function that finds the claims of one document; without models, by patterns and rules alone."""
    finders = [bylines.BylineFinder(ontology)]
    for pattern in ontology.patterns.values():
        if (finder := CLAIM_FINDERS.get(pattern.get("finder", ""))) is not None:
            finders.append(finder(pattern, ontology, *([models and models / "values"] if finder in LEARNED else [])))
    of_pairs = trained.TrainedFinder(ontology, models / "pairs") if models else patterns.PatternFinder(ontology)
    finders.append(of_pairs)  # the files with finder = "patterns"

    dating, sure = (
        steps.Dating(ontology),
        calibrating.Calibration.read(models) if models else calibrating.Calibration({}),
    )

    def find(analysis: Analysis) -> Iterator[Claim]:
        for finder in finders:
            yield from sure.calibrated(dating.dated(analysis, finder.find(analysis)))

    return find
