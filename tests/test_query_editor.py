"""The query page in a real browser: a person picks examples, writes queries, stops and shares them."""

from __future__ import annotations

import re

import pytest
from helpers_browser import chromium, page  # noqa: F401
from helpers_query import DONE, EXAMPLES, cells, invented, opened, run, seed, write, written  # noqa: F401
from helpers_web import running

from kgraph.web.limits import Limits


def test_a_click_on_an_example_runs_it_and_changes_the_address(seed, page):  # noqa: F811
    opened(page, seed)
    page.click("text=记者写了哪些文章")
    page.wait_for_selector("th:has-text('reporter 记者')")
    assert page.url.endswith("#example=reporters")
    page.go_back()
    page.wait_for_selector(".canvas[data-ready]")
    assert page.locator("#examples [aria-current]").inner_text().startswith("谁和谁一起开过会")


def test_tab_leaves_the_editor_for_the_run_button(seed, page):  # noqa: F811
    opened(page, seed)
    page.focus(".CodeMirror textarea")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


@pytest.mark.parametrize(
    ("typed", "first", "label"),
    [
        ("?c kg:un", "kg:undertakes", "承担"),
        ("?c a kg:Com", "kg:Company", "企业"),
        ("?c 承担", "kg:undertakes", "undertakes"),
        ("?c skos:p", "skos:prefLabel", "名称"),
        ("?c kg:invest", "kg:investment", "投资额"),
    ],
)
def test_terms_are_completed_by_name_and_in_chinese(seed, page, typed, first, label):  # noqa: F811
    opened(page, seed)
    write(page, "")
    page.focus(".CodeMirror textarea")
    page.keyboard.type("SELECT * WHERE { ")
    page.keyboard.insert_text(typed[:-1])
    page.keyboard.insert_text(typed[-1])
    page.wait_for_selector(".CodeMirror-hints")
    hint = page.inner_text(".CodeMirror-hint:first-child")
    assert first in hint and label in hint
    page.keep("hints")
    page.keyboard.press("Enter")
    text = written(page)
    assert text == "SELECT * WHERE { " + " ".join([*typed.split()[:-1], first])


@pytest.mark.parametrize("typed", ['SELECT * { ?c ?p "kg:un', "SELECT * # kg:un", "SELECT * { <kg:un"])
def test_nothing_is_suggested_inside_strings_comments_and_iris(seed, page, typed):  # noqa: F811
    opened(page, seed)
    write(page, "")
    page.focus(".CodeMirror textarea")
    page.keyboard.type(typed)
    page.keyboard.press("Control+Space")
    page.wait_for_timeout(200)
    assert page.locator(".CodeMirror-hints").count() == 0


def test_the_editor_marks_what_its_grammar_cannot_read(seed, page):  # noqa: F811
    opened(page, seed)
    write(page, "SELECT ?c WHERE {\n  ?c kg:undertakes\n}")
    page.wait_for_selector(".said:visible")
    assert "第 3 行" in page.inner_text(".said")
    assert page.locator(".mistaken + pre, .CodeMirror-code > div:nth-child(3) .mistaken").count() >= 1
    write(page, "SELECT ?c WHERE {\n  ?c foo:bar ?d\n}")
    page.wait_for_selector(".said:has-text('foo')")


def test_a_bad_query_shows_the_words_of_the_parser_at_its_line(seed, page):  # noqa: F811
    opened(page, seed)
    faults = len(page.faults)
    query = "SELECT ?c WHERE {\n  ?c kg:undertakes ?p .\n  ?c kg:undertakes ?? .\n}"
    run(page, query, "#status[data-state=failed]")
    page.wait_for_timeout(600)  # the editor's own grammar does not speak over the server
    line = int(re.match(r"line (\d+), column \d+ of the query cannot be read", page.inner_text(".said"))[1])
    marked = page.locator(".CodeMirror-code > div:has(.mistake)").inner_text()
    assert query.splitlines()[line - 1].strip() in marked and page.locator("#result").is_hidden()
    page.keep("mistake")
    assert all("400" in fault for fault in page.faults[faults:])  # the browser logs the answer's status
    page.faults.clear()


def test_what_the_server_reads_is_not_marked(seed, page):  # noqa: F811
    """The editor's grammar is that of SPARQL 1.1; the server knows more."""
    opened(page, seed)
    run(page, 'SELECT ?t { BIND(<<( kg:signed kg:title "已签约" )>> AS ?t) }')
    page.wait_for_timeout(600)  # the grammar would have spoken by now
    assert page.locator(".said").is_hidden()
    page.click("#tab-table")
    assert cells(page) == [["已签约 职务 已签约"]]


def test_a_query_can_be_shared_by_its_address(seed, page):  # noqa: F811
    opened(page, seed)
    query = 'SELECT ?p ?n WHERE { ?p a kg:Person ; skos:prefLabel ?n . FILTER(?n != "甲 & 乙=#+%") } ORDER BY ?n'
    page.click("#tab-table")
    run(page, query)
    page.wait_for_selector("th:has-text('n')")
    address, shown = page.url, cells(page)
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(DONE)
    assert written(page) == query
    assert len(shown) > 5 and cells(page) == shown


def test_a_query_can_be_stopped(seed, page):  # noqa: F811
    opened(page, seed)
    page.route("**/sparql", lambda route: None)  # a server that does not answer
    page.click("#run")
    page.wait_for_selector("#status:has-text('正在查询')")
    page.click("#stop")
    page.wait_for_selector("#status[data-state=stopped]")
    assert page.is_disabled("#stop")
    page.unroute("**/sparql")
    page.click("#run")
    page.wait_for_selector(DONE)


def test_limits_are_told_and_a_cut_result_says_so(seed_folder, page):  # noqa: F811
    with running(seed_folder, limits=Limits(rows=7, seconds=20)) as server:
        opened(page, f"http://127.0.0.1:{server.server_address[1]}", "view=table")
        assert "20 秒，最多 7 行" in page.inner_text("#limits")
        run(page, "SELECT * WHERE { ?s ?p ?o }")
        page.wait_for_selector("#status:has-text('只取到前 7 行')")
        assert len(cells(page)) == 7
        run(page, "CONSTRUCT WHERE { ?s ?p ?o }", "#status[data-state=triples]")
        page.wait_for_selector("#status:has-text('只取到前 7 行')")


def test_nothing_is_asked_of_another_host(seed, page):  # noqa: F811
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, seed)
    for example in EXAMPLES:
        page.click(f"#examples a[href='#example={example['id']}']")
        page.wait_for_selector(DONE)
    write(page, "")
    page.focus(".CodeMirror textarea")
    page.keyboard.type("PREFIX foaf: SELECT * { ?x a foaf:Per")
    page.keyboard.press("Control+Space")
    page.wait_for_timeout(300)
    assert len(asked) > 2 * len(EXAMPLES)
    assert {url for url in asked if not url.startswith((f"{seed}/", "data:", "blob:"))} == set()
