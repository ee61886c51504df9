"""The explorer in a real browser, as /explorer of the server and as graph.html from the disk: found by pinyin, clicked
through to the sentence in its place, filtered; hostile names do nothing; nothing is asked of the network."""

from __future__ import annotations

import json
import shutil

import pytest
from helpers_browser import chromium, page, serving  # noqa: F401
from helpers_knowledge import knowledge
from test_explorer import HOSTILE, hostile

from kgraph.api import Graph
from kgraph.exports import explorer
from kgraph.exports.explorer_data import Limits
from kgraph.ontology import Ontology

MODES = ["server", "mail"]
NARROW = {"width": 390, "height": 800}
MANY = 20_030  # entities; the explorer draws 20,000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of the invented articles, with all exports."""
    folder = tmp_path_factory.mktemp("explorer") / "out"
    Graph(knowledge(), Ontology.load()).write(folder)
    return folder


@pytest.fixture
def show(page):  # noqa: F811
    """Opens the explorer of a folder: `show(folder, mode)`; afterwards only this machine was asked, a file nothing."""
    servers, asked = [], []
    page.on("request", lambda request: asked.append(request.url))

    def opened(folder, mode="mail", at=""):
        home = (folder / "graph.html").as_uri()
        if mode == "server":
            servers.append(serving(folder))
            home = servers[-1].__enter__()
        page.goto(f"{home}/explorer{at}" if mode == "server" else f"{home}{at}")
        page.wait_for_function("() => globalThis.kgraph")
        page.home = home
        return page

    yield opened
    for server in servers:
        server.__exit__(None, None, None)
    assert asked and all(url.startswith((page.home, "blob:")) for url in asked), asked
    assert page.home.startswith("http://127.0.0.1:") or {url.partition("#")[0] for url in asked} == {page.home}


def counts(tab):
    """How many entities and lines are drawn, as the page says."""
    said = tab.locator("#counts span").first.inner_text()
    return [int("".join(c for c in part if c.isdigit())) for part in said.split("、")]


def find(tab, typed):
    tab.locator("#search").fill(typed)
    tab.wait_for_timeout(250)  # it waits for the next key for 120 ms
    return tab.locator("#results li")


def choose(tab, typed):
    """Search and take the first result."""
    find(tab, typed).first.wait_for()
    tab.locator("#search").press("Enter")
    tab.locator("#panel").wait_for()
    tab.wait_for_timeout(900)  # the flight takes 600 ms


def spot(tab, *names):
    """Where the middle of some entities is on the screen."""
    code = """(names) => {
      const { model, view } = kgraph;
      const box = document.getElementById("stage").getBoundingClientRect();
      const spots = names.map((name) => model.record.nodes.name.indexOf(name)).map((node) =>
        view.renderer ? view.renderer.graphToViewport({ x: model.x[node], y: model.y[node] })
                      : { x: (model.x[node] - view.camera.x) * view.camera.scale + view.width / 2,
                          y: (view.camera.y - model.y[node]) * view.camera.scale + view.height / 2 });
      const mean = (key) => spots.reduce((sum, one) => sum + one[key], 0) / spots.length;
      return [box.x + mean("x"), box.y + mean("y")];
    }"""
    return tab.evaluate(code, list(names))


def shown(tab, name):
    """Whether an entity passes the filters."""
    return tab.evaluate("(name) => kgraph.state.shown[kgraph.model.record.nodes.name.indexOf(name)] === 1", name)


def box(tab, label):
    """The box of a filter."""
    return tab.locator(".filters li label", has_text=label).locator("input")


@pytest.mark.parametrize("mode", MODES)
def test_it_opens_with_the_whole_graph_drawn_by_webgl(made, show, mode):
    tab = show(made, mode)
    record = json.loads((made / "explorer.json").read_text("utf-8"))
    pairs = {frozenset(pair) for pair in zip(record["facts"]["head"], record["facts"]["tail"], strict=True)}
    assert counts(tab) == [len(record["nodes"]["name"]), len(pairs)]
    assert tab.locator(".explorer").get_attribute("data-drawn") == "webgl"
    assert tab.locator("#stage canvas").count() >= 2
    tab.wait_for_timeout(300)
    tab.keep(f"opened-{mode}")


SEARCHES = [
    ("林可为", "林可为"),
    ("linkewei", "林可为"),
    ("lkw", "林可为"),
    ("linkw", "林可为"),
    ("星禾", "星禾电气有限公司"),
    ("xhdq", "星禾电气有限公司"),
    ("储能产业园", "白鹭湾储能产业园项目"),
    ("cncyy", "白鹭湾储能产业园项目"),
]


@pytest.mark.parametrize(("typed", "name"), SEARCHES)
def test_a_name_is_found_as_it_is_written_and_as_it_is_spoken(made, show, typed, name):
    assert find(show(made), typed).first.locator("bdi").first.inner_text() == name


