"""What the tests of the store share: the invented bulletins, and the exports of a folder as bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import ROOT

import kgraph
from kgraph import cli
from kgraph.store import FILE

BULLETINS = ROOT / "tests" / "data" / "store"
SPRING, SUMMER = BULLETINS / "spring", BULLETINS / "summer"
FILES = sorted(path for folder in (SPRING, SUMMER) for path in folder.iterdir())
MIN_FILES = 6


def run(capsys, *arguments) -> tuple[int, str, str]:
    """The exit code of a command, and what it told on its two streams."""
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def exports(folder: Path) -> dict[str, bytes]:
    """Every export of a folder: all that is no part of the store and no decision."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    kept = (FILE, "decisions.jsonl")
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(kept)}


@cache
def built(paths: tuple[Path, ...], home: str | None = None, base: str = kgraph.iris.BASE) -> dict[str, bytes]:
    """The exports of these files, built at once and without a store."""
    with TemporaryDirectory() as folder:
        kgraph.build(paths, home=home, base=base).write(folder)
        return exports(Path(folder))


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The names of exports that are not the same bytes in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def all_of(paths: Iterable[Path]) -> dict[str, bytes]:
    """The exports of a set of files."""
    return built(tuple(sorted(paths)))
