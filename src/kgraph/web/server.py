"""A local HTTP server for a built folder.

Comes in: a folder. Goes out: what `kgraph.web.routes` lists, over HTTP, on this machine only unless told otherwise.
"""

from __future__ import annotations

import socket
import sys
import traceback
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from kgraph.errors import QueryError
from kgraph.web.crowd import Crowd
from kgraph.web.handler import Handler
from kgraph.web.limits import Limits
from kgraph.web.served import Served

CLOSING = 2  # seconds that connections have to end
FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def serve(folder: Path | str, host: str = "127.0.0.1", port: int = 8000, **options: Any) -> None:
    """Serve a built folder until interrupted; options as for `make_server`."""
    with make_server(folder, host, port, **options) as server:
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


def make_server(
    folder: Path | str,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits | None = None,
    shared: bool = True,
    licence: str = "",
) -> Server:
    """The server, ready to `serve_forever()`; raises `QueryError` where the port cannot be had.

    `shared`: whether pages of other sites may ask the SPARQL endpoint. `licence`: the IRI of the licence of the data.
    """
    server = _listening(host, port)
    try:
        server.open(Served.open(folder, limits or Limits(), licence), shared)
    except BaseException:
        server.server_close()
        raise
    return server


class Server(ThreadingHTTPServer):
    """Listens; each connection has a thread, and those who ask for nothing make room for others."""

    daemon_threads = True
    allow_reuse_address = sys.platform != "win32"  # there it would let another program take the port too
    request_queue_size = 128
    served: Served | None = None
    shared = True

    def __init__(self, host: str, port: int):
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.crowd = Crowd()
        super().__init__((host, port), Handler)

    def open(self, served: Served, shared: bool) -> None:
        """Answer from this folder; called before there are threads, so that processes can be forked."""
        self.served, self.shared = served, shared
        served.workers.start()

    def server_bind(self) -> None:
        """Without asking the network for the name of this machine, which may take long."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request: socket.socket, client_address: Any) -> None:
        """Begin a thread for a connection, or say that there is no room."""
        if self.crowd.enter(request):
            super().process_request(request, client_address)
        else:
            request.settimeout(1)
            request.sendall(FULL)
            self.shutdown_request(request)

    def shutdown_request(self, request: socket.socket) -> None:
        self.crowd.leave(request)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        """Now and then, between connections."""
        if self.served:
            self.served.workers.tidy()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who leaves early is no error; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            traceback.print_exc()

    def server_close(self) -> None:
        """Stop listening, end the query processes and close what is open."""
        super().server_close()
        if self.served:
            self.served.close()
        self.crowd.close(CLOSING)


def _listening(host: str, port: int) -> Server:
    try:
        return Server(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise QueryError(f"cannot listen on {host}:{port} ({reason}); choose another with --port") from None
