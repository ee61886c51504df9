"""One connection: reads requests, has them answered, sends the answers.

Comes in: a socket. Goes out: HTTP/1.1, several requests one after another. What is wrong with a request is told in
plain words; what is wrong with the server is told on its terminal, and the visitor only hears that something is.
"""

from __future__ import annotations

import io
import socket
import sys
import time
import traceback
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler

from kgraph.errors import KgraphError, QueryError
from kgraph.web import reading, safety
from kgraph.web.http import Refused, Request, Response, fields
from kgraph.web.routes import answer, is_shared

HEAD_SECONDS = 10  # to send the first line and the headers, and to think between two requests
BODY_SECONDS = 30  # to send the body
SEND_SECONDS = 30  # to take each part of the answer
PART = 1 << 16  # bytes; who takes less than 2 kB a second is left
MAX_LINE = 1 << 16  # bytes of the first line
MAX_HEAD = 1 << 17  # bytes of the first line and the headers
LINGER = 1 << 20  # bytes of an unread body that are thrown away, so that the client sees the answer
LINGER_SECONDS = 2
PLAIN = "text/plain; charset=utf-8"
SORRY = "something went wrong on this server; its terminal says what"


class Handler(BaseHTTPRequestHandler):
    """A connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    unread = False

    # ── reading ──

    def setup(self) -> None:
        super().setup()
        self.inlet = reading.Inlet(self.connection)
        self.rfile = io.BufferedReader(self.inlet)

    def handle_one_request(self) -> None:
        self.close_connection, self.command, self.headers, self.requestline = True, None, None, ""
        self.inlet.open(HEAD_SECONDS, MAX_HEAD)
        try:
            response = self._response() if self._has_asked() else None
        except TimeoutError:
            if self.requestline:
                self._refuse(408, "the request took too long to arrive")
        except reading.TooLong:
            self._refuse(*self._too_long())
        else:
            if response:
                self._send(response)
        self.server.crowd.ask(self.connection)

    def _has_asked(self) -> bool:
        """Reads the first line and the headers; False where nobody is there, or the request is refused already."""
        self.raw_requestline = self.rfile.readline(MAX_LINE + 1)
        if len(self.raw_requestline) > MAX_LINE:
            raise reading.TooLong
        if not self.raw_requestline or not self.parse_request():
            return False
        self.close_connection = self.close_connection or self.request_version != self.protocol_version
        return True

    def _too_long(self) -> tuple[int, str]:
        if not self.command:
            return 414, f"an address may have {MAX_LINE:,} bytes at most; send long queries by POST"
        if not self.headers:
            return 431, f"the headers may have {MAX_HEAD:,} bytes at most"
        return 413, f"a request may have {reading.MAX_BODY:,} bytes at most"

    def handle_expect_100(self) -> bool:
        """Says "go on" only to who may: the length is looked at before the body comes."""
        return True

    # ── answering ──

    def _response(self) -> Response:
        shared = False
        try:
            request = self._request()
            shared = self.server.shared and is_shared(request.path)
            response = answer(request, self.server.served)
        except Refused as error:
            response = Response(PLAIN, f"{error}\n".encode(), error.status, error.headers)
        except QueryError as error:
            response = Response(PLAIN, f"{error}\n".encode(), 400)
        except (ConnectionError, TimeoutError, reading.TooLong):
            raise
        except Exception as error:
            _tell(error)
            response = Response(PLAIN, f"{SORRY}\n".encode(), 500)
        return _with(response, safety.SHARED) if shared else response

    def _request(self) -> Request:
        self.unread = True
        named = self.headers.get_all("Host", [])
        target, path, query = reading.target(self.path)
        host = safety.check_host([target] if target else named, self.server.server_address[0])
        if self.headers.defects:
            raise Refused(400, "the headers cannot be read")
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self._body()
        self.server.crowd.serve(self.connection)
        return Request(self.command, path, fields(query), headers, body, host, self._is_there)

    def _body(self) -> bytes:
        self.inlet.open(BODY_SECONDS, 2 * reading.MAX_BODY)
        if self.headers.get("Expect", "").lower() == "100-continue" and not reading.is_too_long(self.headers):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = reading.body(self.rfile, self.headers)
        self.unread = False
        if body is None and self.command == "POST":
            raise Refused(411, "the request must say its Content-Length")
        return body or b""

    def _is_there(self) -> bool:
        """Whether the client has not closed the connection."""
        self.connection.setblocking(False)
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return True
        except OSError:
            return False

    # ── sending ──

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What `http.server` refuses, in our words and with our headers."""
        self._refuse(int(code), HTTPStatus(code).phrase)

    def _refuse(self, status: int, message: str) -> None:
        self.close_connection, self.unread = True, True
        self._send(Response(PLAIN, f"{message}\n".encode(), status))

    def _send(self, response: Response) -> None:
        self.close_connection = self.close_connection or self.unread
        self.request_version = self.protocol_version  # headers are sent to the oldest client too
        self.connection.settimeout(SEND_SECONDS)
        self.server.crowd.answer(self.connection)
        content = response.file.open("rb") if response.file else io.BytesIO(response.body)
        with content:
            size = content.seek(0, io.SEEK_END)
            content.seek(0)
            self._send_head(response, size)
            if self.command != "HEAD" and response.status not in (204, 304):
                self._send_body(content, size)

    def _send_head(self, response: Response, size: int) -> None:
        self.send_response_only(response.status)
        own = {"Server": "kgraph", "Date": self.date_time_string(), "Content-Type": response.kind}
        if response.status not in (204, 304):
            own["Content-Length"] = str(size)
        if self.close_connection:
            own["Connection"] = "close"
        for name, value in {**own, **safety.HEADERS, **response.headers}.items():
            if value:  # an empty one takes a usual header away
                self.send_header(name, safety.header(value))
        self.end_headers()

    def _send_body(self, content: io.BufferedIOBase, size: int) -> None:
        while size > 0 and (part := content.read(min(PART, size))):  # a file that grows meanwhile is cut
            self.connection.sendall(part)
            size -= len(part)
        if size:
            self.close_connection = True

    def finish(self) -> None:
        """Close; what the client still sends is thrown away for a moment, or it would lose the answer."""
        with suppress(OSError):
            super().finish()
            if self.unread:
                self._linger()

    def _linger(self) -> None:
        self.connection.shutdown(socket.SHUT_WR)
        until, left = time.monotonic() + LINGER_SECONDS, LINGER
        while left > 0 and (seconds := until - time.monotonic()) > 0:
            self.connection.settimeout(seconds)
            read = len(self.connection.recv(PART))
            left = left - read if read else 0

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: what is asked is nobody's business."""


def _with(response: Response, headers: dict[str, str]) -> Response:
    return Response(response.kind, response.body, response.status, {**headers, **response.headers}, response.file)


def _tell(error: Exception) -> None:
    """On the terminal: in words where the error has some, else all of it."""
    if isinstance(error, KgraphError):
        print(f"kgraph: {error}", file=sys.stderr)
    else:
        traceback.print_exception(error)
