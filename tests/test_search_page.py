"""Search by name, alias, part, pinyin and initials: what comes first, for programs and for people."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from helpers_pages import read, words
from helpers_web import fetch, running
from hypothesis import given
from hypothesis import strategies as st

from kgraph.spoken import initials, pinyin
from kgraph.text import name_key
from kgraph.web.names import Names
from kgraph.web.things import Thing

THINGS = [
    Thing(f"x:{n}", "Company", name, aliases, facts, 0)
    for n, (name, aliases, facts) in enumerate([
        ("云帆科技有限公司", ("云帆科技", "云帆"), 9), ("云帆", (), 1), ("青岭云帆物流园", (), 30), ("重庆长安", (), 3),
        ("长江", (), 2), ("XYZ电气", (), 1), ("“一号”工程(二期)", (), 1), ("吕秀莲", (), 1), ("西安", (), 5),
        ("先", (), 1),
    ])
]  # fmt: skip
INDEX = Names(THINGS)

FOUND = [  # query, names in the order found, how the first one was
    ("云帆", ["云帆", "云帆科技有限公司", "青岭云帆物流园"], "name"),
    ("云帆科技", ["云帆科技有限公司"], "alias"),
    ("云帆科", ["云帆科技有限公司"], "begins"),
    ("物流", ["青岭云帆物流园"], "part"),
    ("ＸＹＺ 电气", ["XYZ电气"], "name"),
    ("xyz", ["XYZ电气"], "begins"),
    ("一号工程（二期）", ["“一号”工程(二期)"], "name"),
    ("重慶長安", ["重庆长安"], "name"),
    ("chongqing", ["重庆长安"], "pinyin"),
    ("chong qing", ["重庆长安"], "pinyin"),
    ("changan", ["重庆长安"], "pinyin"),
    ("angan", [], ""),  # no syllable begins there
    ("cqca", ["重庆长安"], "initials"),
    ("cqc", ["重庆长安"], "initials"),
    ("lvxiulian", ["吕秀莲"], "pinyin"),
    ("xian", ["西安", "先", "云帆科技有限公司"], "pinyin"),  # 有限
    ("xi'an", ["西安", "先", "云帆科技有限公司"], "pinyin"),
    ("yihaogongchengerqi", ["“一号”工程(二期)"], "pinyin"),
    ("“”", [], ""),
    ("云凡科技有限公司", ["云帆科技有限公司"], "like"),
    ("完全没有的名字", [], ""),
    ("", [], ""),
]


@pytest.mark.parametrize(("query", "names", "how"), FOUND)
def test_what_is_found_and_in_which_order(query, names, how):
    hits = INDEX.search(query, 3)
    assert [hit.thing.name for hit in hits] == names
    assert not hits or hits[0].how == how


def test_each_thing_is_found_once_and_no_more_than_asked_for():
    hits = INDEX.search("云帆", 50)
    assert len({hit.thing.iri for hit in hits}) == len(hits)
    assert len(INDEX.search("云帆", 2)) == 2


@given(st.text(max_size=20))
def test_any_text_can_be_searched_for(text):
    found = INDEX.search(text, 5)
    assert len(found) <= 5
    assert all(hit.matched in hit.thing.names for hit in found)


def test_every_name_finds_its_thing_however_it_is_typed(seed_graph):
    entities = seed_graph.knowledge.entities
    index = Names(Thing(e.id, e.type, e.name, tuple(e.aliases)) for e in entities)
    for entity in entities:
        for name in (entity.name, *entity.aliases):
            assert entity.id in {hit.thing.iri for hit in index.named(name)}
        if name_key(entity.name) and not entity.name.isascii():
            for typed in (pinyin(entity.name), pinyin(entity.name).replace(" ", ""), initials(entity.name)):
                assert entity.id in {hit.thing.iri for hit in index.search(typed, 100)}, typed


# ── over HTTP ──


@pytest.fixture(scope="module")
def server(seed_folder):
    with running(seed_folder) as server:
        yield server


def search(server, **fields) -> dict:
    answer = fetch(server, "GET", "/search?" + urlencode(fields))
    assert (answer.status, answer.kind) == (200, "application/json")
    return json.loads(answer.body)


def test_programs_get_json(server):
    found = search(server, q="中联钢国际")
    (first,) = found["results"]
    assert first["name"] == "郑州中联钢实业有限公司" and first["matched"] == "中联钢国际" and first["how"] == "alias"
    assert first["type"] == "Company" and first["label"] == "企业" and not found["more"]
    assert fetch(server, "GET", first["path"], Accept="text/html").status == 303


def test_people_get_a_page(server):
    answer, tree = read(server, "/search?q=zhengzhou", Accept="text/html,*/*;q=0.8")
    assert answer.headers["vary"] == "Accept" and "拼音" in words(tree)
    assert tree.xpath("//input[@name='q']/@value") == ["zhengzhou"]
    _, empty = read(server, "/search", Accept="text/html")
    assert "输入名称" in words(empty)
    assert fetch(server, "GET", "/search?q=x&format=html").kind == "text/html"


def test_a_list_is_cut_and_says_so(server):
    found = search(server, q="项目", limit=3)
    assert len(found["results"]) == 3 and found["more"]
    assert {hit["type"] for hit in search(server, q="郑州", type="Company")["results"]} == {"Company"}
    wide = {hit["type"] for hit in search(server, q="郑州", type="Organisation", limit=50)["results"]}
    assert wide <= {"Company", "GovernmentBody", "Institution"} and len(wide) > 1


@pytest.mark.parametrize(
    "fields", [{"q": "x" * 201}, {"q": "x", "limit": "0"}, {"q": "x", "limit": "x"}, {"q": "x", "limit": "101"},
               {"q": "x", "type": "Nothing"}, {"q": "x", "format": "xml"}],
)  # fmt: skip
def test_what_cannot_be_searched_for_is_refused(server, fields):
    assert fetch(server, "GET", "/search?" + urlencode(fields)).status == 400
