"""The query processes, seen from the server: as many as may run at a time, each used again and again.

Comes in: jobs. Goes out: their answers. A process that takes too long, breaks or is no longer wanted is ended and
another takes its place.
"""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO

from pyoxigraph import Store

from kgraph.web.http import Refused
from kgraph.web.limits import Limits
from kgraph.web.mother import Mother, can_fork
from kgraph.web.wire import Message, receive, send
from kgraph.web.worker import command, too_large

LOOK = 0.25  # seconds between looks whether the visitor still waits
CLOSING = 2  # seconds that a thread has to notice the end of its process
IDLE = 60  # seconds
LOADING = 600  # seconds that a process may take to load the graph


class Late(Exception):
    """A query took longer than it may."""


class Lost(Exception):
    """A process ended within a query."""


class Left(ConnectionError):
    """The visitor no longer waits."""


class Worker:
    """One query process. `end` ends it at once, whatever it does."""

    def __init__(self, answers: BinaryIO, jobs: BinaryIO, end: Callable[[], None]):
        self._jobs = jobs
        self._answers: SimpleQueue[Message | None] = SimpleQueue()
        self.end = end
        self.over = self._ready = False
        self.used = time.monotonic()  # the last time
        self._listener = threading.Thread(target=self._listen, args=(answers,), daemon=True)
        self._listener.start()

    def ask(self, job: bytes, seconds: float, wanted: Callable[[], bool]) -> Message:
        """The answer to a job; raises `Late`, `Lost` or `Left`."""
        if not self._ready:
            self._next(LOADING, wanted)
            self._ready = True
        try:
            send(self._jobs, {}, job)
        except (OSError, ValueError):
            raise Lost from None
        return self._next(seconds, wanted)

    def wait(self, seconds: float) -> None:
        """Wait until an ended process is no longer listened to."""
        self._listener.join(seconds)

    def _next(self, seconds: float, wanted: Callable[[], bool]) -> Message:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                message = self._answers.get(timeout=min(LOOK, left))
            except Empty:
                if not wanted():
                    raise Left from None
            else:
                if message is None:
                    raise Lost
                return message
        raise Late

    def _listen(self, answers: BinaryIO) -> None:
        while message := receive(answers):
            self._answers.put(message)
        self.over = True
        self._answers.put(None)
        for stream in (answers, self._jobs):
            with suppress(OSError):
                stream.close()


class Workers:
    """All query processes of a server."""

    def __init__(self, folder: Path, store: Store, limits: Limits):
        self._folder, self._store, self._limits = folder, store, limits
        self._places = threading.BoundedSemaphore(limits.running)
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._mother: Mother | None = None
        self._closed = False

    def start(self) -> None:
        """Get ready while there is one thread; processes forked later share the graph. Else each loads its own."""
        if self._mother is None and can_fork():
            self._mother = Mother(self._store, self._limits)

    def run(self, job: Mapping[str, Any], wanted: Callable[[], bool]) -> Message:
        """The answer to a job; refuses where all processes are busy, or the query takes too long or too much."""
        if not self._places.acquire(timeout=self._limits.waiting):
            raise Refused(503, "too many queries are running; try again in a moment", {"Retry-After": "5"})
        try:
            return self._run(json.dumps(job).encode(), wanted)
        finally:
            self._places.release()

    def tidy(self) -> None:
        """End processes that had nothing to do for a while, but for one: each has a copy of what it has read.

        Where they are not forked, all are kept: a new one would load the graph again.
        """
        while self._mother and len(self._idle) > 1 and time.monotonic() - self._idle[0].used > IDLE:
            with suppress(IndexError):  # somebody else was faster
                self._drop(self._idle.pop(0))

    def close(self) -> None:
        """End all processes; there will be no more."""
        self._closed = True
        for worker in tuple(self._all):
            worker.end()
        if self._mother:
            self._mother.close()
        for worker in tuple(self._all):
            worker.wait(CLOSING)

    def _run(self, job: bytes, wanted: Callable[[], bool]) -> Message:
        worker = self._take()
        try:
            answer = worker.ask(job, self._limits.seconds, wanted)
        except Late:
            self._replace(worker)
            most = f"{self._limits.seconds:g} seconds"
            raise Refused(503, f"the query took more than {most}; ask for less, or use kgraph query") from None
        except Lost:
            self._replace(worker)
            raise Refused(500, too_large(self._limits)) from None
        except BaseException:
            self._replace(worker)
            raise
        if answer[0].get("last"):
            self._replace(worker)
        else:
            worker.used = time.monotonic()
            self._idle.append(worker)
        return answer

    def _take(self) -> Worker:
        with suppress(IndexError):  # none is idle
            while (worker := self._idle.pop()).over:
                self._drop(worker)
            return worker
        return self._make()

    def _replace(self, worker: Worker) -> None:
        self._drop(worker)
        with suppress(Refused):  # the next visitor is told, if there still is none
            self._idle.append(self._make())

    def _drop(self, worker: Worker) -> None:
        worker.end()
        self._all.discard(worker)

    def _make(self) -> Worker:
        try:
            worker = None if self._closed else self._born() or self._started()
        except OSError:
            worker = None
        if worker is None:
            raise Refused(503, "no process for the query can be started; try again in a moment")
        self._all.add(worker)
        if self._closed:  # meanwhile
            self._drop(worker)
        return worker

    def _born(self) -> Worker | None:
        mother = self._mother
        if mother is None:
            return None
        try:
            pid, line = mother.bear()
        except OSError:  # she is gone, or the system has no process for her
            return None

        def end() -> None:
            mother.end(pid)
            _shut(line)

        return Worker(line.makefile("rb"), line.makefile("wb"), end)

    def _started(self) -> Worker:
        process = subprocess.Popen(
            command(str(self._folder), self._limits), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

        def end() -> None:
            process.kill()
            process.wait()

        return Worker(process.stdout, process.stdin, end)


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
