"""Reads gold files.

Comes in: a folder of JSON files in the FORMAT of the annotation guide. Goes out: for each file its `Page` and
its statements as a `Prediction`, and a message for each file or item that cannot be used.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgraph.errors import InputError
from kgraph.evaluation.prediction import DOC, Prediction
from kgraph.nouns import Page
from kgraph.ontology import Ontology

LAYOUT = "page.json"  # lies beside gold files and tells how a page is laid out; not a gold file
LISTS = ("entities", "relations", "attributes", "observations")


class _Bad(Exception):
    """An item that cannot be used; its text says why."""


@dataclass(frozen=True)
class Gold:
    """One gold file: the page to build and what a careful reader finds in it."""

    page: Page
    statements: Prediction


def read_folder(folder: Path, ontology: Ontology) -> tuple[list[Gold], list[str]]:
    """All gold files of a folder in the order of their names; raises `InputError` where there are none."""
    if not folder.is_dir():
        raise InputError(str(folder), "no such folder; give a folder of gold files (*.json)")
    paths = sorted(path for path in folder.glob("*.json") if path.name != LAYOUT)
    if not paths:
        raise InputError(str(folder), f"holds no gold file (*.json other than {LAYOUT})")
    golds: list[Gold] = []
    failures: list[str] = []
    for path in paths:
        try:
            golds.append(_read(path, ontology, failures))
        except _Bad as error:
            failures.append(f"{path.name}: {error}; file left out")
    if not golds:
        raise InputError(str(folder), "no gold file can be used: " + "; ".join(failures))
    return golds, failures


def _read(path: Path, ontology: Ontology, failures: list[str]) -> Gold:
    record = _load(path)
    text = record["text"]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    page = Page(record["id"], path.name, text, digest, None, record.get("published"), record.get("home"))
    reader = _Reader(path.name, ontology, failures)
    return Gold(page, reader.statements(record))


def statements(record: dict[str, Any], ontology: Ontology) -> Prediction:
    """The statements of an annotated text; raises `InputError` where one cannot be used."""
    failures: list[str] = []
    found = _Reader(record["id"], ontology, failures).statements(record)
    if failures:
        raise InputError(record["id"], "; ".join(failures))
    return found


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _Bad(f"line {error.lineno}, column {error.colno}: not JSON: {error.msg}") from None
    except (UnicodeDecodeError, RecursionError, OSError) as error:
        raise _Bad(f"cannot be read: {error}") from None
    if not isinstance(record, dict):
        raise _Bad("a JSON object is expected")
    for name, kind in [("id", str), ("text", str), *((name, list) for name in LISTS)]:
        if not isinstance(record.get(name), kind):
            raise _Bad(f'"{name}" is missing or not a {"list" if kind is list else "string"}')
    for name in ("published", "home"):
        if not isinstance(record.get(name), str | None):
            raise _Bad(f'"{name}" is neither a string nor null')
    return record


@dataclass
class _Reader:
    """Reads the items of one file; a bad item is reported with its place and left out."""

    file: str
    ontology: Ontology
    failures: list[str]

    def statements(self, record: dict[str, Any]) -> Prediction:
        entities = tuple(self._each(record, "entities", self._entity))
        self.ids = {row[0] for row in entities}
        if len(self.ids) < len(entities):
            raise _Bad("two entities have the same id")
        return Prediction(
            entities,
            tuple(self._each(record, "relations", self._relation)),
            tuple(self._each(record, "attributes", self._attribute)),
            tuple(self._each(record, "observations", self._observation)),
        )

    def _each(self, record: dict[str, Any], name: str, read: Callable[[dict[str, Any]], Any]) -> Iterator[Any]:
        for index, item in enumerate(record[name]):
            try:
                if not isinstance(item, dict):
                    raise _Bad("a JSON object is expected")
                yield read(item)
            except _Bad as error:
                self.failures.append(f"{self.file}: {name}[{index}]: {error}; item left out")

    def _entity(self, item: dict[str, Any]) -> Any:
        aliases = item.get("aliases", [])
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise _Bad('"aliases" is not a list of strings')
        type_ = _string(item, "type")
        if type_ not in self.ontology.entity_classes:
            raise _Bad(f'the ontology has no class "{type_}"')
        return _string(item, "id"), type_, (_string(item, "name"), *aliases)

    def _relation(self, item: dict[str, Any]) -> Any:
        head, tail = _string(item, "head"), self._known(item, "tail")
        title = item.get("title")
        if title is not None and not isinstance(title, str):
            raise _Bad('"title" is not a string')
        return self._named(item, "type"), head if head == DOC else self._known(item, "head"), tail, title

    def _attribute(self, item: dict[str, Any]) -> Any:
        value = item.get("value")
        if not isinstance(value, str):
            value = _number(item)
        return self._known(item, "entity"), self._named(item, "attribute"), value, _optional(item, "unit")

    def _observation(self, item: dict[str, Any]) -> Any:
        change = None if item.get("change") is None else _number(item, "change")
        unit, period = _optional(item, "unit"), _optional(item, "period")
        return self._known(item, "entity"), _string(item, "indicator"), _number(item), unit, period, change

    def _known(self, item: dict[str, Any], name: str) -> str:
        if (value := _string(item, name)) not in self.ids:
            raise _Bad(f'"{name}" is "{value}", and no entity of the file has that id')
        return value

    def _named(self, item: dict[str, Any], name: str) -> str:
        if (value := _string(item, name)) not in self.ontology.relations:
            raise _Bad(f'the ontology has no relation or attribute "{value}"')
        return value


def _string(item: dict[str, Any], name: str) -> str:
    if not isinstance(value := item.get(name), str) or not value:
        raise _Bad(f'"{name}" is missing or not a string')
    return value


def _optional(item: dict[str, Any], name: str) -> str | None:
    return None if item.get(name) is None else _string(item, name)


def _number(item: dict[str, Any], name: str = "value") -> float:
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Bad(f'"{name}" is missing or not a number')
    return value
