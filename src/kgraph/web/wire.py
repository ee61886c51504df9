"""How the server and its query processes talk: messages of a JSON head and a body, over any binary stream.

JSON and not pickle: whatever a broken process writes, reading it runs no code.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Message = tuple[dict[str, Any], bytes]
MAX_MESSAGE = 1 << 30  # bytes; a longer one is a broken one
_SIZES = struct.Struct(">II")  # bytes of the head, bytes of the body


def send(stream: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    """Write one message."""
    written = json.dumps(head).encode()
    stream.write(_SIZES.pack(len(written), len(body)) + written)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None where the other side is gone."""
    try:
        sizes = stream.read(_SIZES.size)
        head, body = _SIZES.unpack(sizes) if len(sizes) == _SIZES.size else (0, 0)
        content = stream.read(head + body) if head + body < MAX_MESSAGE else b""
        return (json.loads(content[:head]), content[head:]) if len(content) == head + body else None
    except (OSError, ValueError):  # the stream is closed, or what it says is no message
        return None
