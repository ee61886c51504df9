"""Measures the positions of GEXF and the explorer on invented graphs: seconds, memory, and how good the picture is.

    python benchmarks/positions.py [NODES ...] [--facts 100000]

Each graph is made of cities with their people, firms, projects and meetings, few ties between cities, a few hubs, and
one node in five without any tie; `--facts` measures the region of `synthetic.py` instead. `edge/random` is the median
length of an edge over the median distance of two tied nodes drawn by lot (1 for places drawn by lot); `longest tenth`
the same for the length that nine edges in ten have at most; `overlap` the share of nodes that stand nearer than 12
units (the diameter of the smallest node) to another.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from typing import Any

import networkx
import numpy as np

from kgraph import graph
from kgraph.exports.layout import packing, positions
from kgraph.ontology import Ontology

SIZES = [1_000, 10_000, 100_000]
PER_CITY, ALONE, AWAY, DRAWN = 400, 0.2, 0.03, 200_000
KINDS = ["person"] * 30 + ["firm"] * 25 + ["project"] * 18 + ["meeting"] * 12 + ["office"] * 15
TIES = {  # kind → (other kind, how many such ties, as many again as often as they stand here; the city?)
    "person": [("office", (0, 1, 1)), ("meeting", (0, 1, 1, 2, 4))],
    "firm": [("project", (0, 1, 1, 2)), ("city", (0, 0, 1))],
    "project": [("firm", (1,)), ("city", (0, 1))],
    "meeting": [("office", (1,)), ("person", (0, 1, 2, 3, 6)), ("city", (0, 1))],
    "office": [("city", (1,))],
}


def cities(nodes: int, seed: int = 1) -> networkx.MultiDiGraph:
    """A graph of so many nodes; large cities, and what was there first, have most of the ties."""
    chance = random.Random(seed)
    made = networkx.MultiDiGraph()
    count = max(2, nodes // PER_CITY)
    share = [1 / (number + 1) ** 0.8 for number in range(count)]
    known: dict[tuple[int, str], list[str]] = defaultdict(list)
    for city in range(count):
        made.add_node(f"city {city}")
        known[city, "city"].append(f"city {city}")
        if city:
            made.add_edge(f"city {city}", f"city {chance.choices(range(city), share[:city])[0]}")
    for number in range(nodes - count):
        kind, city = chance.choice(KINDS), chance.choices(range(count), share)[0]
        name = f"{kind} {number}"
        made.add_node(name)
        if chance.random() < ALONE:
            continue
        for other, often in TIES[kind]:
            for _ in range(chance.choice(often)):
                home = chance.choices(range(count), share)[0] if chance.random() < AWAY else city
                if near := known[home, other]:
                    made.add_edge(name, near[int(len(near) * chance.random() ** 2)])
        known[city, kind].append(name)
    return made


def measure(made: Any) -> str:
    """One line of the table."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    placed = positions(made)
    seconds = time.process_time() - began
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    index = {node: number for number, node in enumerate(sorted(placed))}
    points = np.array([placed[node] for node in sorted(placed)])
    ends = np.array([(index[a], index[b]) for a, b in made.edges() if a != b])
    chance = np.random.default_rng(1)
    lots = chance.choice(np.unique(ends), (DRAWN, 2))
    edge, lot = (np.sqrt(((points[pair[:, 0]] - points[pair[:, 1]]) ** 2).sum(1)) for pair in (ends, lots))
    close = np.unique(np.concatenate(packing._near(points, 12.0)))
    figures = (np.median(edge) / np.median(lot), np.quantile(edge, 0.9) / np.median(lot), len(close) / len(points))
    cost = f"{len(made):9,}{made.size():9,}{seconds:9.1f}{memory:9.0f}"
    return f"{cost}{figures[0]:13.3f}{figures[1]:15.3f}{figures[2]:10.2%}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("nodes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--facts", type=int, help="measure the region of synthetic.py with so many facts")
    options = parser.parse_args()
    if options.facts:
        import synthetic

        ontology = Ontology.load()
        print(measure(graph.make(synthetic.knowledge(options.facts, 1, ontology), ontology)))
    elif len(options.nodes) == 1:
        print(measure(cities(options.nodes[0])))
    else:
        print("    nodes    edges  seconds      MiB  edge/random  longest tenth   overlap", flush=True)
        for size in options.nodes:  # each in a process of its own, for its memory
            subprocess.run([sys.executable, __file__, str(size)], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
