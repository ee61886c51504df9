"""Histories: posts in a sentence, tenures, the steps of projects, contradictions.

Examples of the pattern file of posts are cases: each yes beside a near-miss no. test_careers.py builds a corpus.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import histories, iris, quantities
from kgraph.claims.posts import PostFinder
from kgraph.facts import judge
from kgraph.nouns import (
    Analysis,
    Claim,
    Document,
    Entity,
    Knowledge,
    Mention,
    Page,
    Segment,
    Span,
    Value,
)
from kgraph.ontology import FORMER, Ontology
from kgraph.rdf import quads
from kgraph.text import fold

ONTOLOGY = Ontology.load()
POST = ONTOLOGY.with_role("post")
EXAMPLES = ONTOLOGY.patterns[POST]["example"]
LEAST_EXAMPLES = 32
MARK = re.compile(r"⟨(\w+):([^⟩]+)⟩")
SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
PUBLISHED = "2023-06-30"


def analyse(marked: str) -> Analysis:
    """The analysis of a text in which names are written ⟨Class:name⟩."""
    text, mentions, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        mentions.append(Mention(Span(len(text), len(text) + len(match[2])), match[2], match[1], "test"))
        text, end = text + match[2], match.end()
    text += marked[end:]
    page = Page("d", "d.txt", text, "", published=PUBLISHED)
    folded = fold(text)
    return Analysis(
        document=Document("d", page, text, (Segment(0, 0, len(text)),)),
        text=folded,
        sentences=tuple(Span(*m.span()) for m in SENTENCE.finditer(folded)),
        paragraphs=tuple(Span(*m.span()) for m in re.finditer(r"[^\n]+", folded)),
        mentions=tuple(mentions),
        times=quantities.find_times(folded, PUBLISHED, ONTOLOGY.settings("quantities")),
    )


FINDER = PostFinder(ONTOLOGY.patterns[POST], ONTOLOGY)


def said(claim: Claim, dated: bool) -> list[str]:
    (_, title), *dates = claim.qualifiers
    return [claim.subject.text, claim.object.text, title, *(f"{n} {day}" for n, day in dates if dated)]


# ── posts in a sentence ──


def test_there_are_examples():
    assert len(EXAMPLES) >= LEAST_EXAMPLES and any("former" in case for case in EXAMPLES)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["text"])
def test_posts_held_and_posts_that_were(case):
    found = list(FINDER.find(analyse(case["text"])))
    held = [said(claim, True) for claim in found if claim.modality != FORMER]
    former = [said(claim, True) for claim in found if claim.modality == FORMER]
    assert sorted(held) == sorted(case["yes"])
    assert sorted(former) == sorted(case.get("former", []))


PIECES = [piece for case in EXAMPLES for piece in re.split(r"(?<=[,;。、])", case["text"]) if piece]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*PIECES, "\n"]), min_size=1, max_size=12))
def test_claims_of_any_text_are_sound(pieces):
    """The evidence holds both names and the title; no date lies after the publication."""
    analysis = analyse("".join(pieces))
    for claim in FINDER.find(analysis):
        assert claim.evidence.holds(claim.subject.span)
        assert dict(claim.qualifiers)["title"] in analysis.document.quote(claim.evidence)
        assert all(value <= PUBLISHED for name, value in claim.qualifiers if name != "title")


# ── one tenure, whatever is said of its dates ──

HOLDER, BODY = Entity("Person/张明", "Person", "张明"), Entity("GovernmentBody/县政府", "GovernmentBody", "县政府")
PARK = Entity("Project/甲产业园", "Project", "甲产业园")
PLAN = Entity("Programme/百日攻坚", "Programme", "百日攻坚")
ENTITIES = (BODY, HOLDER, PARK, PLAN)


def document(id_: str, published: str | None) -> Document:
    text = f"{id_}:县政府县长张明;甲产业园;百日攻坚。"
    page = Page(id_, f"{id_}.txt", text, "0" * 64, published=published)
    return Document(id_, page, text, (Segment(0, 0, len(text)),))


def post(where: Document, modality: str = "asserted", **dates: str):
    """A proposal that 张明 is (or was) 县长, with dates where the text gives them."""
    ends = [Mention(Span(0, 2), e.name, e.type, "test") for e in (HOLDER, BODY)]
    claim = Claim(where.id, POST, *ends, Span(0, len(where.text)), f"test.{modality}", 0.9, modality,
                  qualifiers=(("title", "县长"), *sorted(dates.items())))  # fmt: skip
    return claim, HOLDER.id, BODY.id


def value(where: Document, entity: Entity, attribute: str, modality: str = "asserted", start: str = "", **of):
    """A proposal that an entity has a value."""
    said_value = Value(**of)
    qualifiers = (("start", start),) if start else ()
    mention = Mention(Span(0, 2), entity.name, entity.type, "test")
    claim = Claim(where.id, attribute, mention, said_value, Span(0, len(where.text)), "test", 0.9, modality, None,
                  qualifiers)  # fmt: skip
    return claim, entity.id, said_value


def known(documents, proposals) -> Knowledge:
    facts, rejected = judge(proposals, ENTITIES, documents, ONTOLOGY)
    assert not rejected
    return Knowledge(documents=tuple(documents), entities=ENTITIES, facts=facts)


def past(documents, proposals):
    return histories.make(known(documents, proposals), ONTOLOGY)


ONE, TWO, THREE = document("a", "2020-03-01"), document("b", "2021-03-01"), document("c", "2023-03-01")
UNDATED = document("u", None)


def test_with_and_without_dates_it_is_one_tenure():
    found = past((ONE, TWO, THREE), [post(ONE), post(TWO, start="2020-02"), post(THREE, FORMER, end="2023-02-27")])
    (tenure,) = found.tenures
    assert (tenure.start, tenure.end) == ("2020-02", "2023-02-27")
    assert (tenure.first_seen, tenure.last_seen, tenure.seen_over) == ("2020-03-01", "2021-03-01", "2023-03-01")
    assert tenure.former and not found.contradictions


def test_a_later_document_that_says_it_is_held_wins():
    (tenure,) = past((ONE, TWO), [post(ONE, FORMER), post(TWO)]).tenures
    assert not tenure.former and tenure.seen_over == "2020-03-01"


def test_a_former_post_is_a_tenure_and_no_triple():
    knowledge = known((ONE,), [post(ONE, FORMER)])
    (tenure,) = histories.make(knowledge, ONTOLOGY).tenures
    assert tenure.former and tenure.first_seen is None and tenure.seen_over == "2020-03-01"
    made = {quad.predicate.value for quad in quads(knowledge, ONTOLOGY) if "graph" not in str(quad.graph_name)}
    assert iris.KG + "holder" in made and iris.KG + POST not in made


def test_without_publication_dates_nothing_is_made_up():
    (tenure,) = past((UNDATED,), [post(UNDATED)]).tenures
    dates = (tenure.start, tenure.end, tenure.first_seen, tenure.last_seen, tenure.seen_over)
    assert dates == (None,) * 5 and not tenure.former


def test_two_beginnings_contradict_and_a_month_that_holds_the_day_does_not():
    found = past((ONE, TWO), [post(ONE, start="2020-02"), post(TWO, start="2020-02-27")])
    assert not found.contradictions and found.tenures[0].start == "2020-02-27"
    found = past((ONE, TWO), [post(ONE, start="2020-02"), post(TWO, start="2019-11")])
    assert [side.value for side in found.contradictions[0].sides] == ["2019-11", "2020-02"]


# ── contradictions ──

VALUES = [  # entity, attribute, two values, whether they contradict
    (PARK, "investment", {"number": 85e8}, {"number": 58e8}, True),
    (PARK, "investment", {"number": 85e8}, {"number": 85.3e8}, False),
    (PARK, "investment", {"number": 85e8, "approx": True}, {"number": 84e8}, False),
    (PARK, "investment", {"number": 85e8, "approx": True}, {"number": 58e8}, True),
    (PARK, "capacity", {"number": 5e4, "unit": "吨"}, {"number": 3e4, "unit": "台"}, False),
    (PARK, "capacity", {"number": 5e4, "unit": "吨"}, {"number": 3e4, "unit": "吨"}, True),
    (PARK, "status", {"text": "signed"}, {"text": "completed"}, False),
    (PLAN, "investment", {"number": 85e8}, {"number": 58e8}, False),
    (PLAN, "projectCount", {"number": 16}, {"number": 29}, False),
]


@pytest.mark.parametrize(("entity", "attribute", "one", "other", "clash"), VALUES)
def test_what_contradicts_and_what_does_not(entity, attribute, one, other, clash):
    found = past((ONE, TWO), [value(ONE, entity, attribute, **one), value(TWO, entity, attribute, **other)])
    assert bool(found.contradictions) == clash
    for contradiction in found.contradictions:
        assert len(contradiction.sides) == 2 and not contradiction.within


def test_values_of_one_document_are_flagged_as_such():
    (found,) = past((ONE,), [value(ONE, PARK, "investment", number=n) for n in (85e8, 58e8)]).contradictions
    assert found.within and [side.value for side in found.sides] == ["5800000000", "8500000000"]


def test_a_denied_value_contradicts_nothing():
    proposals = [value(ONE, PARK, "investment", number=85e8), value(TWO, PARK, "investment", "denied", number=58e8)]
    assert not past((ONE, TWO), proposals).contradictions


def test_steps_go_by_the_date_of_the_text_else_by_publication():
    stages = [(THREE, "completed", "2019-12"), (ONE, "started", ""), (TWO, "underConstruction", ""),
              (THREE, "started", "2020-02")]  # fmt: skip
    found = past((ONE, TWO, THREE), [value(d, PARK, "status", start=start, text=s) for d, s, start in stages]).steps
    assert [(s.status, s.date, s.published, s.back) for s in found] == [
        ("completed", "2019-12", "2023-03-01", False),
        ("started", "2020-02", "2023-03-01", True),
        ("underConstruction", None, "2021-03-01", True),
    ]
    assert found[1].last_seen == "2023-03-01"
