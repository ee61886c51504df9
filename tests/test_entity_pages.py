"""The pages of things and articles: what they say, where they lead, and that no text of the graph becomes HTML."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import deque
from urllib.parse import unquote, urlsplit

import pytest
import rdflib
from conftest import HOME, SEED
from helpers_knowledge import knowledge
from helpers_pages import MANY, address, hub_folder, read, trig, triples, words
from helpers_web import fetch, port_of, running, write_folder
from hypothesis import HealthCheck, given, settings
from lxml import html
from pyoxigraph import NamedNode, RdfFormat
from test_gexf import NASTY

import kgraph
from kgraph import iris, queries
from kgraph.ontology import Ontology
from kgraph.web import templates
from kgraph.web.negotiation import choose

HTML, TURTLE, JSONLD, NT = "text/html", "text/turtle", "application/ld+json", "application/n-triples"
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
}
OURS = {"a", "b", "blockquote", "body", "br", "button", "circle", "code", "dd", "defs", "div", "dl", "dt", "footer",
        "form", "g", "h1", "h2", "h3", "head", "html", "input", "li", "link", "main", "mark", "marker", "meta", "meter",
        "nav", "ol", "p", "path", "rect", "section", "small", "span", "strong", "svg", "table", "td", "text", "th",
        "time", "title", "tr", "ul", "base"}  # fmt: skip
OTHERS = ("/explorer", "/query", "/report.html", "/data/", "/graph.", "/.well-known/")  # they have tests of their own
MIN_PAGES = 300  # pages of the example folder that are reached from the first one


@pytest.fixture(scope="module")
def seed(seed_folder):
    with running(seed_folder) as server:
        yield server


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two invented articles with a denial, a joint, markup in a name."""
    folder = tmp_path_factory.mktemp("made") / "out"
    kgraph.Graph(knowledge(), Ontology.load()).write(folder)
    with running(folder) as server:
        yield server


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with running(hub_folder(tmp_path_factory.mktemp("hub"))) as server:
        yield server


# ── who gets what ──

ACCEPTS = [
    ("", HTML), ("*/*", HTML), ("text/html,application/xhtml+xml,*/*;q=0.8", HTML), ("text/turtle", TURTLE),
    ("text/turtle;q=0.5, application/ld+json", JSONLD), ("text/*;q=0.3, application/n-triples;q=0.9", NT),
    ("text/html;q=0.1, text/turtle", TURTLE), ("*/*;q=0.1, text/html;q=0", TURTLE), ("image/png", None),
    ("text/turtle;q=0", None), ("TEXT/TURTLE; charset=utf-8", TURTLE), ("text/turtle;q=nonsense, text/html", HTML),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "wanted"), ACCEPTS)
def test_the_form_that_a_client_would_rather_have(accept, wanted):
    assert choose(accept, (HTML, TURTLE, JSONLD, NT)) == wanted


@pytest.mark.parametrize(
    ("accept", "place"),
    [(HTML, "/page/Company/星禾电气有限公司"), (TURTLE, "/data/Company/星禾电气有限公司.ttl"),
     (JSONLD, "/data/Company/星禾电气有限公司.jsonld"), ("application/json", "/data/Company/星禾电气有限公司.jsonld"),
     (NT, "/data/Company/星禾电气有限公司.nt"), ("*/*", "/page/Company/星禾电气有限公司")],
)  # fmt: skip
def test_a_thing_leads_to_what_is_said_of_it(made, accept, place):
    answer = fetch(made, "GET", address("/id/Company/星禾电气有限公司"), Accept=accept)
    assert (answer.status, answer.headers["vary"]) == (303, "Accept")
    assert answer.headers["location"].isascii() and unquote(answer.headers["location"]) == place
    assert fetch(made, "GET", answer.headers["location"]).status == 200


def test_an_article_leads_to_its_page_and_what_is_wanted_in_no_form_is_refused(made):
    answer = fetch(made, "GET", "/id/doc/d-first", Accept=HTML)
    assert (answer.status, answer.headers["location"]) == (303, "/document/d-first")
    assert fetch(made, "GET", "/id/doc/d-first", Accept="image/png").status == 406


def test_each_form_names_the_others_and_the_thing(made):
    for path in ("/page/Company/星禾电气有限公司", "/data/Company/星禾电气有限公司.ttl"):
        link = fetch(made, "GET", address(path)).headers["link"]
        assert all(f'type="{kind}"' in link for kind in (HTML, TURTLE, JSONLD, NT))
        assert f"<{iris.BASE}Company/%E6%98%9F" in link and 'rel="describes"' in link


