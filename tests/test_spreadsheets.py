"""CSV in a spreadsheet: no cell is taken for a formula, numbers stay numbers, Excel sees UTF-8."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gexf import NASTY

from kgraph.exports import grids
from kgraph.exports.columns import TEXT
from kgraph.exports.grids import Grid, guarded, unguarded

GUARDED = [
    "=1+1", "=HYPERLINK(\"http://127.0.0.1/\"&A1)", "@SUM(A1)", "+86 371 6678 1234", "-项目", "--", "-1+1", "+", "=",
    "\t=1", "\r=1", "\n=1", "\tx", "\rx", " =1", "\u3000=1", "＝1+1", "＋1", "－1", "＠SUM(1)", "'=1", "''=1",
    "\ufeff=1", "\x00=1", "-1,000", "- 3", "-3.2％", "+3e", "=-1",
]  # fmt: skip
LEFT = [
    "", "项目", "a=b", "1-2", "2024-03-02", "-5", "-3.2", "+7", "-3.2%", "1e5", "-1.5e-7", "+12.5E3", "'tis", "—", "·",
    "“=1”", "85亿元", "〇", "#REF", "a@b",
]  # fmt: skip


@pytest.mark.parametrize("text", GUARDED)
def test_what_could_be_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == "'" + text and unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", LEFT)
def test_numbers_and_plain_text_stay_as_they_are(text):
    assert guarded(text) == text == unguarded(text)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(NASTY, st.text("'=+-@＝ \t\r\n\x001.e%a", max_size=6)))
def test_the_guard_can_be_taken_off(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=@\t\r\n＝＠") or not guarded(text)


def sheet(*cells: str) -> Grid:
    return Grid([("name", TEXT)], lambda: [[cell] for cell in cells])


def test_excel_gets_a_byte_order_mark_and_the_same_cells():
    plain, excel = ("".join(grids.csv(sheet("郑州"), excel=flag)).encode() for flag in (False, True))
    assert excel == b"\xef\xbb\xbf" + plain and plain == "name\n郑州\n".encode()


@pytest.mark.skipif(not shutil.which("ssconvert"), reason="ssconvert (Gnumeric) is not installed")
def test_a_real_spreadsheet_sees_texts_and_numbers(tmp_path):
    """Gnumeric works out what it takes for a formula; an unguarded file shows that it would."""
    cells = ["=1+1", "-1+1", "@SUM(1)", "＝1+1", "-5", "郑州", '=CONCATENATE("a","b")']
    naked = "".join(grids.line([cell]) for cell in ["name", *cells])
    assert [through_gnumeric(tmp_path, naked)[place] for place in (1, 7)] == ["2", "ab"]
    shown = through_gnumeric(tmp_path, "".join(grids.csv(sheet(*cells), excel=True)))
    assert [text.removeprefix("'") for text in shown] == ["name", *cells]


def through_gnumeric(folder, text: str) -> list[str]:
    (folder / "in.csv").write_text(text, "utf-8")
    command = ["ssconvert", "--import-encoding=UTF-8", "--recalc", str(folder / "in.csv"), str(folder / "out.csv")]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return [row[0] for row in csv.reader(io.StringIO((folder / "out.csv").read_text("utf-8")))]
