"""Pages become articles: nothing is lost, nothing is invented, and cut sentences find their rest."""

from __future__ import annotations

import hashlib
import json
import sys
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.documents import split, to_json
from kgraph.documents.assign import assign, margins
from kgraph.nouns import Page, Span

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

import scramble  # noqa: E402

LAYOUT = tomllib.loads((HERE.parent / "ontology" / "layout.toml").read_text("utf-8"))
KEYS = ["id", "headline", "subheadlines", "byline", "text", "pieces", "truncated", "doubtful_joints"]
CASES = json.loads((HERE / "data" / "layout" / "cases.json").read_text("utf-8"))
EXPECTED = json.loads((HERE / "data" / "layout" / "zhengzhou-jingkai-2023.json").read_text("utf-8"))
SEED = (HERE.parent / EXPECTED["source"]).read_text("utf-8")
quick = settings(max_examples=60, deadline=None, derandomize=True)
WORDS = st.sampled_from(
    [
        *(
            "本报讯 ",
            "3月1日,",
            "甲县举行签约仪式",
            "。",
            "\n",
            "\n\n",
            "\r\n",
            "记者 张伟",
            "（下转第二版）",
            "■短讯\n",
        ),
        *("图为现场。", "投资", "5", "”", "（", "　", "目共有5个。", "，", "A", "\t", "：", "！"),
    ]
)


def page(text: str, identity: str = "p", source: str = "p.txt", title: str | None = None) -> Page:
    return Page(identity, source, text, hashlib.sha256(text.encode()).hexdigest(), title)


def check_laws(text: str) -> None:
    """Segments spell the text; each character belongs to one document at most; only labels and jumps to none."""
    owned = [0] * len(text)
    for document in split(page(text), LAYOUT):
        at = 0
        for segment in document.segments:
            assert segment.start == at
            at += segment.length
            for k in range(segment.source_start, segment.source_start + segment.length):
                owned[k] += not text[k].isspace()
        assert at == len(document.text)
        spelled = "".join(text[s.start : s.end] for s in document.source_spans(Span(0, at)))
        assert spelled == document.text
        for span in (*document.byline, *document.subheadlines, *filter(None, [document.headline])):
            assert 0 <= span.start < span.end <= at
        for piece in document.pieces:
            assert text[piece.start : piece.end].strip() == text[piece.start : piece.end] != ""
    assert max(owned, default=0) <= 1
    left = "".join(c for c, n in zip(text, owned, strict=True) if not n and not c.isspace())
    assert all(mark in "■短讯一线传真（）下转上接第二版" for mark in left)


WHOLE = [document.text for document in split(page(SEED), LAYOUT) if not document.truncated]


def test_there_are_cases():
    assert len(CASES) >= 20
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_layout(case):
    found = [to_json(document) for document in split(page(case["text"]), LAYOUT)]
    assert len(found) == len(case["documents"])
    for got, expected in zip(found, case["documents"], strict=True):
        for part in expected.pop("has", []):
            assert part in got["text"]
        for part in expected.pop("lacks", []):
            assert part not in got["text"]
        got["pieces"] = len(got["pieces"])
        assert {key: got[key] for key in expected} == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_laws_of_cases(case):
    check_laws(case["text"])


def test_the_real_page_has_its_nine_articles_in_order():
    found = split(page(SEED, "zz"), LAYOUT)
    assert [document.id for document in found] == [f"zz#{k}" for k in range(1, 10)]
    assert len(found) == len(EXPECTED["articles"]) == 9
    for document, expected in zip(found, EXPECTED["articles"], strict=True):
        got = to_json(document)
        for key in ("headline", "subheadlines", "byline"):
            assert got[key] == expected[key]
        body = document.text[max(s.end for s in (document.headline, *document.subheadlines)) :].lstrip("\n")
        for span in reversed(document.byline):
            if document.text.endswith(document.quote(span), 0, span.end) and span.end == len(document.text.rstrip()):
                body = body[: len(body) - (len(document.text) - span.start)].rstrip()
        assert body.startswith(expected["starts_with"])
        assert expected["ends_with"] in document.text[-60:]
        assert len(got["pieces"]) == expected["pieces"]


def test_the_real_page_joins_and_leaves_open_what_it_should():
    found = split(page(SEED), LAYOUT)
    assert [k for k, document in enumerate(found, 1) if document.truncated] == [4, 5, 6]
    assert "清洗路面200万余平方米" in found[2].text
    assert "凝聚力、执" in found[5].text and "200万余平方米" not in found[5].text
    assert all(not document.doubtful_joints for document in found)
    start = found[2].text.index("清洗路面200万")
    spans = found[2].source_spans(Span(start, start + 8))
    assert [SEED[s.start : s.end] for s in spans] == ["清洗路面", "200万"]


