"""Who is connected: so many at most. Where there is no room, who has been sending a request for longest has to go, or
who has been taking an answer for longest; never one whose answer is being worked out.

A hundred idle connections therefore keep nobody out. May be used from several threads.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

MAX_CONNECTIONS = 128  # a browser opens six, a thread for each takes some 50 kB
ASKING, SERVED, ANSWERED = range(3)


class Crowd:
    """The connections of a server, in the order in which they came to what they are at."""

    def __init__(self, most: int = MAX_CONNECTIONS):
        self._most = most
        self._gone = threading.Condition()
        self._visitors: dict[socket.socket, int] = {}

    def enter(self, visitor: socket.socket) -> bool:
        """Let a visitor in, if need be in place of another; False where all are being served."""
        with self._gone:
            if len(self._visitors) >= self._most and not self._make_room():
                return False
            self._visitors[visitor] = ASKING
            return True

    def _make_room(self) -> bool:
        for state in (ASKING, ANSWERED):
            if longest := next((v for v, known in self._visitors.items() if known == state), None):
                del self._visitors[longest]
                _shut(longest)
                return True
        return False

    def ask(self, visitor: socket.socket) -> None:
        """The visitor is answered and may ask again."""
        self._come_to(visitor, ASKING)

    def serve(self, visitor: socket.socket) -> None:
        """The visitor has asked."""
        self._come_to(visitor, SERVED)

    def answer(self, visitor: socket.socket) -> None:
        """The answer is there to be taken."""
        self._come_to(visitor, ANSWERED)

    def _come_to(self, visitor: socket.socket, state: int) -> None:
        with self._gone:
            if self._visitors.pop(visitor, None) is not None:  # else it had to go
                self._visitors[visitor] = state

    def leave(self, visitor: socket.socket) -> None:
        """The connection is closed."""
        with self._gone:
            self._visitors.pop(visitor, None)
            self._gone.notify_all()

    def close(self, seconds: float) -> None:
        """Close all connections, and wait a while until their threads have ended."""
        with self._gone:
            for visitor in self._visitors:
                _shut(visitor)
            self._gone.wait_for(lambda: not self._visitors, seconds)


def _shut(visitor: socket.socket) -> None:
    with suppress(OSError):
        visitor.shutdown(socket.SHUT_RDWR)
