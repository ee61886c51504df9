"""The claims room: what the sentences of a document say about its mentions.

Comes in: an `Analysis` with chains. Goes out: claims. Each finder proposes, with its rule and a confidence; the same
later steps judge all of them alike. `CLAIM_FINDERS` is the list; a relation's pattern file names its finder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kgraph.claims import bylines, dates, observations, posts, status, steps, trained, values
from kgraph.nouns import Analysis, Claim
from kgraph.ontology import Ontology

MODELS = Path(__file__).parents[1] / "models" / "pairs"

CLAIM_FINDERS: dict[str, Callable] = {
    "posts": posts.PostFinder,
    "status": status.StatusFinder,
    "dates": dates.DateFinder,
    "values": values.ValueFinder,
    "observations": observations.ObservationFinder,
}


def make(ontology: Ontology, models: Path = MODELS) -> Callable[[Analysis], Iterator[Claim]]:
    """The function that finds the claims of one document."""
    finders = [bylines.BylineFinder(ontology)]
    for pattern in ontology.patterns.values():
        if (finder := CLAIM_FINDERS.get(pattern.get("finder", ""))) is not None:
            finders.append(finder(pattern, ontology))
    finders.append(trained.TrainedFinder(ontology, models))  # and the files with finder = "patterns"

    dating = steps.Dating(ontology)

    def find(analysis: Analysis) -> Iterator[Claim]:
        for finder in finders:
            yield from dating.dated(analysis, finder.find(analysis))

    return find
