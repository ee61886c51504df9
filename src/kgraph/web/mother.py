"""The process that query processes are forked from, so that all of them share one loaded graph.

It is forked from the server before that has threads, and holds the graph copy-on-write. It does nothing but wait for
orders on a socket: bear a process, or end one. When the socket closes, however the server ended, it ends all it bore
and itself. Only where the system can fork.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
import threading
import time
import warnings
from contextlib import suppress

from pyoxigraph import Store

from kgraph.web.limits import Limits
from kgraph.web.worker import ERRORS, work

BEAR, END = b"b", b"e"
_ORDER = struct.Struct(">cI")  # what to do, and with which process
_BORN = struct.Struct(">I")  # its number; its socket comes along
_SOCKET = ERRORS + 1  # the file number of the only socket of a process
_MAX_FILES = 1 << 16
_PATIENCE = 2  # seconds that the mother may take to end


class Mother:
    """The mother, seen from the server. Its methods may be called from several threads; it is made before there are."""

    def __init__(self, store: Store, limits: Limits):
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        self._pid = _fork()
        if self._pid == 0:
            _be(lambda: _tend(theirs, store, limits))
        theirs.close()

    def bear(self) -> tuple[int, socket.socket]:
        """A new query process: its number and a socket to it; raises `OSError` where there can be none."""
        with self._lock:
            self._control.sendall(_ORDER.pack(BEAR, 0))
            born, files, _, _ = socket.recv_fds(self._control, _BORN.size, 1)
        if len(born) < _BORN.size or not files:
            raise OSError("no process can be started")
        os.set_inheritable(files[0], False)
        return _BORN.unpack(born)[0], socket.socket(fileno=files[0])

    def end(self, pid: int) -> None:
        """End a query process, whatever it does. Its number is safe to use: only its mother frees it, and knows."""
        with self._lock, suppress(OSError):
            self._control.sendall(_ORDER.pack(END, pid))

    def close(self) -> None:
        """End the mother and all it bore."""
        with self._lock:
            self._control.close()
        until = time.monotonic() + _PATIENCE
        with suppress(ChildProcessError):
            while not os.waitpid(self._pid, os.WNOHANG)[0]:
                if time.monotonic() > until:
                    os.kill(self._pid, signal.SIGKILL)
                time.sleep(0.005)


def can_fork() -> bool:
    """Whether this process may fork now: no other thread of it holds a lock that would never be freed."""
    return hasattr(os, "fork") and hasattr(socket, "recv_fds") and threading.active_count() == 1


def _fork() -> int:
    with warnings.catch_warnings():
        # of threads that libraries for numbers keep asleep, which the child never calls
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _be(life) -> None:
    """Live a life in a forked process, and end without what the other process wanted to do at its end."""
    try:
        life()
    finally:
        os._exit(0)


def _tend(control: socket.socket, store: Store, limits: Limits) -> None:
    control = _quiet(control)
    gc.freeze()
    children: set[int] = set()
    while len(order := control.recv(_ORDER.size, socket.MSG_WAITALL)) == _ORDER.size:
        what, pid = _ORDER.unpack(order)
        if what == BEAR:
            _bear(control, store, limits, children)
        elif pid in children:
            _end(pid, children)
        _bury(children)
    for pid in tuple(children):
        _end(pid, children)


def _quiet(control: socket.socket) -> socket.socket:
    """Keep nothing of the server but the socket: no terminal, no file, no way to handle a signal."""
    for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(sign, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the server ends the rest in order
    with open(os.devnull, "r+b") as nowhere:
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)
    return _only(control)


def _only(kept: socket.socket) -> socket.socket:
    """The socket under the first number after stderr, all other files closed."""
    number = kept.detach()
    if number != _SOCKET:
        os.dup2(number, _SOCKET, inheritable=False)
    os.closerange(_SOCKET + 1, min(os.sysconf("SC_OPEN_MAX"), _MAX_FILES))
    return socket.socket(fileno=_SOCKET)


def _bear(control: socket.socket, store: Store, limits: Limits, children: set[int]) -> None:
    near, far = socket.socketpair()
    with near, far:
        try:
            pid = os.fork()
        except OSError:
            control.sendall(_BORN.pack(0))
            return
        if pid == 0:
            _be(lambda: _work(far, store, limits))
        children.add(pid)
        socket.send_fds(control, [_BORN.pack(pid)], [near.fileno()])


def _work(far: socket.socket, store: Store, limits: Limits) -> None:
    with _only(far) as line, line.makefile("rb") as jobs, line.makefile("wb") as answers:
        work(store, jobs, answers, limits, _SOCKET + 1)


def _end(pid: int, children: set[int]) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    children.discard(pid)


def _bury(children: set[int]) -> None:
    """Free the numbers of processes that ended by themselves."""
    with suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            children.discard(pid)
