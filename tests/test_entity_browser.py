"""The pages in a real browser: they look as they should, a sentence is scrolled to, and a name runs no script."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import pytest
from helpers_browser import chromium, page, serving  # noqa: F401 — fixtures
from helpers_pages import address, hub_folder, trig
from helpers_web import running, write_folder

PERSON, PLACE = "/id/Person/李小虎@郑州经开区", "/id/Place/郑州经开区"


class Quiet(SimpleHTTPRequestHandler):
    """Another site."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def seed(seed_folder):
    with serving(seed_folder) as site:
        yield site


def colour(tab, selector, property):
    return tab.eval_on_selector(selector, f"node => getComputedStyle(node).{property}")


def test_an_entity(page, seed):  # noqa: F811
    page.goto(seed + address(PLACE))
    assert page.url.startswith(seed + "/page/Place/")
    assert page.inner_text("h1").startswith("郑州经开区")
    assert colour(page, "h1 .chip", "borderLeftColor") == "rgb(91, 140, 90)", "the colour of a place in the ontology"
    drawing = page.locator(".drawing svg")
    box, right = drawing.bounding_box(), page.viewport_size["width"]
    assert box["x"] >= 0 and box["x"] + box["width"] <= right
    labels = [text.bounding_box() for text in drawing.locator("text:not(.tie)").all()]
    assert all(box["x"] <= b["x"] and b["x"] + b["width"] <= box["x"] + box["width"] for b in labels), "no name is cut"
    ordered = sorted((b for b in labels if b["x"] < box["x"] + box["width"] / 2), key=lambda b: b["y"])
    assert all(one["y"] + one["height"] <= two["y"] for one, two in pairwise(ordered)), "no name stands on another"
    page.keep("place")
    drawing.locator("a").first.click()
    assert "/page/" in page.url and not page.url.endswith(address("/page/Place/郑州经开区"))


def test_a_sentence_is_shown_in_its_place(page, seed):  # noqa: F811
    page.goto(seed + address(PERSON))
    quote = page.locator("blockquote > a").first
    wanted = quote.inner_text()
    page.keep("person")
    quote.click()
    mark = page.locator("mark.said").first
    assert "".join(mark.inner_text().split()) == "".join(wanted.split())
    box = mark.bounding_box()
    bar = page.locator(".bar").bounding_box()
    assert bar["height"] <= box["y"] < page.viewport_size["height"], "below the bar, above the end of the window"
    assert page.locator(".claims .shown").count() >= 1
    page.keep("article")


def test_who_searches_by_pinyin_finds(page, seed):  # noqa: F811
    page.goto(seed)
    page.keep("home")
    page.fill("input[name=q]", "lixiaohu")
    page.press("input[name=q]", "Enter")
    assert page.locator("main table a").first.inner_text() == "李小虎"
    page.keep("search")
    page.locator("main table a").first.click()
    assert page.inner_text("h1").startswith("李小虎")


def test_a_narrow_window_needs_no_scrolling_sideways(page, seed):  # noqa: F811
    page.set_viewport_size({"width": 375, "height": 700})
    for path in ("/", PERSON, "/document/zhengzhou-jingkai-2023%232", "/class/Project", "/search?q=郑州"):
        page.goto(seed + address(path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
    page.goto(seed + address(PERSON))
    page.keep("narrow")


def test_a_name_runs_no_script(page, tmp_path):  # noqa: F811
    name = "<img src=x onerror=window.bad=1><script>window.bad=1</script>"
    text = f'<Person/恶> a kg:Person ; skos:prefLabel "{name}"@zh ; kg:attended <Event/会> . <Event/会> a kg:Event .'
    with running(write_folder(tmp_path, trig(text))) as server:
        site = f"http://127.0.0.1:{server.server_address[1]}"
        paths = (
            "/",
            "/id/Person/恶",
            "/id/Event/会",
            "/class/Person",
            "/search?q=img",
            "/reconcile/preview?id=Person/恶",
        )
        for path in paths:
            page.goto(site + address(path))
            assert page.evaluate("window.bad") is None, path
            assert name in page.content().replace("&lt;", "<").replace("&gt;", ">"), path


def test_a_page_of_very_many_facts_is_there_at_once(page, tmp_path):  # noqa: F811
    with serving(hub_folder(tmp_path)) as site:
        page.goto(site + address("/id/Place/大港区"))
        assert page.locator(".drawing svg a").count() == 9
        page.click("text=全部 5,000 条")
        assert page.locator("ul.facts > li").count() == 50
        page.click("a[rel=next] >> nth=0")
        assert "2 / 100" in page.inner_text(".pager >> nth=0")
        page.keep("many")


def test_a_preview_stands_in_a_page_of_another_site_and_no_other_page_does(page, seed, tmp_path):  # noqa: F811
    preview, whole = (
        seed + address(f"{path}Person/李小虎@郑州经开区") for path in ("/reconcile/preview?id=", "/page/")
    )
    frames = f'<iframe name="preview" src="{preview}"></iframe><iframe name="whole" src="{whole}"></iframe>'
    (tmp_path / "frames.html").write_text(f'<link rel="icon" href="data:,">{frames}', encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{other.server_address[1]}/frames.html")
        assert page.frame("preview").inner_text("h1").startswith("李小虎")
        assert not page.frame("whole").url.startswith(seed)
        other.shutdown()
    assert len(page.faults) == 1 and "frame-ancestors" in page.faults.pop(), "and the browser says why"
