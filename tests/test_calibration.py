"""Confidences: curves that rise, the nearest curve of a rule, the table that says whether they hold, the least one."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from conftest import HOME, ROOT, SEED
from helpers_store import SPRING
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph import cli
from kgraph.claims import MODELS
from kgraph.claims.calibrating import ALL, Calibration, keys, on_curve
from kgraph.evaluation.items import FALSE, FOUND, MISSED, Item
from kgraph.evaluation.reliability import Reliability

SHIPPED = Calibration.read(MODELS)
SHARES = st.floats(0, 1)
RISING = st.lists(SHARES, min_size=1, max_size=8, unique=True).map(lambda xs: [[x, x**2] for x in sorted(xs)])


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("partOf.zone-name+trained", ("partOf.zone-name+trained", "partOf+trained", "partOf", ALL)),
        ("partOf.trained", ("partOf.trained", "partOf", ALL)),
        ("chair", ("chair", "chair", ALL)),
    ],
)
def test_the_nearest_curve_of_a_rule_comes_first(rule, names):
    assert keys(rule) == names


def test_the_shipped_curves_rise_and_stay_below_one():
    assert len(SHIPPED.curves) >= 50 and ALL in SHIPPED.curves
    for curve in SHIPPED.curves.values():
        assert all(a < c and b <= d for (a, b), (c, d) in pairwise(curve))
        assert 0 <= curve[0][1] <= curve[-1][1] < 1


@given(RISING, SHARES, SHARES)
def test_a_surer_claim_never_becomes_a_less_sure_one(curve, one, other):
    low, high = sorted((one, other))
    assert on_curve(curve, low) <= on_curve(curve, high) + 1e-12
    assert all(on_curve(curve, x) == pytest.approx(y) for x, y in curve)


def test_without_curves_confidences_stay():
    assert Calibration({}).share("a.b", 0.4) == 0.4


def items(*said: tuple[str, float | None]) -> list[Item]:
    return [Item("d", outcome, "relations", "r", "x", sure) for outcome, sure in said]


def test_the_table_counts_what_was_right():
    found = Reliability.of(items((FOUND, 0.95), (FOUND, 0.91), (FALSE, 0.99), (FALSE, 0.2), (MISSED, None)))
    assert [(b.least, b.count, round(b.right, 3)) for b in found.bins] == [(0.2, 1, 0.0), (0.9, 3, 0.667)]
    assert found.high == pytest.approx(2 / 3)
    assert found.error == pytest.approx((0.2 + 3 * (0.95 - 2 / 3)) / 4)
    kept = found.at_least(0.93)
    assert (kept.correct, kept.missed, kept.false) == (1, 2, 1)


@given(st.lists(st.tuples(SHARES, st.booleans()), max_size=40))
def test_asking_for_more_confidence_never_finds_more(said):
    found = Reliability(tuple(sorted(said)), 3)
    scores = [found.at_least(least / 10) for least in range(11)]
    assert all(a.correct >= b.correct and a.false >= b.false for a, b in pairwise(scores))
    assert len({score.correct + score.missed for score in scores}) == 1
    assert sum(b.count for b in found.bins) == len(said) and 0 <= found.error <= 1


def test_the_command_shows_the_table(capsys, tmp_path):
    name = "jingkai-05.json"
    (tmp_path / name).write_bytes((ROOT / "tests" / "gold" / "seed" / name).read_bytes())
    assert cli.main(["evaluate", str(tmp_path), "--reliability"]) == 0
    assert "expected calibration error" in capsys.readouterr().out
    assert cli.main(["evaluate", str(tmp_path), "--reliability", "--json"]) == 0
    assert {"bins", "at_least"} <= json.loads(capsys.readouterr().out)["reliability"].keys()


def test_a_least_confidence_refuses_the_less_sure(seed_graph):
    sure = kgraph.build([SEED], home=HOME, min_confidence=0.8)
    kept, all_facts = ({fact.id for fact in g.knowledge.facts} for g in (sure, seed_graph))
    assert kept < all_facts
    assert all(claim.confidence >= 0.8 for fact in sure.knowledge.facts for claim in fact.claims)
    assert any("below the floor 0.8" in rejection.reason for rejection in sure.knowledge.rejections)


def test_a_folder_remembers_its_least_confidence(tmp_path, capsys):
    text = next(path for path in SPRING.iterdir() if path.suffix == ".txt")
    folder = tmp_path / "out"
    assert cli.main(["build", str(text), "-o", str(folder), "--min-confidence", "0.9", "-q"]) == 0
    first = (folder / "graph.nq").read_bytes()
    assert cli.main(["add", str(folder), "-q"]) == 0
    assert (folder / "graph.nq").read_bytes() == first
    assert kgraph.Collection(folder).status().settings["min_confidence"] == "0.9"
    with pytest.raises(SystemExit):
        cli.main(["build", str(text), "-o", str(folder), "--min-confidence", "2"])


def test_a_build_without_models_works_and_says_what_it_leaves_out(tmp_path, capsys):
    text = next(path for path in sorted(SPRING.iterdir()) if path.suffix == ".txt")
    found = {}
    for name, more in (("with", []), ("without", ["--no-model"])):
        assert cli.main(["build", str(text), "-o", str(tmp_path / name), "-q", *more]) == 0
        assert ("without trained models" in capsys.readouterr().err) == (name == "without")
        found[name] = kgraph.Collection(tmp_path / name).graph().knowledge
    assert found["without"].entities and found["without"].facts
    assert len(found["without"].entities) < len(found["with"].entities)
    rules = {claim.rule for fact in found["without"].facts for claim in fact.claims}
    assert rules and not any("trained" in rule for rule in rules)
    finders = {mention.finder for entity in found["without"].entities for _, mention in entity.mentions}
    assert not any(finder.startswith("tagger") for finder in finders)
