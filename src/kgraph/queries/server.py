"""A local server for a built folder.

Comes in: a folder. Goes out: `/` its report.html, `/sparql` the SPARQL 1.1 protocol (query by GET and POST; results
as JSON, CSV, TSV or XML, triples as Turtle or N-Triples). Listens on this machine only unless told otherwise.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from kgraph.errors import KgraphError, QueryError
from kgraph.queries.results import run
from kgraph.queries.store import open_store

REPORT = "report.html"
MAX_BODY = 1_000_000  # bytes of a query; the longest of the SPARQL test suite has 10,000
MAX_SECONDS = 30  # for one query; the slowest question over 10,000 facts takes under one
MAX_RUNNING = 4  # queries at a time, so that one visitor cannot take all cores
LOCAL = ("127.0.0.1", "localhost")
_RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


class Refused(Exception):
    """A request that is answered with an HTTP status and one line."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def serve(folder: Path | str, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve a built folder until interrupted."""
    with make_server(folder, host, port) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def make_server(folder: Path | str, host: str = "127.0.0.1", port: int = 8000) -> ThreadingHTTPServer:
    """The server, ready to `serve_forever()`; raises `QueryError` where the port cannot be had."""
    store = open_store(folder)
    handler = type("Handler", (_Handler,), {"store": store, "folder": Path(folder)})
    try:
        return _Server((host, port), handler)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QueryError(f"cannot listen on {host}:{port} ({reason}); choose another with --port") from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who leaves early is no error; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    store: Store
    folder: Path
    timeout = MAX_SECONDS  # seconds a client may take to send its request
    running = threading.BoundedSemaphore(MAX_RUNNING)

    def do_GET(self) -> None:
        self._answer(lambda: self._get())

    def do_HEAD(self) -> None:
        self._answer(lambda: self._get())

    def do_POST(self) -> None:
        self._answer(lambda: self._sparql(self._posted()))

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what is asked is nobody's business."""

    def _check_host(self) -> None:
        """A page elsewhere must not reach a local server through a name of its own (DNS rebinding)."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if self.server.server_address[0] in LOCAL and name not in LOCAL:
            raise Refused(403, "this server answers to localhost only")

    def _get(self) -> tuple[str, bytes]:
        url = urlsplit(self.path)
        if url.path in ("/", f"/{REPORT}"):
            return self._report()
        if url.path == "/sparql":
            return self._sparql(_one(parse_qs(url.query), "query"))
        raise Refused(404, "not here; try / or /sparql?query=…")

    def _report(self) -> tuple[str, bytes]:
        path = self.folder / REPORT
        if not path.is_file():
            raise Refused(404, f"the folder has no {REPORT}; run kgraph build again")
        return "text/html; charset=utf-8", path.read_bytes()

    def _posted(self) -> str:
        if urlsplit(self.path).path != "/sparql":
            raise Refused(404, "not here; post to /sparql")
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise Refused(411, "the request must say its Content-Length")
        if int(length) > MAX_BODY:
            self.close_connection = True
            raise Refused(413, f"a query may have {MAX_BODY} bytes at most")
        body = self.rfile.read(int(length))
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(400, "the query is not UTF-8") from None
        kind = self.headers.get_content_type()
        if kind == "application/sparql-query":
            return text
        if kind == "application/x-www-form-urlencoded":
            return _one(parse_qs(text), "query")
        raise Refused(415, "post application/sparql-query or application/x-www-form-urlencoded")

    def _sparql(self, query: str) -> tuple[str, bytes]:
        if not self.running.acquire(blocking=False):
            raise Refused(503, "too many queries are running; try again in a moment")
        accept = self.headers.get("Accept", "")
        return _within(MAX_SECONDS, lambda: _results(self.store, query, accept), self.running.release)

    def _answer(self, make: Callable[[], tuple[str, bytes]]) -> None:
        try:
            self._check_host()
            status, (kind, body) = 200, make()
        except Refused as error:
            status, kind, body = error.status, "text/plain; charset=utf-8", f"{error}\n".encode()
        except KgraphError as error:
            status, kind, body = 400, "text/plain; charset=utf-8", f"{error}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _results(store: Store, query: str, accept: str) -> tuple[str, bytes]:
    result = run(store, query)
    kinds = _TRIPLES if isinstance(result, QueryTriples) else _RESULTS
    wanted = [part.split(";")[0].strip() for part in accept.split(",")]
    kind = next((name for name in wanted if name in kinds), next(iter(kinds)))
    try:
        return f"{kind}; charset=utf-8", result.serialize(format=kinds[kind])
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def _within(seconds: float, make: Callable[[], tuple[str, bytes]], done: Callable[[], None]) -> tuple[str, bytes]:
    """What `make` returns, if in time; a query that goes on keeps its place until it ends."""
    outcome: list[tuple[str, bytes] | KgraphError] = []

    def work() -> None:
        try:
            outcome.append(make())
        except KgraphError as error:
            outcome.append(error)
        finally:
            done()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not outcome:
        raise Refused(503, f"the query took more than {seconds:g} seconds; ask for less, or use kgraph query")
    if isinstance(outcome[0], KgraphError):
        raise outcome[0]
    return outcome[0]


def _one(fields: dict[str, list[str]], name: str) -> str:
    if len(fields.get(name, ())) != 1:
        raise Refused(400, f'give one "{name}"')
    return fields[name][0]
