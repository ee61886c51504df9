"""Histories: posts through time, the steps of projects, contradictions; from sentences to tables and answers.

The corpus under data/histories is three years of one city's items, and those of another city with a homonym. Examples
of the pattern file of posts are cases: each yes beside a near-miss no.
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

from kgraph import api, histories, iris, pages, quantities, queries
from kgraph.claims.posts import PostFinder
from kgraph.facts import judge
from kgraph.nouns import (
    Analysis,
    Claim,
    Document,
    Entity,
    Knowledge,
    Mention,
    Page,
    Segment,
    Span,
    Value,
)
from kgraph.ontology import FORMER, Ontology
from kgraph.pipeline import Pipeline
from kgraph.rdf import quads, violations
from kgraph.text import fold

ONTOLOGY = Ontology.load()
CORPUS = Path(__file__).parent / "data" / "histories"
POST = ONTOLOGY.with_role("post")
EXAMPLES = ONTOLOGY.patterns[POST]["example"]
LEAST_EXAMPLES, LEAST_PAGES = 32, 10
MARK = re.compile(r"⟨(\w+):([^⟩]+)⟩")
SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
PUBLISHED = "2023-06-30"
PROJECT, CITY, PARTY = "华星新材料产业园项目", "长垣市人民政府", "中共长垣市委"


def analyse(marked: str) -> Analysis:
    """The analysis of a text in which names are written ⟨Class:name⟩."""
    text, mentions, end = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[end : match.start()]
        mentions.append(Mention(Span(len(text), len(text) + len(match[2])), match[2], match[1], "test"))
        text, end = text + match[2], match.end()
    text += marked[end:]
    page = Page("d", "d.txt", text, "", published=PUBLISHED)
    folded = fold(text)
    return Analysis(
        document=Document("d", page, text, (Segment(0, 0, len(text)),)),
        text=folded,
        sentences=tuple(Span(*m.span()) for m in SENTENCE.finditer(folded)),
        paragraphs=tuple(Span(*m.span()) for m in re.finditer(r"[^\n]+", folded)),
        mentions=tuple(mentions),
        times=quantities.find_times(folded, PUBLISHED, ONTOLOGY.settings("quantities")),
    )


FINDER = PostFinder(ONTOLOGY.patterns[POST], ONTOLOGY)


def said(claim: Claim, dated: bool) -> list[str]:
    (_, title), *dates = claim.qualifiers
    return [claim.subject.text, claim.object.text, title, *(f"{n} {day}" for n, day in dates if dated)]


# ── posts in a sentence ──


def test_there_are_examples():
    assert len(EXAMPLES) >= LEAST_EXAMPLES and any("former" in case for case in EXAMPLES)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["text"])
def test_posts_held_and_posts_that_were(case):
    found = list(FINDER.find(analyse(case["text"])))
    held = [said(claim, True) for claim in found if claim.modality != FORMER]
    former = [said(claim, True) for claim in found if claim.modality == FORMER]
    assert sorted(held) == sorted(case["yes"])
    assert sorted(former) == sorted(case.get("former", []))


PIECES = [piece for case in EXAMPLES for piece in re.split(r"(?<=[,;。、])", case["text"]) if piece]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*PIECES, "\n"]), min_size=1, max_size=12))
def test_claims_of_any_text_are_sound(pieces):
    """The evidence holds both names and the title; no date lies after the publication."""
    analysis = analyse("".join(pieces))
    for claim in FINDER.find(analysis):
        assert claim.evidence.holds(claim.subject.span)
        assert dict(claim.qualifiers)["title"] in analysis.document.quote(claim.evidence)
        assert all(value <= PUBLISHED for name, value in claim.qualifiers if name != "title")


# ── one tenure, whatever is said of its dates ──

HOLDER, BODY = Entity("Person/张明", "Person", "张明"), Entity("GovernmentBody/县政府", "GovernmentBody", "县政府")
PARK = Entity("Project/甲产业园", "Project", "甲产业园")
PLAN = Entity("Programme/百日攻坚", "Programme", "百日攻坚")
ENTITIES = (BODY, HOLDER, PARK, PLAN)


def document(id_: str, published: str | None) -> Document:
    text = f"{id_}:县政府县长张明;甲产业园;百日攻坚。"
    page = Page(id_, f"{id_}.txt", text, "0" * 64, published=published)
    return Document(id_, page, text, (Segment(0, 0, len(text)),))


def post(where: Document, modality: str = "asserted", **dates: str):
    """A proposal that 张明 is (or was) 县长, with dates where the text gives them."""
    ends = [Mention(Span(0, 2), e.name, e.type, "test") for e in (HOLDER, BODY)]
    claim = Claim(where.id, POST, *ends, Span(0, len(where.text)), f"test.{modality}", 0.9, modality,
                  qualifiers=(("title", "县长"), *sorted(dates.items())))  # fmt: skip
    return claim, HOLDER.id, BODY.id


def value(where: Document, entity: Entity, attribute: str, modality: str = "asserted", start: str = "", **of):
    """A proposal that an entity has a value."""
    said_value = Value(**of)
    qualifiers = (("start", start),) if start else ()
    mention = Mention(Span(0, 2), entity.name, entity.type, "test")
    claim = Claim(where.id, attribute, mention, said_value, Span(0, len(where.text)), "test", 0.9, modality, None,
                  qualifiers)  # fmt: skip
    return claim, entity.id, said_value


def known(documents, proposals) -> Knowledge:
    facts, rejected = judge(proposals, ENTITIES, documents, ONTOLOGY)
    assert not rejected
    return Knowledge(documents=tuple(documents), entities=ENTITIES, facts=facts)


def past(documents, proposals):
    return histories.make(known(documents, proposals), ONTOLOGY)


ONE, TWO, THREE = document("a", "2020-03-01"), document("b", "2021-03-01"), document("c", "2023-03-01")
UNDATED = document("u", None)


def test_with_and_without_dates_it_is_one_tenure():
    found = past((ONE, TWO, THREE), [post(ONE), post(TWO, start="2020-02"), post(THREE, FORMER, end="2023-02-27")])
    (tenure,) = found.tenures
    assert (tenure.start, tenure.end) == ("2020-02", "2023-02-27")
    assert (tenure.first_seen, tenure.last_seen, tenure.seen_over) == ("2020-03-01", "2021-03-01", "2023-03-01")
    assert tenure.former and not found.contradictions


def test_a_later_document_that_says_it_is_held_wins():
    (tenure,) = past((ONE, TWO), [post(ONE, FORMER), post(TWO)]).tenures
    assert not tenure.former and tenure.seen_over == "2020-03-01"


def test_a_former_post_is_a_tenure_and_no_triple():
    knowledge = known((ONE,), [post(ONE, FORMER)])
    (tenure,) = histories.make(knowledge, ONTOLOGY).tenures
    assert tenure.former and tenure.first_seen is None and tenure.seen_over == "2020-03-01"
    made = {quad.predicate.value for quad in quads(knowledge, ONTOLOGY) if "graph" not in str(quad.graph_name)}
    assert iris.KG + "holder" in made and iris.KG + POST not in made


def test_without_publication_dates_nothing_is_made_up():
    (tenure,) = past((UNDATED,), [post(UNDATED)]).tenures
    dates = (tenure.start, tenure.end, tenure.first_seen, tenure.last_seen, tenure.seen_over)
    assert dates == (None,) * 5 and not tenure.former


def test_two_beginnings_contradict_and_a_month_that_holds_the_day_does_not():
    found = past((ONE, TWO), [post(ONE, start="2020-02"), post(TWO, start="2020-02-27")])
    assert not found.contradictions and found.tenures[0].start == "2020-02-27"
    found = past((ONE, TWO), [post(ONE, start="2020-02"), post(TWO, start="2019-11")])
    assert [side.value for side in found.contradictions[0].sides] == ["2019-11", "2020-02"]


# ── contradictions ──

VALUES = [  # entity, attribute, two values, whether they contradict
    (PARK, "investment", {"number": 85e8}, {"number": 58e8}, True),
    (PARK, "investment", {"number": 85e8}, {"number": 85.3e8}, False),
    (PARK, "investment", {"number": 85e8, "approx": True}, {"number": 84e8}, False),
    (PARK, "investment", {"number": 85e8, "approx": True}, {"number": 58e8}, True),
    (PARK, "capacity", {"number": 5e4, "unit": "吨"}, {"number": 3e4, "unit": "台"}, False),
    (PARK, "capacity", {"number": 5e4, "unit": "吨"}, {"number": 3e4, "unit": "吨"}, True),
    (PARK, "status", {"text": "signed"}, {"text": "completed"}, False),
    (PLAN, "investment", {"number": 85e8}, {"number": 58e8}, False),
    (PLAN, "projectCount", {"number": 16}, {"number": 29}, False),
]


@pytest.mark.parametrize(("entity", "attribute", "one", "other", "clash"), VALUES)
def test_what_contradicts_and_what_does_not(entity, attribute, one, other, clash):
    found = past((ONE, TWO), [value(ONE, entity, attribute, **one), value(TWO, entity, attribute, **other)])
    assert bool(found.contradictions) == clash
    for contradiction in found.contradictions:
        assert len(contradiction.sides) == 2 and not contradiction.within


def test_values_of_one_document_are_flagged_as_such():
    (found,) = past((ONE,), [value(ONE, PARK, "investment", number=n) for n in (85e8, 58e8)]).contradictions
    assert found.within and [side.value for side in found.sides] == ["5800000000", "8500000000"]


def test_a_denied_value_contradicts_nothing():
    proposals = [value(ONE, PARK, "investment", number=85e8), value(TWO, PARK, "investment", "denied", number=58e8)]
    assert not past((ONE, TWO), proposals).contradictions


def test_steps_go_by_the_date_of_the_text_else_by_publication():
    stages = [(THREE, "completed", "2019-12"), (ONE, "started", ""), (TWO, "underConstruction", ""),
              (THREE, "started", "2020-02")]  # fmt: skip
    found = past((ONE, TWO, THREE), [value(d, PARK, "status", start=start, text=s) for d, s, start in stages]).steps
    assert [(s.status, s.date, s.published, s.back) for s in found] == [
        ("completed", "2019-12", "2023-03-01", False),
        ("started", "2020-02", "2023-03-01", True),
        ("underConstruction", None, "2021-03-01", True),
    ]
    assert found[1].last_seen == "2023-03-01"


# ── the whole line ──


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
        ("2021-06-20", "2021-10-02"),
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
    asked = "SELECT ?v WHERE { ?p skos:prefLabel '华星新材料产业园项目' ; kg:investment ?v } ORDER BY ?v"
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
      ?t kg:postAt/skos:prefLabel '{CITY}' ; kg:title '市长' ; kg:ended true ; kg:firstSeen ?first ; kg:lastSeen ?last ;
        kg:seenOver ?over ; kg:start ?from ; kg:end ?to ; org:memberDuring ?during .
      ?during a time:Interval ; time:hasBeginning/time:inXSDDate ?from ; time:hasEnd/time:inXSDDate ?to }}"""
    expected = "from,to,first,last,over\n2022-02-16,2023-08-15,2022-02-17,2023-03-02,2023-08-16\n"
    assert graph.query(asked, "csv") == expected


def test_no_publication_date_is_taken_for_the_date_of_anything(graph):
    """Every start and end of a claim is a time that the text of its document gives."""
    times = {a.document.id: {part for t in a.times for part in t.value.split("/")} for a in graph.knowledge.analyses}
    dated = [(c, v) for f in graph.knowledge.facts for c in f.claims for n, v in c.qualifiers if n in ("start", "end")]
    assert len(dated) >= 6
    assert all(value in times[claim.document] for claim, value in dated)


def test_gephi_can_play_the_posts(folder):
    text = (folder / "graph.gexf").read_text("utf-8")
    assert 'mode="dynamic"' in text
    (edge,) = re.findall(r'<edge [^>]*label="市长"[^>]*>', text)
    assert 'start="2022-02-16"' in edge and 'end="2023-08-15"' in edge
    (seen,) = re.findall(r'<edge [^>]*label="副市长"[^>]*>', text)
    assert 'start="2021-06-20"' in seen and 'end="2021-10-02"' in seen


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
