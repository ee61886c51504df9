"""Who is connected: so many at most, and of those who have asked for nothing yet the longest waiting goes first.

A hundred idle connections therefore keep nobody out. May be used from several threads.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

MAX_CONNECTIONS = 128  # a browser opens six, a thread for each takes some 50 kB


class Crowd:
    """The connections of a server; each waits (for the visitor to send) or is served."""

    def __init__(self, most: int = MAX_CONNECTIONS):
        self._most = most
        self._lock = threading.Lock()
        self._gone = threading.Condition(self._lock)
        self._waiting: dict[socket.socket, None] = {}  # in order of arrival
        self._served: set[socket.socket] = set()

    def enter(self, visitor: socket.socket) -> bool:
        """Let a visitor in, if need be in place of one who waits; False where all are being served."""
        with self._lock:
            if len(self._waiting) + len(self._served) >= self._most:
                if not self._waiting:
                    return False
                longest = next(iter(self._waiting))
                del self._waiting[longest]
                with suppress(OSError):
                    longest.shutdown(socket.SHUT_RDWR)
            self._waiting[visitor] = None
            return True

    def wait(self, visitor: socket.socket) -> None:
        """The visitor is answered and may ask again."""
        with self._lock:
            if visitor in self._served:
                self._served.discard(visitor)
                self._waiting[visitor] = None

    def serve(self, visitor: socket.socket) -> None:
        """The visitor has asked."""
        with self._lock:
            if visitor in self._waiting:
                del self._waiting[visitor]
                self._served.add(visitor)

    def close(self, seconds: float) -> None:
        """Close all connections, and wait a while until their threads have ended."""
        with self._lock:
            everyone = (*self._waiting, *self._served)
        for visitor in everyone:
            with suppress(OSError):
                visitor.shutdown(socket.SHUT_RDWR)
        with self._gone:
            self._gone.wait_for(lambda: not self._waiting and not self._served, seconds)

    def leave(self, visitor: socket.socket) -> None:
        """The connection is closed."""
        with self._lock:
            self._waiting.pop(visitor, None)
            self._served.discard(visitor)
            self._gone.notify_all()
