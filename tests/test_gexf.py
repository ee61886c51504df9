"""GEXF: valid against the official schema whatever the names are, and true to the graph."""

from pathlib import Path

import networkx
import pytest
from helpers_knowledge import knowledge
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kgraph import graph
from kgraph.exports import gexf, times
from kgraph.exports.clean import number
from kgraph.exports.columns import Sheet
from kgraph.exports.layout import positions
from kgraph.ontology import Ontology

SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parent / "data" / "exports" / "gexf-1.3" / "gexf.rng"))
NS = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
RULES = Ontology.load().settings("tables")["intervals"]

NASTY = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("\x00\x01\x0b\x1b\x7f\x85\u2028\ufffe\uffff\ud800\udfff\n\r\t\"'<>&;,|😀㐀𠮷"),
    ),
    max_size=12,
)


@st.composite
def nasty_graphs(draw):
    """A multigraph whose ids, labels, types and texts are as bad as they can be."""
    made = networkx.MultiDiGraph()
    ids = draw(st.lists(NASTY, unique=True, min_size=1, max_size=6))
    values = st.one_of(st.none(), NASTY, st.integers(), st.floats(), st.lists(NASTY, max_size=3), st.booleans())
    for key in ids:
        made.add_node(key, label=draw(values), type=draw(NASTY), aliases=draw(values), date=draw(values))
    for _ in range(draw(st.integers(0, 8))):
        start, end = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
        fact = draw(st.sampled_from(["f1", "f2", "f1#2", None]))
        made.add_edge(start, end, key=draw(NASTY), relation=draw(NASTY), title=draw(NASTY), fact=fact, qualifiers={})
    return made


def tree(made, pinyin=False):
    lines = gexf.lines(Sheet(made, Ontology.load(), RULES), positions(made), pinyin)
    return etree.fromstring("\n".join(lines).encode())


@pytest.fixture(scope="module")
def root():
    return tree(graph.make(knowledge(), Ontology.load()))


def one(root, path):
    found = root.xpath(path, namespaces=NS)
    assert len(found) == 1, path
    return found[0]


def test_the_fixture_is_valid_and_complete(root):
    SCHEMA.assertValid(root)
    made = graph.make(knowledge(), Ontology.load())
    assert root.xpath("count(//g:node)", namespaces=NS) == made.number_of_nodes()
    assert root.xpath("count(//g:edge)", namespaces=NS) == made.number_of_edges()


def test_parallel_edges_have_ids_and_kinds_of_their_own(root):
    ids = root.xpath("//g:edge/@id", namespaces=NS)
    assert len(ids) == len(set(ids))
    between = root.xpath("//g:edge[@source='Person/周远航'][contains(@target,'签约仪式')]/@kind", namespaces=NS)
    assert sorted(between) == ["attended", "presidedOver", "spokeAt"]
    posts = root.xpath("//g:edge[@source='Person/周远航'][contains(@target,'东溪区政府')]", namespaces=NS)
    assert [edge.get("kind") for edge in posts] == ["holdsPostAt", "holdsPostAt#2"]  # Gephi merges edges of one kind
    assert {edge.xpath("g:attvalues/g:attvalue[@for='0']/@value", namespaces=NS)[0] for edge in posts} == {
        "holdsPostAt"
    }


def test_edges_of_symmetric_relations_go_one_way_too():
    """Gephi drops an edge without a way in a graph whose edges have one, and networkx refuses the file."""
    made = networkx.MultiDiGraph()
    symmetric = next(name for name, relation in Ontology.load().relations.items() if relation.symmetric)
    made.add_edge("a", "b", key=symmetric, relation=symmetric)
    root = tree(made)
    assert one(root, "//g:graph").get("defaultedgetype") == "directed" and one(root, "//g:edge").get("type") is None
    undirected = tree(networkx.MultiGraph(made))
    assert one(undirected, "//g:graph").get("defaultedgetype") == "undirected"