def test_what_nobody_is_called_is_not_found(made, show):
    tab = show(made)
    assert find(tab, "不存在的名字").all_inner_texts() == ["没有找到"]
    tab.locator("#search").press("Enter")
    assert tab.locator("#panel").is_hidden()


@pytest.mark.parametrize("mode", MODES)
def test_from_pinyin_to_the_sentence_in_its_place(made, show, mode):
    tab = show(made, mode)
    choose(tab, "zyh")
    panel = tab.locator("#panel")
    assert panel.locator("h2").inner_text() == "周远航" and panel.locator(".kicker").inner_text() == "人物 person"
    assert tab.evaluate("decodeURIComponent(location.hash)").startswith("#")
    row = panel.locator(".row", has_text="区长")
    row.locator(".unfold").click()
    passage = row.locator("blockquote").first
    sentence = passage.locator(".sentence").inner_text()
    assert sentence in {d.quote(c.evidence) for f in knowledge().facts for c in f.claims for d in knowledge().documents}
    assert passage.locator("meter").count() == 1 and passage.locator("code").inner_text() != ""
    tab.keep(f"sentence-{mode}")
    passage.locator(".in-place").click()
    marks = panel.locator(".text mark")
    marks.first.wait_for()
    assert "".join(marks.all_inner_texts()) == sentence
    assert panel.locator(".place").inner_text().count("[") >= 1
    mark, frame = marks.first.bounding_box(), panel.bounding_box()
    assert frame["y"] <= mark["y"] <= frame["y"] + frame["height"]
    tab.keep(f"in-its-place-{mode}")
    assert panel.locator("a.button").count() == (mode == "server")
    panel.locator(".back-to").click()
    assert panel.locator("h2").inner_text() == "周远航"


def test_the_links_of_the_server_lead_to_its_pages(made, show):
    tab = show(made, "server")
    choose(tab, "周远航")
    link = tab.locator("#panel a", has_text="实体页").get_attribute("href")
    tab.locator("#panel .unfold").first.click()
    tab.locator("#panel .in-place").first.click()
    article = tab.locator("#panel a", has_text="文章页").get_attribute("href")
    for address, words in ((link, "周远航"), (article, "青岭市东溪区")):
        tab.goto(tab.home + address)
        assert words in tab.locator("body").inner_text()


@pytest.mark.parametrize("at", ["#Person/周远航", "#Person%2F周远航"])
def test_an_address_names_what_is_selected(made, show, at):
    tab = show(made, at=at)
    tab.locator("#panel").wait_for()
    assert tab.locator("#panel h2").inner_text() == "周远航"
    tab.keyboard.press("Escape")
    tab.locator("#panel").wait_for(state="hidden")
    assert tab.evaluate("location.hash") == ""
    tab.go_back()
    tab.locator("#panel").wait_for()


@pytest.mark.parametrize("webgl", [True, False])
def test_a_click_on_a_node_and_on_a_line(made, show, webgl, page):  # noqa: F811
    if not webgl:
        page.add_init_script("""const real = HTMLCanvasElement.prototype.getContext;
          HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind === "2d" ? real.call(this, kind, ...rest) : null; };""")
    tab = show(made)
    assert tab.locator(".explorer").get_attribute("data-drawn") == ("webgl" if webgl else "flat")
    assert tab.locator("#no-webgl").count() == (not webgl)
    tab.wait_for_timeout(300)
    tab.mouse.click(*spot(tab, "白鹭湾储能产业园项目"))
    tab.locator("#panel h2", has_text="白鹭湾储能产业园项目").wait_for()
    assert "投资额" in tab.locator("#panel").inner_text()
    tab.wait_for_timeout(1200)
    tab.mouse.move(0, 0)
    tab.keep(f"node-{'webgl' if webgl else 'canvas'}")
    tab.mouse.click(*spot(tab, "白鹭湾储能产业园项目", "星禾电气有限公司"))
    tab.locator("#panel .pair").wait_for()
    assert "承担" in tab.locator("#panel").inner_text() and tab.locator("#panel blockquote").count() >= 1
    tab.keep(f"line-{'webgl' if webgl else 'canvas'}")


def test_a_drag_moves_the_picture_and_selects_nothing(made, show):
    tab = show(made)
    tab.wait_for_timeout(300)
    before = spot(tab, "周远航")
    tab.mouse.move(500, 500)
    tab.mouse.down()
    tab.mouse.move(560, 540, steps=6)
    tab.mouse.up()
    tab.wait_for_timeout(500)
    after = spot(tab, "周远航")
    assert after[0] > before[0] + 30 and tab.locator("#panel").is_hidden()


