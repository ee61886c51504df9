"""`kgraph.open`: the graph of a built folder is that of the build, its verbs answer with sentences, names that mean
nothing or several things are told, and nothing from a page becomes markup."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import product

import helpers_rdf
import networkx
import pytest
from conftest import SEED
from helpers_store import SPRING, SUMMER
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph.api import Graph
from kgraph.nouns import Entity, Value
from kgraph.ontology import Ontology
from kgraph.opened import Post, shown
from kgraph.opened.claims import ClaimReader
from kgraph.opened.paths import shortest
from kgraph.queries import Sentence

ONTOLOGY = Ontology.load()
OTHER_BASE = "http://localhost/Company/"  # begins like the id of an entity
MIN_PROJECTS, MIN_SENTENCES, MIN_PAIRS = 8, 100, 900
ASKS = ("companies_of", "projects_of", "posts_of", "attended", "entity")
TAGS = {"div", "span", "b", "br", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.fixture(scope="module")
def seed(seed_folder):
    return kgraph.open(seed_folder)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The hand-made knowledge with one of everything, written and opened."""
    folder = tmp_path_factory.mktemp("opened") / "small"
    Graph(helpers_rdf.knowledge(), ONTOLOGY).write(folder)
    return kgraph.open(folder)


def by_class(graph, name):
    return [graph.entity(id) for id, data in graph.nx.nodes(data=True) if data["type"] == name]


# ── the graph read back is the graph built ──


def same(built: networkx.MultiDiGraph, read: networkx.MultiDiGraph) -> None:
    assert list(read.nodes(data=True)) == list(built.nodes(data=True))
    assert list(read.edges(keys=True, data=True)) == list(built.edges(keys=True, data=True))


def test_the_graph_of_the_example_page_is_read_back_as_it_was(seed, seed_graph):
    assert seed_graph.nx.number_of_edges() > 50
    same(seed_graph.nx, seed.nx)


@pytest.mark.parametrize("base", [kgraph.iris.BASE, OTHER_BASE])
def test_the_graph_of_bulletins_is_read_back_as_it_was(base, tmp_path):
    built = kgraph.build([SPRING, SUMMER], base=base)
    built.write(tmp_path)
    assert built.nx.number_of_edges() > 20
    same(built.nx, kgraph.open(tmp_path).nx)


def test_denials_joints_speakers_and_both_ways_are_read_back(small):
    same(Graph(helpers_rdf.knowledge(), ONTOLOGY).nx, small.nx)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_value_is_read_back_as_it_was(data):
    relation = data.draw(st.sampled_from([r for r in ONTOLOGY.of_kind("attribute") if r.dimension != "category"]))
    number = data.draw(st.integers(1, 10**12).map(float) | st.decimals("0.000001", "1000000", places=6).map(float))
    unit = relation.unit if relation.dimension != "amount" else data.draw(st.sampled_from(["台", "万 套", None]))
    text = data.draw(st.sampled_from(["2024", "2024-05", "2024-05-06", "2024-01/2024-03"]))
    approx = data.draw(st.booleans())
    value = Value(text=text) if relation.dimension == "date" else Value(number, unit, approx=approx)
    if relation.dimension == "count":
        value = replace(value, number=float(int(number) + 1))
    subject = next(e for e in helpers_rdf.entities() if e.type in relation.domain)
    key = next(
        key for key, (type, name, *_) in helpers_rdf.ENTITIES.items() if (type, name) == (subject.type, subject.name)
    )
    proposal = helpers_rdf.claim(relation.name, key, value, helpers_rdf.FIGURES)
    facts, refused = helpers_rdf.judge([proposal], helpers_rdf.entities(), [helpers_rdf.DOCUMENT], ONTOLOGY)
    assert not refused
    knowledge = replace(helpers_rdf.knowledge(), facts=facts)
    built = Graph(knowledge, ONTOLOGY)
    reader = ClaimReader(built.store, ONTOLOGY)
    (statement,) = reader.statements(reader.all())
    assert (statement.id, statement.object) == (facts[0].id, facts[0].object)


# ── verbs ──