def test_pinyin_is_an_attribute_or_the_label():
    made = networkx.MultiDiGraph()
    made.add_node("a", label="郑州市")
    for pinyin, label, title, other in (
        (False, "郑州市", "pinyin", "zheng zhou shi"),
        (True, "zheng zhou shi", "name", "郑州市"),
    ):
        root = tree(made, pinyin)
        SCHEMA.assertValid(root)
        key = one(root, f"//g:attributes[@class='node']/g:attribute[@title='{title}']").get("id")
        assert one(root, "//g:node").get("label") == label
        assert one(root, f"//g:attvalue[@for='{key}']").get("value") == other


def test_columns_have_the_types_of_the_ontology(root):
    types = {
        a.get("title"): a.get("type") for a in root.xpath("//g:attributes[@class='node']/g:attribute", namespaces=NS)
    }
    wanted = {
        "capacity": "string",
        "date": "string",
        "floorArea": "double",
        "investment": "double",
        "projectCount": "long",
    }
    assert {name: types[name] for name in wanted} == wanted


def test_the_type_is_a_colour_and_the_degree_a_size(root):
    node = one(root, "//g:node[@id='Company/星禾电气有限公司']")
    colour = one(node, "viz:color")
    code = "#" + "".join(f"{int(colour.get(c)):02x}" for c in "rgb")
    assert code == Ontology.load().classes["Company"].colour
    hub = one(root, "//g:node[@id='Person/周远航']/viz:size")
    assert float(hub.get("value")) > float(one(node, "viz:size").get("value"))


def test_dates_are_intervals(root):
    assert root.xpath("string(//g:graph/@mode)", namespaces=NS) == "dynamic"
    event = one(root, "//g:node[contains(@id,'签约仪式')]")
    assert (event.get("start"), event.get("end")) == ("2024-03-02", "2024-03-02")
    post = one(root, "//g:edge[@label='区长']")
    assert (post.get("start"), post.get("end")) == ("2023-11-01", None)
    assert one(root, "//g:edge[@kind='organized']").get("start") == "2024-03-02"
    assert one(root, "//g:edge[@kind='undertakes']").get("start") is None


def test_without_dates_the_graph_is_static():
    made = networkx.MultiDiGraph()
    made.add_node("a", label="甲")
    root = tree(made)
    SCHEMA.assertValid(root)
    assert root.xpath("string(//g:graph/@mode)", namespaces=NS) == "static"


def test_an_empty_graph_is_valid():
    SCHEMA.assertValid(tree(networkx.MultiDiGraph()))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(nasty_graphs(), st.booleans())
def test_any_name_gives_a_valid_file_with_all_nodes_and_edges(made, pinyin):
    root = tree(made, pinyin)
    SCHEMA.assertValid(root)
    ids = root.xpath("//g:node/@id", namespaces=NS)
    assert len(ids) == len(set(ids)) == made.number_of_nodes()
    edges = root.xpath("//g:edge", namespaces=NS)
    assert len({e.get("id") for e in edges}) == len(edges) == made.number_of_edges()
    assert {e.get("source") for e in edges} | {e.get("target") for e in edges} <= set(ids)
    assert len({(e.get("source"), e.get("target"), e.get("kind")) for e in edges}) == len(edges)


INTERVALS = [
    ("2023", ("2023-01-01", "2023-12-31")),
    ("2024-02", ("2024-02-01", "2024-02-29")),
    ("2024-03-02", ("2024-03-02", "2024-03-02")),
    ("2023-01/2023-03", ("2023-01-01", "2023-03-31")),
    ("2023-01-28T09:30", ("2023-01-28", "2023-01-28")),
    ("2021/..", ("2021-01-01", None)),
    ("../2021", (None, "2021-12-31")),
    ("2024-13", times.UNKNOWN),
    ("2023-02-30", times.UNKNOWN),
    ("--01-28", times.UNKNOWN),
    ("2024/2023", times.UNKNOWN),
    ("近日", times.UNKNOWN),
    (None, times.UNKNOWN),
    ("", times.UNKNOWN),
]


@pytest.mark.parametrize(("value", "days"), INTERVALS, ids=[str(value) for value, _ in INTERVALS])
def test_a_date_lasts_as_long_as_it_is_exact(value, days):
    assert times.interval(value) == days


def test_numbers_lose_nothing():
    for value, text in [(85.0, "85"), (0.9, "0.9"), (21_680_000_000, "21680000000"), (float("nan"), "")]:
        assert number(value) == text
