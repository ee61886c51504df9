"""Measures a folder that grows: what adding a few pages to many costs.

    python benchmarks/growing.py [--pages 1000] [--more 10] [--json]

The bulletins of training/ are repeated under ids of their own until there are as many as asked for, and built. Then
measured, on the processor time of this process after start-up: adding a few more (`add`), doing the graph stage alone
over all of them (`graph`: entities, facts, shapes, exports), loading what is kept (`load`), and the first build.
What adding costs beyond the graph stage is what the added pages cost, not what all cost.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "training" / "bulletins" / "documents"
MAXRSS_UNITS = 1 << 20 if sys.platform == "darwin" else 1 << 10  # to the MiB


def main() -> int:
    options = _options()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory() as place:
        record = measure(Path(place), options.pages, options.more)
    print(json.dumps(record, indent=2) if options.json else "\n".join(f"{k:<32}{v}" for k, v in record.items()))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=1000, help="in the folder at first (%(default)s)")
    parser.add_argument("--more", type=int, default=10, help="added then (%(default)s)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(place: Path, many: int, more: int) -> dict[str, Any]:
    """Seconds of each step, the size of the store, and peak memory."""
    from kgraph import Collection, store

    first, second = place / "first.jsonl", place / "second.jsonl"
    characters = write(first, islice(records("a"), many))
    write(second, islice(records("b"), more))
    folder = Collection(place / "out")
    Collection(place / "warm").build([second])  # loads models and lexicons
    built, _ = timed(lambda: folder.build([first]))
    load, _ = timed(lambda: everything(place / "out"))
    graph, _ = timed(folder.add)
    added, made = timed(lambda: folder.add([second]))
    known = made.graph.knowledge
    return {
        "pages": many,
        "characters": characters,
        "pages_added": made.read,
        "entities": len(known.entities),
        "facts": len(known.facts),
        "build_seconds": round(built, 1),
        "load_seconds": round(load, 2),
        "graph_seconds": round(graph, 1),
        "add_seconds": round(added, 1),
        "add_beyond_graph_seconds": round(added - graph, 2),
        "store_mib": round((place / "out" / store.FILE).stat().st_size / 2**20, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MAXRSS_UNITS,
    }


def records(start: str) -> Iterator[dict[str, Any]]:
    """The bulletins over and over, each with an id of its own."""
    from kgraph import pages

    found, _ = pages.read([TEXTS])
    for number, page in enumerate(cycle(found)):
        page = replace(page, id=f"{start}{number:06}")
        yield {"id": page.id, "text": page.text, "title": page.title, "published": page.published, "home": page.home}


def write(path: Path, found: Iterable[dict[str, Any]]) -> int:
    """Write a corpus; its characters."""
    characters = 0
    with path.open("w", encoding="utf-8") as file:
        for record in found:
            characters += len(record["text"])
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return characters


def everything(folder: Path) -> int:
    """Load all that a store keeps; how many pages that is."""
    from kgraph import pages, store

    with store.open_store(folder) as opened:
        found, _ = pages.unique(opened.inputs())
        return sum(opened.reading(store.key(page)) is not None for page in found)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    made = work()
    return time.process_time() - start, made


if __name__ == "__main__":
    sys.exit(main())
