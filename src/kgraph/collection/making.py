"""What an output folder is made with.

Comes in: the options that its store keeps. Goes out: the ontology, the pipeline, and a hash of what reading rests on.
"""

from __future__ import annotations

from functools import lru_cache

from kgraph import store
from kgraph.collection.outcome import Settings
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

HOME, BASE, ONTOLOGY, DECISIONS, LEAST, MODELS, EXTRAS = OPTIONS = (
    "home", "base", "ontology", "decisions", "min_confidence", "models", "extras",
)  # fmt: skip
NO_MODELS = "none"  # what MODELS says where no trained model is used


def ontology(settings: Settings) -> Ontology:
    """The ontology of the folder."""
    return Ontology.load(settings.get(ONTOLOGY))


@lru_cache(maxsize=1)
def version(ontology: Ontology, models: str | None) -> str:
    """What reading a page rests on, as a hash. Looked up once, as code and models are loaded once: a change on the disk
    counts from the next start on."""
    return store.of_reading(ontology.folder, None if models else Pipeline(ontology).models)


@lru_cache(maxsize=1)
def pipeline(ontology: Ontology, models: str | None, least: str | None = None) -> Pipeline:
    """Made once: loading lexicons and models takes longer than reading a page."""
    sure = None if least is None else float(least)
    return Pipeline(ontology, min_confidence=sure) if models is None else Pipeline(ontology, None, sure)
