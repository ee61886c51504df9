"""Mentions: shapes, lists, definitions, repeats, and how the tagger's labels are read."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import mentions
from kgraph.mentions import definitions, lists, nested, repeats, shapes
from kgraph.mentions.tagger import LONGEST_BLOCK, blocks, label_sequence, spans
from kgraph.nouns import Mention, Span
from kgraph.ontology import Ontology

quick = settings(max_examples=60, deadline=None, derandomize=True)
DATA = Path(__file__).parent / "data" / "mentions"
ONTOLOGY = Ontology.load()
SETTINGS = ONTOLOGY.settings("mentions")
FINDER = mentions.make(ONTOLOGY)
MARK = re.compile(r"\[([^|\]]+)\|(\w+)\]")


class NoDocument:
    """A document without bylines."""

    byline = ()


def cases(name):
    found = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))["case"]
    assert found
    return [pytest.param(case, id=case["text"]) for case in found]


def marked(text):
    """The plain text of a case, and its mentions."""
    plain, found, last = "", [], 0
    for match in MARK.finditer(text):
        plain += text[last : match.start()]
        span = Span(len(plain), len(plain) + len(match[1]))
        plain, last = plain + match[1], match.end()
        found.append(Mention(span, match[1], match[2], "test"))
    return plain + text[last:], found


@pytest.mark.parametrize("case", cases("lists"))
def test_the_odd_one_out_of_a_list_takes_the_class_of_the_others(case):
    text, found = marked(case["text"])
    agreed = lists.agree(text, found, SETTINGS)
    assert [m.type for m in agreed] == case["says"]
    assert [m.span for m in agreed] == [m.span for m in found]


@pytest.mark.parametrize("case", cases("definitions"))
def test_a_bracket_defines_a_short_form(case):
    text, found = marked(case["text"])
    shorts = [short for _, short in definitions.pairs(text, found, SETTINGS)]
    assert [[m.text, m.type] for m in shorts] == case["says"]
    assert all(text[m.span.start : m.span.end] == m.text for m in shorts)


@pytest.mark.parametrize("shape", SETTINGS["shape"], ids=lambda shape: shape["id"])
def test_a_shape_finds_its_yes_and_not_its_no(shape):
    def found(text):
        return [m for m in shapes.find(text, None, (), SETTINGS) if m.finder.endswith(shape["id"])]

    assert shape["yes"] and shape["no"]
    assert all(found(text) for text in shape["yes"])
    assert not any(found(text) for text in shape["no"])


@pytest.mark.parametrize(("text", "is_name"), [("海山(集团)公司", True), ("海山(集团", False), ("”海山“", False)])
def test_brackets_and_quotes_of_a_name_close(text, is_name):
    test = shapes.plausible(frozenset({"某公司"}), {})
    assert test(Mention(Span(0, len(text)), text, "Company", "test")) is is_name
    assert not test(Mention(Span(0, 3), "某公司", "Company", "test"))


@pytest.mark.parametrize(
    ("text", "type", "is_name"),
    [
        ("国际贸易公司", "Company", False),
        ("海山国际贸易公司", "Company", True),
        ("大项目", "Project", False),
        ("大山项目", "Project", True),
        ("大项目", "Event", True),
    ],
)
def test_words_of_a_trade_and_an_ending_are_no_name(text, type, is_name):
    test = shapes.plausible(
        frozenset(), shapes.bare(["国际", "贸易", "大"], {"Company": ["公司"], "Project": ["项目"]})
    )
    assert test(Mention(Span(0, len(text)), text, type, "test")) is is_name


@pytest.mark.parametrize(("text", "name", "cut"), [("建立健全了制度", "建立健", True), ("吴伟强调", "吴伟", False)])
def test_a_name_is_not_the_beginning_of_an_idiom(text, name, cut):
    mention = Mention(Span(0, len(name)), name, "Person", "test")
    assert shapes.cuts_word(text, mention, ("Person",)) is cut
    assert not shapes.cuts_word(text, mention, ("Place",))


def test_a_name_found_once_is_found_again():
    text, found = marked("[海山重工|Company]开工。海山重工说")
    assert [(m.span, m.type) for m in repeats.find(text, found)] == [
        (Span(0, 4), "Company"),
        (Span(7, 11), "Company"),
    ]


@quick
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3), st.sampled_from(["A", "B"])), max_size=8))
def test_labels_and_spans_are_inverse(pieces):
    found, position = [], 0
    for length, gap, type_ in pieces:
        found.append((position + gap, position + gap + length, type_))
        position += gap + length
    assert list(spans(label_sequence(position + 2, found))) == found


@quick
@given(st.text(alphabet="海山。!?\n,a", max_size=60))
def test_blocks_hold_every_character_but_line_breaks_once(text):
    found = list(blocks(text))
    assert all(end - start <= LONGEST_BLOCK for start, end in found)
    held = [i for start, end in found for i in range(start, end)]
    assert held == sorted(set(held))
    assert all(text[i] in "\n。!?" for i in set(range(len(text))) - set(held))


@quick
@given(st.text(alphabet="海山市公司王明任书记、(“”)。项目0", max_size=80))
def test_mentions_are_in_order_and_do_not_overlap_in_a_layer(text):
    found = FINDER.find(text, NoDocument)
    assert all(text[m.span.start : m.span.end] == m.text for m in found)
    for layer in FINDER.by_layer(found):
        assert all(a.span.end <= b.span.start for a, b in pairwise(layer))


@pytest.mark.parametrize("rule", FINDER.nested, ids=lambda rule: rule.id)
def test_a_nested_rule_cuts_its_yes_and_not_its_no(rule):
    row = next(row for row in SETTINGS["nested"] if row["id"] == rule.id)
    assert row["yes"] and row["no"]
    for whole, inner in row["yes"]:
        cut = rule.cut(Mention(Span(3, 3 + len(whole)), whole, rule.outer, "test"))
        assert (cut.text, cut.span, cut.type) == (inner, Span(3, 3 + len(inner)), rule.outer)
    assert not any(rule.cut(Mention(Span(0, len(name)), name, rule.outer, "test")) for name in row["no"])


def test_a_nested_name_is_cut_in_turn():
    whole = Mention(Span(0, 14), "中国科学院安平研究所河口中心", "Institution", "test")
    assert [m.text for m in nested.find(FINDER.nested, [whole])] == ["中国科学院"]
    whole = Mention(Span(0, 15), "安平市公安局河口分局山下大队", "GovernmentBody", "test")
    assert [m.text for m in nested.find(FINDER.nested, [whole])] == ["安平市公安局"]
