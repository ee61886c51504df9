"""The command `kgraph mcp`."""

from __future__ import annotations

import argparse

from kgraph import opened
from kgraph.assistant.limits import MAX_ROWS, MAX_SECONDS, Limits
from kgraph.errors import MissingExtra
from kgraph.terminal import command


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
    server.run(opened.open(options.folder), Limits(options.rows, options.seconds))
    return 0
