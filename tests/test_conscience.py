"""The conscience: identities among the figures of a text, from sentences to tables, report and RDF.

Cases under data/conscience are texts with the checks they allow, each yes beside near misses. The seed page has seven
identities; any other digit in any of their figures must be flagged.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import rdflib
from conftest import HOME, SEED
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph import conscience, iris, language, quantities
from kgraph.nouns import Analysis, Document, Page, Segment, Span
from kgraph.ontology import Ontology
from kgraph.rdf import violations
from kgraph.text import fold

ONTOLOGY = Ontology.load()
CASES = tomllib.loads((Path(__file__).parent / "data" / "conscience" / "cases.toml").read_text("utf-8"))["case"]
LEAST_CASES, LEAST_FLIPS, LEAST_TEXTS, LEAST_CONFIRMED = 24, 600, 170, 20
IDENTITIES = {
    "3个 + 6个 + 7个 = 16个",
    "85亿元 + 91.9亿元 + 39.9亿元 = 216.8亿元",
    "17个 + 20个 + 15个 = 52个",
    "315.1亿元 + 204.6亿元 + 84.7亿元 = 604.4亿元",
    "110.3亿元 + 71.6亿元 + 29.6亿元 = 211.5亿元",
    "5247亿元 + 3277.1亿元 = 8524.1亿元",
    "5247亿元 − 3277.1亿元 = 1969.9亿元",
}
FINDER = conscience.Finder(ONTOLOGY.settings("conscience"))
FIGURES = ONTOLOGY.settings("quantities")
LANGUAGE = language.make(
    language.Finders(
        mentions=lambda text, document: (),
        quantities=lambda text: quantities.find(text, FIGURES),
        times=lambda text, published: quantities.find_times(text, published, FIGURES),
    )
)


def document(text: str) -> Document:
    return Document("d", Page("d", "d.txt", text, "0" * 64), text, (Segment(0, 0, len(text)),))


def analyse(text: str) -> Analysis:
    """The figures and times of a text."""
    return language.analyse(LANGUAGE, document(text), fold(text))


def checks(text: str) -> list[str]:
    return sorted(f"{check.equation} {check.verdict}" for check in FINDER.check(analyse(text)))


# ── identities ──


def test_there_are_cases():
    assert len(CASES) >= LEAST_CASES and sum(not case["checks"] for case in CASES) >= 5


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("why", case["text"][:20]))
def test_a_text_allows_these_checks(case):
    assert checks(case["text"]) == sorted(case["checks"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("why", case["text"][:20]))
def test_every_figure_stands_where_the_check_says(case):
    for check in FINDER.check(analyse(case["text"])):
        assert len(check.members) > 1
        assert all(case["text"][m.span.start : m.span.end] == m.text for m in check.members)
        assert all(check.span.holds(member.span) for member in check.members)
        assert (check.verdict == "confirmed") == (check.miss == 0)


def test_the_seed_page_has_seven_true_identities(seed_graph):
    found = seed_graph.audit.checks
    assert {check.equation for check in found} == IDENTITIES and len(found) == len(IDENTITIES)
    assert {check.verdict for check in found} == {"confirmed"}


def flips(text: str, span: Span):
    """The text with one other digit in `span`, for each place and digit."""
    for at in range(span.start, span.end):
        others = "0123456789".replace(text[at], "") if text[at].isascii() and text[at].isdigit() else ""
        for digit in others:
            if at > span.start or digit != "0":
                yield text[:at] + digit + text[at + 1 :]


def test_any_other_digit_in_a_seed_identity_is_flagged(seed_graph):
    texts = {analysis.document.id: analysis.document.text for analysis in seed_graph.knowledge.analyses}
    figures = {(check.document, member.span) for check in seed_graph.audit.checks for member in check.members}
    tried, missed = 0, []
    for key, span in sorted(figures):
        for text in flips(texts[key], span):
            tried += 1
            found = FINDER.check(analyse(text))
            wrong = (m.span for check in found if check.verdict == "contradicted" for m in check.members)
            if span not in set(wrong):
                missed.append(text[span.start - 6 : span.end + 4])
    assert tried >= LEAST_FLIPS and missed == []


def test_texts_of_real_life_are_not_contradicted(root):
    """150 bulletins and the gold of development: none has a misprint, and none is told to have one."""
    folders = (root / "training" / "bulletins" / "documents", root / "tests" / "gold" / "dev")
    texts = [path for folder in folders for path in folder.glob("*.json")]
    found = [check for path in texts for check in FINDER.check(analyse(json.loads(path.read_text("utf-8"))["text"]))]
    told = Counter(check.verdict for check in found)
    assert len(texts) >= LEAST_TEXTS and told["confirmed"] >= LEAST_CONFIRMED
    assert [check.equation for check in found if check.verdict == "contradicted"] == []


TENTHS = st.integers(min_value=101, max_value=99_999)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TENTHS, TENTHS)
def test_exports_and_imports_make_the_total_whatever_they_are(exports, imports):
    one, other, both = (f"{n / 10:.1f}".removesuffix(".0") for n in (exports, imports, exports + imports))
    text = f"全年外贸进出口总值{both}亿元，其中出口{one}亿元，进口{other}亿元。"
    assert checks(text) == [f"{one}亿元 + {other}亿元 = {both}亿元 confirmed"]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TENTHS, TENTHS, st.integers(min_value=10, max_value=900))
def test_a_total_that_is_off_by_more_than_rounding_is_contradicted(exports, imports, miss):
    both = (exports + imports + miss) / 10
    text = f"全年外贸进出口总值{both:.1f}亿元，其中出口{exports / 10:.1f}亿元，进口{imports / 10:.1f}亿元。"
    (found,) = FINDER.check(analyse(text))
    assert found.verdict == "contradicted" and found.miss == pytest.approx(miss * 1e7)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=1, max_size=4).map("\n\n".join))
def test_checks_of_any_texts_are_sound(text):
    for check in FINDER.check(analyse(text)):
        assert all(text[m.span.start : m.span.end] == m.text for m in check.members)


# ── the whole line ──


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_table_tells_the_checks(seed_folder):
    told = rows(seed_folder / "tables/checks.csv")
    assert {row["equation"] for row in told} == IDENTITIES and {row["verdict_zh"] for row in told} == {"相符"}
    text = SEED.read_text("utf-8")
    assert all(text[int(row["begin"]) : int(row["end"])] == row["figure"] for row in told)


def test_the_report_shows_checks_and_coverage(seed_folder):
    page = (seed_folder / "report.html").read_text("utf-8")
    assert page.count('<span class="badge confirmed">') == len(IDENTITIES)
    assert all(equation in page for equation in IDENTITIES)
    assert page.count('class="covered"') == 9


def test_observations_have_the_verdict(seed_graph):
    asked = "SELECT ?v WHERE { ?o kg:observedEntity ?e ; kg:indicator ?i ; kg:verdict ?v FILTER(CONTAINS(?i, '出口')) }"
    told = seed_graph.query(asked, "csv").split()[1:]
    assert told and set(told) == {iris.KG + "confirmed"}


@pytest.fixture(scope="module")
def misprint(tmp_path_factory) -> kgraph.Graph:
    """The seed page with one other digit: exports 5247 → 5347."""
    folder = tmp_path_factory.mktemp("misprint")
    (folder / "page.txt").write_text(SEED.read_text("utf-8").replace("出口5247亿元", "出口5347亿元"), "utf-8")
    return kgraph.build([folder / "page.txt"], home=HOME)


def test_a_misprint_is_flagged_in_rdf(misprint):
    asked = """SELECT DISTINCT ?quote WHERE { GRAPH ?d {
        ?check a kg:Check ; kg:verdict kg:contradicted ; kg:evidenceSpan ?figure . ?figure kg:quote ?quote
        FILTER NOT EXISTS { ?other a kg:Check ; kg:verdict kg:confirmed ; kg:evidenceSpan/kg:quote ?quote } } }"""
    assert "5347亿元" in misprint.query(asked, "csv").split()
    asked = "SELECT ?v WHERE { ?o kg:value ?value ; kg:verdict ?v FILTER(?value = 534700000000) }"
    assert misprint.query(asked, "csv").split() == ["v", iris.KG + "contradicted"]
    asked = "SELECT ?c WHERE { GRAPH ?d { ?c a kg:Claim ; kg:verdict kg:contradicted ; kg:checkedBy ?check } }"
    assert len(misprint.query(asked, "csv").split()) > 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_checks_fit_the_shapes_and_a_broken_one_does_not(misprint):
    made = rdflib.Graph()
    made.parse(data="\n".join(f"{quad.triple} ." for quad in misprint.quads), format="nt")
    assert violations(made, ONTOLOGY) == ()
    kg = rdflib.Namespace(iris.KG)
    check = min(made.subjects(rdflib.RDF.type, kg.Check))
    made.remove((check, kg.verdict, None))
    assert "A check has one verdict." in {violation.message for violation in violations(made, ONTOLOGY)}