def test_classes_relations_and_confidence_filter(made, show):
    tab = show(made)
    whole = counts(tab)
    box(tab, "人物").uncheck()
    assert not shown(tab, "周远航") and counts(tab)[0] < whole[0]
    tab.locator(".filters .reset").click()
    assert counts(tab) == whole and box(tab, "人物").is_checked()

    line = tab.locator(".filters li", has_text="承担")
    line.hover()
    line.locator(".only").click()
    assert shown(tab, "星禾电气有限公司")  # what has an attribute stays, as attributes are asked for on their own
    tab.locator("[data-filter=attributes] summary").click()
    tab.locator("[data-filter=attributes] .all button").nth(1).click()
    names = tab.evaluate("kgraph.model.record.nodes.name.filter((_, node) => kgraph.state.shown[node])")
    assert set(names) == {"星禾电气有限公司", "白鹭湾储能产业园项目"} and counts(tab) == [2, 1]
    tab.keep("one-relation")

    tab.locator(".filters .reset").click()
    tab.locator("[data-filter=confidence] input").fill("900")
    tab.wait_for_timeout(100)
    sure = tab.evaluate("[...kgraph.model.sure].filter((_, item) => kgraph.state.passes[item])")
    assert 0 < len(sure) < len(tab.evaluate("[...kgraph.model.sure]")) and min(sure) >= 900


def slide(tab, at, part):
    """Put a handle of the range of days at a part (0–1) of it."""
    code = "([at, part]) => { const one = document.querySelectorAll('.two-ranges input')[at];"
    code += " one.value = Number(one.min) + part * (one.max - one.min); one.dispatchEvent(new Event('input')); }"
    tab.evaluate(code, [at, part])
    tab.wait_for_timeout(100)


def test_time_filters_what_texts_say_and_what_was_published(made, show):
    tab = show(made)
    passing = "kgraph.state.passes.reduce((sum, one) => sum + one, 0)"
    whole, dated = tab.evaluate(passing), tab.evaluate("[...kgraph.model.from].filter((day) => day).length")
    assert 0 < dated < whole
    tab.locator(".undated input").uncheck()
    assert tab.evaluate(passing) == dated
    slide(tab, 0, 1)
    assert 0 < tab.evaluate(passing) < dated
    tab.locator(".undated input").check()
    assert whole - dated < tab.evaluate(passing) < whole
    tab.keep("time")
    tab.locator("[data-clock=published]").click()
    assert tab.evaluate(passing) == whole
    slide(tab, 1, 0)  # only what the first article says
    first = tab.evaluate(
        "[...kgraph.model.publishedFrom].filter((day) => day === kgraph.state.days.published[0]).length"
    )
    assert tab.evaluate(passing) == first < whole


def test_a_node_is_hidden_and_seen_alone_with_its_neighbours(made, show):
    tab = show(made)
    whole = counts(tab)
    choose(tab, "星禾电气有限公司")
    tab.locator("#panel button", has_text="只看邻居").click()
    neighbours = tab.evaluate("kgraph.model.neighbours(kgraph.state.node).size")
    assert counts(tab)[0] == neighbours + 1 < whole[0]
    choose(tab, "周远航")  # somebody else is drawn as well when he is chosen
    assert counts(tab)[0] == neighbours + 2
    tab.locator("#panel button", has_text="展开邻居").click()
    assert counts(tab)[0] > neighbours + 2
    tab.locator(".filters button", has_text="回到全图").click()
    tab.locator("#panel button", has_text="隐藏").click()
    assert counts(tab)[0] == whole[0] - 1 and tab.locator("#panel").is_hidden()
    tab.locator(".hidden-ones").click()
    assert counts(tab) == whole


def test_the_list_shows_what_the_filters_leave(made, show):
    tab = show(made)
    tab.locator(".lister").click()
    rows = tab.locator("#list li")
    assert rows.count() == counts(tab)[0]
    box(tab, "人物").uncheck()
    assert 0 < rows.count() == counts(tab)[0] and "周远航" not in tab.locator("#list").inner_text()
    tab.keep("list")
    rows.first.locator("button").click()
    tab.locator("#panel").wait_for()
    tab.locator(".lister").click()
    assert tab.locator("#stage").is_visible()


@pytest.mark.parametrize("mode", MODES)
def test_hostile_names_do_nothing(tmp_path, show, mode):
    whole = hostile([explorer.encodable(name) for name in HOSTILE])
    Graph(whole, Ontology.load()).write(tmp_path / "out")
    tab = show(tmp_path / "out", mode)
    for node in range(tab.evaluate("kgraph.model.size")):
        tab.evaluate("(node) => kgraph.go(node)", node)
        for handle in tab.locator("#panel .unfold").all():
            handle.click()
    tab.locator(".lister").click()
    find(tab, "script").first.wait_for()
    tab.keep(f"hostile-{mode}")
    assert tab.evaluate("window.hit") is None
    assert tab.locator("#panel img, #panel svg, #list img, #results script").count() == 0


