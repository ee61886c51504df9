"""The trained claim finder beside the patterns: what a pattern says of a pair, the models do not say again."""

import pytest

from kgraph.claims import MODELS
from kgraph.claims.trained import Scored, TrainedFinder, hits
from kgraph.nouns import Page
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

PIPELINE = Pipeline(Ontology.load())
SAID = {
    "denied": "宏达科技有限公司否认与明远科技有限公司签署战略合作协议。",
    "asserted": "宏达科技有限公司与明远科技有限公司签署战略合作协议。",
}


def read(modality):
    (analysis,) = PIPELINE.read(Page("a", "a.txt", SAID[modality], "", home="安平市"))
    return analysis


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
