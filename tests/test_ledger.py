"""The ledger: every number, date and name of a text, and the facts that use it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conscience import ONTOLOGY, analyse, rows

from kgraph import conscience
from kgraph.nouns import Claim, Entity, Fact, Knowledge, Mention, Span, Value

WORDS = "2024年3月2日，白鹭科技在东溪区投资12.5亿元，用地300亩，另有7人到会，编号X88。"
FIRM, AREA = "Company/白鹭科技", "Place/东溪区"


def at(part: str) -> Span:
    start = WORDS.index(part)
    return Span(start, start + len(part))


def read(*facts: Fact) -> Knowledge:
    mentions = tuple(Mention(at(name), name, type_, "test") for name, type_ in
                     (("白鹭科技", "Company"), ("东溪区", "Place")))  # fmt: skip
    analysis = replace(analyse(WORDS), mentions=mentions)
    entities = tuple(
        Entity(id, m.type, m.text, mentions=(("d", m),)) for id, m in zip((FIRM, AREA), mentions, strict=True)
    )
    return Knowledge((analysis.document,), (analysis,), entities, facts)


def says(id: str, value: Value, *qualifiers: tuple[str, str]) -> Fact:
    """A fact of the firm with one claim, whose evidence is the whole text."""
    mention = Mention(at("白鹭科技"), "白鹭科技", "Company", "test")
    relation = ONTOLOGY.with_role("observation")
    claim = Claim("d", relation, mention, value, Span(0, len(WORDS)), "test", 0.9, qualifiers=qualifiers)
    return Fact(id, FIRM, relation, value, (claim,))


USED = [  # what a fact says, and what of the text it uses beside the name of its subject
    (Value(number=12.5e8, unit="元"), {"12.5亿元"}),
    (Value(number=300 * 666.6667, unit="m²"), {"300亩"}),
    (Value(number=7, unit="人", period="2024-03-02"), {"7人", "2024年3月2日"}),
    (Value(number=8, unit="人"), set()),
    (Value(text="2024-03-02"), {"2024年3月2日"}),
]


@pytest.mark.parametrize(("value", "used"), USED)
def test_what_a_fact_uses_is_explained(value, used):
    entries = conscience.ledger(read(says("f", value)), ONTOLOGY)
    assert {entry.text for entry in entries if entry.facts} == used | {"白鹭科技"}
    assert all(entry.facts in ((), ("f",)) for entry in entries)


def test_nothing_of_the_text_is_left_out():
    entries = conscience.ledger(read(), ONTOLOGY)
    assert [entry.text for entry in entries] == ["2024年3月2日", "白鹭科技", "东溪区", "12.5亿元", "300亩", "7人", "88"]
    assert [entry.kind for entry in entries][-2:] == ["quantity", "digits"]
    assert not any(entry.facts for entry in entries)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([value for value, _ in USED]), max_size=4))
def test_more_facts_never_explain_less(values):
    facts = [says(f"f{number}", value) for number, value in enumerate(values)]
    fewer, more = (
        {entry.text for entry in conscience.ledger(read(*some), ONTOLOGY) if entry.facts} for some in (facts[1:], facts)
    )
    assert fewer <= more


def test_every_digit_of_the_seed_page_is_in_the_ledger(seed_graph):
    known = {}
    for entry in seed_graph.audit.ledger:
        known.setdefault(entry.document, set()).update(range(entry.span.start, entry.span.end))
    for found in seed_graph.knowledge.documents:
        missing = [at for at, c in enumerate(found.text) if c.isascii() and c.isdigit() and at not in known[found.id]]
        assert not missing, found.text[missing[0] - 10 : missing[0] + 10]


def test_tables_tell_how_much_of_each_document_is_used(seed_folder, seed_graph):
    entries, covered = rows(seed_folder / "tables/ledger.csv"), rows(seed_folder / "tables/coverage.csv")
    assert [row["document"] for row in covered] == [d.id for d in seed_graph.knowledge.documents]
    for row in covered:
        own = [entry for entry in entries if entry["document"] == row["document"]]
        used = sum(entry["used"] == "yes" for entry in own)
        assert len(own) == sum(int(row[kind]) for kind in ("numbers", "dates", "names"))
        assert float(row["percent_used"]) == round(100 * used / len(own), 1)
