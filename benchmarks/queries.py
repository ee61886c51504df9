"""Measures the example queries of the query page on a built folder, as a browser asks them: over HTTP.

    python benchmarks/queries.py FOLDER [--runs 20] [--json]

A server is started on the folder. Every query of ontology/examples.toml is asked once to warm up and then `--runs`
times, one after the other, as the page asks (a POST, answered in JSON or N-Triples). Printed are the rows, the size of
the answer, the median and 95th percentile of the wall clock from request to last byte, and (on Linux) the processor
time of server and query processes for one query, all in milliseconds: on a busy machine only the last tells its cost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from kgraph import web
from kgraph.ontology import Ontology

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
PATIENCE = 120  # seconds for one answer


def main() -> int:
    options = _options()
    examples = Ontology.load().settings("examples")["example"]
    with served(options.folder) as port:
        records = [measure(port, example, options.runs) for example in examples]
    print(json.dumps(records, ensure_ascii=False, indent=2) if options.json else table(records))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="a folder that kgraph build or benchmarks/synthetic.py wrote")
    parser.add_argument("--runs", type=int, default=20, help="of each query (%(default)s)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def served(folder: str) -> Iterator[int]:
    """The port of a server of `folder`."""
    server = web.make_server(folder, port=0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def measure(port: int, example: dict[str, Any], runs: int) -> dict[str, Any]:
    """How long one example takes, and how much it gives."""
    body = ask(port, example["query"])
    before = processor_seconds()
    times = sorted(timed(port, example["query"]) for _ in range(runs))
    spent = (processor_seconds() - before) / runs
    return {
        "id": example["id"],
        "rows": rows(body),
        "kilobytes": round(len(body) / 1000, 1),
        "median_ms": round(1000 * statistics.median(times), 1),
        "p95_ms": round(1000 * times[min(len(times) - 1, round(0.95 * (len(times) - 1)))], 1),
        "processor_ms": round(1000 * spent, 1),
    }


def timed(port: int, query: str) -> float:
    start = time.perf_counter()
    ask(port, query)
    return time.perf_counter() - start


def ask(port: int, query: str) -> bytes:
    """The answer to a query; stops the measurement where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/sparql-query", "Accept": ACCEPT}
    connection.request("POST", "/sparql", query.encode(), headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{response.status} {body.decode()}\n{query}")
    return body


def processor_seconds() -> float:
    """Processor time of this process and all below it so far; 0 where there is no /proc."""
    tick, spent, parents = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 1, {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(fields[1])
            spent[int(folder.name)] = (int(fields[11]) + int(fields[12])) / tick
    return sum(seconds for process, seconds in spent.items() if _is_ours(process, parents))


def _is_ours(process: int, parents: dict[int, int]) -> bool:
    while process and process != os.getpid():
        process = parents.get(process, 0)
    return process == os.getpid()


def rows(body: bytes) -> int:
    """Rows of a table, or triples."""
    return len(json.loads(body)["results"]["bindings"]) if body.startswith(b"{") else body.count(b"\n")


def table(records: list[dict[str, Any]]) -> str:
    heads = list(records[0])
    lines = [heads, *([str(record[head]) for head in heads] for record in records)]
    return "\n".join(f"{first:<14}" + "".join(f"{cell:>13}" for cell in rest) for first, *rest in lines)


if __name__ == "__main__":
    sys.exit(main())
