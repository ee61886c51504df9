"""Runs one query and writes its result; this is what a query process does.

Comes in: a store and a job (the query, its data set, the wanted format). Goes out: a head (code, media type, whether
the result was cut) and the body. A result is read row by row and cut at the limit, so that none fills the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from kgraph import queries
from kgraph.errors import QueryError
from kgraph.web.formats import RESULTS, TRIPLES, Format, pick, written
from kgraph.web.http import Refused
from kgraph.web.limits import Limits
from kgraph.web.wire import Message

_COMMENTS = {  # how a format says in its body that the result was cut, before its last characters (how many)
    QueryResultsFormat.JSON: (',"truncated":true,"maxRows":{}', 1),
    QueryResultsFormat.XML: ("<!-- cut after {} rows -->", 0),
    RdfFormat.TURTLE: ("# cut after {} triples\n", 0),
    RdfFormat.N_TRIPLES: ("# cut after {} triples\n", 0),
    RdfFormat.RDF_XML: ("<!-- cut after {} triples -->\n", 0),
}


def respond(store: Store, job: Mapping[str, Any], limits: Limits) -> Message:
    """The answer to a job; what is wrong with the query is said in the head."""
    try:
        result = queries.run(store, job["query"], base_iri=job["base"], **_dataset(job))
        formats = TRIPLES if isinstance(result, QueryTriples) else RESULTS
        format, kind = pick(formats, job["accept"], job["format"])
        body, cut = _written(result, format, limits)
    except QueryError as error:
        return {"code": 400, "message": str(error)}, b""
    except Refused as error:
        return {"code": error.status, "message": str(error)}, b""
    if len(body) > limits.bytes:
        return {"code": 400, "message": f"the result has more than {limits.bytes:,} bytes; ask for less"}, b""
    return {"code": 200, "kind": kind, "cut": cut}, body


def _dataset(job: Mapping[str, Any]) -> dict[str, Any]:
    """The graphs that the request names instead of those of the query; a part it leaves out is then empty."""
    if not job["default"] and not job["named"]:
        return {}
    try:
        return {
            "default_graph": [NamedNode(iri) for iri in job["default"]],
            "named_graphs": [NamedNode(iri) for iri in job["named"]],
        }
    except ValueError as error:
        raise QueryError(f"the name of a graph is no IRI: {error}") from None


def _written(
    result: QuerySolutions | QueryBoolean | QueryTriples, format: Format, limits: Limits
) -> tuple[bytes, bool]:
    try:
        if isinstance(result, QueryBoolean):
            return result.serialize(format=format.writer), False
        write = _triples if isinstance(result, QueryTriples) else _rows
        body, cut = write(result, format, limits)
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None
    return (_marked(body, format, limits.rows) if cut else body), cut


def _triples(result: QueryTriples, format: Format, limits: Limits) -> tuple[bytes, bool]:
    found = list(islice(result, limits.rows + 1))
    cut = len(found) > limits.rows
    return written(found[: limits.rows], format), cut


def _rows(result: QuerySolutions, format: Format, limits: Limits) -> tuple[bytes, bool]:
    """Rows are written as TSV first, where each is a line and can be counted, and from there in the wanted format."""
    sink = _Sink(limits)
    try:
        result.serialize(sink, format=QueryResultsFormat.TSV)
    except _Full:
        sink.cut = True
    table = sink.table()
    if format.writer == QueryResultsFormat.TSV:
        return table, sink.cut
    return parse_query_results(table, format=QueryResultsFormat.TSV).serialize(format=format.writer), sink.cut


def _marked(body: bytes, format: Format, rows: int) -> bytes:
    """A cut result with a remark, where its format has room for one."""
    if format.writer not in _COMMENTS:
        return body
    remark, after = _COMMENTS[format.writer]
    place = len(body) - after
    return body[:place] + remark.format(rows).encode() + body[place:]


class _Full(Exception):
    """More rows than wanted."""


class _Sink:
    """Takes a table line by line until it is full: a line of names, then the rows."""

    def __init__(self, limits: Limits):
        self._lines = limits.rows + 1
        self._bytes = limits.bytes
        self._parts: list[bytes] = []
        self._seen = self._size = 0
        self.cut = False

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        self._seen += part.count(b"\n")
        self._size += len(part)
        if self._size > self._bytes:
            raise QueryError(f"the result has more than {self._bytes:,} bytes; ask for less")
        if self._seen > self._lines:
            raise _Full
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def table(self) -> bytes:
        """All whole lines up to the limit."""
        text = b"".join(self._parts)
        return text if not self.cut else b"\n".join(text.split(b"\n", self._lines)[: self._lines]) + b"\n"