# ── data ──


def test_all_forms_hold_the_same_triples_and_those_of_the_graph(made, seed_folder, seed):
    for server, path in ((made, "Company/星禾电气有限公司"), (seed, "Programme/三个一批"), (seed, "Place/郑州经开区")):
        bodies = {end: fetch(server, "GET", address(f"/data/{path}.{end}")) for end in FORMATS}
        found = [triples(answer.body, FORMATS[end]) for end, answer in bodies.items()]
        assert found[0] == found[1] == found[2] != set()
        assert [answer.kind for answer in bodies.values()] == [TURTLE, JSONLD, NT]
    whole = triples((seed_folder / "graph.ttl").read_bytes(), FORMATS["ttl"])
    node = NamedNode(iris.BASE + "Place/郑州经开区")
    assert found[0] <= whole
    assert {t for t in whole if node in (t.subject, t.object)} <= found[0]
    quotes = {t.object.value for t in found[0] if t.predicate.value == iris.KG + "quote"}
    assert len(quotes) > 3, "the sentences come along"


PAGES = """
import sys
from kgraph.web.http import Request
from kgraph.web.routes import answer
from kgraph.web.served import Served
served = Served.open(sys.argv[1])
for path in ["/", "/document/", *(p + tail for tail in served.things.by_iri for p in ("/page/", "/data/"))]:
    end = ".ttl" if path.startswith("/data/") else ""
    request = Request("GET", path.replace(served.things.base, "") + end, {}, {"accept": "text/html"})
    sys.stdout.buffer.write(answer(request, served).body)
"""


