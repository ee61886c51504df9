"""Folding: the same length, the same result twice, and only what means the same is made the same."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.text import fold, name_key, same, table

quick = settings(max_examples=80, deadline=None, derandomize=True)
ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("新丝路科技（河南）有限公司", "新丝路科技(河南)有限公司"),
        ("ＡＢＣ１２３％，：；！？．", "ABC123%,:;!?."),
        ("「國務院」『長春』", "“国务院”‘长春’"),
        ("書記　黨委", "书记 党委"),
        ("希尼・買買提", "希尼·买买提"),
        ("位於鄭州東站後面", "位于郑州东站后面"),
        ("2011－2020年", "2011-2020年"),
        ("⼀⼆", "一二"),
        ("〔2023〕5号", "(2023)5号"),
    ],
)
def test_written_differently(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["。、“”《》…", "乾县", "哪吒", "著作", "m²", "㎡", "①", "Ⅱ级", "½", "🙂", "abc", ""])
def test_left_alone(text):
    assert fold(text) == text


@quick
@given(ANY)
def test_length_and_positions_stay(text):
    assert len(fold(text)) == len(text)


@quick
@given(ANY)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@quick
@given(ANY, ANY)
def test_folding_is_done_character_by_character(a, b):
    assert fold(a + b) == fold(a) + fold(b)


def test_every_entry_of_the_table_is_an_end():
    entries = table()
    assert len(entries) > 5000
    assert not set(entries.values()) & set(entries)
    assert all(0 <= code <= sys.maxunicode for code in entries.values())


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("“三个一批”", "三个一批"),
        ("鄭州（經開區）", "郑州(经开区)"),
        ("ＲＣＥＰ", "rcep"),
        ("王 伟", "王伟"),
        ("《吉林日报》", "吉林日报"),
    ],
)
def test_same_name(a, b):
    assert same(a, b)
    assert name_key(a) == name_key(b)


@pytest.mark.parametrize(("a", "b"), [("张伟", "章伟"), ("经开区", "高新区"), ("一期", "二期"), ("乾县", "干县")])
def test_other_name(a, b):
    assert not same(a, b)


@quick
@given(ANY)
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)
