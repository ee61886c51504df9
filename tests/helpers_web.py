"""What the tests of the server share: folders to serve, a server that runs, and clients down to the bare socket."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph
from conftest import ROOT

from kgraph import web

GRAPH = ROOT / "tests" / "data" / "queries" / "graph.trig"
GRAPHS = b"".join(  # <http://example.org/1> to /3: each a graph with one triple about itself
    f"<http://example.org/{n}> {{ <http://example.org/{n}> a <http://example.org/Kind> }}\n".encode() for n in (1, 2, 3)
)
COMPANIES = "SELECT ?company ?project WHERE { ?company kg:undertakes ?project }"
BUILT = "CONSTRUCT { ?x kg:leads ?y } WHERE { ?x kg:leads ?y }"
PARSERS = {  # of rdflib, by media type
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
FORM = "application/x-www-form-urlencoded"
HOST = "127.0.0.1"
PATIENCE = 30  # seconds until a test gives up on an answer


@dataclass(frozen=True)
class Answer:
    """What came back; `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


def write_folder(folder: Path, trig: bytes) -> Path:
    """A folder to serve with these quads, a report and no articles."""
    quads = pyoxigraph.parse(trig, format=pyoxigraph.RdfFormat.TRIG)
    pyoxigraph.serialize(quads, str(folder / "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    (folder / "documents.jsonl").write_text("")
    (folder / "report.html").write_text("<title>报告</title>", encoding="utf-8")
    return folder


@contextmanager
def running(folder: Path, **options) -> Iterator[web.server.Server]:
    """A server of a folder, in a thread."""
    server = web.make_server(folder, port=0, **options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def port_of(server: web.server.Server) -> int:
    return server.server_address[1]


def fetch(server: web.server.Server, method: str, target: str, body: bytes | None = None, **headers: str) -> Answer:
    """One request by Python's own client; `_` in the name of a header stands for `-`."""
    connection = http.client.HTTPConnection(HOST, port_of(server), timeout=PATIENCE)
    try:
        connection.request(method, target, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def ask(server: web.server.Server, query: str, accept: str = "", **fields: str) -> Answer:
    """A query by GET."""
    headers = {"Accept": accept} if accept else {}
    return fetch(server, "GET", "/sparql?" + urlencode({"query": query, **fields}), **headers)


def connect(server: web.server.Server) -> socket.socket:
    """A bare connection."""
    return socket.create_connection((HOST, port_of(server)), timeout=PATIENCE)


def read_all(connection: socket.socket) -> bytes:
    """All that comes until the server closes; a `TimeoutError` where it does not."""
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def talk(server: web.server.Server, sent: bytes) -> bytes:
    """Send bytes and nothing more; what comes back until the server closes."""
    with connect(server) as connection:
        with suppress(OSError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


def status(answer: bytes) -> int:
    """The status of a raw answer; 0 where there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
