"""Kills kgraph with SIGKILL at random moments, and looks whether the output folder is whole after each kill.

    python benchmarks/kills.py [FOLDER_OF_TEXTS] [--kills 200] [--pages 12] [--seed 1] [--json]

The commands are a build from nothing, an add, a remove, and a build over what is there, in turn. Half of the kills come
after a random time, half at a random one of the command's file operations (opening, renaming, making and removing
files), so that they also fall between two files of a set that is being replaced. After each kill:

- SQLite finds the store sound, and no page that was kept before is gone;
- the next command finds exports that are, byte for byte, those from before the killed command or those after it, and
  they belong to the pages in the store;
- nothing half-written is left behind.

After at most `ROUND` kills a command is let through, and its exports are compared with those of a build at once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "training" / "bulletins" / "documents"
ROUND = 12  # kills of one command before it is let through
CHILD = """
import os, signal, sys
from kgraph import cli
left, events = int(sys.argv.pop(1)), ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir")
folder, seen = os.path.realpath(sys.argv.pop(1)), [0]
def watch(event, arguments):
    if event in events and str(arguments[0]).startswith(folder):
        seen[0] += 1
        if seen[0] == left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
code = cli.main(sys.argv[1:])
print(seen[0], file=sys.stderr)
sys.exit(code)
"""


@dataclass
class Tally:
    """What happened: kills by kind and by what they left, commands let through, and everything that was wrong."""

    kills: Counter = field(default_factory=Counter)
    left: Counter = field(default_factory=Counter)
    through: int = 0
    kept: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """A command, and the texts that the folder is made of after it."""

    arguments: tuple[str, ...]
    after: tuple[Path, ...]


def main() -> int:
    options = _options()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    texts = sorted(path for path in options.texts.iterdir() if path.suffix in (".txt", ".json"))[: options.pages]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        tally = kill(texts, Path(place), options.kills, random.Random(options.seed))
    record = {
        "kills": sum(tally.kills.values()),
        "by": dict(sorted(tally.kills.items())),
        "left": dict(sorted(tally.left.items())),
        "commands_let_through": tally.through,
        "pages_found_kept_after_a_kill": tally.kept,
        "wrong": tally.wrong,
        "seconds": round(time.perf_counter() - started, 1),
    }
    print(json.dumps(record, indent=2) if options.json else "\n".join(f"{k:<32}{v}" for k, v in record.items()))
    return 1 if tally.wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", nargs="?", type=Path, default=TEXTS, help="folder of .txt and .json files")
    parser.add_argument("--kills", type=int, default=200, help="(%(default)s)")
    parser.add_argument("--pages", type=int, default=12, help="texts to work with (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (%(default)s)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def kill(texts: list[Path], place: Path, kills: int, chance: random.Random) -> Tally:
    """Run and kill commands in turn until there were `kills`."""
    tally = Tally()
    expected = Expected(place)
    half = tuple(texts[: len(texts) // 2])
    number = 0
    while sum(tally.kills.values()) < kills:
        folder = place / f"out-{number}"
        number += 1
        before: tuple[Path, ...] = ()
        for step in steps(folder, tuple(texts), half):
            killed_through(step, before, folder, expected, tally, kills, chance)
            before = step.after
    return tally


def steps(folder: Path, texts: tuple[Path, ...], half: tuple[Path, ...]) -> list[Step]:
    """A build from nothing, an add, a remove, a build over what is there."""
    rest = [str(text) for text in texts[len(half) :]]
    return [
        Step(("build", *map(str, half), "-o", str(folder), "-q"), half),
        Step(("add", str(folder), *rest, "-q"), texts),
        Step(("remove", str(folder), *rest, "-q"), half),
        Step(("build", *map(str, texts), "-o", str(folder), "-q"), texts),
    ]


class Expected:
    """The exports of a set of texts, built at once; and how long a command takes and how many files it touches."""

    def __init__(self, place: Path):
        self.place = place
        self.exports: dict[tuple[Path, ...], dict[str, bytes]] = {(): {}}
        self.seconds, self.operations = 6.0, 60  # of the last command let through

    def of(self, texts: tuple[Path, ...]) -> dict[str, bytes]:
        if texts not in self.exports:
            import kgraph

            folder = self.place / f"expected-{len(self.exports)}"
            kgraph.build(texts).write(folder)
            self.exports[texts] = contents(folder)
        return self.exports[texts]


def killed_through(
    step: Step, before: tuple[Path, ...], folder: Path, expected: Expected, tally: Tally, kills: int,
    chance: random.Random,
) -> None:  # fmt: skip
    """Kill a command again and again at random moments, look after each kill, and let it through in the end."""
    kept = readings(folder)
    for _ in range(ROUND):
        if sum(tally.kills.values()) >= kills:
            break
        kind = chance.choice(("time", "file operation"))
        limit = chance.randint(1, expected.operations + 2) if kind == "file operation" else 0
        after = chance.uniform(0.2, 1.05) * expected.seconds if kind == "time" else None
        code, _ = run(step, folder, limit, after)
        if code != -signal.SIGKILL:
            kind = None
        else:
            tally.kills[kind] += 1
        now, state = readings(folder), look(step, before, folder, expected, tally)
        if now < kept and state == "before":
            tally.wrong.append(f"{step.arguments[0]}: {kept - now} kept pages are gone")
        tally.kept += max(0, now - kept)
        kept = now
        if kind is None or state == "after":
            break
    start = time.perf_counter()
    code, operations = run(step, folder, 0, None)
    expected.seconds, expected.operations = time.perf_counter() - start, operations
    tally.through += 1
    if code or contents(folder) != expected.of(step.after):
        tally.wrong.append(f"{step.arguments[0]}: exit code {code}, or other exports than a build at once")


def run(step: Step, folder: Path, limit: int, seconds: float | None) -> tuple[int, int]:
    """Exit code of the command (negative where it was killed) and the file operations it made."""
    command = [sys.executable, "-c", CHILD, str(limit), str(folder), *step.arguments]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _, said = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        _, said = child.communicate()
    code = child.returncode
    if step.arguments[0] == "remove" and code == 1 and "no such file or page" in said:
        code = 0  # the killed one had removed them all
    return code, int(said.split()[-1]) if code >= 0 and said.split() else 0


def look(step: Step, before: tuple[Path, ...], folder: Path, expected: Expected, tally: Tally) -> str:
    """Whether the folder is whole: as before the command, or as after it."""
    from kgraph import Collection, store

    if not (folder / store.FILE).is_file():
        state = "before" if not contents(folder) and before == () else "torn"
    else:
        with sqlite3.connect(folder / store.FILE) as db:
            sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        pages = Collection(folder).status().pages
        found = contents(folder)
        is_after = found == expected.of(step.after) and pages == len(step.after)
        is_before = found == expected.of(before) and pages == len(before)
        state = "after" if is_after else "before" if is_before else "torn"
        if sound != "ok":
            tally.wrong.append(f"{step.arguments[0]}: {sound}")
        if any(folder.glob(".exports-*")):
            tally.wrong.append(f"{step.arguments[0]}: something half-written is left")
    if state == "torn":
        tally.wrong.append(f"{step.arguments[0]}: neither the exports from before nor those after")
    tally.left[state] += 1
    return state


def readings(folder: Path) -> int:
    """How many pages are kept in the store."""
    from kgraph import store

    if not (folder / store.FILE).is_file():
        return 0
    with sqlite3.connect(folder / store.FILE) as db:
        has = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'readings'").fetchone()[0]
        count = db.execute("SELECT count(*) FROM readings").fetchone()[0] if has else 0
    db.close()
    return count


def contents(folder: Path) -> dict[str, bytes]:
    """Every export in a folder with its bytes."""
    from kgraph import store

    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(store.FILE)}


if __name__ == "__main__":
    sys.exit(main())
