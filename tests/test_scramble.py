"""Scrambled pages: the seed decides all, and the joints are true."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

import scramble  # noqa: E402

quick = settings(max_examples=60, deadline=None, derandomize=True)
TEXTS = [
    f"{name}举行签约仪式\n\n{name}今天举行项目签约仪式,签约项目{k}个,总投资{k}亿元,来自外省的企业代表参加签约仪式并发言。\n\n"
    f"这些项目都在{name}的产业园区里,将由园区提供用地和服务,年内可以开工建设,明年可以投入生产。"
    for k, name in enumerate(["甲县", "乙县", "丙县", "丁县", "戊县", "己县"], 2)
]


@quick
@given(st.integers(0, 10**6))
def test_joints_stand_in_mid_sentence_and_the_pieces_spell_the_articles(seed):
    page = scramble.pages(TEXTS, 1, seed)[0]
    assert page == scramble.pages(TEXTS, 1, seed)[0]
    for end, start in page.joints:
        assert end < start
        assert not page.text[end - 1].isspace() and page.text[end] == "\n"
        assert page.text[start - 1] == "\n" and not page.text[start].isspace()
        assert page.text[end - 1] not in "。！？" and page.text[start] not in "，。、"
    for end in page.dropped:
        assert page.text[end : end + 1] in ("", "\n")
    assert len(page.starts) >= min(3, len(TEXTS))


def test_the_rest_of_a_cut_paragraph_is_where_the_joint_says():
    seen = 0
    for page in scramble.pages(TEXTS, 30, 5):
        for end, start in page.joints:
            left = page.text[:end].rsplit("\n", 1)[1]
            right = page.text[start:].split("\n", 1)[0]
            assert any(left[-4:] + right[:2] in text for text in TEXTS)
            seen += 1
    assert seen > 50


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (TEXTS[0], True),
        ("甲县举行签约仪式\n\n短。", False),
        ("没有标题的一段话,后面还有很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多很多字。", False),
        ("", False),
    ],
)
def test_only_articles_with_a_headline_and_whole_paragraphs_are_used(text, clean):
    assert (scramble.article(text) is not None) is clean


def test_a_label_is_no_headline():
    assert scramble.article("【短讯】\n" + TEXTS[0]).heads == ("甲县举行签约仪式",)


def test_no_clean_article_is_an_error():
    with pytest.raises(ValueError, match="no clean article"):
        scramble.pages(["短"], 1, 1)


def test_numbers_are_never_cut():
    one = scramble.article("标题在这里\n" + "1234567890" * 8 + "汉字。")
    for seed in range(20):
        page = scramble.scramble([one], random.Random(seed))
        assert all(not (page.text[e - 1].isdigit() and page.text[s].isdigit()) for e, s in page.joints)
