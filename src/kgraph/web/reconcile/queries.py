"""What a client asks: a batch of reconciliation queries, read and checked.

Comes in: JSON text, as the Reconciliation Service API 0.2 has it, and as older clients write it. Goes out: `Query`s by
their keys; refuses (400) what is no batch, naming the query and what is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.web.http import Refused

BATCH = 50  # queries of one request that the service asks for; OpenRefine sends 10, or as many as the manifest says
MOST = 200  # queries of one request that are answered at all; 8 ms each at worst
LIMIT, MOST_CANDIDATES = 6, 50  # candidates of one query: when none is said, and at most
MAX_TEXT = 500  # characters of a cell that are looked at


@dataclass(frozen=True)
class Given:
    """A property with values: texts, or ids of entities that are matched already."""

    id: str
    texts: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """One cell: its text, the classes wanted, and what else the row says."""

    text: str
    types: tuple[str, ...] = ()
    limit: int = LIMIT
    properties: tuple[Given, ...] = ()
    strict: str = "should"


def batch(text: str) -> dict[str, Query]:
    """The queries of a batch by their keys."""
    found = _json(text, "queries")
    if not isinstance(found, dict):
        raise Refused(400, '"queries" must be a JSON object of queries: {"q0": {"query": "…"}}')
    if len(found) > MOST:
        raise Refused(413, f"a batch may have {MOST:,} queries at most; send {BATCH} at a time")
    return {key: query(record, key) for key, record in found.items()}


def single(text: str) -> Query:
    """The one query of a client of version 0.1: a JSON object, or bare text."""
    return query(_json(text, "query"), "query") if text.lstrip().startswith("{") else Query(text[:MAX_TEXT].strip())


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(400, f'"{name}" is not valid JSON') from None


def query(record: Any, key: str) -> Query:
    """One query."""
    if not isinstance(record, dict):
        raise Refused(400, f"{key}: a query is a JSON object with at least query or properties")
    text, properties = record.get("query"), tuple(_properties(record.get("properties") or [], key))
    if text is not None and not isinstance(text, str):
        raise Refused(400, f'{key}: "query" must be text')
    if text is None and not properties:
        raise Refused(400, f'{key}: give "query" or "properties"')
    strict = record.get("type_strict", "should")
    if strict not in ("any", "should", "all"):
        raise Refused(400, f'{key}: "type_strict" is any, should or all')
    cell = (text or "")[:MAX_TEXT].strip()
    return Query(cell, tuple(_types(record.get("type"), key)), _limit(record.get("limit"), key), properties, strict)


def _types(found: Any, key: str) -> Iterator[str]:
    """Ids of classes: one, several, or objects that have one, as some clients send them."""
    for item in found if isinstance(found, list) else [] if found in (None, "") else [found]:
        id = item.get("id") if isinstance(item, dict) else item
        if not isinstance(id, str):
            raise Refused(400, f'{key}: "type" must be the id of a type, or a list of ids')
        yield id


def _limit(found: Any, key: str) -> int:
    if found is None:
        return LIMIT
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found < float("inf"):
        raise Refused(400, f'{key}: "limit" must be a positive number')
    return max(1, min(int(found), MOST_CANDIDATES))


def _properties(found: Any, key: str) -> Iterator[Given]:
    if not isinstance(found, list):
        raise Refused(400, f'{key}: "properties" must be a list')
    for item in found:
        id = item.get("pid") if isinstance(item, dict) else None
        if not isinstance(id, str) or "v" not in item:
            raise Refused(400, f'{key}: a property is an object with "pid" and "v"')
        values = item["v"] if isinstance(item["v"], list) else [item["v"]]
        ids = (value["id"] for value in values if isinstance(value, Mapping) and isinstance(value.get("id"), str))
        texts = (_text(value) for value in values if isinstance(value, str | int | float | bool))
        yield Given(id, tuple(text for text in texts if text), tuple(ids))


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_TEXT].strip()
