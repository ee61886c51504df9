"""Headless Chromium for the tests, where one is installed, and a server of a built folder.

Pages are looked at as a person would: a test opens one, acts, reads what is shown and keeps a screenshot in the folder
`$KGRAPH_SCREENSHOTS`, else among pytest's temporary files. Whatever a page logs as an error fails the test.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgraph import web

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--enable-unsafe-swiftshader"]  # fmt: skip
WINDOW = {"width": 1280, "height": 800}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of `folder`."""
    server = web.make_server(folder, port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def chromium():
    """A browser for a module, since its event loop would be in the way of others; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    if not CHROMIUM:
        pytest.skip("needs Chromium: install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, request, tmp_path):
    """An empty page; `page.keep("name")` keeps a screenshot, `page.faults` lists what went wrong in it."""
    tab = chromium.new_page(viewport=WINDOW)
    tab.faults = []
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on("console", lambda said: tab.faults.append(said.text) if said.type == "error" else None)
    folder = Path(os.environ.get("KGRAPH_SCREENSHOTS") or tmp_path)
    name = re.sub(r"[^\w-]+", "_", request.node.name)
    tab.keep = lambda what: tab.screenshot(path=folder / f"{name}-{what}.png")
    yield tab
    tab.close()
    assert tab.faults == []
