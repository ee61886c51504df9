"""What all commands share: how one is declared, how progress is shown, and how messages are told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

Run = Callable[[argparse.Namespace], int]


def command(commands, name: str, help: str, run: Run) -> argparse.ArgumentParser:
    """A new subcommand; `run` does it and returns the exit code."""
    parser = commands.add_parser(name, help=help, description=help[0].upper() + help[1:] + ".")
    parser.set_defaults(run=run)
    return parser


def progress(quiet: bool) -> Callable[[str, int, int], None]:
    """How steps are shown: on one line of stderr, or not at all where nobody looks."""
    return _nothing if quiet or not sys.stderr.isatty() else _line


def report(failures: Sequence[str], rest: str) -> int:
    """Tell what could not be used, and what became of the rest; the exit code."""
    for failure in failures:
        print(f"kgraph: {failure}", file=sys.stderr)
    print(f"kgraph: {len(failures)} could not be used. {rest}", file=sys.stderr)
    return 1


def warn(messages: Sequence[str]) -> None:
    """Tell what the user should know; the exit code stays as it is."""
    for message in messages:
        print(f"kgraph: warning: {message}", file=sys.stderr)


def complain(message: str) -> int:
    """Tell what went wrong; the exit code."""
    print(f"kgraph: {message}", file=sys.stderr)
    return 1


def _line(step: str, done: int, total: int) -> None:
    print(f"\r{step}: {done} of {total}", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _nothing(step: str, done: int, total: int) -> None:
    """Shows nothing."""
