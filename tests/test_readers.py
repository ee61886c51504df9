"""Files read back by readers that are not ours: networkx, graphology (as sigma and Gephi Lite use it) and igraph."""

from __future__ import annotations

import json
import shutil
import subprocess

import networkx
import pytest
from conftest import ROOT

from kgraph import exports
from kgraph.exports import gexf

PACKAGE = ROOT / "web" / "package.json"
SCRIPT = ROOT / "tests" / "data" / "exports" / "graphology.mjs"
GRAPHOLOGY = shutil.which("node") and (PACKAGE.parent / "node_modules" / "graphology-gexf").is_dir()
VIEWS = ("companies-projects", "officials-meetings", "co-attendance")


@pytest.fixture(scope="module")
def made(seed_graph, tmp_path_factory):
    """The example page with its views."""
    folder = tmp_path_factory.mktemp("readers") / "out"
    seed_graph.write(folder, exports.Extras(views=VIEWS))
    return folder


def test_networkx_reads_every_node_edge_and_value(made, seed_graph):
    read, whole = networkx.read_gexf(made / "graph.gexf"), seed_graph.nx
    assert read.is_directed() and read.is_multigraph()
    assert {key: node["label"] for key, node in read.nodes(data=True)} == dict(whole.nodes(data="label"))
    found = sorted((a, b, e["relation"], e["weight"], e["quote"]) for a, b, e in read.edges(data=True))
    wanted = ((a, b, e["relation"], e["weight"], e["evidence"][0]["quote"]) for a, b, e in whole.edges(data=True))
    assert found == sorted(wanted)
    for key, node in read.nodes(data=True):
        data = whole.nodes[key]
        colour = seed_graph.ontology.classes[data["type"]].colour
        assert "#" + "".join(f"{node['viz']['color'][c]:02x}" for c in "rgb") == colour
        assert node["viz"]["size"] == gexf.size(whole.degree(key)) and node["mentions"] == data["mentions"]
    places = {(node["viz"]["position"]["x"], node["viz"]["position"]["y"]) for _, node in read.nodes(data=True)}
    assert len(places) == len(whole)
    haier = read.nodes["Company/海尔"]
    assert (haier["label"], haier["pinyin"]) == ("海尔", "hai er")


@pytest.mark.parametrize("name", VIEWS)
def test_networkx_reads_a_view(made, name):
    read = networkx.read_gexf(made / "views" / f"{name}.gexf")
    assert read.is_directed() == (name != "co-attendance") and read.size() > 0
    if name != "co-attendance":
        assert networkx.is_bipartite(networkx.Graph(read))


@pytest.mark.skipif(not GRAPHOLOGY, reason="node or web/node_modules/graphology-gexf is missing: npm ci --prefix web")
def test_graphology_reads_the_same_as_networkx(made):
    files = [made / "graph.gexf", *(made / "views" / f"{name}.gexf" for name in VIEWS)]
    command = ["node", str(SCRIPT), str(PACKAGE), *map(str, files)]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout)
    for file in files:
        ours, theirs = networkx.read_gexf(file), seen[str(file)]
        assert theirs["type"] == ("directed" if ours.is_directed() else "undirected")
        assert {
            node["key"]: (node["label"], node["size"], node["type"], node["pinyin"]) for node in theirs["nodes"]
        } == {
            key: (node["label"], node["viz"]["size"], node["type"], node["pinyin"])
            for key, node in ours.nodes(data=True)
        }
        edges = {e["key"]: ({e["source"], e["target"]}, e["weight"], e["relation"]) for e in theirs["edges"]}
        assert edges == {e["id"]: ({a, b}, e["weight"], e["relation"]) for a, b, e in ours.edges(data=True)}
        assert all(isinstance(node["x"], int | float) for node in theirs["nodes"])
    graph = seen[str(files[0])]["edges"]
    assert len({(e["source"], e["target"], e["kind"]) for e in graph}) == len(graph)


def test_igraph_reads_graphml(made, seed_graph):
    igraph = pytest.importorskip("igraph")
    read, whole = igraph.Graph.Read_GraphML(str(made / "graph.graphml")), seed_graph.nx
    assert (read.vcount(), read.ecount(), read.is_directed()) == (len(whole), whole.size(), True)
    assert dict(zip(read.vs["id"], read.vs["label"], strict=True)) == dict(whole.nodes(data="label"))
    ends = ((read.vs[e.source]["id"], read.vs[e.target]["id"], e["relation"]) for e in read.es)
    assert sorted(ends) == sorted((a, b, e["relation"]) for a, b, e in whole.edges(data=True))


def test_pandas_and_networkx_make_a_graph_of_the_edges_of_a_view(made):
    pandas = pytest.importorskip("pandas")
    edges = pandas.read_csv(made / "views" / "co-attendance.csv")
    graph = networkx.from_pandas_edgelist(edges, "source_label", "target_label", ["weight"])
    assert len(graph) == 5 and graph.size() == 10  # five officials at one meeting
