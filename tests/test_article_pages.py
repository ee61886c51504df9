"""The pages of articles: whole, in reading order, names linked, and each sentence where its claim says it stands."""

from __future__ import annotations

import pytest
from helpers_knowledge import knowledge
from helpers_pages import address, read, words
from helpers_web import fetch, running

import kgraph
from kgraph.ontology import Ontology


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two invented articles; the first runs across a joint, the second has markup in a name."""
    folder = tmp_path_factory.mktemp("made") / "out"
    kgraph.Graph(knowledge(), Ontology.load()).write(folder)
    with running(folder) as server:
        yield server


def test_an_article_is_whole_and_in_reading_order(made):
    for document in knowledge().documents:
        _, tree = read(made, f"/document/{document.id}")
        shown = tree.xpath("string(//h1)") + "\n" + tree.xpath("string(//div[@class='text'])")
        assert shown == document.text


def test_the_link_of_a_sentence_leads_to_its_words(made):
    """The law of evidence, seen from the page: what is marked is what the claim quotes."""
    quotes = {"".join(d.quote(c.evidence).split()) for f in knowledge().facts for c in f.claims
              for d in knowledge().documents if d.id == c.document}  # fmt: skip
    shown = set()
    for document in knowledge().documents:
        _, tree = read(made, f"/document/{document.id}")
        for link in set(tree.xpath("//ul[contains(@class, 'claims')]//a[@class='more']/@href")):
            _, marked = read(made, link)
            shown.add("".join("".join(m.text_content() for m in marked.xpath("//mark[@class='said']")).split()))
            assert len(marked.xpath("//*[@id='mark']")) == 1
            assert marked.xpath("//li[@class='shown']")
    assert shown == quotes


def test_names_in_an_article_lead_to_their_things(made):
    _, tree = read(made, "/document/d-first")
    links = {(a.text_content(), a.get("href")) for a in tree.xpath("//div[@class='text']//a[contains(@class, 'name')]")}
    assert ("星禾电气有限公司", address("/id/Company/星禾电气有限公司")) in links
    assert ("周远航", address("/id/Person/周远航")) in links
    _, other = read(made, "/document/d-second")
    assert "<em>&“二期”</em>" in other.xpath("string(//div[@class='text'])") and not other.xpath("//em")


@pytest.mark.parametrize(("mark", "status"), [("1-2", 200), ("0-5,7-9", 200), ("x", 400), ("1-2,", 400), ("-1-2", 400),
                                              ("1-9999999999", 400), (",".join(["1-2"] * 60), 400)])  # fmt: skip
def test_positions_are_checked(made, mark, status):
    assert fetch(made, "GET", f"/document/d-first?mark={mark}").status == status


def test_positions_that_are_not_in_the_article_are_said_so(made):
    _, tree = read(made, "/document/d-second?mark=99998-99999")
    assert "所给位置不在这篇文章里" in words(tree) and not tree.xpath("//mark")
