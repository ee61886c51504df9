"""Decisions of curators: what each does, that it is told where it no longer applies, and that it goes with its line.

Cases are data: tests/data/curation/cases.toml.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from conftest import ROOT
from helpers_store import SPRING, SUMMER, built, differing, exports, run

from kgraph import Collection, api, curation, iris, pages
from kgraph.exports import report
from kgraph.nouns import Claim, Decision, Fact, Knowledge, Mention, Span
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

CASES = tomllib.loads((ROOT / "tests" / "data" / "curation" / "cases.toml").read_text("utf-8"))["case"]
SIGNED = {"who": "校对员", "when": "2024-08-01", "why": "原文如此"}
EXPECTED = {"counts", "yes", "no", "sure", "types", "rejected", "unapplied", "failures"}
MIN_CASES = 27


@pytest.fixture(scope="module")
def readings():
    """The bulletins and what reading each gave."""
    pipeline = Pipeline(Ontology.load())
    found, _ = pages.read([SPRING, SUMMER])
    return pipeline, found, [pipeline.reading(page) for page in found]


@pytest.fixture(scope="module")
def undecided(readings) -> Knowledge:
    pipeline, found, read = readings
    return api.of_readings(pipeline, found, read, (), "urn:x:", api.Decided()).knowledge


def said(fact: Fact, knowledge: Knowledge) -> str:
    names = {entity.id: entity.name for entity in knowledge.entities}
    return f"{names.get(fact.subject, fact.subject)} {fact.relation} {names.get(fact.object, fact.object)}"


def line(do: dict, knowledge: Knowledge) -> str:
    """A line of decisions.jsonl from a case."""
    if "raw" in do:
        return do["raw"]
    record = {**SIGNED, **do}
    if str(record.get("claim", "")).startswith("$"):
        relation, subject, object = record.pop("claim")[1:].split()
        facts = [fact for fact in knowledge.facts if said(fact, knowledge) == f"{subject} {relation} {object}"]
        record["claims"] = [f"claim/{c.document.replace('#', '%23')}/{c.key}" for fact in facts for c in fact.claims]
    return json.dumps(record, ensure_ascii=False)


def decide(lines: list[str], readings, folder: Path, base: str = "urn:x:") -> api.Graph:
    pipeline, found, read = readings
    file = folder / "decisions.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return api.of_readings(pipeline, found, read, (), base, api.read_decisions(file, pipeline.ontology))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_decision(case, readings, undecided, tmp_path):
    assert case.keys() <= {"name", "do"} | EXPECTED
    made = decide([line(do, undecided) for do in case.get("do", ())], readings, tmp_path).knowledge
    facts = {said(fact, made): fact for fact in made.facts}
    assert [fact for fact in case.get("yes", ()) if fact not in facts] == []
    assert [fact for fact in case.get("no", ()) if fact in facts] == []
    for fact in case.get("sure", ()):
        assert facts[fact].confidence == 1.0 and facts[fact].claims[0].decision.who == SIGNED["who"]
    names = [entity.name for entity in made.entities]
    assert {name: names.count(name) for name in case.get("counts", {})} == case.get("counts", {})
    types = {entity.name: entity.type for entity in made.entities}
    assert case.get("types", {}).items() <= types.items()
    assert sum(r.stage == "curation" for r in made.rejections) == case.get("rejected", 0)
    for kind in ("unapplied", "failures"):
        told, wanted = getattr(made, kind), case.get(kind, [])
        told = [message for message in told if "decisions.jsonl" in message]
        assert len(told) == len(wanted) and all(map(re.search, wanted, told)), told


def test_there_are_as_many_cases_as_ever():
    assert len(CASES) >= MIN_CASES
    assert {do["do"] for case in CASES for do in case.get("do", ()) if "do" in do} >= set(curation.NEEDS)


def test_a_decision_says_so_in_rdf(readings, undecided, tmp_path):
    accept = {"do": "accept", "claim": "$holdsPostAt 顾南枝 青岭市星禾电气有限公司"}
    rename = {"do": "rename", "entity": "Person/顾南枝", "name": "顾南之"}
    made = decide([line(do, undecided) for do in (accept, rename)], readings, tmp_path)
    rows = made.query(
        "SELECT ?action ?day ?why ?who WHERE { ?d a kg:Decision ; kg:action ?action ; kg:decidedOn ?day ;"
        " kg:reason ?why ; prov:wasAssociatedWith/rdfs:label ?who } ORDER BY ?action",
        "csv",
    )
    who = f"{SIGNED['when']},{SIGNED['why']},{SIGNED['who']}"
    assert rows.splitlines()[1:] == [f"accept,{who}", f"rename,{who}"]
    assert "人工裁定 校对员 2024-08-01" in "".join(report.pieces(made.knowledge, made.ontology))
    claims = "SELECT ?sure WHERE { GRAPH ?g { ?c kg:decision ?d ; prov:wasAttributedTo ?p ; kg:confidence ?sure } }"
    assert made.query(claims, "csv").splitlines() == ["sure", "1"]
    assert "顾南之" in made.query("SELECT ?n WHERE { ?e kg:decision ?d ; skos:prefLabel ?n }", "csv")


def test_a_rejected_claim_is_told_with_who_and_why(readings, undecided, tmp_path):
    reject = {"do": "reject", "claim": "$holdsPostAt 顾南枝 青岭市星禾电气有限公司"}
    made = decide([line(reject, undecided)], readings, tmp_path)
    (refused,) = (r for r in made.knowledge.rejections if r.stage == "curation")
    assert refused.reason == "Rejected by 校对员 on 2024-08-01: 原文如此" and "顾南枝" in refused.quote


def test_a_claim_keeps_its_id_whatever_other_documents_say(undecided):
    alone = api.build([SPRING / "qingling-02.txt"]).knowledge
    ids = {claim.key for fact in alone.facts for claim in fact.claims}
    assert ids and ids <= {claim.key for fact in undecided.facts for claim in fact.claims}


def test_no_two_claims_have_one_id(undecided):
    ids = [(claim.document, claim.key) for fact in undecided.facts for claim in fact.claims]
    assert len(ids) == len(set(ids))


def test_what_two_names_of_one_thing_say_in_one_sentence_goes_together(undecided):
    document = undecided.documents[0]
    ends = [Mention(Span(n, n + 2), document.text[n : n + 2], "Person", "hand") for n in (0, 3, 6)]
    claims = [Claim(document.id, "knows", end, ends[2], Span(0, 9), "hand", 0.5) for end in ends[:2]]
    proposals = [(claim, "Person/甲", "Person/乙") for claim in claims]
    reject = Decision(1, "reject", "a", "2024-01-02", "b", (iris.claim(document.id, claims[0].key, ""),))
    weighed = curation.weigh([reject], proposals, [document], Ontology.load())
    assert weighed.proposals == [] and len(weighed.rejections) == 2 and weighed.unapplied == ()


def test_a_line_comes_back_the_same():
    decision = Decision(1, "merge", "a", "2024-01-02", "b", (), ("Person/甲", "Person/乙"), (), "甲")
    assert json.loads(curation.record(decision))["entities"] == ["Person/甲", "Person/乙"]


# ── in a folder ──


RENAME = json.dumps({"do": "rename", "entity": "Person/顾南枝", "name": "顾南之", **SIGNED}, ensure_ascii=False)


def test_decisions_survive_builds_and_go_with_their_line(folder, capsys):
    file = folder / "decisions.jsonl"
    file.write_text(RENAME + "\n", "utf-8")
    assert run(capsys, "add", folder)[1].startswith("0 pages read, 4 known")
    assert "顾南之" in (folder / "nodes.csv").read_text("utf-8")
    run(capsys, "add", folder, SUMMER)
    run(capsys, "build", SPRING, "-o", folder)
    assert "顾南之" in (folder / "nodes.csv").read_text("utf-8")
    file.write_text("", "utf-8")
    run(capsys, "add", folder)
    assert differing(exports(folder), built((SPRING,))) == []


def test_a_file_elsewhere_is_kept_in_mind(folder, tmp_path, capsys):
    file = tmp_path / "mine.jsonl"
    assert run(capsys, "build", SPRING, "-o", folder, "--decisions", file)[0] == 1
    file.write_text(RENAME + "\n", "utf-8")
    run(capsys, "build", SPRING, "-o", folder, "--decisions", file)
    run(capsys, "add", folder, SUMMER)
    assert "顾南之" in (folder / "nodes.csv").read_text("utf-8")


def test_what_no_longer_applies_is_a_warning_and_what_cannot_be_read_a_failure(folder, capsys):
    file = folder / "decisions.jsonl"
    gone = json.dumps({"do": "rename", "entity": "Person/某某", "name": "某甲", **SIGNED}, ensure_ascii=False)
    (folder / "keep.txt").write_bytes((SPRING / "qingling-02.txt").read_bytes())
    file.write_text(gone + "\n", "utf-8")
    code, _, told = run(capsys, "build", folder / "keep.txt", "-o", folder)
    assert code == 0 and "kgraph: warning: decisions.jsonl, line 1: rename no longer applies" in told
    file.write_text(gone + "\nnothing\n", "utf-8")
    code, _, told = run(capsys, "add", folder)
    assert code == 1 and "decisions.jsonl, line 2: not JSON" in told and "line 1" in told


# ── review ──


def review(capsys, monkeypatch, folder: Path, keys: str) -> str:
    monkeypatch.setattr(sys, "stdin", StringIO(keys))
    code, told, _ = run(capsys, "review", folder, "--who", "校对员", "--when", "2024-08-01")
    assert code == 0
    return told


def test_review_shows_the_most_doubtful_first_with_its_sentence(folder, capsys, monkeypatch):
    told = review(capsys, monkeypatch, folder, "")
    certain = [float(n) for n in re.findall(r"\((?:\w+, )?(0\.\d+)\)", "".join(re.findall(r"^\d+ of .*$", told, re.M)))]
    assert certain and "“" in told and told.endswith("0 decisions written to decisions.jsonl\n")
    doubts = curation.doubts(Collection(folder).graph().knowledge, Ontology.load())
    assert [doubt.certainty for doubt in doubts] == sorted(doubt.certainty for doubt in doubts)
    assert {doubt.yes for doubt in doubts} == {"accept", "merge"}
    assert all("“" in "".join(doubt.passages) for doubt in doubts)


def test_review_writes_what_is_decided(folder, capsys, monkeypatch):
    doubts = curation.doubts(Collection(folder).graph().knowledge, Ontology.load())
    told = review(capsys, monkeypatch, folder, "x\na 照原文\nr\ns\nq\n")
    records = [json.loads(one) for one in (folder / "decisions.jsonl").read_text("utf-8").splitlines()]
    assert [record["do"] for record in records] == [doubts[0].yes, doubts[1].no]
    assert [record["why"] for record in records] == ["照原文", "seen in kgraph review"]
    assert "2 decisions written" in told and all(record["who"] == "校对员" for record in records)
    assert "warning" not in run(capsys, "add", folder)[2]
    left = curation.doubts(Collection(folder).graph().knowledge, Ontology.load())
    assert doubts[0].question not in [doubt.question for doubt in left]


def test_every_doubt_can_be_answered_either_way(folder, capsys, monkeypatch):
    for keys in ("a\n" * 99, "r\n" * 99):
        (folder / "decisions.jsonl").write_text("", "utf-8")
        review(capsys, monkeypatch, folder, keys)
        _, _, told = run(capsys, "add", folder)
        assert "warning" not in told, told
