"""A local HTTP server for a built folder.

Comes in: a folder. Goes out: what `kgraph.web.routes` lists, over HTTP, on this machine only unless told otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from kgraph.errors import KgraphError, QueryError
from kgraph.web.http import Refused, Request, Response
from kgraph.web.routes import answer
from kgraph.web.served import Served

MAX_BODY = 1_000_000  # bytes of a query; the longest of the SPARQL test suite has 10,000
MAX_WAIT = 30  # seconds a client may take to send its request
LOCAL = ("127.0.0.1", "localhost")
PLAIN = "text/plain; charset=utf-8"


def serve(folder: Path | str, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve a built folder until interrupted."""
    with make_server(folder, host, port) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def make_server(folder: Path | str, host: str = "127.0.0.1", port: int = 8000) -> ThreadingHTTPServer:
    """The server, ready to `serve_forever()`; raises `QueryError` where the port cannot be had."""
    handler = type("Handler", (_Handler,), {"served": Served.open(folder)})
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
    served: Served
    timeout = MAX_WAIT

    def do_GET(self) -> None:
        self._answer(lambda: b"")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(self._body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what is asked is nobody's business."""

    def _answer(self, body: Callable[[], bytes]) -> None:
        try:
            self._check_host()
            response = answer(self._request(body()), self.served)
        except Refused as error:
            response = Response(PLAIN, f"{error}\n".encode(), error.status, error.headers)
        except KgraphError as error:
            response = Response(PLAIN, f"{error}\n".encode(), 400)
        self._send(response)

    def _check_host(self) -> None:
        """A page elsewhere must not reach a local server through a name of its own (DNS rebinding)."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if self.server.server_address[0] in LOCAL and name not in LOCAL:
            raise Refused(403, "this server answers to localhost only")

    def _request(self, body: bytes) -> Request:
        url = urlsplit(self.path)
        fields = parse_qs(url.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, unquote(url.path), fields, headers, body)

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            raise Refused(411, "the request must say its Content-Length")
        if int(length) > MAX_BODY:
            self.close_connection = True
            raise Refused(413, f"a request may have {MAX_BODY} bytes at most")
        return self.rfile.read(int(length))

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.kind)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
