"""Floors of `kgraph evaluate` and the digests of the gold files, both in floors.toml: what is counted cannot shrink
unseen. Raise a floor there after an improvement; lower one only with a reason in the commit message."""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from functools import cache

import pytest
from conftest import HOME, ROOT

import kgraph
from kgraph.documents import to_json

GOLD = ROOT / "tests" / "gold"
PINNED = tomllib.loads((ROOT / "tests" / "floors.toml").read_text("utf-8"))
SETS, PAGE = PINNED["sets"], PINNED["page"]
MEASURES = ("precision", "recall", "f1")
FLOORS = [(name, group) for name, plan in SETS.items() for group in plan["floors"]]
assert SETS.keys() == {"seed", "dev"} and FLOORS and PAGE


@cache
def report(name: str) -> kgraph.evaluation.Report:
    return kgraph.evaluate(GOLD / name)


@pytest.mark.parametrize("name", SETS)
def test_the_gold_files_are_the_pinned_ones(name):
    digest = hashlib.sha256()
    for path in sorted((GOLD / name).glob("*.json"), key=lambda path: path.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    assert digest.hexdigest() == SETS[name]["digest"]


@pytest.mark.parametrize("name", SETS)
def test_as_many_cases_are_scored_as_ever(name):
    found = report(name)
    assert found.failures == ()
    assert len(found.documents) == SETS[name]["documents"]
    counts = {group: score.correct + score.missed for group, score in found.totals.items()}
    assert {group: counts[group] for group in SETS[name]["cases"]} == SETS[name]["cases"]


@pytest.mark.parametrize(("name", "group"), FLOORS)
def test_no_score_falls_below_its_floor(name, group):
    score = report(name).totals[group]
    floors = SETS[name]["floors"][group]
    assert floors.keys() == set(MEASURES)
    low = {m: round(getattr(score, m), 4) for m in MEASURES if getattr(score, m) < floors[m]}
    assert not low, f"{group} of {name} fell: {low}, floors {floors}"


# ── the whole page at once ──


def key(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name) if c not in "“”\"‘’' ")


def gold_labels(type_: str) -> list[set[str]]:
    """The labels of each thing of a type in the articles of the seed page; one that several articles name is one."""
    found: list[set[str]] = []
    for path in sorted((GOLD / "seed").glob("jingkai-*.json")):
        for entity in json.loads(path.read_text("utf-8"))["entities"]:
            if entity["type"] == type_:
                labels = {key(label) for label in (entity["name"], *entity["aliases"])}
                found = [known for known in found if not known & labels] + [
                    labels.union(*(known for known in found if known & labels))
                ]
    return found


@pytest.mark.parametrize("type_", PAGE)
def test_what_is_found_on_the_seed_page(type_, seed_graph):
    gold, plan = gold_labels(type_), PAGE[type_]
    made = [e for e in seed_graph.knowledge.entities if e.type == type_]
    labels = {entity.id: {key(label) for label in (entity.name, *entity.aliases)} for entity in made}
    missed = [min(known) for known in gold if not any(known & found for found in labels.values())]
    false = [entity.name for entity in made if not any(known & labels[entity.id] for known in gold)]
    assert len(gold) == plan["gold"]
    assert len(gold) - len(missed) >= plan["found"], f"missed: {missed}"
    assert len(false) <= plan["false"], f"false: {false}"


def test_the_page_is_at_home_where_the_gold_says():
    homes = {json.loads(path.read_text("utf-8"))["home"] for path in (GOLD / "seed").glob("jingkai-*.json")}
    assert homes == {HOME}


def test_the_page_is_split_as_the_gold_says(seed_graph):
    layout = json.loads((GOLD / "seed" / "page.json").read_text("utf-8"))["articles"]
    made = [to_json(document) for document in seed_graph.knowledge.documents]
    for told in ("headline", "subheadlines", "byline"):
        assert [article[told] for article in made] == [article[told] for article in layout]
    assert [len(article["pieces"]) for article in made] == [article["pieces"] for article in layout]
    assert [article["truncated"] for article in made] == [not article["ends_with"].endswith("。") for article in layout]
    for article, gold in zip(made, layout, strict=True):
        assert gold["starts_with"] in article["text"] and gold["ends_with"] in article["text"]
