"""The pattern finder: the examples of the pattern files, the language they are written in, and laws over all claims."""

from __future__ import annotations

import copy
import re
import tomllib
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.claims import examples
from kgraph.claims.patterns import PatternFinder
from kgraph.claims.wording import cues
from kgraph.errors import OntologyError
from kgraph.ontology import Ontology

PATTERNS = 100  # patterns with examples; more is welcome, fewer needs a reason
DIGEST = "39df520baea18a49"  # of all examples: change it with them, knowingly

RELATIONS = {
    *["attended", "presidedOver", "spokeAt", "organized", "undertakes", "locatedIn", "partOf", "includedIn"],
    *["subsidiaryOf", "partnerOf", "leads", "memberOf", "supports", "tradesWith"],
}

# a text, a relation, and what it says there: (head, tail, modality)
SAYS = [
    ("⟨Company:宏达⟩拟收购⟨Company:长河⟩。", "subsidiaryOf", {("长河", "宏达", "planned")}),
    ("⟨Company:宏达⟩否认收购⟨Company:长河⟩。", "subsidiaryOf", {("长河", "宏达", "denied")}),
    ("⟨Company:宏达⟩收购⟨Company:长河⟩一事终止。", "subsidiaryOf", {("长河", "宏达", "denied")}),
    ("⟨Company:宏达⟩未与⟨Company:长河⟩签约。", "partnerOf", {("宏达", "长河", "denied")}),
    (
        "⟨GovernmentBody:区党工委⟩副书记、⟨GovernmentBody:管委会⟩主任⟨Person:张明⟩,副区长⟨Person:李华⟩出席⟨Event:大会⟩。",
        "attended",
        {("张明", "大会", "asserted"), ("李华", "大会", "asserted")},
    ),
    (
        "⟨Company:宏达⟩(以下简称“⟨Company:宏达股份⟩”)、“⟨Company:长河⟩”加入⟨Institution:电池联盟⟩。",
        "memberOf",
        {("宏达", "电池联盟", "asserted"), ("长河", "电池联盟", "asserted")},
    ),
    ("⟨Place:安平⟩与⟨Place:香港⟩⟨Company:宏达⟩签约。", "partnerOf", {("安平", "宏达", "asserted")}),
    (
        "⟨Company:甲公司⟩是⟨Company:乙公司⟩的子公司,⟨Company:乙公司⟩是⟨Company:丙公司⟩的子公司。",
        "subsidiaryOf",
        {("甲公司", "乙公司", "asserted"), ("乙公司", "丙公司", "asserted")},
    ),
    ("⟨Project:电池产业园⟩被列入名单。", "includedIn", set()),
    ("⟨Company:宏达⟩与⟨Company:宏达⟩签约。", "partnerOf", set()),
]

CUES = [
    ("{tail}旗下{head+}", {"旗下"}),
    ("{head}(?:收购|并购)了?{tail}", {"收购", "并购"}),
    ("{head}(?:收购|并购)?{tail}", set()),
    ("{tail}[个项]{head}", set()),
    ("{head}落户于?{tail}", {"落户"}),
    ("{head}加入{tail}|{tail}吸收{head}", set()),
]

