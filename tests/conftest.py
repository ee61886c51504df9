"""Fixtures that all tests share: the seed page is built once for the whole run."""

from __future__ import annotations

from pathlib import Path

import pytest

import kgraph

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "examples" / "zhengzhou-jingkai-2023.txt"
HOME = "郑州经开区"


@pytest.fixture(scope="session")
def root() -> Path:
    """The top folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def seed_graph() -> kgraph.Graph:
    """The graph of the example page. Shared: do not change it."""
    return kgraph.build([SEED], home=HOME)


@pytest.fixture(scope="session")
def seed_folder(seed_graph, tmp_path_factory) -> Path:
    """A folder with all exports of the example page. Shared: do not write into it."""
    folder = tmp_path_factory.mktemp("built") / "exports"
    seed_graph.write(folder)
    return folder


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder of its own, built of the invented bulletins of spring, with its store."""
    kgraph.Collection(tmp_path / "out").build([ROOT / "tests" / "data" / "store" / "spring"])
    return tmp_path / "out"
