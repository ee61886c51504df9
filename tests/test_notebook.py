"""The notebook of docs/ runs, and prints what is stored in it."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from conftest import ROOT

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("pandas")

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
STALE = "the notebook prints something else now: look at it, then run python tools/notebook.py"
MIN_CELLS = 15  # of code; what is counted cannot shrink unseen


def shown(cell: dict[str, Any]) -> list[str]:
    """What a cell prints: its texts, and the HTML that kgraph makes (that of other libraries changes with them)."""
    found = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        found += [output.get("text", ""), data.get("text/plain", "")]
        found += [html for html in [data.get("text/html", "")] if "class='kgraph'" in html]
    return [text for text in found if text]


@pytest.fixture(scope="module")
def stored():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_every_cell_prints_what_is_stored(stored, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    ran = runpy.run_path(str(ROOT / "tools" / "notebook.py"))["executed"]()
    cells = [(one, other) for one, other in zip(stored.cells, ran.cells, strict=True) if one.cell_type == "code"]
    assert len(cells) >= MIN_CELLS
    for was, now in cells:
        assert shown(now) == shown(was), f"{was.source}\n{STALE}"


def test_answers_are_stored_as_html_with_their_sentences(stored):
    pages = [page for cell in stored.cells if cell.cell_type == "code" for page in shown(cell) if "<div" in page]
    assert len(pages) >= 6 and sum("“" in page for page in pages) >= 5
    assert not any("<script" in page or "http" in page for page in pages)


def test_nothing_of_a_machine_is_stored(stored):
    text = NOTEBOOK.read_text("utf-8")
    assert str(ROOT) not in text and "/tmp" not in text and "execution" not in stored.cells[1].metadata
