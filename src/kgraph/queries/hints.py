"""What to change in a query that finds nothing.

Comes in: a store and a query. Goes out: for each plain string in it that is a name of the graph with its language how
to write it, where the query then finds something; nothing for a query that finds something as it is.
"""

from __future__ import annotations

import re
from contextlib import suppress

from pyoxigraph import DefaultGraph, Literal, QueryBoolean, Store

from kgraph.errors import QueryError
from kgraph.iris import NAMES_IN
from kgraph.queries.names import LABELS
from kgraph.queries.results import QUOTED, run


def hints(store: Store, query: str) -> list[str]:
    """Names that the query has to write with their language, each with how."""
    marked: dict[str, None] = {}

    def mark(quoted: re.Match[str]) -> str:
        text = quoted[0]
        if text[0] not in "\"'" or query[quoted.end() :].startswith(("@", "^")) or not _is_name(store, text[1:-1]):
            return text
        marked[f"{text}@{NAMES_IN}"] = None
        return f"{text}@{NAMES_IN}"

    again = QUOTED.sub(mark, query)
    if not marked or _finds(store, query) or not _finds(store, again):
        return []
    return [f"nothing found; names carry the language @{NAMES_IN}: write {name}" for name in marked]


def _is_name(store: Store, text: str) -> bool:
    name = Literal(text, language=NAMES_IN)
    return any(True for label in LABELS for _ in store.quads_for_pattern(None, label, name, DefaultGraph()))


def _finds(store: Store, query: str) -> bool:
    with suppress(QueryError, RuntimeError, OSError, ValueError):  # of a query that was changed
        result = run(store, query)
        return bool(result) if isinstance(result, QueryBoolean) else any(True for _ in result)
    return False
