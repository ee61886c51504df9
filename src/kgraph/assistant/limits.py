"""Runs work that may take too long or too much memory, and stops it in time.

Comes in: a function. Goes out: what it gives; `QueryError` where it takes more than its limits. The work is done in a
child process, which shares the memory of the folder that is open and can be killed. Where there is no fork it is done
in a thread, which is left alone when its time is over.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kgraph.errors import KgraphError, QueryError

T = TypeVar("T")

MAX_ROWS = 200  # of a query; some 40 kB of text, which an assistant still reads
MAX_SECONDS = 10  # of a query; the slowest usual one over 100,000 facts takes two
MAX_MEMORY = 2 << 30  # bytes that a query may take beyond what the open folder has
MAX_RUNNING = 2  # queries at a time; others wait
FAILED, TOO_BIG = 1, 3  # how a child ends
CHUNK = 1 << 16  # bytes read at a time
_places = threading.BoundedSemaphore(MAX_RUNNING)


@dataclass(frozen=True)
class Limits:
    """What one query may take."""

    rows: int = MAX_ROWS
    seconds: float = MAX_SECONDS


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives. Raises `QueryError` where it takes longer, or says what it raises."""
    with _places:
        found, told = (_forked if hasattr(os, "fork") else _threaded)(seconds, work)
    if found:
        return told
    raise QueryError(told)


def _forked(seconds: float, work: Callable[[], T]) -> tuple[bool, Any]:
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, sender, seconds)
    os.close(sender)
    sent = None
    try:
        sent = _received(receiver, time.monotonic() + seconds)
    finally:
        os.close(receiver)
        if sent is None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if sent is None:
        return False, _too_long(seconds)
    return pickle.loads(sent) if status == 0 else (False, _failed(status))


def _work(work: Callable[[], Any], sender: int, seconds: float) -> NoReturn:
    """In the child: send what the work gives, and end without the parent's clean-up."""
    code = FAILED
    try:
        _bind(seconds)
        with os.fdopen(sender, "wb") as out:
            out.write(pickle.dumps(_done(work)))
        code = 0
    except MemoryError:
        code = TOO_BIG
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def _failed(status: int) -> str:
    """Why a child ended early: the engine aborts where it gets no more memory."""
    if os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == TOO_BIG:
        return "the query needs too much memory; ask for less, such as with LIMIT or a named thing"
    return "the query failed; stderr of kgraph mcp says why"


def _done(work: Callable[[], Any]) -> tuple[bool, Any]:
    try:
        return True, work()
    except KgraphError as error:
        return False, str(error)


def _bind(seconds: float) -> None:
    """Let the system end this process in any case, also where its parent is gone."""
    with suppress(ImportError, OSError, ValueError):  # where the system does not tell, there is only the time
        import resource

        most = ceil(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MAX_MEMORY, used + MAX_MEMORY))


def _received(receiver: int, until: float) -> bytes | None:
    """All that is sent before the other end closes; None where that is too late."""
    parts: list[bytes] = []
    while (left := until - time.monotonic()) > 0 and select.select([receiver], [], [], left)[0]:
        if not (part := os.read(receiver, CHUNK)):
            return b"".join(parts)
        parts.append(part)
    return None


def _threaded(seconds: float, work: Callable[[], T]) -> tuple[bool, Any]:
    told: list[tuple[bool, Any]] = []
    thread = threading.Thread(target=lambda: told.append(_done(work)), daemon=True)
    thread.start()
    thread.join(seconds)
    return told[0] if told else (False, _too_long(seconds))


def _too_long(seconds: float) -> str:
    return f"the query took more than {seconds:g} seconds; ask for less, such as with LIMIT or a named thing"
