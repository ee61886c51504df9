"""The spaCy pipeline `zh_kgraph_bulletin`: kgraph's finders as a component that `spacy.load` finds.

Comes in: what spaCy asks for by name. Goes out: the component `kgraph_names`, and the loaded pipeline. The models are
those of the package; there is no second copy of them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kgraph import language, mentions
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline


def finders(models: Path) -> language.Finders:
    """What `kgraph build` finds with the models of a folder, and titles."""
    pipeline = Pipeline(Ontology.load(), models)
    titles = mentions.TitleFinder(row[0] for row in pipeline.ontology.lexicon("titles"))
    return replace(pipeline.finders(mentions.make(pipeline.ontology, models).find), titles=titles.find)


make_names = language.factory("kgraph_names", finders, mentions.MODELS)


def load(folder: Path, **options: Any) -> Any:
    return language.load(folder, **options)
