"""What the reading of a page depends on besides the page, as one hash: code, ontology, models and libraries.

A row with another hash is read anew. Rooms and settings that come into play only after a page is read are left out, so
that a change to an export, or a higher confidence floor, reads no page again.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CODE = Path(__file__).resolve().parents[1]
LATER_ROOMS = (
    "api", "assistant", "cli", "collection", "conscience", "curation", "evaluation", "exports", "facts", "graph",
    "growing", "histories", "opened", "queries", "rdf", "store", "terminal", "__init__", "__main__",
)  # fmt: skip
DATA = ("ontology", "models")  # folders of an installed package, which are counted by themselves
LATER_SETTINGS = ("conscience.toml", "facts.toml", "questions", "shapes.ttl", "tables.toml")
LIBRARIES = ("numpy", "opencc", "pyahocorasick", "python-crfsuite", "rapidfuzz", "rjieba", "spacy")
SKIPPED = (".md", ".pyc")
CHUNK = 1 << 20  # bytes read at a time


def of_reading(ontology: Path, models: Path | None) -> str:
    """The hash for pages read with this ontology folder and these models, if any."""
    digest = hashlib.sha256(f"python {sys.version_info[:2]}".encode())
    if models is None:
        digest.update(b"no models")
    for library in LIBRARIES:
        digest.update(f"{library} {_version(library)}".encode())
    for root in dict.fromkeys((CODE, ontology.resolve(), *([models.resolve()] if models else []))):
        for name, path in _files(root):
            digest.update(f"\n{name}\n".encode())
            _feed(digest, path)
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        later = root == CODE and (inner.parts[0].removesuffix(".py") in LATER_ROOMS or inner.parts[0] in DATA)
        hidden = any(part.startswith((".", "__pycache__")) for part in inner.parts)
        skipped = later or hidden or path.suffix in SKIPPED or inner.parts[0] in LATER_SETTINGS
        if path.is_file() and not skipped:
            yield inner.as_posix(), path


def _feed(digest, path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
