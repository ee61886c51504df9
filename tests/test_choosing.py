"""The choices that trained models make for a figure: what they choose from, and what they do without models."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from test_values import ONTOLOGY, analyse

from kgraph.claims.choosing import CHOICES, INDICATOR, OWNER, PERIOD
from kgraph.claims.observations import ObservationFinder
from kgraph.claims.ranking import Ranker, best
from kgraph.claims.reading import Reading

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import softmax

PATTERN = ONTOLOGY.patterns["observation"]
UNTRAINED = ObservationFinder(PATTERN, ONTOLOGY, Path("nowhere"))
TRAINED = ObservationFinder(PATTERN, ONTOLOGY)

# text with one figure or more, the choice, what must be among the candidates of the last figure
OFFERED = [
    ("⟨Place:甲省⟩出口5247亿元。", INDICATOR, "出口"),
    ("⟨Place:甲市⟩有48个施工工地。", INDICATOR, "施工工地"),
    ("⟨Place:甲省⟩确诊病例526例，其中⟨Place:乙市⟩396例。", INDICATOR, "确诊病例"),
    ("⟨Company:甲公司⟩在⟨Place:乙县⟩设厂。该公司现有员工300人。", OWNER, "甲公司"),
    ("⟨Place:甲县⟩、⟨Place:乙县⟩分别出口3亿元、5亿元。", OWNER, "乙县"),
    ("2022年，⟨Place:甲县⟩出口3亿元。进口2亿元。", PERIOD, "2022"),
    ("⟨Place:甲县⟩现有企业30家。", PERIOD, None),
    ("⟨Place:甲县⟩现有企业30家。", PERIOD, "2023-06-30"),
]
SHOWN = {INDICATOR: lambda each: each.text, OWNER: lambda each: each.chain.name, PERIOD: lambda each: each.value}
COMPARED = "⟨Place:甲县⟩2022年出口12亿元，比2021年增长4.4%。"  # 2021 is no period of the figure


def offers(text: str, name: str) -> list:
    """The candidates of the last figure of a text."""
    seen: dict[str, list] = {}
    analysis = analyse(text)

    def choose(kind, figure, candidates):
        seen[kind] = [SHOWN[kind](each) for each in candidates] if kind in SHOWN else []
        rules = {INDICATOR: figure.indicator, OWNER: figure.owner.text}.get(kind, "none")
        return seen[kind].index(rules) if rules in seen[kind] else len(candidates) - 1, 1.0

    list(UNTRAINED.chooser.figures(Reading(analysis), UNTRAINED.figures.read(analysis), choose))
    return seen[name]


@pytest.mark.parametrize(("text", "name", "offered"), OFFERED)
def test_what_is_right_is_among_the_candidates(text, name, offered):
    assert offered in offers(text, name)


def test_a_time_that_a_figure_is_compared_with_is_no_candidate():
    assert "2022" in offers(COMPARED, PERIOD) and "2021" not in offers(COMPARED, PERIOD)


def test_there_is_a_model_for_each_choice_and_none_needs_them():
    assert TRAINED.chooser and not UNTRAINED.chooser
    assert set(TRAINED.chooser.rankers) == set(CHOICES)
    analysis = analyse(OFFERED[0][0])
    assert [c.object.indicator for c in UNTRAINED.find(analysis)] == ["出口"]


def test_a_figure_that_is_hardly_right_is_left_out():
    analysis = analyse(OFFERED[0][0])
    finder = ObservationFinder({**PATTERN, "chosen": {"least": 1.1}}, ONTOLOGY)
    assert list(TRAINED.find(analysis)) and not list(finder.find(analysis))


def test_confidence_is_a_probability_and_the_same_each_time():
    analysis = analyse(" ".join(text for text, _, _ in OFFERED))
    found = list(TRAINED.find(analysis))
    assert found == list(TRAINED.find(replace(analysis)))
    assert all(0 < claim.confidence < 1 for claim in found)


def test_the_best_is_the_first_of_the_highest():
    assert best([1.0, 2.0, 2.0]) == (1, pytest.approx(0.4223, abs=1e-4))
    assert Ranker({"a": 1.5, "b": -1.0}).score(("a", "b", "unknown")) == 0.5
    assert not Ranker.read(Path("nowhere.json.xz"))


def test_training_makes_the_right_candidate_likely():
    choices = [softmax.Choice([("near", f"n{i}"), ("far", f"n{i}")], frozenset({i % 5 == 0})) for i in range(20)]
    weights = softmax.train(choices, penalty=1.0, steps=50, least=2, smallest=0.01)
    assert set(weights) == {"near", "far"}, "what only one choice has says nothing"
    assert weights["near"] > 0 > weights["far"]
    assert weights == softmax.train(choices, penalty=1.0, steps=50, least=2, smallest=0.01)
