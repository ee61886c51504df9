"""The command `kgraph mcp`."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from kgraph import opened
from kgraph.assistant.limits import MAX_ROWS, MAX_SECONDS, Limits
from kgraph.errors import MissingExtra
from kgraph.terminal import command

AT_ONCE = 1.0  # seconds in which a folder that is none, or a small one, is known


def add(commands) -> None:
    """Declare the command."""
    parser = command(commands, "mcp", "serve a built folder to an assistant, over the Model Context Protocol", _serve)
    parser.add_argument("folder", metavar="DIR", help="a folder that kgraph build wrote")
    parser.add_argument(
        "--rows", type=int, default=MAX_ROWS, metavar="N", help="rows of a query, at most (%(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=MAX_SECONDS, metavar="N", help="time of a query, at most (%(default)s)"
    )


def _serve(options: argparse.Namespace) -> int:
    try:
        from kgraph.assistant import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise MissingExtra("the library mcp is not installed: pip install 'kgraph[mcp]'") from None
    server.run(opening(options.folder), Limits(options.rows, options.seconds))
    return 0


def opening(folder: str) -> Callable[[], opened.BuiltGraph]:
    """Begins to open a folder, and gives what waits for it: a large one takes longer than clients wait for a server to
    answer. Raises `InputError` at once where it is no built folder."""
    graph: Future[opened.BuiltGraph] = Future()

    def work() -> None:
        try:
            graph.set_result(opened.open(folder))
        except Exception as error:
            graph.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    with suppress(TimeoutError):
        graph.result(AT_ONCE)
    return graph.result
