"""Every text of the training corpus keeps the ontology and the guidelines, and the corpus does not shrink."""

import dataclasses
import sys
from pathlib import Path

import pytest

from kgraph.ontology import Ontology

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))
import check  # noqa: E402
from provinces import Provinces  # noqa: E402

ONTOLOGY = Ontology.load()
SAMPLES = check.load([ROOT / "training" / "bulletins"], ONTOLOGY)
LEAST = {"texts": 3944, "statements": 3484, "names": 118000, "provinces": 33}
UNPLACED = 23  # texts of several provinces or none


def test_every_text_is_as_the_guidelines_say():
    assert list(check.mistakes(SAMPLES, ONTOLOGY)) == []


def test_the_corpus_does_not_shrink():
    provinces = list(map(Provinces(ONTOLOGY).find, SAMPLES))
    assert len(SAMPLES) >= LEAST["texts"]
    assert sum(sample.gold is not None for sample in SAMPLES) >= LEAST["statements"]
    assert sum(len(sample.spans) for sample in SAMPLES) >= LEAST["names"]
    assert len({found for found in provinces if found}) >= LEAST["provinces"]
    assert provinces.count("") <= UNPLACED


def broken(**changes):
    sample = next(sample for sample in SAMPLES if sample.gold and sample.gold["relations"])
    return dataclasses.replace(sample, gold={**sample.gold, **changes})


WRONG = {
    "a name that is not in the text": {"entities": [{"id": "e1", "type": "Person", "name": "某某某某", "aliases": []}]},
    "a relation between the wrong classes": {
        "entities": [{"id": "e1", "type": "Person", "name": "", "aliases": []}],
        "relations": [{"type": "partOf", "head": "e1", "tail": "e1"}],
    },
    "an observation of nothing": {"observations": [{"entity": "e999", "indicator": "x", "value": 1, "unit": ""}]},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_a_mistake_is_found(changes):
    assert list(check.mistakes([broken(**changes)], ONTOLOGY))


def test_a_text_twice_is_a_mistake():
    assert list(check.mistakes([SAMPLES[0], SAMPLES[0]], ONTOLOGY)) == [f"{SAMPLES[0].id}: 2 texts have this id"]
