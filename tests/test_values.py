"""Attributes and observations: what the finders of values say of a text.

Cases are the examples of the pattern files, each yes beside a near-miss no; laws hold for any text of their pieces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import language, quantities
from kgraph.claims import CLAIM_FINDERS
from kgraph.claims.figures import figures_of
from kgraph.entities import chains
from kgraph.facts import VALUE_CHECKS, is_iso
from kgraph.nouns import Analysis, Claim, Document, Mention, Page, Segment, Span
from kgraph.ontology import Ontology
from kgraph.text import fold

ONTOLOGY = Ontology.load()
NAMES = ("investment", "floorArea", "landArea", "capacity", "projectCount", "date", "status", "observation")
MARK = re.compile(r"⟨(\w+):([^⟩]+)⟩")
PUBLISHED, HOME = "2023-06-30", "安平县"
LEAST = {"investment": 8, "status": 6, "observation": 8}  # examples that a file must have; elsewhere two


def examples(name: str) -> list[dict]:
    return ONTOLOGY.patterns[name]["example"]


CASES = [(name, case) for name in NAMES for case in examples(name)]


def analyse(marked: str, document_id: str = "d") -> Analysis:
    """The analysis of a text in which names are written ⟨Class:name⟩."""
    text, mentions, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        span = Span(len(text), len(text) + len(match[2]))
        mentions.append(Mention(span, match[2], match[1], "test"))
        text, end = text + match[2], match.end()
    text += marked[end:]
    page = Page(document_id, f"{document_id}.txt", text, "", published=PUBLISHED, home=HOME)
    document = Document(document_id, page, text, (Segment(0, 0, len(text)),))
    words = ONTOLOGY.settings("quantities")
    finders = language.Finders(
        mentions=lambda *_: mentions,
        quantities=lambda folded: quantities.find(folded, words),
        times=lambda folded, published: quantities.find_times(folded, published, words),
    )
    analysis = language.analyse(language.make(finders), document, fold(text))
    return replace(analysis, chains=chains.gather(analysis.mentions, (), HOME))


def claims(name: str, analysis: Analysis) -> list[Claim]:
    """What the rules say; figures without the trained choices, which tests/test_choosing.py looks at."""
    pattern = ONTOLOGY.patterns[name]
    untrained = (Path("nowhere"),) if pattern["finder"] == "observations" else ()
    return list(CLAIM_FINDERS[pattern["finder"]](pattern, ONTOLOGY, *untrained).find(analysis))


def row(claim: Claim) -> list:
    """A claim as the examples write it."""
    value = claim.object
    said = value.text if value.number is None else round(value.number, 4)
    parts = (claim.subject.text, value.indicator, said, value.unit, value.change)
    return [part for part in parts if part is not None]


def test_every_attribute_has_examples():
    for name in NAMES:
        assert len(examples(name)) >= LEAST.get(name, 2), f"{name}: examples are missing"
        assert any(case["yes"] for case in examples(name)) and not all(case["yes"] for case in examples(name))


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['text'][:24]}" for name, case in CASES])
def test_examples_of_the_pattern_files(name, case):
    found = [row(claim) for claim in claims(name, analyse(case["text"]))]
    assert sorted(found, key=str) == sorted(case["yes"], key=str)


def test_period_is_that_of_the_sentence_and_growth_is_no_figure_of_its_own():
    found = claims("observation", analyse("今年一季度，⟨Place:安平县⟩出口12亿元，增长4.4%。"))
    assert [(c.object.period, c.object.change) for c in found] == [("2023-01/2023-03", 4.4)]


def test_period_is_carried_on_and_is_not_what_a_figure_is_compared_with():
    found = claims("observation", analyse("⟨Place:安平县⟩2022年出口12亿元，比2021年增长4.4%。进口3亿元。"))
    assert [c.object.period for c in found] == ["2022", "2022"]


def test_a_plan_is_planned():
    (claim,) = claims("status", analyse("⟨Project:甲项目⟩拟于年内开工。"))
    assert (claim.object.text, claim.modality) == ("planned", "planned")


def test_indicators_are_written_as_in_the_text():
    (claim,) = claims("observation", analyse("⟨Institution:甲聯盟⟩現有成員單位97家。"))
    assert claim.object.indicator == "成員單位"


PIECES = [piece for _, case in CASES for piece in re.split(r"(?<=[，。；、])", case["text"]) if piece]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*PIECES, "\n"]), min_size=1, max_size=12))
def test_claims_of_any_text_are_sound(pieces):
    """Evidence lies in the text, the subject fits the ontology, the value passes the judge's check of its kind."""
    analysis = analyse("".join(pieces))
    for name in NAMES:
        relation = ONTOLOGY.relation(name)
        for claim in claims(name, analysis):
            assert analysis.document.quote(claim.evidence).strip() == analysis.document.quote(claim.evidence) != ""
            assert claim.subject.type in relation.domain and 0 < claim.confidence <= 1
            assert claim.rule.startswith(f"{name}.")
            check = VALUE_CHECKS.get(relation.dimension or "amount")
            assert relation.kind == "observation" or check(relation, claim.object) is None
            assert claim.object.period is None or is_iso(claim.object.period)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_no_quantity_is_an_attribute_and_an_observation(pieces):
    found = figures_of(ONTOLOGY).read(analyse("".join(pieces)))
    attributes = {figure.quantity.span for figure in found if figure.relation}
    assert not attributes & {figure.quantity.span for figure in found if not figure.relation}