def test_who_undertakes_a_project_has_it_among_its_projects(seed):
    projects = by_class(seed, "Project")
    assert len(projects) >= MIN_PROJECTS
    pairs = {(company, project) for project in projects for company in seed.companies_of(project)}
    ends = {company for company, _ in pairs}
    assert pairs and pairs == {(c, p) for c in ends for p in seed.projects_of(c) if p.type == "Project"}


def test_every_answer_has_its_sentences_in_their_place(seed):
    source, seen = SEED.read_text("utf-8"), 0
    for person in by_class(seed, "Person"):
        answers = [*seed.posts_of(person), seed.attended(person)]
        for sentence in (s for answer in answers for s in answer.sentences):
            assert "".join(source[start:end] for start, end in sentence.spans) == sentence.quote
            seen += 1
    for id in seed.nx:
        for fact in seed.entity(id).facts:
            assert fact.stands and fact.sentences
            for sentence in fact.sentences:
                assert "".join(source[start:end] for start, end in sentence.spans) == sentence.quote
                seen += 1
    assert seen >= MIN_SENTENCES


def test_the_facts_of_an_entity_are_its_edges(seed):
    for id in seed.nx:
        edges = {d["fact"] for _, _, d in (*seed.nx.in_edges(id, data=True), *seed.nx.out_edges(id, data=True))}
        assert {f.id for f in seed.entity(id).facts if f.kind == "relation"} == edges


def test_the_values_of_an_entity_are_those_of_its_node(seed):
    for id, data in seed.nx.nodes(data=True):
        known = seed.entity(id).values
        assert known.keys() == data["values"].keys()
        assert all(known[name] in {v["value"] for v in told} for name, told in data["values"].items())


def test_who_presides_has_attended(seed):
    event = seed.entity("经开区2023年第一次招商引资领导小组会议")
    assert {"李小虎", "张波"} <= {p.name for p in by_class(seed, "Person") if event in seed.attended(p)}
    relations = {fact.relation for fact in seed.attended("李小虎").facts}
    assert {"attended", "presidedOver"} <= relations


def test_events_come_by_time_with_their_day(small):
    attended = small.attended("赵青松")
    assert attended.names == ["青溪区招商大会"]
    assert {"date"} <= {fact.relation for fact in attended.facts_of(attended[0])}


def test_a_denied_fact_is_explained_and_no_answer(small):
    one, other = small.entity("白鹭科技"), small.entity("远山机械有限公司")
    told = small.explain(one, "subsidiaryOf", other)
    assert [fact.stands for fact in told] == [False] and told[0].modality == "denied"
    assert "subsidiaryOf" not in {fact.relation for fact in one.facts}
    assert {f.relation for step in small.path(one, other).steps for f in step} == {"partnerOf"}


@pytest.mark.parametrize("object", ["12.5亿元", 1_250_000_000, "1250000000"])
def test_a_fact_is_explained_by_a_value_however_written(object, small):
    (fact,) = small.explain("远山新能源基地", "investment", object)
    assert (fact.value, fact.written) == (1_250_000_000, "12.5亿元")
    assert small.explain(fact).items == (fact,)


def test_what_the_graph_does_not_say_is_told_so(small):
    told = small.explain("远山新能源基地", "investment", "13亿元")
    assert not told and "不在图中" in str(told) and "不在图中" in told._repr_html_()


def test_a_question_is_answered_as_by_the_build(seed, seed_graph):
    told, answer = seed.ask("刘丹担任什么职务?"), seed_graph.ask("刘丹担任什么职务?")
    assert (told.found, told.text, told.rows, told.sentences) == (True, answer.text, answer.rows, answer.sentences)
    assert not seed.ask("哪家公司建设月球基地?").found and "不在图中" in str(seed.ask("哪家公司建设月球基地?"))


def test_records_are_json(seed):
    answers = [
        seed.companies_of("海尔压缩机项目"), seed.posts_of("张波"), seed.posts_of("张波", on="2023"),
        seed.attended("李小虎"), seed.path("海尔", "一汽解放"), seed.explain("签约一批"), seed.ask("张波担任什么职务?"),
        seed.find("海尔"),
        seed.sparql("SELECT * { ?s ?p ?o } LIMIT 5"),
    ]  # fmt: skip
    for answer in answers:
        assert json.loads(json.dumps(answer.record(), ensure_ascii=False)) == answer.record()