def test_laws_of_the_real_page():
    owned = sorted(
        k
        for d in split(page(SEED), LAYOUT)
        for s in d.segments
        for k in range(s.source_start, s.source_start + s.length)
    )
    assert len([k for k in owned if SEED[k] != "\n"]) == len({k for k in owned if SEED[k] != "\n"})
    left = [line for line in SEED.split("\n") if line.strip() and SEED.index(line) not in set(owned)]
    assert [line.strip() for line in left] == ["■开年加速度", "■新年“开门红”"]


@quick
@given(st.lists(WORDS, max_size=40).map("".join))
def test_any_text_keeps_the_laws(text):
    check_laws(text)


@quick
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_characters_do_not_break_it(text):
    for document in split(page(text), LAYOUT):
        assert (
            "".join(text[s.start : s.end] for s in document.source_spans(Span(0, len(document.text)))) == document.text
        )


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_scrambled_pages_lose_nothing(seed):
    made = scramble.pages(WHOLE, 1, seed)[0]
    found = split(page(made.text), LAYOUT)
    assert found == split(page(made.text), LAYOUT)
    extra = [line for line in made.text.split("\n") if line in scramble.LABELS + scramble.JUMPS]
    held = sorted("".join("".join(document.text.split()) for document in found) + "".join(extra))
    assert held == sorted("".join(made.text.split()))


def test_scrambled_pages_are_put_right():
    right = wrong = joints = 0
    for made in scramble.pages(WHOLE, 40, 7):
        true = set(made.joints)
        got = set()
        for document in split(page(made.text), LAYOUT):
            for left, after in zip(document.segments, document.segments[1:], strict=False):
                if "\n" not in (document.text[after.start - 1], document.text[after.start]):
                    got.add((left.source_start + left.length, after.source_start))
        right, wrong, joints = right + len(got & true), wrong + len(got - true), joints + len(true)
    assert joints > 100
    assert right / joints >= 0.9
    assert wrong / joints <= 0.03


def test_a_record_with_a_title_is_one_document_with_its_own_id():
    text = "甲县举行签约仪式\n\n本报讯 3月1日,甲县举行签约仪式。\n\n乙县表彰先进集体\n\n本报讯 3月2日,乙县召开大会。"
    (document,) = split(page(text, "r1", "corpus.jsonl#r1", title="甲县举行签约仪式"), LAYOUT)
    assert document.id == "r1"
    assert [d.id for d in split(page(text, "r1", "corpus.jsonl#r1"), LAYOUT)] == ["r1#1", "r1#2"]
    assert [d.id for d in split(page(text.split("\n\n乙")[0], "r1", "corpus.jsonl#r1"), LAYOUT)] == ["r1"]
    assert [d.id for d in split(page(text.split("\n\n乙")[0], "r1"), LAYOUT)] == ["r1#1"]


def test_json_has_these_keys_and_is_deterministic():
    first, second = ([to_json(d) for d in split(page(SEED), LAYOUT)] for _ in range(2))
    assert json.dumps(first) == json.dumps(second)
    assert list(first[0]) == KEYS


def test_hard_wrapped_lines_are_put_together():
    paragraph = max(SEED.split("\n"), key=len)
    wrapped = "\n".join(paragraph[k : k + 23] for k in range(0, len(paragraph), 23))
    (document,) = split(page("某县的党建工作\n\n" + wrapped), LAYOUT)
    assert document.text == "某县的党建工作\n" + paragraph
    assert not document.truncated and len(document.pieces) == 1


def test_a_long_text_takes_time_in_proportion():
    wrapped = "\n".join(SEED[k : k + 23].strip() for k in range(0, len(SEED), 23))
    began = time.perf_counter()
    found = split(page("\n".join([wrapped] * 8)), LAYOUT)  # 40,000 characters, cut at every 23rd
    assert time.perf_counter() - began < 15  # seconds; 1 measured
    assert sum(len("".join(document.text.split())) for document in found) > 30_000


@quick
@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(-5, 9).map(float), max_size=14))
def test_the_assignment_is_the_best_one(gain):
    def best(rows: list[int], taken: frozenset[int]) -> float:
        if not rows:
            return 0.0
        options = [best(rows[1:], taken)]
        for (i, j), value in gain.items():
            if i == rows[0] and j not in taken:
                options.append(value + best(rows[1:], taken | {j}))
        return max(options)

    rows = sorted({i for i, _ in gain})
    chosen = assign(rows, gain)
    assert len(set(chosen.values())) == len(chosen)
    assert sum(gain[pair] for pair in chosen.items()) == best(rows, frozenset())
    assert all(loss >= 0 for loss in margins(gain, chosen).values())
