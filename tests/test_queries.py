"""Queries over a small graph: questions are cases in data/queries/questions.toml, next to the graph they ask."""

import contextlib
import json
import re
import tomllib
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import queries
from kgraph.errors import InputError, OntologyError, QueryError
from kgraph.ontology import Ontology
from kgraph.queries.evidence import Evidence, best
from kgraph.queries.tables import MAX_CELL, table, width
from kgraph.queries.wording import change, number

DATA = Path(__file__).parent / "data" / "queries"
CASES = tomllib.loads((DATA / "questions.toml").read_text("utf-8"))["case"]
MIN_CASES = 66  # questions; what is counted cannot shrink unseen
ONTOLOGY = Ontology.load()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    quads = pyoxigraph.parse(path=DATA / "graph.trig", format=pyoxigraph.RdfFormat.TRIG)
    pyoxigraph.serialize(quads, str(folder / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    return folder


@pytest.fixture(scope="session")
def store(folder):
    return queries.open(folder)


# ── opening ──


def test_a_folder_that_is_no_build_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="no such folder; run kgraph build first"):
        queries.open(tmp_path / "none")
    with pytest.raises(InputError, match="no such file; run kgraph build first"):
        queries.open(tmp_path)


@pytest.mark.parametrize("content", ["<a> <b>", '<http://a> <http://b> "\\q" .\n', "\x00\x01", "<http://a> <http://b"])
def test_a_broken_graph_is_named(content, tmp_path):
    (tmp_path / "graph.nq").write_text(content)
    with pytest.raises(InputError, match=r"graph\.nq.*run kgraph build again"):
        queries.open(tmp_path)


# ── questions ──


def test_there_are_cases():
    assert len(CASES) >= MIN_CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_question(case, store):
    if case.get("unknown"):
        with pytest.raises(QueryError, match="没有读懂这个问题"):
            queries.ask(store, case["question"], ONTOLOGY)
        return
    answer = queries.ask(store, case["question"], ONTOLOGY)
    assert [row.text for row in answer.rows] == case.get("answers", [])
    assert answer.found == ("answers" in case)
    assert case.get("none", "") in answer.text
    assert ("不在图中" in answer.text) == ("none" in case)
    assert case.get("quote", "") in [sentence.quote for sentence in answer.sentences] or "quote" not in case
    assert case.get("place") in [sentence.place for sentence in answer.sentences] or "place" not in case


@pytest.mark.parametrize("case", [c for c in CASES if "answers" in c], ids=lambda case: case["question"])
def test_every_answer_has_its_sentence_and_its_place(case, store):
    answer = queries.ask(store, case["question"], ONTOLOGY)
    page = (DATA / "page.txt").read_text("utf-8")
    for row in answer.rows:
        assert row.sentences
        for sentence in row.sentences:
            assert "".join(page[start:end] for start, end in sentence.spans) == sentence.quote
            assert sentence.headline in answer.text
            assert sentence.place in answer.text
    json.dumps(answer.as_record())


def test_the_kinds_of_question_nearest_to_it_are_listed_where_none_fits(store):
    with pytest.raises(QueryError, match="Kinds of question") as caught:
        queries.ask(store, "今天天气怎么样?", ONTOLOGY)
    lines = [line.strip() for line in str(caught.value).splitlines() if line.startswith("  ")]
    assert len(lines) > 4 and set(lines) <= set(queries.kinds(ONTOLOGY))


def test_a_very_long_question_is_refused(store):
    with pytest.raises(QueryError, match="one question of 300 at most"):
        queries.ask(store, "谁" * 301, ONTOLOGY)


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_any_text_is_answered_or_refused_in_words(store, text):
    for question in (text, f"{text}由谁建设?", f"河滨区{text}多少?", f"河滨区委{text}是谁"):
        with contextlib.suppress(QueryError):
            queries.ask(store, question, ONTOLOGY)


def test_the_order_of_the_graph_does_not_matter(folder, tmp_path):
    lines = (folder / "graph.nq").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "graph.nq").write_text("".join(reversed(lines)), encoding="utf-8")
    turned, store = queries.open(tmp_path), queries.open(folder)
    for case in CASES:
        if not case.get("unknown"):
            one, two = (queries.ask(s, case["question"], ONTOLOGY) for s in (store, turned))
            assert one == two


CLAIM = """<http://e/c> kg:quote "甲乙" ; kg:rule "{rule}" ; kg:confidence {confidence} ;
  kg:beginIndex 5 , 9 ; kg:endIndex 6 , 10 ; kg:evidenceSpan <http://e/1> , <http://e/2> .
<http://e/1> kg:order 2 ; kg:beginIndex 5 ; kg:endIndex 6 .
<http://e/2> kg:order 1 ; kg:beginIndex 9 ; kg:endIndex 10 ."""


def _sentence(rule, confidence):
    store = pyoxigraph.Store()
    prefix = "@prefix kg: <https://w3id.org/kgraph/ontology#> .\n"
    store.load(prefix + CLAIM.format(rule=rule, confidence=confidence), format=pyoxigraph.RdfFormat.TURTLE)
    return Evidence(store, ONTOLOGY).sentence(pyoxigraph.NamedNode("http://e/c"))


