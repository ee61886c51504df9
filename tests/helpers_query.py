"""What the tests of the query page in a browser share: servers to look at, and what a person does there."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_browser import serving
from helpers_web import write_folder

from kgraph.ontology import Ontology

DATA = Path(__file__).parent / "data" / "query_page"
EXAMPLES = Ontology.load().settings("examples")["example"]
DONE = "#status:is([data-state=rows], [data-state=triples])"
PATIENCE = 30_000  # milliseconds


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """The address of a server of the small invented graph."""
    with serving(write_folder(tmp_path_factory.mktemp("invented"), (DATA / "graph.trig").read_bytes())) as url:
        yield url


@pytest.fixture(scope="module")
def seed(seed_folder):
    """The address of a server of the example page."""
    with serving(seed_folder) as url:
        yield url


def opened(page, url: str, asks: str = "") -> None:
    """Open the page with what the address asks for, until its query has run."""
    page.goto(f"{url}/query#{asks}")
    page.wait_for_selector(DONE, timeout=PATIENCE)


def write(page, query: str) -> None:
    """Put a query into the editor as if it had been pasted."""
    page.evaluate("text => document.querySelector('.CodeMirror').CodeMirror.setValue(text)", query)


def written(page) -> str:
    """What stands in the editor."""
    return page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")


def run(page, query: str, done: str = DONE) -> None:
    """Write a query and run it by the keyboard."""
    write(page, query)
    page.focus(".CodeMirror textarea")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(done, timeout=PATIENCE, state="attached")


def cells(page) -> list[list[str]]:
    """The table as it is shown, without the numbers of its rows."""
    return page.eval_on_selector_all("tbody tr", "rows => rows.map(r => [...r.cells].slice(1).map(c => c.innerText))")
