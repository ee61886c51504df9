"""Same input, same bytes: a second build, the files in another order, another hash seed, another place on the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, SEED

import kgraph
from kgraph.store import FILE as STORE

TEXTS = [SEED, *(ROOT / "tests" / "gold" / "dev" / f"{name}.json" for name in ("d03", "d11", "d17"))]
MIN_EXPORTS = 14


def contents(folder: Path) -> dict[str, bytes]:
    """Every export in a folder with its bytes."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != STORE}


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, bytes]:
    """The exports of the texts in the order above, made in this process."""
    folder = tmp_path_factory.mktemp("one")
    kgraph.build(TEXTS).write(folder)
    return contents(folder)


def build_elsewhere(inputs: list[Path], folder: Path, hash_seed: str) -> dict[str, bytes]:
    """The exports of a build by another process."""
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "kgraph", "build", "--quiet", *map(str, inputs), "-o", str(folder)]
    subprocess.run(command, env=environment, cwd=folder.parent, check=True, capture_output=True)
    return contents(folder)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_a_build_writes_all_its_files(built):
    assert len(built) >= MIN_EXPORTS
    assert built["graph.nq"]


def test_the_files_in_another_order_and_another_hash_seed_give_the_same_bytes(built, tmp_path):
    assert differing(built, build_elsewhere(TEXTS[::-1], tmp_path / "two", "7")) == []


def test_a_folder_somewhere_else_gives_the_same_bytes(built, tmp_path):
    copies = tmp_path / "a copy"
    copies.mkdir()
    for text in TEXTS:
        shutil.copy(text, copies)
    assert differing(built, build_elsewhere([copies], tmp_path / "three", "4242")) == []


def test_a_build_over_an_earlier_one_gives_the_same_bytes(seed_graph, seed_folder, tmp_path):
    kgraph.build([TEXTS[1]]).write(tmp_path)
    seed_graph.write(tmp_path)
    assert differing(contents(seed_folder), contents(tmp_path)) == []


def test_no_file_names_the_machine(built):
    secrets = [os.fsencode(str(ROOT)), os.fsencode(str(Path.home()) + "/")]
    assert [name for name, content in built.items() if any(secret in content for secret in secrets)] == []
