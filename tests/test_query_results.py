"""Answers on the query page in a real browser: as table, graph, chart, file, and whatever names they hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from helpers_browser import chromium, page, serving  # noqa: F401
from helpers_query import DATA, EXAMPLES, cells, invented, opened, run, seed  # noqa: F401
from helpers_web import write_folder

CONTRAST = (DATA / "contrast.js").read_text("utf-8")
LEAST_CONTRAST = 4.5  # WCAG 2.2, level AA, for text of any size
SCRIPT = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["id"] for example in EXAMPLES])
def test_every_example_shows_its_answer_in_the_view_that_suits_it(invented, page, example):  # noqa: F811
    opened(page, invented, f"example={example['id']}")
    shown = {"table": "tbody tr", "graph": ".canvas[data-ready]", "chart": "canvas[data-ready]"}[example["view"]]
    page.wait_for_selector(shown)
    assert page.get_attribute("[role=tab][aria-selected=true]", "data-view") == example["view"]
    assert page.locator(".said").is_hidden(), "the editor marks a mistake"
    page.keep(example["id"])


def test_things_are_shown_by_name_and_lead_to_their_pages(invented, page):  # noqa: F811
    opened(page, invented, "example=reporters")
    page.wait_for_selector("tbody a:has-text('第一篇')")
    assert cells(page)[0] == ["丁", "第一篇", "2022-12-30"]
    links = page.eval_on_selector_all("tbody tr:first-child a", "all => all.map(a => decodeURI(a.pathname))")
    assert links == ["/id/Person/丁", "/document/a"]


def test_an_article_opens_from_the_table(seed, page):  # noqa: F811
    opened(page, seed, "example=reporters")
    page.wait_for_selector("tbody a[href^='/document/']:not(:has-text('zhengzhou'))")
    headline = page.inner_text("tbody tr:first-child a[href^='/document/']")
    page.click("tbody tr:first-child a[href^='/document/']")
    assert headline in page.inner_text("h1")


def test_the_same_result_in_all_views(seed, page):  # noqa: F811
    opened(page, seed, "example=met")
    for view, shown in (
        ("table", "tbody tr"),
        ("chart", "canvas[data-ready]"),
        ("raw", "pre.raw"),
        ("graph", ".canvas"),
    ):
        page.click(f"#tab-{view}")
        page.wait_for_selector(f"#view {shown}")
        page.keep(view)
    assert page.url.endswith("#example=met")
    page.click("#tab-table")
    assert page.url.endswith("#example=met&view=table")
    assert page.eval_on_selector("#view", "view => view.children.length") == 2


def test_a_node_shows_its_neighbours(invented, page):  # noqa: F811
    opened(page, invented, "example=subsidiaries")
    page.wait_for_selector(".canvas[data-ready]")
    page.fill("input[list=nodes]", "企")
    page.keyboard.press("Tab")
    words = page.inner_text(".panel")
    assert "企业" in words and "1 个相邻节点" in words
    page.wait_for_timeout(400)  # the camera moves there
    page.keep("panel")
    page.click(".panel button:has-text('母')")
    assert page.get_attribute(".panel a", "href") == "/id/Company/母"
    page.click(".panel .close")
    assert page.locator(".panel").is_hidden()


def test_tabs_go_by_arrow_keys(seed, page):  # noqa: F811
    opened(page, seed, "example=reporters")
    page.focus("#tab-table")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-graph"
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("tbody tr")
    assert page.get_attribute("#tab-table", "aria-selected") == "true"


def test_a_long_result_comes_in_pages_and_is_sorted_by_any_column(seed, page):  # noqa: F811
    opened(page, seed, "view=table")
    run(page, "SELECT ?n (STRLEN(?n) AS ?long) WHERE { ?a skos:prefLabel ?n . ?b skos:prefLabel ?m } LIMIT 10000")
    page.wait_for_selector("#status:has-text('10,000 行')")
    assert page.locator("tbody tr").count() == 100
    page.click(".pager button:has-text('末页')")
    page.wait_for_selector("td:has-text('9,901')")
    page.click("th button:has-text('long')")
    page.wait_for_selector("th[aria-sort=ascending]")
    lengths = [int(row[1]) for row in cells(page)]
    page.click("th button:has-text('long')")
    page.wait_for_selector("th[aria-sort=descending]")
    assert lengths == sorted(lengths) and lengths[0] < int(cells(page)[0][1])
    page.keep("long")


def test_columns_may_have_any_name(seed, page):  # noqa: F811
    opened(page, seed, "view=table")
    run(
        page,
        "SELECT ?constructor ?valueOf { VALUES (?constructor ?valueOf) { (1 UNDEF) (UNDEF 2) } } ORDER BY ?valueOf",
    )
    page.wait_for_selector("th:has-text('constructor')")
    assert cells(page) == [["1", ""], ["", "2"]]


def test_the_csv_is_for_a_spreadsheet(invented, page):  # noqa: F811
    opened(page, invented, "view=table")
    formula = 'VALUES (?x ?n) { ("=1+1" -5) ("a,\\"b\\"" 2.5) }'
    run(page, f"SELECT ?person ?x ?n {{ ?person kg:presidedOver ?e {formula} }} ORDER BY ?person ?n")
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    assert rows[0] == ["personName", "person", "x", "n"]
    assert rows[1] == ["丁", "https://w3id.org/kgraph/id/Person/丁", "'=1+1", "-5"]
    assert rows[2][2:] == ['a,"b"', "2.5"]


def test_the_raw_answer_is_what_the_server_said(seed, page):  # noqa: F811
    opened(page, seed, "view=raw")
    run(page, "ASK { ?p a kg:Person }")
    with page.expect_download() as download:
        page.click("#raw")
    assert json.loads(Path(download.value.path()).read_text("utf-8"))["boolean"] is True
    page.click("#tab-table")
    assert page.inner_text(".truth").startswith("是")


def test_a_script_in_a_name_does_nothing(page, tmp_path):  # noqa: F811
    hostile, turned = json.dumps(SCRIPT), json.dumps("\u202ebc")
    trig = f"""PREFIX : <https://w3id.org/kgraph/id/> PREFIX kg: <https://w3id.org/kgraph/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        :Person\\/a a kg:Person ; skos:prefLabel {hostile}@zh ; kg:attended :Event\\/e .
        :Person\\/b a kg:Person ; skos:prefLabel {turned}@zh ; kg:attended :Event\\/e .
        :Event\\/e skos:prefLabel {hostile}@zh ."""
    with serving(write_folder(tmp_path, trig.encode())) as url:
        opened(page, url, "example=met")
        title = page.title()
        run(
            page,
            "SELECT ?person ?event ?name (STRLEN(?name) AS ?n) { ?person kg:attended ?event ; skos:prefLabel ?name }",
        )
        for view, shown in (
            ("table", "tbody"),
            ("graph", ".canvas[data-ready]"),
            ("chart", "canvas[data-ready]"),
            ("raw", "pre"),
        ):
            page.click(f"#tab-{view}")
            page.wait_for_selector(f"#view {shown}")
            page.keep(view)
        page.click("#tab-table")
        page.wait_for_selector("td bdi:has-text('<script>')")
        assert page.locator("#view img, #view script").count() == 0
        assert "\u202e" not in page.inner_text("#view")
        assert page.title() == title


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(seed, page, width, scheme):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    opened(page, seed, "example=reporters")
    page.wait_for_selector("tbody a")
    page.keep(f"{scheme}-{width}")
    faint = [found for found in page.evaluate(CONTRAST) if found["ratio"] < LEAST_CONTRAST]
    assert faint == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
