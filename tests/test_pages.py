"""Inputs become pages: every encoding, and a clear message for everything that is no page."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import pages
from kgraph.errors import InputError
from kgraph.pages import decode, read

TEXT = "甲县举行签约仪式\r\n\r\n本报讯 3月1日，甲县举行“项目”签约仪式。\n共签约5个项目，总投资12亿元。\n"
quick = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"])
def test_every_encoding_gives_the_same_text_with_its_line_ends(tmp_path, encoding):
    raw = TEXT.encode(encoding)
    (tmp_path / "a.txt").write_bytes(raw)
    (page,), failures = read([tmp_path / "a.txt"])
    assert failures == []
    assert (page.id, page.source, page.text) == ("a", "a.txt", TEXT)
    assert page.sha256 == hashlib.sha256(raw).hexdigest()


def test_traditional_script_in_gb18030():
    text = "本報訊　甲縣舉行簽約儀式，簽約項目共五個，總投資十二億元。"
    assert decode(text.encode("gb18030"), "x") == text


BAD = [
    ("empty.txt", b"", "empty"),
    ("blank.txt", " \n\u3000".encode(), "empty"),
    ("bom.txt", b"\xef\xbb\xbf\n", "empty"),
    ("binary.txt", bytes(range(256)) * 20, "binary"),
    ("nul.txt", "甲县".encode() + b"\x00\x01" + "乙县".encode(), "binary"),
    ("paper.txt", b"%PDF-1.7 ...", "PDF"),
    ("photo.txt", b"\x89PNG\r\n\x1a\n", "PNG"),
    ("cut.txt", TEXT.encode()[:42] + b"\xff" + TEXT.encode()[42:], "invalid UTF-8 at byte 42"),
    ("lone.txt", b"abc\xff", "invalid UTF-8 at byte 3"),
    ("odd.txt", TEXT.encode("utf-16")[:-1], "invalid UTF-16-LE at byte"),
    ("line.txt", "字".encode() * 17_000_000, "line 1 has 17,000,000 characters"),
    ("list.json", b"{", "not JSON"),
    ("half.json", b'{"id": "a"}', '"text" is missing'),
    ("rows.jsonl", b'{"id": 1, "text": "a"}\n\nnonsense\n', "line 3"),
    ("rows2.jsonl", b"[]\n", 'expected an object with "id" and "text"'),
    ("rows3.jsonl", b'{"text": "a"}\n', '"id" is missing'),
    ("rows4.jsonl", b'{"id": "q", "text": "\\ud800"}\n', "surrogate"),
    ("rows5.jsonl", b"", "empty"),
]


@pytest.mark.parametrize(("name", "raw", "says"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_input_gives_one_message_and_stops_nothing(tmp_path, name, raw, says):
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    found, failures = read([tmp_path])
    assert "good" in [page.id for page in found]
    assert len(failures) == 1
    assert failures[0].startswith(name) and says in failures[0]
    assert str(tmp_path) not in failures[0]


def test_a_missing_path_and_an_empty_folder(tmp_path):
    (tmp_path / "none").mkdir()
    found, failures = read([tmp_path / "gone.txt", tmp_path / "none"])
    assert found == []
    assert [message.split(":")[0] for message in failures] == ["gone.txt", "none"]
    assert "no such file" in failures[0] and "no .txt" in failures[1]


def test_a_folder_is_read_with_all_below_it_but_nothing_hidden(tmp_path):
    for name in ("b.txt", "sub/a.txt", ".hidden.txt", ".git/c.txt", "note.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, "utf-8")
    found, failures = read([tmp_path])
    assert [(page.id, page.source) for page in found] == [("b", "b.txt"), ("sub/a", "sub/a.txt")]
    assert failures == []


def test_records(tmp_path):
    rows = [
        {
            "id": "r2",
            "text": "乙县\n开会。",
            "title": "乙县",
            "published": "2023-01-29T08:00",
            "home": "乙县",
            "source": "乙报",
        },
        {"id": 1, "text": "甲县"},
        {"id": "r3", "text": "丙县", "published": "yesterday", "home": 5},
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    (tmp_path / "one.json").write_text(json.dumps({"id": "g", "text": "丁县", "entities": []}), "utf-8")
    (tmp_path / "other.json").write_text('{"articles": []}', "utf-8")
    found, failures = read([tmp_path])
    assert [page.id for page in found] == ["1", "g", "r2", "r3"]
    page = found[2]
    assert (page.title, page.published, page.home, page.publisher) == ("乙县", "2023-01-29", "乙县", "乙报")
    assert page.source == "c.jsonl#r2" and page.sha256 == hashlib.sha256("乙县\n开会。".encode()).hexdigest()
    assert found[3].published is None and found[3].home is None
    assert len(failures) == 2 and all("line 3" in message for message in failures)


def test_the_same_id_twice_keeps_one_whatever_the_order(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    (tmp_path / "x" / "a.txt").write_text("甲县", "utf-8")
    (tmp_path / "y" / "a.txt").write_text("乙县", "utf-8")
    first = read([tmp_path / "x", tmp_path / "y"])
    assert first == read([tmp_path / "y", tmp_path / "x"])
    assert len(first[0]) == 1 and '"a" is already used' in first[1][0]


def test_one_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a.txt").write_text("甲县", "utf-8")
    found, failures = read([tmp_path, tmp_path / "a.txt", tmp_path])
    assert len(found) == 1 and failures == []


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pages.records, "MAX_BYTES", 8)
    (tmp_path / "a.txt").write_text("甲县乙县丙县", "utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "long", "text": "x"}\n{}\n', "utf-8")
    found, failures = read([tmp_path])
    assert found == [] and len(failures) == 3


@quick
@given(st.binary(max_size=80))
def test_any_bytes_give_a_text_or_an_input_error(raw):
    try:
        text = decode(raw, "x")
    except InputError as error:
        assert str(error).startswith("x: ")
    else:
        assert text.strip()


@quick
@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=40))
def test_utf8_is_never_taken_for_anything_else(text):
    assert decode(text.encode("utf-8"), "x") == text
