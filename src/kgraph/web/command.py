"""The command `kgraph serve`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from pyoxigraph import NamedNode

from kgraph.terminal import command, warn
from kgraph.web.limits import Limits
from kgraph.web.safety import is_local
from kgraph.web.server import Server, make_server

OPEN = (
    "everybody who reaches {} over the network can read the whole graph and its articles: there is no password, and"
    " nothing is encrypted. Leave --host out to serve this machine only, or put a server in front that asks who comes"
)


def add(commands) -> None:
    """Declare the command."""
    parser = command(commands, "serve", "show a built folder in the browser, with a SPARQL endpoint", _serve)
    parser.add_argument("folder", metavar="DIR", help="a folder that kgraph build wrote")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--timeout", type=_at_least(float, 0.1), default=Limits.seconds, metavar="SECONDS",
                        help="time of a SPARQL query, at most (%(default)s)")  # fmt: skip
    parser.add_argument("--max-rows", type=_at_least(int, 1), default=Limits.rows, metavar="N",
                        help="rows or triples of a result, at most (%(default)s)")  # fmt: skip
    parser.add_argument("--no-cors", action="store_true", help="let no page of another site ask this server for data")
    parser.add_argument("--license", type=_iri, metavar="IRI", help="licence of the data, for its description")


def _serve(options: argparse.Namespace) -> int:
    if not is_local(options.host):
        warn([OPEN.format(options.host)])
    limits = Limits(seconds=options.timeout, rows=options.max_rows)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl-C does
    with (
        suppress(KeyboardInterrupt),
        make_server(
            options.folder, options.host, options.port, limits, not options.no_cors, options.license or ""
        ) as server,
    ):
        print(f"{_address(server)} and /sparql (stop with Ctrl-C)", file=sys.stderr, flush=True)
        server.serve_forever()
    return 0


def _address(server: Server) -> str:
    host, port = server.server_address[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _at_least(kind: Callable[[str], float], least: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = kind(text)
        if not least <= value < float("inf"):
            raise argparse.ArgumentTypeError(f"must be {least} or more")
        return value

    read.__name__ = "number"
    return read


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError:
        raise argparse.ArgumentTypeError("must be an IRI, such as that of a Creative Commons licence") from None