def test_the_same_graph_gives_the_same_bytes_in_every_process(seed_folder):
    """No order of a set or of the store shows."""
    made = [
        subprocess.run([sys.executable, "-c", PAGES, str(seed_folder)], capture_output=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert made[0] == made[1] and made[0].count(b"<!DOCTYPE html>") > 100


def test_rdflib_follows_a_thing_to_its_triples(seed):
    """A client that is not ours: it asks for RDF and follows the redirect by itself."""
    graph = rdflib.Graph().parse(f"http://127.0.0.1:{port_of(seed)}{address('/id/Person/张波@郑州经开区')}")
    person = rdflib.URIRef(iris.BASE + "Person/张波@郑州经开区")
    assert [str(name) for name in graph.objects(person, rdflib.SKOS.prefLabel)] == ["张波"]


# ── pages ──


def test_a_page_says_what_is_known_with_its_sentences(made):
    _, tree = read(made, address("/page/Company/星禾电气有限公司"))
    said = words(tree)
    assert tree.xpath("string(//h1)").startswith("星禾电气有限公司") and "又称 also 星禾电气" in said
    line = tree.xpath("//ul[contains(@class, 'facts')]/li[.//a[text()='白鹭湾储能产业园项目']]")[0]
    said_by = line.xpath(".//blockquote/a")[0]
    assert "投资12.5亿元建设白鹭湾储能产业园项目" in said_by.text_content()
    assert said_by.get("href").startswith("/document/d-first?mark=") and said_by.get("href").endswith("#mark")
    assert "east.txt [" in words(line) and "2024-03-03" in words(line) and line.xpath(".//meter/@value")
    assert "林可为" in said and "不成立" in said and "否认" in said, "what is denied is shown as such"


def test_what_happened_and_what_was_published_are_told_apart(made):
    _, tree = read(made, address("/page/Event/2024年第一季度重点项目签约仪式"))
    moments = {(li.get("class"), li.xpath("string(time)")) for li in tree.xpath("//ol[@class='timeline']/li")}
    assert moments == {("happened", "2024-03-02"), ("published", "2024-03-03")}


def test_doubles_are_shown_with_their_reasons(seed):
    _, tree = read(seed, address("/page/Person/鲁慧@郑州经开区"))
    card = words(tree.xpath("//section[contains(@class, 'card')]")[0])
    assert "可能是同一实体" in card and "the same name 鲁慧" in card
    assert tree.xpath("//section[contains(@class, 'card')]//a/@href") == [address("/id/Person/鲁慧@郑州经开区~2")]


def test_every_node_of_the_graph_has_a_page(seed, seed_folder):
    store = queries.open(seed_folder)
    subjects = sorted(
        {q.subject.value for q in store if q.subject.value.startswith(iris.BASE) and "#" not in q.subject.value}
    )
    for iri in subjects[::7]:
        assert fetch(seed, "GET", address("/id/" + iri.removeprefix(iris.BASE)), Accept=HTML).status == 303, iri
        where = fetch(seed, "GET", address("/id/" + iri.removeprefix(iris.BASE)), Accept=HTML).headers["location"]
        assert fetch(seed, "GET", where).status == 200, iri


def test_no_link_of_the_pages_is_dead(seed):
    """All pages reached from the first one, followed as a browser would."""
    seen, waiting = {"/"}, deque(["/"])
    while waiting:
        path = waiting.popleft()
        answer = fetch(seed, "GET", path, Accept=HTML)
        assert answer.status in (200, 303), path
        found = (
            [answer.headers["location"]]
            if answer.status == 303
            else html.document_fromstring(answer.text).xpath("//@href")
        )
        for link in found:
            target = urlsplit(link)
            bare = target.path if target.path.startswith("/document/") else f"{target.path}?{target.query}".rstrip("?")
            if not target.scheme and bare not in seen and not bare.startswith(OTHERS):
                seen.add(bare)
                waiting.append(bare)
    assert len(seen) >= MIN_PAGES


# ── a thing with very many facts ──


def test_a_page_of_very_many_facts_is_cut_and_says_what_is_left_out(hub):
    answer, tree = read(hub, address("/page/Place/大港区"))
    assert len(answer.body) < 100_000
    assert f"另有 {MANY - 12:,} 条" in words(tree) and f"全部 {MANY:,} 条" in words(tree)
    assert f"{MANY - 9:,} 个" in words(tree.xpath("//section[@class='drawing']")[0])


def test_all_of_very_many_facts_can_be_reached(hub):
    path, found = address("/page/Place/大港区") + "?relation=locatedIn&side=in", set()
    for number in range(1, MANY // 50 + 1):
        _, tree = read(hub, f"{path}&page={number}")
        found |= set(tree.xpath("//ul[contains(@class, 'facts')]/li/div/span/a/text()"))
        assert bool(tree.xpath("//a[@rel='next']")) == (number < MANY // 50)
    assert len(found) == MANY


def test_all_sentences_of_a_fact_can_be_reached(tmp_path):
    text = "<Person/甲> a kg:Person ; kg:attended <Event/会> . <Event/会> a kg:Event . <doc/d> a kg:Document ."
    for number in range(30):
        text += (
            f"<doc/d> {{ <claim/d/{number}> rdf:subject <Person/甲> ; rdf:predicate kg:attended ;"
            f' rdf:object <Event/会> ; kg:beginIndex {number} ; kg:endIndex {number + 1} ; kg:quote "第{number}句" }}'
        )
    with running(write_folder(tmp_path, trig(text))) as server:
        _, tree = read(server, address("/page/Person/甲"))
        assert len(tree.xpath("//blockquote")) == 2 and "另有 28 处原文" in words(tree)
        _, whole = read(server, tree.xpath("//a[text()='全部 30 处']/@href")[0], Accept=HTML)
    assert [quote.text for quote in whole.xpath("//blockquote/a")] == [f"第{number}句" for number in range(30)]


@pytest.mark.parametrize(
    "query", ["relation=nothing", "relation=locatedIn&page=0", "relation=locatedIn&page=x", "list=x",
              "relation=locatedIn&page=99999999999", "relation=locatedIn&relation=partOf"],
)  # fmt: skip
def test_a_list_that_is_none_is_refused(hub, query):
    assert fetch(hub, "GET", address("/page/Place/大港区") + f"?{query}").status in (400, 404)


# ── names of every kind ──

HOSTILE = '<script>alert(1)</script>" onload="x'


def test_nothing_of_a_name_becomes_markup(made, tmp_path):
    name = HOSTILE.replace('"', '\\"') + "\\u0000\\u202e"
    text = (
        f'<Person/恶> a kg:Person ; skos:prefLabel "{name}"@zh ; skos:altLabel "<img src=x>"@zh ;'
        " kg:attended <Event/会> ."
        '<Event/会> a kg:Event ; skos:prefLabel "会</title><svg onload=alert(1)>"@zh . <doc/d> a kg:Document .'
        "<doc/d> { <claim/d/1> rdf:subject <Person/恶> ; rdf:predicate kg:attended ; rdf:object <Event/会> ;"
        ' kg:quote "<b>引</b>" ; kg:speaker "<i>某</i>" ; kg:rule "\\"><script>" }'
    )
    with running(write_folder(tmp_path, trig(text))) as server:
        for path in ("/", "/page/Person/恶", "/page/Event/会", "/page/claim/d/1", "/class/Person", "/search?q=script",
                     "/page/没有<script>", "/reconcile/preview?id=Person/恶"):  # fmt: skip
            _, tree = read(server, address(path), Accept=HTML)
            assert {node.tag for node in tree.iter() if isinstance(node.tag, str)} <= OURS, path
            assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")], path
        _, tree = read(server, address("/page/Person/恶"))
    assert HOSTILE in words(tree.xpath("//h1")[0]) and "␀" in words(tree.xpath("//h1")[0])
    assert "<b>引</b>" in words(tree)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NASTY, label=NASTY)
def test_a_template_escapes_whatever_it_is_given(name, label):
    page = templates.page("missing.html", 404, name=name, near=[], things=None, ontology=None).body.decode()
    tree = html.document_fromstring(page)
    assert {node.tag for node in tree.iter()} <= OURS


def test_addresses_with_percent_signs_slashes_and_plus_find_their_things(tmp_path):
    tails = ("Project/%E9%A1%B9%2B1", "Project/甲%2F乙", "Project/50%25股", "Project/a%20b")
    text = "".join(f'<{tail}> a kg:Project ; skos:prefLabel "{tail}"@zh . ' for tail in tails)
    sent = (
        "%E7%94%B2%2F%E4%B9%99",
        "50%25%E8%82%A1",
        "50%2525%E8%82%A1",
        "a%20b",
        "%25E9%25A1%25B9%252B1",
        "%E9%A1%B9+1",
    )
    with running(write_folder(tmp_path, trig(text))) as server:
        for name in sent:
            sent = f"/id/Project/{name}"
            answer = fetch(server, "GET", sent, Accept=HTML)
            assert answer.status == 303, sent
            assert fetch(server, "GET", answer.headers["location"]).status == 200, sent


def test_the_base_of_the_folder_is_found_out(tmp_path):
    base = "http://example.org/kg/"
    kgraph.build([SEED], home=HOME, base=base).write(tmp_path / "out")
    with running(tmp_path / "out") as server:
        _, tree = read(server, address("/page/Person/张波@郑州经开区"))
        assert tree.xpath("string(//p[@class='iri']/code)") == base + "Person/张波@郑州经开区"
        sentence = tree.xpath("//blockquote/a/@href")[0]
        assert sentence.startswith("/document/") and fetch(server, "GET", sentence).status == 200
        body = fetch(server, "GET", address("/data/Person/张波@郑州经开区.nt")).text
        assert f"<{base}Person/张波@郑州经开区>" in body and iris.BASE not in body


def test_a_name_that_is_not_there_is_answered_with_the_nearest(seed):
    answer, tree = read(seed, address("/id/Company/中联钢国标"), Accept=HTML)
    assert answer.status == 404 and "没有“中联钢国标”" in words(tree)
    assert "郑州中联钢实业有限公司" in tree.xpath("//main//li/a/text()")
    plain = fetch(seed, "GET", address("/id/Company/中联钢国标"), Accept=TURTLE)
    assert plain.status == 404 and "Company/郑州中联钢实业有限公司" in plain.text


# ── the first page ──


def test_the_first_page_counts_what_is_there_and_leads_on(seed, seed_graph):
    _, tree = read(seed, "/", Accept=HTML)
    shown = {a.get("href"): int(a.xpath("string(b)")) for a in tree.xpath("//section[@class='tiles']/a")}
    assert shown.pop("/document/") == len(seed_graph.knowledge.documents)
    assert sum(shown.values()) == len(seed_graph.knowledge.entities)
    assert {"/explorer", "/query", "/report.html", "/document/"} <= set(tree.xpath("//main//a/@href"))


def test_a_class_lists_its_things(seed, seed_graph):
    _, tree = read(seed, "/class/Company")
    named = set(tree.xpath("//main//li/a/text()"))
    assert named == {e.name for e in seed_graph.knowledge.entities if e.type == "Company"}
    _, wider = read(seed, "/class/Organisation")
    assert named < set(wider.xpath("//main//li/a/text()"))
    assert fetch(seed, "GET", "/class/Nothing").status == 404


def test_the_stylesheet_has_the_colours_of_the_ontology(seed):
    text = fetch(seed, "GET", "/style.css").text
    for name, cls in Ontology.load().classes.items():
        if re.fullmatch("#[0-9a-f]{6}", cls.colour):
            assert f".c-{name} {{ --c: {cls.colour}; }}" in text