def test_pieces_of_a_quote_come_in_reading_order():
    assert _sentence("a", 0.5).spans == ((9, 10), (5, 6))


def test_of_two_claims_on_one_passage_the_surer_is_shown():
    doubtful, sure = _sentence("a", 0.5), _sentence("b", 0.9)
    assert best([doubtful, sure]) == best([sure, doubtful]) == (sure,)


# ── SPARQL ──

COMPANIES = "SELECT ?company ?project WHERE { ?company kg:undertakes ?project }"


def test_table_is_aligned_by_cells(store):
    assert queries.sparql(store, COMPANIES).splitlines() == [
        "company                         project",
        "──────────────────────────────  ────────────────────────────",
        "company/星野光电                project/星野光电显示模组项目",
        "company/青禾置业(集团)有限公司  project/云栈大厦",
        "(2 rows)",
    ]


def test_csv_and_json(store):
    query = "SELECT ?x ?n WHERE { ?x kg:projectCount ?n . OPTIONAL { ?x kg:nothing ?y } }"
    iri = "https://w3id.org/kgraph/id/programme/签约一批"
    assert queries.sparql(store, query, "csv") == f"x,n\n{iri},3\n"
    assert json.loads(queries.sparql(store, query, "json")) == {
        "head": {"vars": ["x", "n"]},
        "results": {
            "bindings": [
                {
                    "x": {"type": "uri", "value": iri},
                    "n": {"type": "literal", "value": "3", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"},
                }
            ]
        },
    }


def test_unbound_variables_are_empty(store):
    query = "SELECT ?x ?y WHERE { ?x kg:leads ?z . OPTIONAL { ?x kg:nothing ?y } }"
    assert queries.sparql(store, query, "csv").splitlines()[1].endswith("星野光电,")
    assert "y" not in json.loads(queries.sparql(store, query, "json"))["results"]["bindings"][0]


def test_claims_are_reached_through_their_graph(store):
    query = "SELECT ?doc (COUNT(?c) AS ?n) WHERE { GRAPH ?doc { ?c a kg:Claim } } GROUP BY ?doc ORDER BY ?n"
    assert queries.sparql(store, query, "csv").splitlines()[1:] == [
        "https://w3id.org/kgraph/id/document/page-02,3",
        "https://w3id.org/kgraph/id/document/page-01,30",
    ]
    assert queries.sparql(store, "ASK { ?c a kg:Claim }") == "false\n"


def test_ask_and_construct(store):
    assert queries.sparql(store, "ASK { ?x kg:leads ?y }", "json") == '{\n  "head": {},\n  "boolean": true\n}\n'
    construct = "CONSTRUCT { ?x kg:leads ?y } WHERE { ?x kg:leads ?y }"
    assert queries.sparql(store, construct).startswith("@prefix kg: <https://w3id.org/kgraph/ontology#> .\n<")
    assert len(json.loads(queries.sparql(store, construct, "json"))) == 1
    assert queries.sparql(store, construct, "csv").splitlines()[0] == "subject,predicate,object"


def test_the_order_of_the_query_is_kept(store):
    query = "SELECT ?n WHERE { ?x kg:value ?n } ORDER BY DESC(?n)"
    values = [float(line) for line in queries.sparql(store, query, "csv").splitlines()[1:]]
    assert values == sorted(values, reverse=True)


WRONG = {
    "SELECT ?x WHERE { ?x kgg:leads ?y }": r"line 1, column \d+ .*\n.*\n +\^\nThe prefix is not declared. Known .*kg:",
    "SELECT ?x\nWHERE { ?x kg:leads ?y": r"line 2.*\n  WHERE .*\n +\^\nNot every \{ has its \}",
    "SELEC ?x WHERE { ?x ?p ?y }": r"line 1.*\n.*\n +\^\n",
    "": "the query is empty",
    "# only a comment": "the query is empty",
    "DELETE WHERE { ?s ?p ?o }": "only queries that read",
    "PREFIX a: <http://a#> INSERT DATA { a:b a:c 1 }": "only queries that read",
    "SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }": "SERVICE asks another server",
    "SELECT (<http://example.org/f>(1) AS ?x) WHERE {}": "cannot be run",
}


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_query_says_where_and_what_to_try(query, store):
    with pytest.raises(QueryError, match=WRONG[query]):
        queries.sparql(store, query)


HIDDEN = [  # where SERVICE is the keyword for the engine, though it looks like text or like part of a word
    r"?s e:a\# ?o . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }",
    r"?s e:a\' ?o . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } ?s e:a\' ?o",
    r"?s <http://e/\u0041#x> ?o . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }",
    "?s <http://e/\u3000#x> ?o . SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }",
    "# \rSERVICE <http://127.0.0.1:9/> { ?a ?b ?c }",
    "?s ?p 5SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }",
    "?s ?p trueservice <http://127.0.0.1:9/> { ?a ?b ?c }",
    "SERVICE:a { ?a ?b ?c }",
    "SERVICESILENT<http://127.0.0.1:9/>{ ?a ?b ?c }",
]
NAMED = "PREFIX e: <http://e/> PREFIX : <http://e/> "
PIECES = [
    r"e:a\#", r"e:a\'", r"<http://e/\u0041#x>", "<http://e#x>", "'x'", '"y"', "'''a'b'''", "# c\n", "#", "\n", "?x",
    ".", "<", "?s ?p ?o", "?s ?p 5", "?s ?p true", "FILTER(?a<?b)", "{", "}", "SERVICE <http://e/> {?q ?w ?e}",
    "service:a{}",
    "SERVICE SILENT ?x {?q ?w ?e}", "SERVICESILENT:a{}", "?service", "e:xservice", "'service {'",
]  # fmt: skip


@pytest.mark.parametrize("pattern", HIDDEN)
def test_other_servers_are_not_asked_however_it_is_written(pattern, store):
    with pytest.raises(QueryError, match="SERVICE asks another server"):
        queries.sparql(store, f"{NAMED}SELECT * WHERE {{ {pattern} }}")


@given(st.lists(st.sampled_from(PIECES), max_size=8), st.sampled_from(["", " "]))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_where_service_is_let_through_it_is_text(store, pieces, between):
    query = f"{NAMED}SELECT * WHERE {{ {between.join(pieces)} }} # service"
    with contextlib.suppress(QueryError):
        queries.run(store, query)
        store.query(re.sub("service", "sXrvice", query, flags=re.I))  # a SyntaxError where it was no text


def test_words_inside_strings_are_not_keywords(store):
    query = 'SELECT ?service WHERE { ?c kg:quote "SERVICE {" ; kg:delete ?service } # SERVICE'
    assert queries.sparql(store, query, "csv") == "service\n"


def test_an_unknown_format_is_named(store):
    with pytest.raises(QueryError, match="there are: table, csv, json"):
        queries.sparql(store, COMPANIES, "xlsx")


@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=8)), max_size=4))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_line_of_a_table_fits_its_columns(rows):
    text = table(["甲", "b"], rows)
    assert len(text.split("\n")) == len(rows) + 4
    assert all(width(line) <= 2 * MAX_CELL + 2 for line in text.split("\n"))


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("85000.0", "8.5万"),
        ("21680000000.0", "216.8亿"),
        ("475.0", "475"),
        ("0.5", "0.5"),
        ("-20000", "-2万"),
        ("x", "x"),
    ],
)
def test_numbers_are_written_as_people_do(given, written):
    assert number(given) == written


