"""A query process from inside: it answers one query after another until its server is gone.

Comes in: a store and a stream of jobs. Goes out: a stream of answers. It never outlives its server: without one the
stream of jobs ends, and a query that runs on is ended by a watchdog, which needs nobody's help.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import traceback
from dataclasses import asdict
from typing import BinaryIO

from pyoxigraph import Store

from kgraph import queries
from kgraph.web.answering import respond
from kgraph.web.limits import Limits, confine, memory_peak
from kgraph.web.wire import Message, receive, send

GRACE = 5  # seconds beyond the time limit, after which a process ends itself; its server does so at the limit
GREW = 256 << 20  # bytes; a process that has ever held so much more than the graph is replaced
ERRORS = 2  # the file number of stderr
READY = {"ready": True}


def work(store: Store, jobs: BinaryIO, answers: BinaryIO, limits: Limits, files: int) -> None:
    """Answer jobs until there are no more. `files` is the number of files that this process has open, all below it."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), ERRORS)  # what a library says of its own end is nothing for the terminal
    faulthandler.disable()
    confine(limits.memory, files)
    at_first = memory_peak()
    send(answers, READY)
    while job := receive(jobs):
        faulthandler.dump_traceback_later(limits.seconds + GRACE, exit=True, file=ERRORS)
        head, body = _answer(store, job, limits)
        last = memory_peak() - at_first > GREW
        send(answers, head | {"last": last}, body)
        faulthandler.cancel_dump_traceback_later()
        if last:
            return


def _answer(store: Store, job: Message, limits: Limits) -> Message:
    try:
        return respond(store, json.loads(job[1]), limits)
    except MemoryError:
        return {"code": 500, "message": too_large(limits)}, b""
    except Exception:
        return {"code": 500, "message": "the query could not be run", "fault": traceback.format_exc()}, b""


def too_large(limits: Limits) -> str:
    """What to say of a query that broke its process."""
    return (
        f"the query broke off: it needs more memory than the {limits.memory >> 20:,} MB that a query may have,"
        " or is nested too deep. Ask for less, or use kgraph query"
    )


def command(folder: str, limits: Limits) -> list[str]:
    """The command that starts a query process of its own."""
    return [sys.executable, "-c", f"import {__name__} as w; w.main()", folder, json.dumps(asdict(limits))]


def main() -> None:
    """Be a query process of its own, which loads the folder itself and talks over stdin and stdout."""
    folder, limits = sys.argv[1:]
    given = Limits(**json.loads(limits))
    work(queries.open(folder), sys.stdin.buffer, sys.stdout.buffer, given, ERRORS + 1)
