"""What the explorer is given: columns that fit together, nothing left out in silence, a page that no name can break.

How it behaves in a browser is in test_explorer_browser.py.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from helpers_knowledge import knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gexf import NASTY, RULES

from kgraph import graph, spoken
from kgraph.exports import explorer, explorer_data, explorer_names, explorer_texts, view
from kgraph.exports.columns import Sheet
from kgraph.exports.explorer_data import FOLDER, Limits, Record
from kgraph.exports.facts import Shelf
from kgraph.exports.layout import positions
from kgraph.nouns import Value
from kgraph.ontology import Ontology

HOSTILE = [
    "</script><script>window.hit=1</script>",
    "<!--<script>",
    "</style><img src=x onerror=window.hit=1>",
    "\u2028window.hit=1\u2029",
    "\"'><svg/onload=window.hit=1>",
    "${window.hit=1}`+window.hit",
    "\x00\x1b\x7f\ud800",
    "\u202e下载.txt",
    "__proto__",
    "constructor",
]
MAX_LINES = 250  # of a script, as of a Python file
MIN_SCRIPTS = 20


def parts(whole=None):
    whole, ontology = whole or knowledge(), Ontology.load()
    made = graph.make(whole, ontology)
    return Shelf(whole, ontology), Sheet(made, ontology, RULES), positions(made), RULES


def record(limits=FOLDER, whole=None):
    return Record(*parts(whole), explorer.words(), limits).made()


def page(whole=None):
    return "".join(explorer.Explorer(*parts(whole)).page())


@pytest.fixture(scope="module")
def made():
    return record()


class Blocks(HTMLParser):
    """The scripts and styles of a page, each with its attributes, and all other tags."""

    def __init__(self, text):
        super().__init__()
        self.blocks, self.tags, self.links = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href", "action", "data")]
        if tag in ("script", "style"):
            self.blocks.append([tag, dict(attrs), ""])

    def handle_data(self, data):
        if self.tags and self.tags[-1] in ("script", "style"):
            self.blocks[-1][2] += data

    def handle_endtag(self, tag):
        self.tags.append(f"/{tag}")


# ── the record ──


@pytest.mark.parametrize("kind", ["nodes", "facts", "values", "documents"])
def test_the_columns_of_a_kind_are_equally_long(made, kind):
    long = {len(column) for column in made[kind].values() if isinstance(column, list)}
    assert len(long) == 1 and 0 not in long


def test_every_entity_and_every_standing_fact_is_there(made):
    shelf, sheet, *_ = parts()
    nodes = made["nodes"]
    ids = [id or f"{made['classes'][kind][0]}/{name}"
           for id, kind, name in zip(nodes["id"], nodes["class"], nodes["name"], strict=True)]  # fmt: skip
    assert sorted(ids) == sorted(sheet.graph)
    facts = zip(made["facts"]["head"], made["facts"]["relation"], made["facts"]["tail"], strict=True)
    told = {(ids[head], made["relations"][relation][0], ids[tail]) for head, relation, tail in facts}
    assert told == {(f.subject, f.relation, f.object) for f in shelf.facts if not isinstance(f.object, Value)}
    assert len(made["values"]["of"]) == sum(isinstance(f.object, Value) for f in shelf.facts)


def test_the_best_connected_come_first_and_so_do_the_facts_between_them(made):
    ends = list(zip(made["facts"]["head"], made["facts"]["tail"], strict=True))
    degree = [sum(pair.count(node) for pair in ends) for node in range(len(made["nodes"]["name"]))]
    assert degree == sorted(degree, reverse=True)
    assert [max(pair) for pair in ends] == sorted(max(pair) for pair in ends)


def test_the_positions_of_a_passage_spell_its_sentence(made):
    sources = {d.id: d.page.text for d in knowledge().documents}
    quotes = {d.quote(c.evidence) for d in knowledge().documents for f in knowledge().facts for c in f.claims
              if c.document == d.id}  # fmt: skip
    passages = [p for kind in ("facts", "values") for several in made[kind]["passages"] for p in several]
    found = [(made["documents"]["id"][p[0]], p[5:]) for p in passages]
    assert len(found) > 10
    for id, ends in found:
        assert "".join(sources[id][a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)) in quotes


def test_values_are_told_as_a_reader_wants_them(made):
    assert {"1,250,000,000 CNY", "已签约"} <= set(made["values"]["said"])
    assert any("进出口总值" in said and "同比 +7.2%" in said for said in made["values"]["said"])


def test_a_post_has_its_title_and_its_days(made):
    note = next(at for at, note in made["facts"]["note"].items() if note == "区长")
    assert made["facts"]["from"][note] == explorer_data.date(2023, 11, 1).toordinal()


def test_what_is_over_a_limit_is_counted(made):
    small = record(Limits(nodes=4, facts=3, passages=1))
    whole, left = small["counts"], small["left_out"]
    assert len(small["nodes"]["name"]) == 4 and small["nodes"]["name"] == made["nodes"]["name"][:4]
    for kind, column in (("nodes", "name"), ("facts", "head"), ("values", "of")):
        assert len(small[kind][column]) + left[kind] == whole[kind] == len(made[kind][column])
    assert all(len(passages) == 1 for passages in small["facts"]["passages"])
    assert max(small["facts"]["head"] + small["facts"]["tail"]) < 4
    assert not Limits(4, 3, 1).hold(made) and FOLDER.hold(made)


def test_a_node_that_the_layout_left_out_has_a_place():
    shelf, sheet, _, rules = parts()
    nodes = Record(shelf, sheet, {}, rules, explorer.words(), FOLDER).made()["nodes"]
    assert len(set(zip(nodes["x"], nodes["y"], strict=True))) == len(nodes["x"])


# ── names as they are spoken ──


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.one_of(NASTY, st.text("重庆长安银行东区AB12 ·", max_size=8)), max_size=12))
def test_every_name_can_be_spelt_from_what_is_kept(names):
    kept = explorer_names.of_names(names)
    for name in names:
        spelt = kept.others.get(name, " ".join(explorer_names.spell(name, kept.readings)))
        assert spelt == " ".join(spoken.syllables(name))


NODE = shutil.which("node")
SPOKEN = """
import { syllables, heard } from "./web/src/explorer/spoken.js";
const { kept, names, typed } = JSON.parse(process.argv[1]);
const places = typed.map(([letters, said]) => heard(letters, said));
console.log(JSON.stringify([names.map((name) => syllables(name, kept)), places]));
"""
TYPED = [
    ("zhengzhou", "zheng zhou shi", 0),
    ("zzs", "zheng zhou shi", 0),
    ("zhengzs", "zheng zhou shi", 0),
    ("zs", "zheng zhou shi", 1),
    ("shi", "zheng zhou shi", 2),
    ("xian", "xi an", 0),
    ("xian", "xian", 0),
    ("fangan", "fang an", 0),
    ("fangan", "fan gan", 0),
    ("engzhou", "zheng zhou shi", -1),
    ("zhengzhoushix", "zheng zhou shi", -1),
    ("zst", "zheng zhou shi", -1),
]


@pytest.mark.skipif(not NODE, reason="needs node")
def test_the_browser_hears_names_as_python_speaks_them(root):
    names = ["重庆市", "重点项目", "ABC公司 2023", "长安银行", "张·三", "𠮷野家", "__proto__", "constructor", ""]
    kept = explorer_names.of_names(names)
    given = {"kept": vars(kept), "names": names, "typed": [(typed, said.split()) for typed, said, _ in TYPED]}
    command = [NODE, "--input-type=module", "-e", SPOKEN, json.dumps(given)]
    spelt, places = json.loads(subprocess.run(command, cwd=root, capture_output=True, check=True).stdout)
    parts = [" ".join(spoken.syllables(name)).lower().split() for name in names]
    assert spelt == [[part for part in one if re.search(r"[^\W_]", part)] for one in parts]
    assert places == [place for *_, place in TYPED]


# ── graph.html ──


def test_the_page_allows_its_own_script_and_style_and_nothing_else():
    text = page()
    blocks = Blocks(text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    scripts = [content for tag, attrs, content in blocks.blocks if tag == "script" and "type" not in attrs]
    styles = [content for tag, _, content in blocks.blocks if tag == "style"]
    assert [len(scripts), len(styles)] == [1, 1]
    assert (
        f"script-src '{explorer.digest(scripts[0])}';" in policy
        and f"style-src '{explorer.digest(styles[0])}';" in policy
    )
    assert policy.startswith("default-src 'none';") and blocks.links == ["data:,"]


def hostile(names=HOSTILE):
    """The fixture, its entities renamed (in turn) to what is hostile, aliases too."""
    whole = knowledge()
    renamed = (
        replace(entity, name=names[at % len(names)], aliases=(*names, *entity.aliases))
        for at, entity in enumerate(whole.entities)
    )
    return replace(whole, entities=tuple(renamed))


def test_no_name_can_leave_the_data():
    text = page(hostile())
    blocks = Blocks(text)
    assert blocks.tags.count("script") == blocks.tags.count("/script") == 3 and "img" not in blocks.tags
    data = next(content for tag, attrs, content in blocks.blocks if attrs.get("id") == "graph")
    assert not re.search("[<>&\u2028\u2029]", data)
    names = {name for more in json.loads(data)["nodes"]["aliases"].values() for name in more}
    assert names >= {explorer.encodable(name) for name in HOSTILE}
    text.encode("utf-8")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(NASTY, min_size=1, max_size=9))
def test_any_name_comes_out_of_the_page_as_it_went_in(names):
    blocks = Blocks(page(hostile(names)))
    data = next(content for tag, attrs, content in blocks.blocks if attrs.get("id") == "graph")
    told = {name for more in json.loads(data)["nodes"]["aliases"].values() for name in more}
    assert {explorer.encodable(name) for name in names} <= told


def test_the_licences_of_what_is_inside_travel_with_it():
    blocks = Blocks(page())
    told = json.loads(next(content for _, attrs, content in blocks.blocks if attrs.get("id") == "licences"))
    assert "sigma" in told and "graphology" in told and "Permission is hereby granted" in told


@pytest.mark.parametrize("script", ["a='</script>'", "a=/<!--/", "a=`</SCRIPT >`"])
def test_a_script_inside_html_cannot_end_it(script):
    blocks = Blocks(f"<script>{explorer.inline(script)}</script><p>")
    assert blocks.tags == ["script", "/script", "p"]


def test_articles_travel_in_the_page_as_far_as_they_fit(monkeypatch, made):
    shelf = parts()[0].documents
    whole = explorer_texts.inside(made, shelf)
    assert len(whole["texts"]) == 2 and whole["quotes"] == {} and whole["left_out"]["texts"] == 0
    assert {text for text, _ in whole["texts"].values()} == {document.text for document in shelf.values()}

    monkeypatch.setitem(view.LIMITS, "documents", 1)
    some = explorer_texts.inside(made, shelf)
    assert [len(some["texts"]), some["left_out"]["texts"], some["left_out"]["quotes"]] == [1, 1, 0]
    (document, quotes), = some["quotes"].items()  # fmt: skip
    source = shelf[made["documents"]["id"][document]].page.text
    for key, quote in quotes.items():
        ends = [int(end) for end in key.split("-")]
        assert "".join(source[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)) == quote

    monkeypatch.setattr(explorer_texts, "MOST_QUOTES", 0)
    none = explorer_texts.inside(made, shelf)
    assert none["quotes"] == {} and none["left_out"]["quotes"] > 0


# ── the scripts ──


def test_scripts_are_short_and_say_what_comes_in_and_goes_out(root):
    scripts = sorted((root / "web" / "src" / "explorer").glob("*.js"))
    assert len(scripts) >= MIN_SCRIPTS
    for script in scripts:
        lines = script.read_text("utf-8").splitlines()
        assert len(lines) <= MAX_LINES and lines[0].startswith("// "), script.name


def test_nothing_of_a_name_can_become_markup(root):
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    for script in (root / "web" / "src" / "explorer").glob("*.js"):
        assert not markup.search(script.read_text("utf-8")), script.name