# ── posts through time ──

TIMES = {
    "start": None, "end": None, "first_seen": None, "last_seen": None, "seen_over": None, "former": False,
}  # fmt: skip
SEEN = {"first_seen": "2021-01-01", "last_seen": "2021-06-01"}
HELD = [  # what is known of a post, a day, and whether it is held then
    ({}, "2023", None),
    ({"first_seen": "2023-02-10", "last_seen": "2023-05-01"}, "2023-03-01", True),
    ({"first_seen": "2023-02-10", "last_seen": "2023-05-01"}, "2023-02-10", True),
    ({"first_seen": "2023-02-10", "last_seen": "2023-05-01"}, "2023-02-09", None),
    ({"first_seen": "2023-02-10", "last_seen": "2023-05-01"}, "2023-02", True),
    ({"first_seen": "2023-02-10", "last_seen": "2023-05-01"}, "2030-01-01", True),
    ({"start": "2022-11", "first_seen": "2023-02-10", "last_seen": "2023-02-10"}, "2022-11-01", True),
    ({"start": "2022-11", "first_seen": "2023-02-10", "last_seen": "2023-02-10"}, "2022-10-31", False),
    ({"start": "2020", "end": "2022-03", "former": True}, "2022-03-31", True),
    ({"start": "2020", "end": "2022-03", "former": True}, "2022-04-01", False),
    ({"start": "2020", "end": "2022-03", "former": True}, "2022", True),
    (SEEN | {"seen_over": "2022-01-05", "former": True}, "2022-01-05", False),
    (SEEN | {"seen_over": "2022-01-05", "former": True}, "2021-12-31", True),
    ({"seen_over": "2022-01-05", "former": True}, "2021-12-31", None),
    ({"seen_over": "2022-01-05", "former": True}, "2022-02", False),
    (SEEN | {"former": True}, "2021-03-01", None),
]  # fmt: skip


def post(**known) -> Post:
    return Post(None, None, "局长", **(TIMES | known), place=1, sentences=())


@pytest.mark.parametrize("known, on, held", HELD)
def test_whether_a_post_is_held(known, on, held):
    assert post(**known).held(on) is held


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_a_day_and_its_text_ask_the_same(start, on):
    held = post(start=start.isoformat()).held(on)
    assert held is post(start=start.isoformat()).held(on.isoformat()) is (on >= start)


def test_posts_on_a_day(small):
    title = [p.title for p in small.posts_of("赵青松", on="2024-06-01")]
    assert sorted(title) == ["副区长", "局长"]
    assert {p.title for p in small.posts_of("赵青松", on=date(1999, 1, 1)).unknown} == {"副区长", "局长"}
    with pytest.raises(kgraph.QueryError, match="expected a day"):
        small.posts_of("赵青松", on="last week")


# ── ways ──


def test_a_way_is_a_shortest_one_and_each_step_a_fact(seed):
    ties = networkx.Graph(seed.nx)
    known, ids = dict(networkx.all_pairs_shortest_path_length(ties)), sorted(seed.nx)
    tried = list(product(ids[::3], ids[::4]))
    assert len(tried) >= MIN_PAIRS
    for one, other in tried:
        way = seed.path(one, other)
        assert len(way.entities) == known[one].get(other, -1) + 1
        for fact, a, b in zip(way, way.entities, way.entities[1:], strict=False):
            assert {fact.subject, fact.object} == {a, b} and fact.stands and fact.sentences


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25), st.integers(0, 9), st.integers(0, 9))
def test_both_ends_meet_on_a_shortest_way(pairs, start, goal):
    graph = networkx.Graph([(str(a), str(b)) for a, b in pairs])
    graph.add_nodes_from(map(str, range(10)))
    way = shortest({n: sorted(graph[n]) for n in graph}, str(start), str(goal))
    if not networkx.has_path(graph, str(start), str(goal)):
        assert way == []
    else:
        assert len(way) - 1 == networkx.shortest_path_length(graph, str(start), str(goal))
        assert (way[0], way[-1]) == (str(start), str(goal)) and networkx.is_path(graph, way)


# ── names ──


