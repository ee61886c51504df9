"""Why names are one entity, or may be, or are not: same.jsonl, `kg:possiblySameAs`, `kgraph explain DIR --same A B`."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph import cli, iris, queries
from kgraph.entities import chains
from kgraph.entities.candidates import Candidate
from kgraph.entities.resolution import resolve
from kgraph.errors import InputError, QueryError
from kgraph.exports import same
from kgraph.nouns import Document, Entity, Knowledge, Likeness, Mention, Page, Segment, Span
from kgraph.ontology import Ontology
from kgraph.rdf import quads, violations

ONTOLOGY = Ontology.load()
DATA = tomllib.loads((Path(__file__).parent / "data" / "same" / "cases.toml").read_text("utf-8"))
CASES, KNOWN = DATA["case"], queries.decisions(DATA["decision"])
LEAST_CASES = 7
KG = rdflib.Namespace(iris.KG)


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    """The entities of the cases."""
    made = pyoxigraph.Store()
    for entity in DATA["entity"]:
        node = NamedNode(iris.entity(entity["id"]))
        made.add(Quad(node, NamedNode(iris.RDF + "type"), NamedNode(iris.KG + entity["type"]), DefaultGraph()))
        for number, name in enumerate(entity["names"]):
            label = "altLabel" if number else "prefLabel"
            made.add(Quad(node, NamedNode(iris.SKOS + label), Literal(name, language=iris.NAMES_IN), DefaultGraph()))
    return made


def test_there_are_cases():
    assert len(CASES) >= LEAST_CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("why", " ".join(case["ask"])))
def test_the_answer_gives_the_reasons(case, store):
    told = queries.same(store, KNOWN, *case["ask"], ONTOLOGY)
    assert [part for part in case["says"] if part not in told] == []
    assert [part for part in case["never"] if part in told] == []


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.permutations(KNOWN), st.sampled_from([case["ask"] for case in CASES]))
def test_either_name_may_come_first(store, known, ask):
    """The verdicts are the same whichever name is asked first, and whatever the order of the decisions."""
    one, other = (queries.same(store, order, *names, ONTOLOGY) for order, names in ((known, ask), (KNOWN, ask[::-1])))
    verdicts = ("one entity", "may be one", "two entities")
    assert [one.count(part) for part in verdicts] == [other.count(part) for part in verdicts]


def test_an_unknown_name_is_told_with_what_comes_closest(store):
    with pytest.raises(QueryError, match="白鹭湾物流"):
        queries.same(store, KNOWN, "白鹭湾物流园", "白鹭", ONTOLOGY)


def test_without_the_file_or_with_another_the_error_says_what_to_do(tmp_path):
    with pytest.raises(InputError, match="run kgraph build again"):
        queries.open_decisions(tmp_path)
    (tmp_path / "same.jsonl").write_text('{"names": 1}\n', "utf-8")
    with pytest.raises(InputError, match="run kgraph build again"):
        queries.open_decisions(tmp_path)


# ── in one document ──

CHAINS = [  # class, fuller and shorter name, whether they are one thing in a document with no other names
    ("GovernmentBody", "青州市人民政府", "青州政府", True),
    ("GovernmentBody", "南浔区双林镇人民政府", "南浔区人民政府", False),
    ("Place", "云湾开发区", "云湾", True),
    ("Place", "潍坊高新区", "潍坊", False),
    ("Place", "青州市", "青州", True),
    ("Place", "石家庄市", "石市", True),
    ("Place", "吉林市", "吉县", False),
    ("Place", "临城县", "临县", False),
    ("Company", "远山机械集团有限公司", "远山集团", True),
    ("Company", "郑州宏达建材有限公司", "新乡宏达建材", False),
    ("Person", "王静", "王敬", False),
]


@pytest.mark.parametrize(("type", "full", "short", "one"), CHAINS)
def test_a_chain_says_why_its_names_are_one(type, full, short, one):
    first, second = Mention(Span(0, len(full)), full, type, "t"), Mention(Span(50, 50 + len(short)), short, type, "t")
    found = chains.gather([first, second], [], None)
    assert len(found) == (1 if one else 2)
    assert [reason for chain in found for reason in chain.reasons if short in reason and full in reason] == (
        [f"{short} can be short for {full} and no other name here"] if one else []
    )


@pytest.mark.parametrize(
    ("home", "one"), [("河口市", False), ("安平市", True), ("安平市东山区", True), ("东山县", True), (None, True)]
)
def test_a_body_of_the_home_is_not_that_of_another_place(home, one):
    """市委 in a paper of 河口市 is not 安平市委; in that of a county it may be."""
    full, short = (
        Mention(Span(0, 4), "安平市委", "GovernmentBody", "t"),
        Mention(Span(9, 11), "市委", "GovernmentBody", "t"),
    )
    assert len(chains.gather([full, short], [], home)) == (1 if one else 2)


@pytest.mark.parametrize(("sure", "one"), [(0.45, False), (0.6, True), (0.99, True)])
def test_an_unsure_name_does_not_take_in_a_surer_one(sure, one):
    full = Mention(Span(0, 4), "白鹭生物", "Company", "t", sure)
    short = Mention(Span(9, 11), "白鹭", "Company", "t", 0.95)
    assert len(chains.gather([full, short], [], None)) == (1 if one else 2)


def test_names_of_one_document_are_not_one_for_what_both_stand_beside():
    """Whatever a document names stands beside the same names."""
    around = ("河口压缩机项目", "东山汽车产业园项目")
    there, here = (
        [
            Candidate(f"{d}/{n}", d, "Company", n, home="安平市", neighbours=around)
            for d, n in zip(docs, names, strict=True)
        ]
        for docs, names in ((("d1", "d2"), ("白鹭", "白鹭生物")), (("d1", "d1"), ("白鹭", "白鹭生物")))
    )
    assert len(resolve(there).merges) == 1
    assert len(resolve(here).merges) == 0


def test_a_definition_of_the_text_is_a_reason():
    full, short = Mention(Span(0, 6), "白鹭科技公司", "Company", "t"), Mention(Span(9, 11), "湾鹭", "Company", "t")
    assert len(chains.gather([full, short], [], None)) == 2
    (chain,) = chains.gather([full, short], [(full, short)], None)
    assert chain.reasons == ("the text says that 湾鹭 is short for 白鹭科技公司",)


# ── from decisions to RDF and same.jsonl ──


def made(*likenesses: Likeness) -> Knowledge:
    text = "周明远到会。"
    documents = [Document(id, Page(id, f"{id}.txt", text, "0" * 64), text, (Segment(0, 0, 6),)) for id in ("d1", "d2")]
    entities = tuple(Entity(f"Person/周明远{n}", "Person", "周明远") for n in ("", "~2"))
    return Knowledge(tuple(documents), (), entities, likenesses=likenesses)


def likeness(b: str = "Person/周明远~2", score: float = 0.4, **more) -> Likeness:
    return Likeness("Person/周明远", b, "周明远", "周明远", "d1", "d2", score, ("the same name 周明远",), **more)


def graph(knowledge: Knowledge) -> rdflib.Graph:
    found = rdflib.Graph()
    return found.parse(data="\n".join(f"{quad.triple} ." for quad in quads(knowledge, ONTOLOGY)), format="nt")


def test_an_open_pair_is_a_candidate_with_its_score_and_reasons():
    found = graph(made(likeness(same=False), likeness(same=False, score=0.2)))
    ((one, other),) = found.subject_objects(KG.possiblySameAs)
    assert (str(one), str(other)) == (iris.BASE + "Person/周明远", iris.BASE + "Person/周明远~2")
    (node,) = found.subjects(rdflib.RDF.type, KG.Candidate)
    assert float(found.value(node, KG.confidence)) == 0.4
    assert str(found.value(node, KG.reason)) == "the same name 周明远"
    assert violations(found, ONTOLOGY) == ()
    found.remove((node, KG.confidence, None))
    assert "A candidate has a score from 0 to 1." in {v.message for v in violations(found, ONTOLOGY)}


@pytest.mark.parametrize("one", [
    likeness(b="Person/周明远", score=6, same=True),
    likeness(same=False, apart=True),
    likeness(b="Person/nobody", same=False),
], ids=["joined", "apart", "gone"])  # fmt: skip
def test_what_is_decided_is_no_candidate(one):
    assert not list(graph(made(one)).subject_objects(KG.possiblySameAs))


def test_each_decision_is_a_line(tmp_path):
    likenesses = [likeness(same=False), likeness(same=False, apart=True), likeness(b="Person/周明远", same=True)]
    found = list(same.records(made(*likenesses)))
    assert [record["decision"] for record in found] == ["open", "apart", "joined"]
    (tmp_path / "same.jsonl").write_text("".join(json.dumps(record) + "\n" for record in found), "utf-8")
    assert queries.open_decisions(tmp_path) == queries.decisions(found)


def person(id: str, post: str, home: str) -> Candidate:
    return Candidate(id, id, "Person", "周明", home=home, date="2023-05-01", posts=((post, "局长"),))


def test_two_of_one_name_that_are_compared_and_parted_have_reasons():
    found = resolve([person("a", "郑州市商务局", "郑州市"), person("b", "郑州市水利局", "郑州市"),
                     person("c", "新乡市水利局", "新乡市")])  # fmt: skip
    told = {(pair.a, pair.b): pair.reasons for pair in (*found.apart, *found.possible)}
    assert len(found.clusters) == 3 and told
    assert all(reasons and 0 <= pair.score <= 1 for pair in found.apart for reasons in [pair.reasons])
    assert not {(pair.a, pair.b) for pair in found.apart} & {(pair.a, pair.b) for pair in found.possible}


# ── the whole line ──


def test_the_command_tells_why(seed_folder, seed_graph, capsys):
    names = "中联钢国际", "郑州中联钢实业有限公司"
    assert cli.main(["explain", str(seed_folder), "--same", *names]) == 0
    told = capsys.readouterr().out
    assert "中联钢国际 = 郑州中联钢实业有限公司: one entity" in told and "#7" in told
    assert told == seed_graph.explain_same(*names)


@pytest.mark.parametrize("words", [["张波"], ["张波", "holdsPostAt", "经开区管委会", "--same", "张波", "张波"]])
def test_a_fact_or_two_names_but_not_both(words, seed_folder, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["explain", str(seed_folder), *words])
    assert stopped.value.code == 2 and "--same A B" in capsys.readouterr().err
