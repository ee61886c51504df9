"""The trained claim finder beside the patterns: what a pattern says of a pair, the models do not say again."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from kgraph.claims import MODELS
from kgraph.claims.pairs import STRICT
from kgraph.claims.scored import Scored, firsts, probability, read_model
from kgraph.claims.trained import TRAINED, TrainedFinder, hits
from kgraph.nouns import Page
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
import report
import train_pairs

PIPELINE = Pipeline(Ontology.load())
SHOWN = 100  # pairs of a long text, about
SAID = {
    "denied": "宏达科技有限公司否认与明远科技有限公司签署战略合作协议。",
    "asserted": "宏达科技有限公司与明远科技有限公司签署战略合作协议。",
}


def read(modality):
    (analysis,) = PIPELINE.read(Page("a", "a.txt", SAID[modality], "", home="安平市"))
    return analysis


GOLD = json.loads(sorted((Path(__file__).parent / "gold" / "seed").glob("*.json"))[0].read_text("utf-8"))
SEED = Page(GOLD["id"], f"{GOLD['id']}.json", GOLD["text"], "", published=GOLD["published"], home=GOLD["home"])


@pytest.mark.parametrize("modality", SAID)
def test_what_a_pattern_says_of_a_pair_is_not_said_again_the_other_way_round(modality):
    found = [claim for claim in PIPELINE.find_claims(read(modality)) if claim.relation == "partnerOf"]
    assert [claim.modality for claim in found] == [modality]


def test_a_symmetric_relation_is_looked_up_either_way_round():
    finder, analysis = TrainedFinder(PIPELINE.ontology, MODELS / "pairs"), read("denied")
    view = finder.candidates.view(analysis, finder.patterns.propose(analysis))
    pairs = [pair for pair, relations in finder.candidates.pairs(view) if any(r.name == "partnerOf" for r in relations)]
    assert len(pairs) == 2
    items = [Scored("partnerOf", pair, 0.9) for pair in pairs]
    assert [[c.modality for c in hits(view, item, symmetric=True)] for item in items] == [["denied"], ["denied"]]
    assert sorted(len(hits(view, item)) for item in items) == [0, 1]


def test_a_claim_says_who_spoke_for_it():
    (found,) = (claim for claim in PIPELINE.find_claims(read("asserted")) if claim.relation == "partnerOf")
    assert found.rule.startswith("partnerOf.") and found.rule.endswith("+trained")
    (found,) = (claim for claim in PIPELINE.find_claims(read("denied")) if claim.relation == "partnerOf")
    assert "trained" not in found.rule


@pytest.mark.parametrize("analysis", [read("asserted"), *PIPELINE.read(SEED)], ids=lambda a: a.document.id)
def test_the_sum_of_weights_is_that_of_the_definition(analysis):
    """All relations at once, in whole numbers, as one relation at a time."""
    finder = TrainedFinder(PIPELINE.ontology, MODELS / "pairs")
    view = finder.candidates.view(analysis, finder.patterns.propose(analysis))
    found = list(finder.candidates.pairs(view))
    found = found[:: 1 + len(found) // SHOWN]
    scored = list(finder.weights.scored(found))
    assert scored
    models = {name: read_model(MODELS / "pairs" / f"{name}.json.xz") for name in finder.settings}
    for item in scored:
        assert item.probability == pytest.approx(probability(models[item.relation], item.pair.features), abs=1e-9)


def test_what_is_too_improbable_to_count_changes_nothing():
    (analysis,) = PIPELINE.read(SEED)
    finder = TrainedFinder(PIPELINE.ontology, MODELS / "pairs")
    found = list(finder.find(analysis))
    finder.least = {}
    assert found == list(finder.find(analysis)) != []


def pairs_of(modality):
    finder, analysis = TrainedFinder(PIPELINE.ontology, MODELS / "pairs"), read(modality)
    view = finder.candidates.view(analysis, finder.patterns.propose(analysis))
    return view, [pair for pair, _ in finder.candidates.pairs(view)]


def test_the_surest_target_of_each_thing_comes_first():
    _, pairs = pairs_of("asserted")
    scored = [Scored("partnerOf", pair, p) for pair, p in zip(pairs * 2, (0.2, 0.3, 0.4, 0.1), strict=False)]
    assert len(pairs) == 2
    assert firsts(scored, [item.probability for item in scored]) == [False, True, True, False]


def test_only_texts_over_real_facts_teach_how_much_has_to_be_stated():
    view, pairs = pairs_of("asserted")
    loose, strict = (train_pairs.Example(pairs[0], view, [], set(), weight).features for weight in (1, 3))
    assert strict == list(pairs[0].features)
    assert [f for f in strict if f not in loose] == [f for f in strict if f.startswith(STRICT)] != []


def judged(*rows):
    return train_pairs.Judged(*(np.array(column) for column in zip(*rows, strict=True)))


def test_what_comes_second_has_a_threshold_of_its_own():
    found = judged((0.3, True, True, 3), (0.3, False, False, 1), (0.9, True, False, 1))
    assert found.counts(0.2, 0.2, 6) == {"right": 4, "missed": 2, "false": 1}
    assert found.counts(0.2, 0.5, 6) == {"right": 4, "missed": 2, "false": 0}
    assert found.counts(0.95, 0.95, 2) == {"right": 0, "missed": 4, "false": 0}


AT_HOME = "安平县昨日集中签约12个项目,其中宏达新能源电池产业园项目总投资10亿元。"
ELSEWHERE = "安平县昨日集中签约。宏达新能源电池产业园项目选址河口镇。"


@pytest.mark.parametrize("pipeline", [PIPELINE, Pipeline(PIPELINE.ontology, None)], ids=["models", "no models"])
@pytest.mark.parametrize(
    ("text", "place", "rule"), [(AT_HOME, "安平县", "locatedIn.home"), (ELSEWHERE, "河口镇", "locatedIn.sits")]
)
def test_a_project_is_at_home_where_nothing_else_is_said(pipeline, text, place, rule):
    claims = pipeline.reading(Page("a", "a.txt", text, "", home="安平县")).claims
    found = max((c for c in claims if c.relation == "locatedIn"), key=lambda c: c.confidence)
    assert (found.subject.text, found.object.text) == ("宏达新能源电池产业园项目", place)
    assert found.rule.removesuffix("+trained") == rule


def test_no_pair_has_no_score():
    assert list(TrainedFinder(PIPELINE.ontology, MODELS / "pairs").weights.scored([])) == []


def test_models_alone_say_nothing_that_a_pattern_says():
    pipeline = report.Learned(PIPELINE.ontology)
    reading = pipeline.reading(Page("a", "a.txt", SAID["asserted"], "", home="安平市"))
    assert {claim.rule.partition(".")[2] for claim in reading.claims} <= {TRAINED}
    assert {m.finder.partition(".")[0] for a in reading.analyses for m in a.mentions} == {"tagger"}
