"""How long SPARQL queries take through `kgraph serve`, beside pyoxigraph in the same process, and what memory it takes.

    python benchmarks/endpoint.py FOLDER [--times 20]

Asks `ASK {}` and the twenty examples of `ontology/examples.toml`, in turn: over HTTP (one connection kept open, results
as JSON) and in this process (parse, run, write as JSON). Wall time; the two alternate, as a busy machine slows both.
Memory is the share of each process (PSS: what processes share is divided among them), after all queries; Linux only.
"""

from __future__ import annotations

import argparse
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from kgraph import queries
from kgraph.ontology import Ontology

ASK = "ASK {}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    asked = {"ASK {}": ASK} | {e["id"]: e["query"] for e in Ontology.load().settings("examples")["example"]}
    started = time.perf_counter()
    process, port = serve(options.folder)
    print(f"ready after {time.perf_counter() - started:.1f} s")
    try:
        print("memory before the first query:", shares(process.pid))
        compare(queries.open(options.folder), port, asked, options.times)
        print("memory after all queries:", shares(process.pid))
    finally:
        process.terminate()
        process.wait()


def serve(folder: Path) -> tuple[subprocess.Popen, int]:
    """`kgraph serve`, and its port."""
    command = [sys.executable, "-m", "kgraph", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    return process, int(re.search(r":(\d+)/", process.stderr.readline())[1])


def compare(store: Store, port: int, asked: dict[str, str], times: int) -> None:
    """Print median and 95th percentile of each query, and of the difference."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    print(f"{'milliseconds':24} {'in process':>16} {'over HTTP':>16} {'more by':>16} {'bytes':>10}")
    more: list[float] = []
    for name, query in asked.items():
        pairs = [
            (clock(lambda q=query: here(store, q)), clock(lambda q=query: there(connection, q))) for _ in range(times)
        ]
        inside, outside = [p[0] for p in pairs], [p[1] for p in pairs]
        between = [b - a for a, b in pairs]
        more += between
        size = len(there(connection, query))
        print(f"{name:24} {shown(inside):>16} {shown(outside):>16} {shown(between):>16} {size:>10,}")
    print(f"{'all queries':24} {'':>16} {'':>16} {shown(more):>16}   (median / 95th percentile)")


def here(store: Store, query: str) -> bytes:
    """The result in this process."""
    result = queries.run(store, query)
    if isinstance(result, QueryTriples):
        return result.serialize(format=RdfFormat.TURTLE)
    return result.serialize(format=QueryResultsFormat.JSON)


def there(connection: http.client.HTTPConnection, query: str) -> bytes:
    """The result over HTTP."""
    connection.request("GET", f"/sparql?query={quote(query)}")
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{response.status}: {body.decode()}")
    return body


def clock(work: Callable[[], object]) -> float:
    """Milliseconds of wall time."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def shown(values: list[float]) -> str:
    return f"{median(values):.2f} / {quantiles(values, n=20)[-1]:.2f}"


def shares(pid: int) -> str:
    """The proportional memory of a process and of all below it, in MB."""
    found = {name: share(pid) for name, pid in family(pid)}
    return ", ".join(f"{name} {size}" for name, size in found.items()) + f", together {sum(found.values())} MB"


def family(server: int) -> list[tuple[str, int]]:
    mothers = children(server)
    workers = [worker for mother in mothers for worker in children(mother)]
    return [("server", server), *(("mother", m) for m in mothers),
            *((f"query process {n}", w) for n, w in enumerate(workers, 1))]  # fmt: skip


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def share(pid: int) -> int:
    kilobytes = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]
    return int(kilobytes) // 1024


if __name__ == "__main__":
    main()
