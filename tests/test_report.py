"""The report: everything is on the page, marked where it stands, and nothing of the text becomes HTML."""

import re
from html.parser import HTMLParser

import pytest
from helpers_knowledge import knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gexf import NASTY

from kgraph import conscience
from kgraph.exports import report, view
from kgraph.exports.clean import html
from kgraph.exports.marks import Mark, marked
from kgraph.nouns import Knowledge, Rejection, Span
from kgraph.ontology import Ontology

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Checks that tags are closed in order and collects ids, links and the text of marked names."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.tags, self.texts = [], [], [], set(), {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.add(tag)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.links += [f"#{attrs['data-e']}"] if "data-e" in attrs else []
        if tag not in VOID:
            self.open.append((tag, attrs.get("class", "")))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for tag, kind in self.open:
            self.texts[(tag, kind)] = self.texts.get((tag, kind), "") + data


def page(whole):
    return "".join(report.pieces(whole, Ontology.load(), conscience.make(whole, Ontology.load())))


def unexplained(whole):
    return [entry.text for entry in conscience.make(whole, Ontology.load()).ledger if not entry.facts]


@pytest.fixture(scope="module")
def text():
    return page(knowledge())


def test_the_page_is_well_formed_and_every_link_leads_somewhere(text):
    read = Page(text)
    assert len(read.ids) == len(set(read.ids))
    assert {link for link in read.links if link[1:] not in read.ids} == set()


def test_the_page_needs_no_network(text):
    assert not re.search(r'(?:src|href)="(?!#)|url\(|@import|https?://', text)
    assert "default-src 'none'" in text


def test_every_article_stands_in_the_page_unchanged(text):
    shown = Page(text).texts[("div", "text")]
    assert shown == "".join(d.text for d in sorted(knowledge().documents, key=lambda d: d.id))


def test_every_fact_has_its_sentences_with_rule_and_confidence(text):
    facts = knowledge().facts
    assert text.count('class="item fact') == len(facts)
    assert text.count("<blockquote>") == sum(len(fact.claims) for fact in facts)
    assert "hand-undertakes" in text and 'value="0.92"' in text


def test_a_denied_fact_is_shown_as_such(text):
    assert text.count('class="item fact off"') == 1
    assert "否认" in text and "未进入图" in text


def test_what_was_refused_missed_and_failed_is_shown(text):
    assert "tail of locatedIn is a Place" in text and "broken.txt" in text
    assert unexplained(knowledge()) == ["星禾电气", "东溪区"]


def test_a_figure_no_fact_uses_is_unexplained():
    whole = knowledge()
    facts = tuple(
        fact for fact in whole.facts if fact.relation not in ("investment", "landArea", "observation", "date")
    )
    left = unexplained(Knowledge(whole.documents, whole.analyses, whole.entities, facts))
    assert {"12.5亿元", "300亩", "86.4亿元", "7.2%", "3月2日", "3亿元", "青岭市"} <= set(left)


def test_html_in_a_text_stays_text(text):
    assert "<em>" not in text and "&lt;em&gt;&amp;“二期”&lt;/em&gt;" in text


def test_what_does_not_fit_is_left_out_and_said(monkeypatch):
    monkeypatch.setitem(view.LIMITS, "facts", 5)
    monkeypatch.setitem(view.LIMITS, "entities", 4)
    monkeypatch.setitem(view.LIMITS, "documents", 1)
    short = page(knowledge())
    read = Page(short)
    assert short.count('class="item fact') == 5 and short.count('class="item entity') == 4
    assert {link for link in read.links if link[1:] not in read.ids} == set()
    assert short.count("未列出") == 3


def test_an_empty_build_has_a_page_too():
    Page(page(Knowledge()))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(NASTY, NASTY)
def test_any_text_is_escaped(name, reason):
    Page(page(Knowledge(rejections=(Rejection("s", reason, "d", name),), failures=(name,)))).close()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(NASTY, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 3)), max_size=8))
def test_marks_nest_and_keep_the_text(text, spans):
    marks = [Mark(Span(min(a, b), max(a, b)), level, "i", f'class="{level}"') for a, b, level in spans]
    made = marked(text, marks)
    read = Page(f"<p>{made}</p>")
    assert re.sub(r"</?i[^>]*>", "", made) == html(text)
    covered = {at for mark in marks for at in range(mark.span.start, min(mark.span.end, len(text)))}
    assert ("i" in read.tags) == bool(covered)


CROSSING = [
    ([(0, 4), (1, 3)], "<i>甲<i>乙丙</i>丁</i>戊"),
    ([(0, 3), (2, 5)], "<i>甲乙<i>丙</i></i><i>丁戊</i>"),
    ([(0, 2), (2, 4)], "<i>甲乙</i><i>丙丁</i>戊"),
    ([(1, 1)], "甲乙丙丁戊"),
]


@pytest.mark.parametrize(("spans", "wanted"), CROSSING)
def test_marks_that_cross_are_cut(spans, wanted):
    assert marked("甲乙丙丁戊", [Mark(Span(*span), 0, "i") for span in spans]) == wanted
