"""Read the public sets of `data.toml`.

Comes in: the folder with the prepared sets (and the package that holds MSRA). Goes out: `PublicSet`s with folded
sentences and their names. A file whose checksum differs from that of `data.toml` is refused.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kgraph.text import fold

DESCRIBED = Path(__file__).with_name("data.toml")
Name = tuple[int, int, str]  # [start, end) and label


@dataclass(frozen=True)
class Sentence:
    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True)
class PublicSet:
    """`map`: its labels in terms of PER, LOC and ORG; `best`: best published F1 without a pretrained transformer;
    `also`: names of sets that a second model learns from, in which this one's sentences count `weight` times."""

    name: str
    title: str
    licence: str
    map: Mapping[str, str]
    best: float | None
    train: tuple[Sentence, ...]
    test: tuple[Sentence, ...]
    also: tuple[str, ...] = ()
    weight: int = 1


def read(folder: Path, only: Iterable[str] = ()) -> Iterator[PublicSet]:
    """The sets that stand in `folder`; a set without files is passed over."""
    for row in described():
        if (folder / row.get("archive", row["name"])).exists() and (not only or row["name"] in only):
            parts = [tuple(_sentences(folder, row, row[split])) for split in ("train", "test")]
            more = tuple(row.get("also", ())), row.get("weight", 1)
            yield PublicSet(row["name"], row["title"], row["licence"], row["map"], row.get("best"), *parts, *more)


def described() -> list[dict]:
    return tomllib.loads(DESCRIBED.read_text("utf-8"))["set"]


def _sentences(folder: Path, row: Mapping, split: str) -> Iterator[Sentence]:
    if "archive" in row:
        path = folder / row["archive"]
        check(path, row["sha256"]["archive"])
        with zipfile.ZipFile(path) as archive:
            (member,) = [name for name in archive.namelist() if name.endswith(f"/{split}.txt")]
            yield from columns_of(archive.read(member).decode("utf-8").splitlines())
        return
    path = folder / row["name"] / f"{split}.jsonl.xz"
    check(path, row["sha256"][split])
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            yield Sentence(fold(record["text"]), tuple(map(tuple, record["entities"])))


def check(path: Path, digest: str) -> None:
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{path.name} is not the file that data.toml describes (its checksum differs).")


def columns_of(lines: Iterable[str]) -> Iterator[Sentence]:
    """Sentences of a file with a character and its BMES label a line, and an empty line after each sentence."""
    rows: list[tuple[str, str]] = []
    for line in [*lines, ""]:
        if line.strip():
            character, _, label = line.rpartition(" ")
            rows.append((character or " ", label))
        elif rows:
            yield Sentence(fold("".join(c for c, _ in rows)), tuple(names_of([label for _, label in rows])))
            rows = []


def names_of(labels: list[str]) -> Iterator[Name]:
    """Names of BMES labels, also of those that break the scheme: a name ends where its class or the run does."""
    start, type_ = 0, ""
    for i, label in enumerate([*labels, "O"]):
        mark, _, here = label.partition("-")
        if type_ and (here != type_ or mark in "BS"):
            yield start, i, type_
            type_ = ""
        if here and not type_:
            start, type_ = i, here
        if mark in "ES" and type_:
            yield start, i + 1, type_
            type_ = ""
