"""Pinyin: whole phrases are read as such, and nothing of a name is lost but its spaces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.spoken import initials, pinyin, syllables


@pytest.mark.parametrize(
    ("name", "spoken", "short"),
    [
        ("重庆市", "chong qing shi", "cqs"),
        ("银行行长", "yin hang hang zhang", "yhhz"),
        ("ABC科技(青溪)有限公司", "ABC ke ji ( qing xi ) you xian gong si", "akj(qx)yxgs"),
        ("", "", ""),
    ],
)
def test_a_name_is_read_by_its_words(name, spoken, short):
    assert pinyin(name) == spoken
    assert initials(name) == short


@given(st.text(max_size=20))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_no_syllable_is_empty(name):
    assert all(part.strip() for part in syllables(name))
    assert len(initials(name)) >= len(syllables(name))
