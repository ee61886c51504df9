"""What passes between the server and what answers: a request, a response, a refusal.

Handlers are functions `(Request, Served) -> Response`; `kgraph.web.routes` lists them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 200  # of a query string or form


class Refused(Exception):
    """A request that is answered with an HTTP status and one line."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None):
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


@dataclass(frozen=True)
class Request:
    """One request: `path` without the query, percent-decoded; `query` its fields; `headers` by lower-case name;
    `host` as the client names this server; `wanted()` whether the client still waits for the answer."""

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    host: str = "localhost"
    wanted: Callable[[], bool] = field(default=lambda: True, repr=False, compare=False)

    @property
    def site(self) -> str:
        """The address of this server, as the client knows it, without a slash at its end."""
        return f"http://{self.host}"

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    @property
    def kind(self) -> str:
        """The media type of the body, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as text; refuses what is not UTF-8."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(400, "the body is not UTF-8") from None

    @cached_property
    def form(self) -> Mapping[str, list[str]]:
        """The fields of a posted form; none for another type of body."""
        return fields(self.text) if self.kind == FORM else {}

    def one(self, name: str, default: str | None = None) -> str:
        """The value of a field of the query or the form; refuses several, and none unless there is a default."""
        values = [*self.query.get(name, ()), *self.form.get(name, ())]
        if not values and default is not None:
            return default
        if len(values) != 1:
            raise Refused(400, f'give one "{name}"')
        return values[0]


@dataclass(frozen=True)
class Response:
    """An answer: `kind` is its media type; its content is `body`, or that of a `file`, which is read bit by bit."""

    kind: str
    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None


def fields(text: str) -> dict[str, list[str]]:
    """The fields of a query string or form; refuses what is not UTF-8 and a flood."""
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except UnicodeDecodeError:
        raise Refused(400, "a field is not UTF-8") from None
    except ValueError:
        raise Refused(400, f"more than {MAX_FIELDS} fields") from None


def json_response(record: Any, kind: str = "application/json", **headers: str) -> Response:
    """A record as JSON in UTF-8."""
    return Response(f"{kind}; charset=utf-8", json.dumps(record, ensure_ascii=False).encode(), 200, headers)


def see_other(place: str) -> Response:
    """Go and get `place` instead (303)."""
    return Response("text/plain; charset=utf-8", f"{place}\n".encode(), 303, {"Location": place})