@pytest.mark.parametrize("verb", ASKS)
def test_a_name_that_is_not_there_is_told_with_the_nearest(verb, seed):
    with pytest.raises(kgraph.QueryError, match=r"不在图中.*海尔压缩机"):
        getattr(seed, verb)("海尔压缩机项目二期")


@pytest.mark.parametrize("verb, name, wanted", [
    ("companies_of", "海尔", "this asks for .*项目.*海尔压缩机项目"),
    ("posts_of", "海尔", "企业 .Company.; this asks for 人物"),
    ("attended", "海尔", "this asks for 人物"),
])  # fmt: skip
def test_a_name_of_another_class_is_told(verb, name, wanted, seed):
    with pytest.raises(kgraph.QueryError, match=wanted):
        getattr(seed, verb)(name)


def test_a_name_of_several_is_told_with_their_ids_and_each_id_means_one(small):
    twin = Entity("Company/白鹭科技~2", "Company", "白鹭科技")
    known = helpers_rdf.knowledge()
    store = Graph(replace(known, entities=(*known.entities, twin)), ONTOLOGY).store
    graph = kgraph.BuiltGraph(small.folder, store, ONTOLOGY)
    with pytest.raises(kgraph.QueryError, match="several things") as error:
        graph.entity("白鹭科技")
    for id in ("company/白鹭科技", "Company/白鹭科技~2"):
        assert id in str(error.value) and graph.entity(id).id == id
        assert graph.entity(graph.entity(id).iri) == graph.entity(graph.entity(id)) == graph.entity(id)


@pytest.mark.parametrize(
    "text", ["远山机械有限公司", "远山机械", "远山", "机械有限", "yuanshanjixie", "yuan shan", "ysjx", "《远山机械》"]
)
def test_a_thing_is_found_as_people_type_it(text, small):
    assert "远山机械有限公司" in small.find(text).names


def test_what_is_found_comes_nearest_first(seed):
    assert seed.find("海尔").names[0] == seed.find("haier").names[0] == "海尔"
    assert len(seed.find("海")) <= 20
    assert not seed.find("") and not seed.find("不会有的名字")


# ── SPARQL ──


def test_values_are_those_of_python(small):
    rows = small.sparql("""SELECT ?s ?money ?count ?day ?month ?yes ?text ?none {
        ?s kg:investment ?money . ?p kg:projectCount ?count . ?e kg:date ?day . ?d kg:truncated ?yes .
        ?d schema:datePublished ?month ; kg:sourceFile ?text FILTER(?text != "qingxi.txt") }""")
    assert rows.columns == ("s", "money", "count", "day", "month", "yes", "text", "none") and len(rows) == 1
    row = rows[0]
    assert row["s"] == small.entity("远山新能源基地").iri
    kinds = (float, int, date, str, bool, str, type(None))
    assert tuple(type(row[name]) for name in rows.columns[1:]) == kinds
    assert [row[n] for n in ("money", "count", "day", "month")] == [1.25e9, 16, date(2024, 3, 2), "2024-04"]


def test_an_ask_is_true_or_false_and_a_construct_has_rows(small):
    assert small.sparql("ASK { ?p a kg:Person }") and not small.sparql("ASK { ?p a kg:Nothing }")
    made = small.sparql("CONSTRUCT { ?c kg:undertakes ?p } WHERE { ?c kg:undertakes ?p }")
    assert made.columns == ("subject", "predicate", "object") and len(made) == 1


def test_rows_are_cut_and_say_so(seed):
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    assert (len(seed.sparql(query, most=7)), seed.sparql(query, most=7).cut) == (7, True)
    whole = seed.sparql(query)
    assert not whole.cut and "more" in str(whole) and seed.sparql(query, most=len(whole)).cut is False


def test_a_mistake_is_told_with_its_place(small):
    with pytest.raises(kgraph.QueryError, match="line 1, column"):
        small.sparql("SELECT ?s { ?s ?p }")
    for update in ("DELETE WHERE { ?s ?p ?o }", "INSERT DATA { <a:a> <a:b> 1 }"):
        with pytest.raises(kgraph.QueryError, match="only queries that read"):
            small.sparql(update)


