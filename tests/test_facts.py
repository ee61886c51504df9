"""Claims are judged: what fits becomes a fact, what does not is refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from helpers_rdf import (
    BUILDS,
    DENIES,
    DOCUMENT,
    ENTITIES,
    ONTOLOGY,
    OTHER,
    PROPOSALS,
    SIGNS,
    claim,
    entities,
    entity_id,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.facts import is_iso, judge
from kgraph.nouns import Segment, Span, Value

DOCUMENTS = (OTHER, DOCUMENT)


def judged(*proposals, documents=DOCUMENTS):
    return judge(proposals, entities(), documents, ONTOLOGY)


def observed(**value):
    return claim("observation", "district", Value(**{"number": 1.0, "indicator": "数", "unit": "个", **value}), BUILDS)


def test_claims_that_fit_become_facts():
    facts, refused = judged(*PROPOSALS)
    assert refused == ()
    assert len(facts) == 15 and sum(len(fact.claims) for fact in facts) == len(PROPOSALS) == 18
    assert list(facts) == sorted(facts, key=lambda fact: fact.id)
    assert all(fact.claims for fact in facts)


REFUSED = [  # proposal, part of the reason; next to it what is accepted
    (claim("undertaks", "firm", "base", BUILDS), 'no relation "undertaks"'),
    (claim("undertakes", "district", "base", BUILDS), "undertakes goes from Company, GovernmentBody, Institution to"),
    (claim("undertakes", "firm", "fair", BUILDS), "not from Company to Event"),
    (claim("undertakes", "firm", Value(number=1.0), BUILDS), "not from Company to a value"),
    (claim("partOf", "district", "bureau", BUILDS), "of the same kind"),
    (claim("subsidiaryOf", "firm", "firm", BUILDS), "a thing and itself"),
    (claim("reportedBy", "reporter", "reporter", BUILDS), "reportedBy goes from Document to Person"),
    (claim("undertakes", "firm", "base", BUILDS, confidence=0.1), "below the floor 0.43"),
    (claim("undertakes", "firm", "base", BUILDS, confidence=1.2), "not between 0 and 1"),
    (claim("holdsPostAt", "zhao", "bureau", BUILDS), "holdsPostAt needs title"),
    (claim("holdsPostAt", "zhao", "bureau", BUILDS, qualifiers=(("title", ""),)), "holdsPostAt needs title"),
    (claim("attended", "zhao", "fair", BUILDS, qualifiers=(("title", "局长"),)), "attended has no qualifier title"),
    (claim("investment", "firm", Value(number=1.0), BUILDS), "not from Company"),
    (claim("investment", "base", "firm", BUILDS), "takes a value, not a Company"),
    (claim("investment", "base", Value(text="很多"), BUILDS), "needs a number"),
    (claim("investment", "base", Value(number=-1.0), BUILDS), "cannot be negative"),
    (claim("investment", "base", Value(number=inf), BUILDS), "not finite"),
    (
        claim("investment", "base", Value(number=5e8, unit="美元"), BUILDS),
        "investment is in 元, and 美元 is not converted",
    ),
    (claim("landArea", "base", Value(number=300.0, unit="亩"), BUILDS), "landArea is in 平方米"),
    (claim("projectCount", "spring", Value(number=1.5), BUILDS), "whole number, not 1.5"),
    (claim("status", "base", Value(text="finished"), BUILDS), 'not "finished"'),
    (claim("status", "base", Value(number=1.0), BUILDS), "status is one of completed"),
    (claim("date", "fair", Value(text="3月2日"), BUILDS), "ISO 8601"),
    (claim("date", "fair", Value(text="2024-02-30"), BUILDS), "ISO 8601"),
    (observed(indicator=" "), "does not say what is counted"),
    (observed(number=None), "neither a value nor a change"),
    (observed(period="去年"), "ISO 8601"),
]
ACCEPTED = [
    claim("undertakes", "firm", "base", BUILDS, confidence=0.43),
    claim("partOf", "bureau", "government", BUILDS),
    claim("subsidiaryOf", "firm", "other", BUILDS),
    claim("investment", "base", Value(number=0.0), BUILDS),
    claim("investment", "spring", Value(number=5e8, unit="元"), BUILDS),
    claim("projectCount", "spring", Value(number=2.0, unit="个"), BUILDS),
    claim("status", "base", Value(text="planned"), BUILDS, modality="planned"),
    claim("date", "fair", Value(text="2024-02-29/2024-03-01"), BUILDS),
    observed(number=-3.0),
    observed(number=None, change=-4.4, period="2023"),
]


@pytest.mark.parametrize(("proposal", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_refused(proposal, reason):
    facts, refused = judged(proposal)
    assert facts == () and len(refused) == 1
    assert reason in refused[0].reason
    assert (refused[0].stage, refused[0].document, refused[0].quote) == ("facts", DOCUMENT.id, BUILDS)
    assert dict(refused[0].detail)["relation"] == proposal[0].relation


@pytest.mark.parametrize("proposal", ACCEPTED, ids=[str(i) for i in range(len(ACCEPTED))])
def test_accepted(proposal):
    facts, refused = judged(proposal)
    assert refused == () and len(facts) == 1


# ── ends and evidence ──


def test_unknown_ends_are_refused():
    made, head, tail = PROPOSALS[0]
    assert "is neither an entity nor a document" in judged((made, None, tail))[1][0].reason
    assert "is not an entity" in judged((made, head, "project/别的"))[1][0].reason
    assert "tail is missing" in judged((made, head, None))[1][0].reason


def test_evidence_must_be_spelled_by_the_source():
    made, head, tail = PROPOSALS[0]
    end = len(DOCUMENT.text)
    for span in (Span(5, 5), Span(end - 1, end + 5), Span(end, end + 3)):
        assert "empty or runs past" in judged((replace(made, evidence=span), head, tail))[1][0].reason
    shifted = replace(DOCUMENT, segments=(Segment(0, 1, len(DOCUMENT.text)),))
    facts, refused = judged(PROPOSALS[0], documents=(shifted,))
    assert facts == () and "source does not spell" in refused[0].reason


def test_a_claim_of_a_missing_document_is_refused():
    facts, refused = judged(PROPOSALS[0], documents=(OTHER,))
    assert facts == () and "not among the documents" in refused[0].reason


# ── merging ──


def test_claims_that_say_the_same_make_one_fact():
    weak = claim("undertakes", "firm", "base", BUILDS, rule="name", confidence=0.5)
    strong = claim("undertakes", "firm", "base", BUILDS, rule="name", confidence=0.7)
    (fact,), _ = judged(PROPOSALS[0], weak, strong)
    assert [(c.rule, c.confidence) for c in fact.claims] == [("name", 0.7), ("undertakes/1", 0.9)]
    assert fact.confidence == 0.9


def test_symmetric_relations_have_one_direction():
    (one,), _ = judged(claim("partnerOf", "firm", "other", SIGNS))
    (two,), _ = judged(claim("partnerOf", "other", "firm", SIGNS))
    assert one.id == two.id and (one.subject, one.object) == (two.subject, two.object)
    (there,), _ = judged(claim("subsidiaryOf", "firm", "other", SIGNS))
    (back,), _ = judged(claim("subsidiaryOf", "other", "firm", SIGNS))
    assert there.id != back.id


def test_each_title_is_a_fact_of_its_own():
    titles = [claim("holdsPostAt", "zhao", "bureau", BUILDS, qualifiers=(("title", t),)) for t in ("局长", "书记")]
    assert len(judged(*titles)[0]) == 2


def test_numbers_are_merged_without_noise_and_units_made_one():
    values = (Value(216.8 * 1e8, "CNY", approx=True), Value(21680000000.0, "元"), Value(21680000000, None))
    (fact,), refused = judged(*(claim("investment", "base", value, BUILDS) for value in values))
    assert refused == () and fact.object == Value(21680000000.0, "元")
    (about,), _ = judged(claim("investment", "base", values[0], BUILDS))
    assert about.object.approx and about.id == fact.id


def test_a_count_is_the_same_whatever_the_word_for_its_unit():
    values = (Value(number=16.0, unit="个"), Value(number=16.0, unit="项"), Value(number=16.0))
    assert len(judged(*(claim("projectCount", "spring", value, BUILDS) for value in values))[0]) == 1
    units = (claim("capacity", "base", Value(number=16.0, unit=unit), BUILDS) for unit in ("台", "吨"))
    assert len(judged(*units)[0]) == 2


def test_a_denied_claim_is_kept_and_does_not_hold():
    (fact,), _ = judged(claim("subsidiaryOf", "other", "firm", DENIES, modality="denied"))
    assert not fact.holds and len(fact.claims) == 1
    (said,), _ = judged(
        claim("subsidiaryOf", "other", "firm", DENIES, modality="denied"),
        claim("subsidiaryOf", "other", "firm", SIGNS),
    )
    assert said.holds and said.id == fact.id and len(said.claims) == 2


def test_ids_depend_on_what_is_said_alone():
    (fact,), _ = judged(PROPOSALS[0])
    (again,), _ = judged(claim("undertakes", "firm", "base", "远山新能源基地开工", rule="other", confidence=0.43))
    assert fact.id == again.id and len(fact.id) == 16


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.permutations(PROPOSALS + [proposal for proposal, _ in REFUSED]))
def test_the_order_of_claims_does_not_matter(shuffled):
    assert judged(*shuffled) == judged(*PROPOSALS, *(proposal for proposal, _ in REFUSED))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PROPOSALS), max_size=10))
def test_judging_twice_changes_nothing(proposals):
    assert judged(*proposals, *proposals) == judged(*proposals)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2024", True), ("2024-03", True), ("2024-03-02", True), ("2024/2025", True), ("2024-01-01/2024-03-31", True),
        ("", False), ("2024-13", False), ("2024-2-3", False), ("2024/", False), ("2024/2025/2026", False),
        ("2024-03-02T10:00", False), ("２０２４", False), ("0000", False),
    ],
)  # fmt: skip
def test_iso(text, good):
    assert is_iso(text) is good


def test_the_fixture_names_each_entity_once():
    assert len({entity_id(key) for key in ENTITIES}) == len(ENTITIES)
