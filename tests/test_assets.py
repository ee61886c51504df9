"""What the browser loads is what was built from web/, and comes with its licences."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

ASSETS = "src/kgraph/assets"
MAKE = "run: cd web && npm ci && npm run build"


@pytest.fixture(scope="module")
def built(root):
    return json.loads((root / ASSETS / "built.json").read_text("utf-8"))


def digest(path):
    return sha256(path.read_bytes()).hexdigest()


def test_the_assets_are_built_of_these_sources(root, built):
    here = root / "web"
    sources = [here / "build.mjs", here / "package-lock.json", *(p for p in (here / "src").rglob("*") if p.is_file())]
    assert {path.relative_to(here).as_posix(): digest(path) for path in sources} == built["sources"], MAKE


def test_nobody_changed_the_assets_by_hand(root, built):
    files = [path for path in (root / ASSETS).iterdir() if path.name != "built.json"]
    assert {path.name: digest(path) for path in files} == built["assets"], MAKE


def test_every_package_inside_may_be_shipped(root):
    lock = json.loads((root / "web" / "package-lock.json").read_text("utf-8"))
    inside = {name.removeprefix("node_modules/"): about for name, about in lock["packages"].items() if name}
    shipped = {name: about["license"] for name, about in inside.items() if not about.get("dev")}
    assert shipped and set(shipped.values()) <= {"MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "(MPL-2.0 OR Apache-2.0)"}
