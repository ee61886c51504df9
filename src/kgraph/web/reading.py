"""Reads requests from a socket, held to a time and a size: who sends slowly, too much or nonsense is refused.

Comes in: a socket. Goes out: bytes; raises `TimeoutError` and `TooLong`, and `Refused` for a body that is malformed.
"""

from __future__ import annotations

import io
import re
import socket
import time
from email.message import Message
from typing import BinaryIO
from urllib.parse import unquote

from kgraph.web.http import Refused

MAX_BODY = 1_000_000  # bytes; a query of the longest length, percent-encoded, has 900,000
_NUMBER = re.compile(r"[0-9]{1,12}")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE = 4096  # bytes of a line between chunks


class TooLong(Exception):
    """More bytes than a part of a request may have."""


class Inlet(io.RawIOBase):
    """What a client sends, until `open` says: the time counts for a whole part, not for each piece that arrives."""

    def __init__(self, source: socket.socket):
        self._source = source
        self._until, self._left = 0.0, 0

    def open(self, seconds: float, size: int) -> None:
        """Allow `size` bytes more, within `seconds` from now."""
        self._until, self._left = time.monotonic() + seconds, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._source.settimeout(left)
        read = self._source.recv_into(buffer)
        self._left -= read
        if self._left < 0:
            raise TooLong
        return read


def body(stream: BinaryIO, headers: Message) -> bytes | None:
    """The body of a request; None where there is none. Refuses what two servers might read in two ways."""
    lengths, codings = headers.get_all("Content-Length", []), headers.get_all("Transfer-Encoding", [])
    if codings:
        if lengths or [coding.strip().lower() for coding in codings] != ["chunked"]:
            raise Refused(400, "say either Content-Length or Transfer-Encoding: chunked, once")
        return _chunks(stream)
    if not lengths:
        return None
    if len(lengths) > 1 or not _NUMBER.fullmatch(lengths[0].strip()):
        raise Refused(400, "Content-Length must be one number")
    size = int(lengths[0])
    if size > MAX_BODY:
        raise TooLong
    return _exactly(stream, size)


def is_too_long(headers: Message) -> bool:
    """Whether a body is too long by what its headers say."""
    length = headers.get("Content-Length", "0").strip()
    return not _NUMBER.fullmatch(length) or int(length) > MAX_BODY


def _chunks(stream: BinaryIO) -> bytes:
    found = bytearray()
    while size := _chunk_size(stream):
        if len(found) + size > MAX_BODY:
            raise TooLong
        found += _exactly(stream, size)
        if stream.readline(_LINE).strip():
            raise Refused(400, "a chunk is longer than it says")
    while stream.readline(_LINE).strip():  # trailers, which say nothing here
        pass
    return bytes(found)


def _chunk_size(stream: BinaryIO) -> int:
    match = _CHUNK.fullmatch(stream.readline(_LINE))
    if not match:
        raise Refused(400, "the size of a chunk cannot be read")
    return int(match[1], 16)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise Refused(400, "the body is shorter than it says")
    return data


def target(raw: str) -> tuple[str, str, str]:
    """The host (empty where it is not said), the path and the query string of a request's first line, as text."""
    try:
        text = raw.encode("latin-1").decode("utf-8")  # some clients send letters as they are
    except UnicodeError:
        raise Refused(400, "the address is not UTF-8") from None
    host, rest = "", text.partition("#")[0]
    if match := re.match(r"https?://([^/?]*)", rest, re.I):
        host, rest = match[1], rest[match.end() :] or "/"
    path, _, query = rest.partition("?")
    if not path.startswith("/") and text != "*":
        raise Refused(400, "the address must begin with /")
    try:
        return host, unquote(path, errors="strict"), query
    except UnicodeDecodeError:
        raise Refused(400, "the address is not UTF-8") from None