BROKEN = {
    "no brace": ('match = "{head}收购("', "no regular expression"),
    "unknown": ('match = "{head}收购{tial}"', "nothing is called"),
    "no slot": ('match = "{head}收购"', "say once where the tail is"),
    "no match": ("", "match missing"),
    "class": ('match = "{head}收购{tail}"\nhead = ["Person"]', "cannot stand there"),
    "where": ('match = "{head}收购"\ntail = "elsewhere"', "is none of"),
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.fixture(scope="module")
def finder(ontology) -> PatternFinder:
    return PatternFinder(ontology)


def said(finder, marked, relation, home=None):
    claims = finder.find(examples.analysis(marked, home))
    return {(c.subject.text, c.object.text, c.modality) for c in claims if c.relation == relation}


def test_every_example_comes_out(ontology, finder):
    assert list(examples.failures(ontology, finder)) == []


def test_examples_cannot_shrink_unseen(ontology):
    rows = list(examples.patterns(ontology))
    assert len(rows) >= PATTERNS
    assert examples.digest(ontology) == DIGEST
    assert {rule.split(".")[0] for rule, _ in rows} >= RELATIONS
    assert len({rule for rule, _ in rows}) == len(rows), "two patterns have the same id"


def test_every_confidence_is_measured(ontology):
    for rule, row in examples.patterns(ontology):
        right, found = map(int, re.fullmatch(r"(\d+) of (\d+)", row["measured"]).groups())
        assert row["confidence"] == pytest.approx((right + 3.4) / (found + 4), abs=0.006), rule


@pytest.mark.parametrize(("marked", "relation", "expected"), SAYS)
def test_what_a_text_says(finder, marked, relation, expected):
    assert said(finder, marked, relation) == expected


@pytest.mark.parametrize(("match", "expected"), CUES)
def test_words_that_must_stand_in_the_text(match, expected):
    assert cues(match) == expected


def with_pattern(row):
    """The ontology with one pattern instead of all."""
    ontology = copy.copy(Ontology.load())
    body = f'finder = "patterns"\n[[pattern]]\nid = "test"\nconfidence = 0.9\n{row}\n'
    ontology.patterns = {"_shared": ontology.patterns["_shared"], "subsidiaryOf": tomllib.loads(body)}
    return ontology


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_pattern_says_what_is_wrong(row, message):
    with pytest.raises(OntologyError, match=message):
        PatternFinder(with_pattern(row))


def test_a_pattern_without_examples_is_an_error():
    ontology = with_pattern('match = "{head}收购{tail}"\nyes = []\nno = []')
    assert [m for m in examples.failures(ontology) if "near-miss" in m]


LONG = 400  # members of a list; work and claims grow with its length, not with its square


@pytest.mark.parametrize("end", ["签约。", "加入⟨Institution:电池联盟⟩。", "出口⟨Place:泰国⟩。"])
def test_a_long_list_makes_no_flood(finder, end):
    marked = "、".join(f"⟨Company:宏{i}⟩" for i in range(LONG)) + end
    assert len(list(finder.propose(examples.analysis(marked)))) <= 2 * LONG + 10


ELSEWHERE = [
    ("focus", "⟨Company:甲⟩、⟨Company:乙⟩到场。还有⟨Company:丙⟩。", "乙"),
    ("subject", "⟨Company:甲⟩、⟨Company:乙⟩到场。还有⟨Company:丙⟩。", "甲"),
    ("main", "⟨Company:甲⟩到场。⟨Company:乙⟩到场。还有⟨Company:丙⟩。", "甲"),
    ("home", "⟨Company:甲⟩到场。⟨Company:乙⟩到场。还有⟨Company:丙⟩。", "乙"),
    ("headline", "⟨Company:甲⟩到场。⟨Company:乙⟩到场。还有⟨Company:丙⟩。", "甲"),
]


@pytest.mark.parametrize(("where", "marked", "tail"), ELSEWHERE)
def test_a_slot_may_be_filled_from_elsewhere(where, marked, tail):
    finder = PatternFinder(with_pattern(f'match = "还有{{head}}"\ntail = "{where}"'))
    found = examples.analysis(marked, home="乙")
    found = replace(found, document=replace(found.document, headline=found.sentences[0]))
    assert {(c.subject.text, c.object.text) for c in finder.find(found)} == {("丙", tail)}


@cache
def shared_finder() -> PatternFinder:
    return PatternFinder(Ontology.load())


WORDS = [
    "⟨Company:宏达⟩",
    "⟨Company:长河⟩",
    "⟨Place:安平县⟩",
    "⟨Person:张明⟩",
    "⟨Event:大会⟩",
    "⟨Project:⟨Company:宏达⟩产业园⟩",
    "⟨Programme:百项工程⟩",
    "⟨Institution:电池联盟⟩",
    "⟨GovernmentBody:县委⟩",
    *"、,。;(“)”与和等拟未将由在",
    *["签约", "旗下", "书记", "出席", "包括", "建设", "召开", "位于", "加入", "出口", "服务", "投资12亿元"],
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=25))
def test_every_claim_is_allowed_and_has_its_evidence(words):
    marked = "".join(words)
    if "⟨" not in marked:
        return
    ontology, found = Ontology.load(), examples.analysis(marked)
    finder = shared_finder()
    for claim in finder.find(found):
        assert ontology.relation(claim.relation).allows(claim.subject.type, claim.object.type)
        assert {claim.subject, claim.object} <= set(found.mentions)
        quote = found.document.quote(claim.evidence)
        assert quote and quote == quote.strip() and claim.rule.startswith(f"{claim.relation}.")
        assert claim.modality in ontology.modalities
    assert list(finder.find(found)) == list(finder.find(found))
