"""Measures a build: characters per second on one core after start-up, peak memory, and where the time goes.

    python benchmarks/speed.py [FOLDER_OR_FILE ...] [--characters 1000000] [--profile 20] [--json]

The texts (by default the bulletins of training/) are repeated, each time under ids of their own, until they have the
number of characters asked for. Reading, extraction, judging, shapes, and writing all exports are timed one by one.
Peak memory is that of the whole process. The profile is of a second, smaller run, as profiling slows Python down.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "training" / "bulletins" / "documents"
CHARACTERS = 1_000_000
PROFILED = 100_000  # characters of the run under the profiler
MAXRSS_UNITS = 1 << 20 if sys.platform == "darwin" else 1 << 10  # to the MiB
LEAST = 0.005  # share of the time below which a place is not shown
WARM_UP = 3  # pages read before the clock starts, so that lazily made tables are there


def main() -> int:
    options = _options()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    started = time.perf_counter()
    from kgraph import api, memory, pages
    from kgraph.ontology import Ontology
    from kgraph.pipeline import Pipeline

    pipeline = Pipeline(Ontology.load())
    found, failures = pages.read(options.inputs or [TEXTS])
    if not found:
        print("\n".join(failures) or "no text to read", file=sys.stderr)
        return 1
    api.of_pages(pipeline, found[:WARM_UP])
    start_up = time.perf_counter() - started
    with memory.quiet():
        record = {"start_up_seconds": start_up} | measure(pipeline, repeated(found, options.characters))
    record["profile"] = profile(pipeline, repeated(found, min(PROFILED, options.characters)), options.profile)
    print(json.dumps(record, ensure_ascii=False, indent=2) if options.json else table(record))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("inputs", nargs="*", type=Path, help="texts to build (training/bulletins/documents)")
    parser.add_argument("--characters", type=int, default=CHARACTERS, help="at least so many (%(default)s)")
    parser.add_argument("--profile", type=int, default=20, help="functions to show (%(default)s)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def repeated(found: Iterable[Any], characters: int) -> list[Any]:
    """The pages over and over, each with an id of its own, until they have `characters`."""
    made, total, pages = [], 0, list(found)
    while total < characters:
        page = pages[len(made) % len(pages)]
        round_ = len(made) // len(pages)
        made.append(replace(page, id=f"{page.id}-{round_}", source=f"{round_}/{page.source}"))
        total += len(page.text)
    return made


def measure(pipeline: Any, found: list[Any]) -> dict[str, Any]:
    """Seconds of each step, characters a second, and peak memory in MiB."""
    from kgraph import api, rdf

    steps: dict[str, float] = {}
    clock = Clock(steps)
    read = clock("documents, mentions, quantities", lambda: [pipeline.read(page) for page in found])
    analyses = [analysis for page in read for analysis in page]
    said = clock("claims", lambda: [claim for a in analyses for claim in pipeline.find_claims(a)])
    known = clock("entities, facts", lambda: pipeline.judge(analyses, said, ()))
    checked, _ = clock("shapes", lambda: rdf.validate(known, pipeline.ontology))
    graph = api.Graph(checked, pipeline.ontology)
    with tempfile.TemporaryDirectory() as folder:
        clock("graph, exports", lambda: graph.write(folder))
    characters, total = sum(len(page.text) for page in found), sum(steps.values())
    return {
        "pages": len(found),
        "characters": characters,
        "entities": len(checked.entities),
        "facts": len(checked.facts),
        "seconds": steps,
        "total_seconds": total,
        "characters_per_second": characters / total,
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS_UNITS,
    }


class Clock:
    """Calls a function and notes how long it took, in processor seconds of this process."""

    def __init__(self, steps: dict[str, float]):
        self.steps = steps

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        made = work()
        self.steps[name] = time.process_time() - start
        return made


def profile(pipeline: Any, found: list[Any], most: int) -> dict[str, Any]:
    """Of a build: the share of each room and library, and the functions with most time of their own."""
    from kgraph import api

    profiler = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        profiler.enable()
        api.of_pages(pipeline, found).write(folder)
        profiler.disable()
    stats = pstats.Stats(profiler)
    return {"places": _places(stats), "functions": list(_rows(stats, most))}


def _places(stats: pstats.Stats) -> dict[str, float]:
    """Room or library → its share of the time; a built-in function counts where it is called from."""
    found: Counter[str] = Counter()
    for (file, line, _), (_, _, own, _, callers) in stats.stats.items():
        if line:
            found[_place(file)] += own
        else:
            for (caller, *_), (_, _, part, _) in callers.items():
                found[_place(caller)] += part
    return {place: own / stats.total_tt for place, own in found.most_common() if own > LEAST * stats.total_tt}


def _place(file: str) -> str:
    parts = Path(file).parts
    if "kgraph" in parts[:-1]:
        return "kgraph " + parts[len(parts) - parts[::-1].index("kgraph")].removesuffix(".py")
    if file.endswith(".pyx"):
        return parts[0]
    return parts[parts.index("site-packages") + 1] if "site-packages" in parts else "Python"


def _rows(stats: pstats.Stats, most: int) -> Iterator[dict[str, Any]]:
    whole = stats.total_tt
    for (file, line, name), (_, calls, own, below, _) in sorted(stats.stats.items(), key=lambda i: -i[1][2])[:most]:
        where = "/".join(Path(file).parts[-2:]) + f":{line}" if line else "built in"
        yield {"function": f"{name} ({where})", "calls": calls, "own": own / whole, "with_callees": below / whole}


def table(record: dict[str, Any]) -> str:
    """The record for people."""
    per_second, total = record["characters_per_second"], record["total_seconds"]
    lines = [
        ", ".join(f"{record[counted]:,} {counted}" for counted in ("pages", "characters", "entities", "facts")),
        f"{per_second:,.0f} characters a second, peak memory {record['peak_memory_mib']:,.0f} MiB, "
        f"start-up {record['start_up_seconds']:.1f} s",
        "",
        f"{'step':<36}{'seconds':>9}{'share':>8}{'chars/s':>12}",
    ]
    for name, seconds in record["seconds"].items():
        speed = record["characters"] / seconds if seconds else float("inf")
        lines.append(f"{name:<36}{seconds:>9.2f}{seconds / total:>8.1%}{speed:>12,.0f}")
    lines += ["", f"{'room or library':<36}{'share':>8}"]
    lines += [f"{place:<36}{share:>8.1%}" for place, share in record["profile"]["places"].items()]
    lines += ["", f"{'function':<64}{'calls':>12}{'own':>8}{'below':>8}"]
    for row in record["profile"]["functions"]:
        lines.append(f"{row['function'][:63]:<64}{row['calls']:>12,}{row['own']:>8.1%}{row['with_callees']:>8.1%}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