def test_rows_become_a_data_frame(small):
    pandas = pytest.importorskip("pandas")
    frame = small.sparql("SELECT ?n ?v { ?s kg:investment ?v ; skos:prefLabel ?n }").to_pandas()
    assert list(frame.columns) == ["n", "v"] and pandas.api.types.is_float_dtype(frame["v"])
    empty = small.sparql("SELECT ?n { ?s a kg:Nothing ; skos:prefLabel ?n }").to_pandas()
    assert list(empty.columns) == ["n"] and len(empty) == 0


# ── igraph, and what is not installed ──


def test_igraph_has_the_same_edges(seed):
    pytest.importorskip("igraph")
    turned = seed.to_igraph()
    assert turned.vs["name"] == list(seed.nx)
    ends = [(turned.vs[e.source]["name"], turned.vs[e.target]["name"], e["relation"]) for e in turned.es]
    assert ends == [(a, b, data["relation"]) for a, b, data in seed.nx.edges(data=True)]
    assert turned.vs["label"] == [data["label"] for _, data in seed.nx.nodes(data=True)]


@pytest.mark.parametrize("library, answer", [
    ("igraph", lambda graph: graph.to_igraph()),
    ("pandas", lambda graph: graph.sparql("SELECT ?s { ?s a kg:Person }").to_pandas()),
])  # fmt: skip
def test_what_is_not_installed_is_named_with_its_extra(library, answer, small, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(kgraph.MissingExtra, match=rf"pip install 'kgraph\[{library}\]'"):
        answer(small)


def test_kgraph_is_imported_without_what_few_need():
    script = (
        "import sys, kgraph; print([n for n in ('pandas', 'igraph', 'mcp', 'IPython', 'pyarrow') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


# ── how answers show themselves ──


class Tags(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


HOSTILE = st.text(
    st.sampled_from("<>&\"'/= \n\x1b\u202eab脚本") | st.characters(exclude_categories=["Cs"]), max_size=20
).map(lambda text: f"<script>alert(1)</script>{text}'\"><img src=x onerror=alert(1)>")


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_from_a_page_becomes_markup_or_moves_a_cursor(name, quote, headline, note):
    sentence = Sentence("d", ((0, 1),), quote, headline, name, note, "rule", 0.5, "asserted", name, "")
    card = shown.Card(name, note, name, (shown.Line(quote, (sentence,), note),))
    page = Tags(shown.as_html(name, [card]) + shown.table_html([name], [[quote]], note))
    assert page.tags <= TAGS and page.attributes <= {"class", "style"}
    assert "<script>alert(1)</script>" in page.text
    assert all(c.isprintable() or c == "\n" for c in shown.as_text("t", [card]))


def test_answers_show_name_class_and_sentence(seed):
    companies = seed.companies_of("海尔压缩机项目")
    page = Tags(companies._repr_html_())
    for text in (str(companies), repr(companies), page.text):
        assert "海尔" in text and "企业 Company/海尔" in text and "“海尔压缩机项目”" in text and "[250–257]" in text
    assert repr(companies[0]) == "<Entity 海尔 (Company/海尔)>"
    assert (
        "海尔 承担 海尔压缩机项目" in str(seed.entity("海尔")) and "海尔压缩机项目" in seed.entity("海尔")._repr_html_()
    )


def test_a_sentence_is_written_out_once_and_long_answers_are_cut(seed, monkeypatch):
    monkeypatch.setattr("kgraph.opened.shown.MAX_LINES", 5)
    shown_once = str(seed.explain("签约一批"))
    assert shown_once.count("“2023年,经开区紧盯年度目标任务") == 1 and "↑ 《" in shown_once
    assert "more" in str(seed.entity("郑州经开区")) and "more" in seed.entity("郑州经开区")._repr_html_()


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(kgraph.InputError, match="run kgraph build first"):
        kgraph.open(tmp_path / "none")


def test_a_folder_without_its_table_of_nodes_is_told(small, tmp_path):
    graph = kgraph.BuiltGraph(tmp_path, small.store, ONTOLOGY)
    with pytest.raises(kgraph.InputError, match=r"nodes\.csv.*run kgraph build again"):
        graph.nx  # noqa: B018
    (tmp_path / "nodes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(kgraph.InputError, match="not a table"):
        graph.nx  # noqa: B018
