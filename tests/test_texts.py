"""Articles read back from a folder: every sentence of the graph stands in its text where the source says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers_rdf import DOCUMENT, SOURCE
from hypothesis import given
from hypothesis import strategies as st

from kgraph import iris, queries
from kgraph.errors import InputError
from kgraph.exports import texts
from kgraph.nouns import Span
from kgraph.ontology import Ontology

CLAIMS = "SELECT DISTINCT ?claim WHERE { GRAPH ?document { ?claim a kg:Claim } }"


def test_every_sentence_stands_in_its_article(seed_folder):
    store, shelf = queries.open(seed_folder), queries.Texts(seed_folder)
    evidence = queries.Evidence(store, Ontology.load())
    claims = [row["claim"] for row in queries.run(store, CLAIMS)]
    assert len(claims) > 100
    for claim in claims:
        said = evidence.sentence(claim)
        text = shelf.get(said.document)
        assert "".join(text.text[start:end] for start, end in text.ranges(said.spans)) == said.quote


def written(tmp_path, *documents):
    (tmp_path / queries.texts.TEXTS_FILE).write_text("".join(f"{x}\n" for x in texts.lines(documents)), "utf-8")
    return queries.Texts(tmp_path)


@pytest.mark.parametrize(
    "key", ["a b/#1\u2028", iris.document("a b/#1\u2028"), iris.document("a b/#1\u2028", "x:doc/")]
)
def test_an_article_is_found_by_its_id_and_its_iri(tmp_path, key):
    shelf = written(tmp_path, DOCUMENT, replace(DOCUMENT, id="a b/#1\u2028"))
    assert shelf.get(key).id == "a b/#1\u2028"
    assert shelf.get("nothing") is None


@given(st.integers(0, len(DOCUMENT.text)), st.integers(1, 60))
def test_positions_there_and_back(start, length):
    span = Span(start, min(start + length, len(DOCUMENT.text)))
    segments = tuple((s.start, s.source_start, s.length) for s in DOCUMENT.segments)
    text = queries.Text("x", "", "", "", DOCUMENT.text, segments)
    found = text.ranges((piece.start, piece.end) for piece in DOCUMENT.source_spans(span))
    assert "".join(text.text[a:b] for a, b in found) == DOCUMENT.quote(span)
    assert text.ranges([(len(SOURCE), len(SOURCE) + 9)]) == []


def test_a_folder_without_articles_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="run kgraph build again"):
        queries.Texts(tmp_path).get("x")
    (tmp_path / queries.texts.TEXTS_FILE).write_text("{}\n", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        queries.Texts(tmp_path).get("x")