def test_change_in_words():
    assert [change("5.2"), change("-3.0"), change("n/a")] == ["增长5.2%", "下降3%", "n/a"]


# ── explain ──


@pytest.mark.parametrize(
    ("subject", "relation", "object", "expected"),
    [
        (
            "周启明",
            "holdsPostAt",
            "区委",
            ["周启明 —holdsPostAt (任职于)→ 河滨区委", "title      书记", "page.txt [19–70]"],
        ),
        ("河滨区", "observation", "出口", ["—observation (有统计数据)→ 出口", "rule       pattern:observation"]),
        ("签约一批", "investment", "85亿", ["confidence 0.9", "published  2024-05-07"]),
        ("签约一批", "kg:investment", "8500000000", ["asserted (明确陈述)"]),
        ("显示模组项目", "status", "已签约", ["→ 已签约"]),
        ("青禾置业", "undertakes", "云帆冷链物流园", ["denied (否认)", "否认参与云帆冷链物流园项目"]),
        ("河滨区", "partnerOf", "青禾物业服务有限公司", ["青禾物业服务有限公司 —partnerOf (合作)→ 河滨区"]),
        ("显示模组项目", "locatedIn", "河滨区", ["page.txt [19–70] [82–123]"]),
        (
            "https://w3id.org/kgraph/id/company/星野光电",
            "leads",
            "<https://w3id.org/kgraph/id/institution/显示产业创新联合体>",
            ["星野光电牵头组建显示产业创新联合体。"],
        ),
    ],
)
def test_explain_shows_sentence_rule_and_place(store, subject, relation, object, expected):
    text = queries.explain(store, subject, relation, object, ONTOLOGY)
    assert [part for part in expected if part not in text] == []


@pytest.mark.parametrize(
    ("subject", "relation", "object", "error", "message"),
    [
        ("星野光电", "undertaks", "云栈大厦", OntologyError, 'Did you mean "undertakes"'),
        ("星野光", "undertakes", "云栈大厦", QueryError, "是不是.*星野光电"),
        ("星野光电", "undertakes", "云栈大厦", QueryError, "It says: 星野光电 undertakes 星野光电显示模组项目"),
        ("河滨区政府", "leads", "区委", QueryError, "says nothing about 河滨区政府 leads"),
    ],
)
def test_explain_says_what_is_missing(store, subject, relation, object, error, message):
    with pytest.raises(error, match=message):
        queries.explain(store, subject, relation, object, ONTOLOGY)