def test_an_article_that_did_not_fit_is_told(made, show, tmp_path, monkeypatch):
    monkeypatch.setattr("kgraph.exports.explorer_texts.MOST_TEXT", 0)
    Graph(knowledge(), Ontology.load()).write(tmp_path / "out")
    tab = show(tmp_path / "out")
    assert "未收入 2 篇文章全文" in tab.locator("#counts").inner_text()
    choose(tab, "周远航")
    tab.locator("#panel .unfold").first.click()
    sentence = tab.locator("#panel .sentence").first.inner_text()
    tab.locator("#panel .in-place").first.click()
    tab.locator("#panel .text mark").wait_for()
    assert tab.locator("#panel .text mark").inner_text() == sentence
    assert "没有收入这篇文章的全文" in tab.locator("#panel .text").inner_text()


def crowd(record):
    """A record with `MANY` entities and no facts, the last of them called 末位公司."""
    names = [f"公司{number}" for number in range(MANY - 1)] + ["末位公司"]
    nodes = {"id": [0] * MANY, "name": names, "aliases": {}, "class": [0] * MANY, "mentions": [1] * MANY,
             "x": [at % 150 for at in range(MANY)], "y": [at // 150 for at in range(MANY)]}  # fmt: skip
    facts = {key: {} if key == "note" else [] for key in record["facts"]}
    spoken = {"readings": {}, "others": {names[-1]: "mo wei gong si"}}
    return record | {"nodes": nodes, "facts": facts, "values": {key: [] for key in record["values"]}, "spoken": spoken}


def test_what_is_not_drawn_is_counted_and_can_be_searched(made, show, tmp_path):
    shutil.copytree(made, tmp_path / "out")
    path = tmp_path / "out" / "explorer.json"
    path.write_text(json.dumps(crowd(json.loads(path.read_text("utf-8")))), "utf-8")
    tab = show(tmp_path / "out", "server")
    assert counts(tab)[0] == 20_000 and "其余 30 个可搜索" in tab.locator("#counts").inner_text()
    result = find(tab, "mowei").first
    assert "末位公司" in result.inner_text() and "未画出" in result.inner_text()
    choose(tab, "mowei")
    assert counts(tab)[0] == 20_001 and "其余 29 个可搜索" in tab.locator("#counts").inner_text()


def test_the_server_finds_what_the_page_does_not_hold(show, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "FOLDER", Limits(nodes=1, facts=1, passages=1))
    Graph(knowledge(), Ontology.load()).write(tmp_path / "out")
    tab = show(tmp_path / "out", "server")
    assert counts(tab) == [1, 0] and "11 个实体" in tab.locator("#counts").inner_text()
    find(tab, "lkw")
    tab.locator("#results li", has_text="林可为").click()
    tab.wait_for_url("**/Person/**")  # /id/… leads there
    assert "林可为" in tab.locator("body").inner_text()


def test_data_of_another_version_is_refused_in_plain_words(made, tmp_path, page):  # noqa: F811
    shutil.copytree(made, tmp_path / "out")
    (tmp_path / "out" / "explorer.json").write_text('{"version": 0}', "utf-8")
    with serving(tmp_path / "out") as home:
        page.goto(f"{home}/explorer")
        page.locator(".failed").wait_for()
        assert "kgraph build" in page.locator(".failed").inner_text()
    page.faults.clear()  # the console says so too


def test_a_graph_of_nothing_says_so(show, tmp_path):
    Graph(type(knowledge())(), Ontology.load()).write(tmp_path / "out")
    tab = show(tmp_path / "out")
    assert "图中没有实体" in tab.locator("#counts").inner_text()


def test_it_fits_a_narrow_screen(made, show, page):  # noqa: F811
    page.set_viewport_size(NARROW)
    tab = show(made)
    assert tab.locator(".filters").is_hidden()
    tab.locator(".drawer").click()
    assert tab.locator(".filters").is_visible()
    tab.keep("narrow-filters")
    tab.locator(".drawer").click()
    choose(tab, "周远航")
    tab.keep("narrow-panel")
    wide = tab.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW["width"]


def test_a_script_that_somebody_put_into_the_file_does_not_run(made, show, tmp_path):
    text = (made / "graph.html").read_text("utf-8")
    (tmp_path / "graph.html").write_text(text.replace("</body>", "<script>window.hit=1</script></body>"), "utf-8")
    tab = show(tmp_path)
    assert tab.evaluate("window.hit") is None
    assert any("Content Security Policy" in fault for fault in tab.faults)
    tab.faults.clear()
