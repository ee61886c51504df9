"""Histories from pages to tables, answers, RDF and Gephi: careers, projects, contradictions.

The corpus under data/histories is three years of one city's items, and those of another city with a homonym.
"""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import api, histories, iris, pages, queries
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline
from kgraph.rdf import violations

ONTOLOGY = Ontology.load()
CORPUS = Path(__file__).parent / "data" / "histories"
LEAST_PAGES = 10
PROJECT, CITY, PARTY = "华星新材料产业园项目", "长垣市人民政府", "中共长垣市委"


@pytest.fixture(scope="module")
def graph() -> api.Graph:
    return api.build([CORPUS])


@pytest.fixture(scope="module")
def folder(graph, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("histories")
    graph.write(folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_career_of_one_person_and_the_homonym_apart(folder):
    careers = [row for row in rows(folder / "tables/careers.csv") if row["person"] == "周明远"]
    told = [(r["organisation"], r["title"], r["start"], r["end"], r["former"], r["place"]) for r in careers]
    assert told == [
        ("余姚市商务局", "局长", "", "", "", "1"),
        (CITY, "副市长", "", "", "", "1"),
        (CITY, "市长", "2022-02-16", "2023-08-15", "yes", "2"),
        (PARTY, "书记", "2023-08-15", "", "", "3"),
    ]
    assert len({row["person_id"] for row in careers}) == 2
    assert [(r["first_seen"], r["last_seen"]) for r in careers[1:3]] == [
        ("2021-03-10", "2021-10-02"),
        ("2022-02-17", "2023-03-02"),
    ]


def test_a_former_post_is_in_the_careers_and_not_among_the_posts(folder):
    (row,) = [row for row in rows(folder / "tables/careers.csv") if row["person"] == "刘志强"]
    assert (row["former"], row["end"], row["first_seen"], row["seen_over"]) == ("yes", "2022-02-16", "", "2022-02-17")
    assert "刘志强" not in {row["person"] for row in rows(folder / "tables/posts.csv")}


def test_the_history_of_a_project(folder):
    steps = [(r["status"], r["date"], r["published"]) for r in rows(folder / "tables/project_history.csv")]
    assert steps == [
        ("planned", "", "2021-03-10"),
        ("signed", "2021-06-18", "2021-06-20"),
        ("started", "2021-09-28", "2021-10-02"),
        ("underConstruction", "", "2022-05-11"),
        ("completed", "2023-02-27", "2023-03-02"),
        ("inProduction", "2023-11-03", "2023-11-06"),
    ]


def test_contradicting_investments_are_both_kept(folder, graph):
    found = rows(folder / "tables/contradictions.csv")
    assert [(r["entity"], r["attribute"], r["value"], r["against"], r["document"]) for r in found] == [
        (PROJECT, "investment", "5800000000", "8500000000", "c03"),
        (PROJECT, "investment", "8500000000", "5800000000", "c01"),
    ]
    asked = "SELECT ?v WHERE { ?p skos:prefLabel '华星新材料产业园项目'@zh ; kg:investment ?v } ORDER BY ?v"
    assert graph.query(asked, "csv").split() == ["v", "5800000000", "8500000000"]
    assert "kg:contradicts" in (folder / "graph.ttl").read_text("utf-8") or graph.query(
        "ASK { GRAPH ?d { ?a kg:contradicts ?b } GRAPH ?e { ?b kg:contradicts ?a } FILTER(?d != ?e) }"
    ).startswith("true")


def test_every_quote_stands_in_its_source(folder, graph):
    sources = {document.id: document.page.text for document in graph.knowledge.documents}
    found = [r for t in ("careers", "project_history", "contradictions") for r in rows(folder / f"tables/{t}.csv")]
    assert len(found) > 12
    for row in found:
        spans = zip(row["begin_index"].split("; "), row["end_index"].split("; "), strict=True)
        assert "".join(sources[row["document"]][int(a) : int(b)] for a, b in spans) == row["quote"]


def test_ask_tells_the_career_in_order(folder):
    answer = queries.ask(queries.open(folder), "周明远历任哪些职务?", ONTOLOGY)
    assert [re.sub("[，（].*", "", row.text) for row in answer.rows] == [
        "周明远任余姚市商务局局长",
        f"周明远任{CITY}副市长",
        f"周明远曾任{CITY}市长",
        f"周明远任{PARTY}书记",
    ]
    assert all(row.sentences for row in answer.rows)
    assert "，2022-02-16起，至2023-08-15" in answer.text and "（曾任）" in answer.text


ASKED = [
    ("周明远担任什么职务?", f"周明远任{PARTY}书记", True),
    ("周明远担任什么职务?", f"{CITY}市长", False),
    ("刘志强担任什么职务?", f"刘志强曾任{CITY}市长", True),
    (f"{CITY}的市长是谁?", "周明远曾任", True),
    ("刘志强历任哪些职务?", "2022-02-16", True),
]


@pytest.mark.parametrize(("question", "part", "there"), ASKED)
def test_what_is_over_is_not_said_to_be(folder, question, part, there):
    assert (part in queries.ask(queries.open(folder), question, ONTOLOGY).text) == there


def test_the_time_of_a_tenure_and_the_time_of_its_documents(graph):
    asked = f"""SELECT ?from ?to ?first ?last ?over WHERE {{
      ?t kg:postAt/skos:prefLabel '{CITY}'@zh ; kg:title '市长' ; kg:ended true ;
        kg:firstSeen ?first ; kg:lastSeen ?last ; kg:seenOver ?over ; kg:start ?from ; kg:end ?to ;
        org:memberDuring ?during .
      ?during a time:Interval ; time:hasBeginning/time:inXSDDate ?from ; time:hasEnd/time:inXSDDate ?to }}"""
    expected = "from,to,first,last,over\n2022-02-16,2023-08-15,2022-02-17,2023-03-02,2023-08-16\n"
    assert graph.query(asked, "csv") == expected


def test_no_publication_date_is_taken_for_the_date_of_anything(graph):
    """Every start and end of a claim is a time that the text of its document gives."""
    times = {a.document.id: {part for t in a.times for part in t.value.split("/")} for a in graph.knowledge.analyses}
    dated = [(c, v) for f in graph.knowledge.facts for c in f.claims for n, v in c.qualifiers if n in ("start", "end")]
    assert len(dated) >= 6
    of_events = {relation.name for relation in ONTOLOGY.of_kind("attribute") if relation.dimension == "date"}
    dated += [(c, f.object.text) for f in graph.knowledge.facts if f.relation in of_events for c in f.claims]
    assert all(value in times[claim.document] for claim, value in dated)


def test_a_publication_date_is_said_of_documents_and_of_what_was_seen_only(graph):
    """No triple but these has a day on which a document came out and which no text gives."""
    told = {part for a in graph.knowledge.analyses for t in a.times for part in t.value.split("/")}
    days = {d.published for d in graph.knowledge.documents} - told
    said = {quad.predicate.value for quad in graph.quads if quad.object.value in days}
    seen = {iris.KG + name for name in ("firstSeen", "lastSeen", "seenOver")}
    assert len(days) >= 5 and said == {iris.SCHEMA + "datePublished", *seen}


def test_gephi_can_play_the_posts(folder):
    text = (folder / "graph.gexf").read_text("utf-8")
    assert 'mode="dynamic"' in text
    (edge,) = re.findall(r'<edge [^>]*label="市长"[^>]*>', text)
    assert 'start="2022-02-16"' in edge and 'end="2023-08-15"' in edge
    (seen,) = re.findall(r'<edge [^>]*label="副市长"[^>]*>', text)
    assert 'start="2021-03-10"' in seen and 'end="2021-10-02"' in seen


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_graph_fits_the_shapes_and_a_tenure_with_a_wrong_date_does_not(folder):
    made = rdflib.Graph()
    for quad in rdflib.Dataset(default_union=True).parse(folder / "graph.nq", format="nquads").quads():
        made.add(quad[:3])
    assert violations(made, ONTOLOGY) == ()
    kg = rdflib.Namespace(iris.KG)
    tenure = min(made.subjects(rdflib.RDF.type, kg.Tenure))
    made.add((tenure, kg.seenOver, rdflib.Literal("someday")))
    assert "seenOver is a publication date." in {violation.message for violation in violations(made, ONTOLOGY)}


@pytest.fixture(scope="module")
def read():
    """The pages of the corpus, each analysed once, with its claims."""
    pipeline = Pipeline(ONTOLOGY)
    found, failures = pages.read([CORPUS])
    assert len(found) >= LEAST_PAGES and not failures
    return pipeline, [(a, tuple(pipeline.find_claims(a))) for page in found for a in pipeline.read(page)]


@settings(max_examples=8, deadline=None, derandomize=True)
@given(order=st.permutations(range(LEAST_PAGES)))
def test_the_order_of_documents_changes_no_history(read, graph, order):
    pipeline, found = read
    shuffled = [found[i] for i in order]
    knowledge = pipeline.judge([a for a, _ in shuffled], [c for _, claims in shuffled for c in claims[::-1]], ())
    assert histories.make(knowledge, ONTOLOGY) == graph.histories


def test_reversed_knowledge_gives_the_same_histories(graph):
    whole = graph.knowledge
    turned = replace(whole, facts=tuple(replace(f, claims=f.claims[::-1]) for f in whole.facts[::-1]))
    turned = replace(turned, entities=whole.entities[::-1], documents=whole.documents[::-1])
    made = histories.make(turned, ONTOLOGY)
    assert (made.tenures, made.steps) == (graph.histories.tenures, graph.histories.steps)
    assert [c.subject for c in made.contradictions] == [c.subject for c in graph.histories.contradictions]
