"""What the tagger sees of strings that come again: the longest ones, found as by looking at all of them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import mentions
from kgraph.mentions import recurring
from kgraph.mentions.columns import Spans, columns
from kgraph.ontology import Ontology

quick = settings(max_examples=60, deadline=None, derandomize=True)
LEXICONS = mentions.lexicons(Ontology.load())


def found(text):
    codes = np.array([ord(c) for c in text], np.uint64)
    return {number: places.tolist() for number, places, *_ in recurring.templates(codes, Spans(codes).hashes)}


def longest(text, start):
    """The longest string from `start` on that stands elsewhere nearby, by definition."""
    breaks = {chr(c) for c in recurring.BREAKS.tolist()}
    for length in range(min(recurring.LONGEST, len(text) - start), recurring.SHORTEST - 1, -1):
        string = text[start : start + length]
        near = range(max(0, start - recurring.NEAR), start + recurring.NEAR + 1)
        if not breaks & set(string) and any(i != start and text.startswith(string, i) for i in near):
            return length
    return 0


@quick
@given(st.text(alphabet="县委路桥。", max_size=60))
def test_the_longest_recurring_strings_are_those_of_the_definition(text):
    codes = np.array([ord(c) for c in text], np.uint64)
    begins, _ = recurring._longest(codes, Spans(codes).hashes)
    assert begins.tolist() == [longest(text, start) for start in range(len(text))]


def test_a_name_that_comes_again_is_marked_at_both_ends():
    text = "宏达智谷项目开工。市长走进宏达智谷,察看进度。"
    places = found(text)
    assert places[140] == [0, text.rindex("宏达智谷")]
    assert places[141] == [3, text.rindex("宏达智谷") + 3]
    assert all(text[i] in "宏达智谷" for i in places[144])


def test_what_comes_again_in_another_article_is_none():
    apart = "。" * recurring.NEAR
    assert found(f"宏达智谷{apart}宏达智谷")[140] == []


def test_the_tagger_sees_it():
    plain, again = (columns(text, LEXICONS) for text in ("宏达智谷开工", "宏达智谷开工,宏达智谷开工"))
    assert len(again.keys[again.rows == 0]) > len(plain.keys[plain.rows == 0])
