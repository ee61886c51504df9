"""Measures `kgraph.open` on a built folder: opening, each verb, the networkx graph, and memory.

    python benchmarks/synthetic.py -o FOLDER
    python benchmarks/opened.py FOLDER [--times 50]

A verb is asked of many things, the busiest among them; median and 95th percentile are milliseconds of processor time,
which other work on the machine changes less than time on the clock does.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

import kgraph

THINGS = """SELECT ?thing (COUNT(*) AS ?facts) {{ {{ ?thing ?p ?o }} UNION {{ ?s ?p ?thing }} ?thing a kg:{} }}
GROUP BY ?thing ORDER BY DESC(?facts) ?thing"""
DAY = "2022-06-01"


def spread(things: list[str], many: int) -> list[str]:
    """So many of the things, from the busiest to the quietest."""
    return [things[at * (len(things) - 1) // max(1, many - 1)] for at in range(min(many, len(things)))]


def report(name: str, work: Callable[[Any], Any], over: Iterable[Any]) -> None:
    """Does the work for each thing, and prints how long it took."""
    taken = []
    for thing in over:
        start = time.process_time()
        work(thing)
        taken.append((time.process_time() - start) * 1000)
    late = statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    print(f"{name:<32}{statistics.median(taken):>12.1f}{late:>12.1f}{len(taken):>8}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--times", type=int, default=50, help="things that a verb is asked of (%(default)s)")
    options = parser.parse_args()
    print(f"{'milliseconds of processor time':<32}{'median':>12}{'95 %':>12}{'times':>8}")
    found: list[kgraph.BuiltGraph] = []
    report("open", lambda _: found.append(kgraph.open(options.folder)), [0])
    g = found[0]
    things = {name: [row["thing"] for row in g.sparql(THINGS.format(name))] for name in g.ontology.entity_classes}
    persons, companies, projects = (spread(things[name], options.times) for name in ("Person", "Company", "Project"))
    named = [g.sparql(f"SELECT ?n {{ <{iri}> skos:prefLabel ?n }}")[0]["n"] for iri in persons]
    report("first name (all are read)", g.entity, named[:1])
    report("entity", g.entity, named)
    report("companies_of", g.companies_of, projects)
    report("projects_of", g.projects_of, companies)
    report("posts_of", g.posts_of, persons)
    report("posts_of on a day", lambda one: g.posts_of(one, on=DAY), persons)
    report("attended", g.attended, persons)
    report("all facts of an entity", lambda one: g.entity(one).facts, persons + companies)
    report("find, first in pinyin", g.find, ["zhang"])
    report("find", g.find, [name[:2] for name in named])
    report("first path", lambda pair: g.path(*pair), [(persons[0], companies[0])])
    report("path", lambda pair: g.path(*pair), zip(persons, companies, strict=False))
    report("explain", lambda one: g.explain(one), projects)
    report("first question", g.ask, [f"{named[0]}担任什么职务?"])
    report("question", g.ask, [f"{name}担任什么职务?" for name in named])
    report("sparql, 100,000 rows", g.sparql, ["SELECT * { ?s ?p ?o } LIMIT 100000"])
    report("nx", lambda _: g.nx, [0])
    print(f"{g.nx.number_of_nodes()} nodes, {g.nx.number_of_edges()} edges, {len(g.store)} statements")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory at most")


if __name__ == "__main__":
    main()
