"""`spacy.load("zh_kgraph_bulletin")` gives kgraph's names, posts, amounts and dates as spaCy spans."""

import itertools
import re
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from kgraph import mentions
from kgraph.language import AMOUNT, DATE, TITLE
from kgraph.nouns import Page
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

TEXT = (
    "安平市集中开工12个项目。\n3月28日,市委书记郑国平、副市长李春燕出席开工仪式。"
    "宏达科技有限公司投资3.5亿元建设宏达科技智能装备产业园项目,占地200亩。"
)
LARGEST = 20_000_000  # bytes of all models


@pytest.fixture(scope="module")
def nlp():
    return spacy.load("zh_kgraph_bulletin")


def spans(doc):
    return [(span.start_char, span.end_char, span.label_) for span in doc.spans["kgraph"]]


def test_names_are_those_of_kgraph(nlp):
    pipeline = Pipeline(Ontology.load())
    (analysis,) = pipeline.read(Page("a", "a.txt", TEXT, ""))
    found = [span for span in spans(nlp(analysis.document.text)) if span[2] in set(pipeline.ontology.entity_classes)]
    assert found == [(m.span.start, m.span.end, m.type) for m in analysis.mentions]
    assert found


def test_titles_amounts_and_dates_are_spans_of_their_own(nlp):
    doc = nlp(TEXT)
    said = {label: [s.text for s in doc.spans["kgraph"] if s.label_ == label] for label in (TITLE, AMOUNT, DATE)}
    assert said[TITLE] == ["书记", "副市长"]
    assert {"12个", "3.5亿元", "200亩"} <= set(said[AMOUNT])
    assert said[DATE] == ["3月28日"]


def test_ents_do_not_overlap_and_the_company_stands_inside_the_project(nlp):
    doc = nlp(TEXT)
    assert all(a.end <= b.start for a, b in itertools.pairwise(doc.ents))
    project = next(s for s in doc.ents if s.text.endswith("产业园项目"))
    inside = [s for s in doc.spans["kgraph"] if project.start <= s.start and s.end < project.end]
    assert inside
    assert project in list(doc.spans["kgraph"])


def test_sentences_end_at_stops_and_line_breaks(nlp):
    found = [sentence.text.strip() for sentence in nlp(TEXT).sents]
    assert [sentence for sentence in found if sentence] == re.findall("[^\n。]+。", TEXT)


@pytest.mark.parametrize(
    "text", ["", " ", "A B", "郑 国 平 出席。", "　　张三去北京。\r\n", "Ｃ公司（河南）有限公司。"]
)
def test_spans_hold_what_the_text_has(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert all(span.text == text[span.start_char : span.end_char] for span in doc.spans["kgraph"])


def test_a_stored_pipeline_and_stored_docs_say_the_same(nlp, tmp_path):
    nlp.to_disk(tmp_path / "stored")
    again = spacy.load(tmp_path / "stored")
    assert again.get_pipe("kgraph_names").models == tmp_path / "stored" / "kgraph_names"
    doc = nlp(TEXT)
    assert spans(again(TEXT)) == spans(doc)
    (kept,) = DocBin(docs=[doc]).get_docs(nlp.vocab)
    assert isinstance(kept, Doc)
    assert [(e.start_char, e.end_char, e.label_) for e in kept.ents] == [
        (e.start_char, e.end_char, e.label_) for e in doc.ents
    ]


def test_reading_twice_gives_the_same_bytes(nlp):
    assert nlp(TEXT).to_bytes() == spacy.load("zh_kgraph_bulletin")(TEXT).to_bytes()


def test_the_models_are_small():
    files = [path for path in Path(mentions.MODELS).rglob("*") if path.is_file()]
    assert files
    assert sum(path.stat().st_size for path in files) < LARGEST
