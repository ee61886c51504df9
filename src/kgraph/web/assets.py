"""The packaged scripts, styles and pages that the browser loads.

Comes in: the name of a file of `kgraph/assets/`. Goes out: its bytes with its media type. An address that says the
digest (`?v=`, the first characters of its SHA-256, as the pages do) may be kept for good; another is asked again and
answered with 304 where nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from kgraph.web.http import Refused, Request, Response
from kgraph.web.served import Served

KINDS = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
YEAR = 31_536_000  # seconds; the longest that caches keep anything (RFC 9111 gives no more)
SHORTEST = 8  # characters of a digest, below which it does not tell versions apart


@dataclass(frozen=True)
class Asset:
    """A packaged file with its media type and the SHA-256 of its bytes."""

    kind: str
    body: bytes
    digest: str

    @property
    def tag(self) -> str:
        return f'"{self.digest}"'


def asset(request: Request, served: Served, name: str) -> Response:
    """The file called `name`; refuses what is not in the package."""
    if name not in packaged():
        raise Refused(404, f"no asset {name}; there are: {', '.join(sorted(packaged()))}")
    return sent(request, packaged()[name])


def sent(request: Request, found: Asset) -> Response:
    """A file, or 304 where the browser has it already."""
    headers = {"ETag": found.tag, "Cache-Control": _keep(request, found)}
    if _has(request, found.tag):
        return Response(found.kind, b"", 304, headers)
    return Response(found.kind, found.body, 200, headers)


@cache
def packaged() -> dict[str, Asset]:
    """Every file of `kgraph/assets/` of a known kind, by its name; read once."""
    found = {}
    for item in files("kgraph").joinpath("assets").iterdir():
        kind = KINDS.get(item.name.rpartition(".")[2])
        if kind and item.is_file():
            body = item.read_bytes()
            found[item.name] = Asset(kind, body, sha256(body).hexdigest())
    return found


def _keep(request: Request, found: Asset) -> str:
    version = request.one("v", "")
    known = len(version) >= SHORTEST and found.digest.startswith(version)
    return f"public, max-age={YEAR}, immutable" if known else "no-cache"


def _has(request: Request, tag: str) -> bool:
    known = [part.strip().removeprefix("W/") for part in request.header("If-None-Match").split(",")]
    return tag in known or known == ["*"]
