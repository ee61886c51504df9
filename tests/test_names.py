"""Names carry the language @zh in every export; folders of earlier builds, whose names carry none, read the same."""

from __future__ import annotations

import csv
import io
import json
import shutil

import networkx
import pyoxigraph as ox
import pytest
from helpers_questions import FOLDER, World
from helpers_rdf import ONTOLOGY, knowledge
from helpers_web import fetch, running

import kgraph
from kgraph import cli, queries
from kgraph.iris import BASE, KG, NAMES_IN, SKOS
from kgraph.rdf import jsonld, quads
from kgraph.rdf.terms import named

LABELS = {SKOS + "prefLabel", SKOS + "altLabel"}
FORMATS = {"graph.nq": ox.RdfFormat.N_QUADS, "graph.ttl": ox.RdfFormat.TURTLE, "graph.jsonld": ox.RdfFormat.JSON_LD}
NAME, HINT = "张波", 'kgraph: warning: nothing found; names carry the language @zh: write "张波"@zh\n'
TITLE = "SELECT ?title {{ ?p skos:prefLabel {} . ?t kg:holder ?p ; kg:title ?title }} ORDER BY ?title"
EXAMPLES = [json.loads(line) for line in (FOLDER / "forms.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def earlier(seed_folder, tmp_path_factory):
    """The folder as earlier builds wrote it."""
    folder = tmp_path_factory.mktemp("earlier") / "exports"
    shutil.copytree(seed_folder, folder)
    found = list(ox.parse(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS))
    ox.serialize([without(quad) for quad in found], str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    assert sum(quad.object != without(quad).object for quad in found) > 40
    return folder


def without(quad: ox.Quad) -> ox.Quad:
    plain = ox.Literal(quad.object.value) if quad.predicate.value in LABELS else quad.object
    return ox.Quad(quad.subject, quad.predicate, plain, quad.graph_name)


# ── what is written ──


@pytest.mark.parametrize("name", FORMATS)
def test_every_name_is_in_chinese_and_nothing_else_has_a_language(name, seed_folder):
    found = list(ox.parse(path=str(seed_folder / name), format=FORMATS[name]))
    labels = [quad.object.language for quad in found if quad.predicate.value in LABELS]
    others = [quad.object for quad in found if quad.predicate.value not in LABELS]
    assert len(labels) > 40 and set(labels) == {NAMES_IN}
    assert {term.language for term in others if isinstance(term, ox.Literal)} == {None}


def test_a_name_is_a_plain_string_in_json_ld(seed_folder):
    record = json.loads((seed_folder / "graph.jsonld").read_text("utf-8"))
    assert record["@context"]["skos:prefLabel"] == {"@id": SKOS + "prefLabel", "@language": "zh"}
    assert NAME in {node.get("skos:prefLabel") for node in record["@graph"] if "@type" in node}


@pytest.mark.parametrize("language", [None, "zh", "en"])
def test_json_ld_keeps_names_with_any_language_or_none(language):
    made = [ox.Quad(ox.NamedNode(BASE + "a"), ox.NamedNode(label), ox.Literal("名", language=language))
            for label in (*LABELS, KG + "title")]  # fmt: skip
    assert set(ox.parse(jsonld(made).encode(), format=ox.RdfFormat.JSON_LD)) == set(made)


def test_curated_names_and_aliases_are_names_too():
    found = {quad.object for quad in quads(knowledge(), ONTOLOGY) if quad.predicate.value in LABELS}
    wanted = {named(name) for entity in knowledge().entities for name in (entity.name, *entity.aliases)}
    assert found == wanted


# ── results ──


def test_a_result_shows_a_name_without_its_language_and_json_says_it(seed_folder):
    store = queries.open(seed_folder)
    query = f'SELECT ?name {{ ?p a kg:Person ; skos:prefLabel ?name FILTER(?name = "{NAME}"@zh) }}'
    assert queries.sparql(store, query).split()[2] == NAME
    assert list(csv.reader(io.StringIO(queries.sparql(store, query, "csv")))) == [["name"], [NAME]]
    (row,) = json.loads(queries.sparql(store, query, "json"))["results"]["bindings"]
    assert row["name"] == {"type": "literal", "value": NAME, "xml:lang": "zh"}
    assert kgraph.open(seed_folder).sparql(query)[0] == {"name": NAME}


# ── folders of earlier builds ──


def test_an_earlier_folder_opens_the_same(seed_folder, earlier):
    new, old = kgraph.open(seed_folder), kgraph.open(earlier)
    assert networkx.utils.graphs_equal(new.nx, old.nx) and list(new.nx) == list(old.nx)
    for name in ("海尔", "一汽解放", "中铁装备", NAME):
        assert repr(new.entity(name)) == repr(old.entity(name))
        assert new.find(name).names == old.find(name).names != []
    assert str(new.path("海尔", "一汽解放")) == str(old.path("海尔", "一汽解放"))
    assert str(new.explain("海尔")) == str(old.explain("海尔"))


def test_an_earlier_folder_answers_and_explains_the_same(seed_folder, earlier):
    new, old = queries.open(seed_folder), queries.open(earlier)
    for question in ("刘丹担任什么职务?", "中联钢国际的全称是什么?", "中铁工程装备集团有限公司的简称是什么?"):
        answer, other = (queries.ask(store, question, ONTOLOGY) for store in (new, old))
        assert answer.rows and answer.text == other.text
    for about in (("郑永光", "holdsPostAt", "中铁装备"), ("海尔", "undertakes", "海尔压缩机项目")):
        assert queries.explain(new, *about, ONTOLOGY) == queries.explain(old, *about, ONTOLOGY)
    decisions = queries.open_decisions(seed_folder)
    shown = [queries.same(store, decisions, "中铁装备", "中铁工程装备集团有限公司", ONTOLOGY) for store in (new, old)]
    assert shown[0] == shown[1]


def test_names_without_a_language_are_asked_for_alike():
    new, old = (queries.Asker(World(language=language).store, ONTOLOGY) for language in (NAMES_IN, None))
    asked = [e["question"] for at, e in enumerate(EXAMPLES) if at % 9 == 0 or e["form"].startswith(("name", "about"))]
    assert len(asked) > 20
    for question in asked:
        assert new.ask(question).text == old.ask(question).text, question


def test_an_earlier_folder_is_served_the_same(seed_folder, earlier):
    paths = ["/", "/id/Person/%E5%BC%A0%E6%B3%A2@%E9%83%91%E5%B7%9E%E7%BB%8F%E5%BC%80%E5%8C%BA", "/search?q=zhonglian"]
    paths += ["/reconcile?queries=" + ask for ask in ("%7B%22q%22%3A%7B%22query%22%3A%22%E6%B5%B7%E5%B0%94%22%7D%7D",)]
    paths += ["/reconcile/suggest/entity?prefix=%E4%B8%AD%E8%81%94"]
    with running(seed_folder) as new, running(earlier) as old:
        for path in paths:
            answers = [fetch(server, "GET", path) for server in (new, old)]
            assert {answer.status for answer in answers} <= {200, 303}, path
            ports = [str(server.server_address[1]) for server in (new, old)]
            assert answers[0].text.replace(ports[0], "") == answers[1].text.replace(ports[1], ""), path


# ── a query that forgets the language ──


@pytest.mark.parametrize("format", queries.FORMATS)
def test_a_query_that_finds_nothing_for_want_of_the_language_is_told(format, seed_folder, capsys):
    assert cli.main(["query", str(seed_folder), TITLE.format(f'"{NAME}"'), "--format", format]) == 0
    assert capsys.readouterr().err == HINT


@pytest.mark.parametrize(
    "query",
    [
        TITLE.format(f"'{NAME}'"),
        f'ASK {{ ?p skos:prefLabel "{NAME}" }}',
        f'CONSTRUCT {{ ?p a kg:Person }} WHERE {{ ?p skos:prefLabel "{NAME}" }}',
        f'SELECT ?p {{ ?p skos:prefLabel ?n FILTER(?n = "{NAME}") }}',
        f'SELECT ?p {{ VALUES ?n {{ "{NAME}" }} ?p skos:prefLabel ?n }}',
        'SELECT ?s { ?s kg:subsidiaryOf/skos:altLabel "中联钢国际" }',
    ],
)
def test_the_hint_names_what_to_write(query, seed_folder):
    (hint,) = queries.hints(queries.open(seed_folder), query)
    assert hint.endswith(('write "张波"@zh', "write '张波'@zh", 'write "中联钢国际"@zh'))


@pytest.mark.parametrize(
    "query",
    [
        TITLE.format(f'"{NAME}"@zh'),  # it finds something
        f'SELECT ?p {{ ?p skos:prefLabel ?n FILTER(STR(?n) = "{NAME}") }}',  # so does this
        f'SELECT (COUNT(?p) AS ?n) {{ ?p skos:prefLabel "{NAME}" }}',  # a row that says 0 is a row
        TITLE.format('"月球基地"'),  # no name of the graph
        TITLE.format(f'"{NAME}"@en'),  # another language is meant
        TITLE.format(f'"{NAME}"^^xsd:string'),
        f'SELECT ?x {{ ?x kg:title "{NAME}" }}',  # a name, but with the language it finds no more
        f'SELECT ?p {{ ?p skos:prefLabel ?n FILTER(STR(?n) = "{NAME}") ?p a kg:Event }}',
        f'SELECT ?p {{ ?p a kg:Nothing }} # "{NAME}"',
        f'SELECT (GROUP_CONCAT(?n ; SEPARATOR = "{NAME}") AS ?a) {{ ?p a kg:No ; skos:prefLabel ?n }} GROUP BY ?p',
        'SELECT ?p { ?p skos:prefLabel "" }',
    ],
)
def test_there_is_no_hint_where_the_language_is_not_what_is_missing(query, seed_folder):
    assert queries.hints(queries.open(seed_folder), query) == []


def test_an_earlier_folder_gets_no_hint(earlier):
    store = queries.open(earlier)
    assert queries.hints(store, TITLE.format(f'"{NAME}"@zh')) == queries.hints(store, TITLE.format(f'"{NAME}"')) == []
