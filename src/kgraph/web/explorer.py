"""The explorer: the graph of the folder, drawn in the browser.

Comes in: a request. Goes out: `/explorer` (a page that loads the script), `/explorer/graph.json` (the folder's
`explorer.json`, made with its positions at build time, so that neither server nor browser has to lay anything out) and
`/explorer/text?id=` (one article, so that a sentence can be shown in its place).
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from kgraph.exports import explorer
from kgraph.web.assets import packaged
from kgraph.web.http import Refused, Request, Response, json_response
from kgraph.web.served import Served

DATA = "explorer.json"
PLACES = {  # where the script finds things: attributes of the page's body
    "graph": "/explorer/graph.json",
    "texts": "/explorer/text",
    "pages": "/id/",
    "articles": "/document/",
    "search": "/search",
    "home": "/",
}


def page(request: Request, served: Served) -> Response:
    """The page of the explorer."""
    style, script = (f"/assets/{name}?v={packaged()[name].digest[:16]}" for name in ("explorer.css", "explorer.js"))
    head = f'<link rel="stylesheet" href="{style}"><script src="{script}" defer></script>'
    body = "".join(f' data-{name}="{address}"' for name, address in PLACES.items())
    text = f"{explorer.shell(head, body=body)}</body></html>\n"
    return Response("text/html; charset=utf-8", text.encode())


def data(request: Request, served: Served) -> Response:
    """explorer.json, packed where the browser can unpack it; sent once to a browser that keeps it."""
    path = served.folder / DATA
    if not path.is_file():
        raise Refused(404, f"the folder has no {DATA}; run kgraph build again")
    content, packed, tag = _content(path, path.stat().st_mtime_ns)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if tag in request.header("If-None-Match"):
        return Response("application/json", b"", 304, headers)
    if "gzip" in request.header("Accept-Encoding"):
        return Response("application/json; charset=utf-8", packed, 200, headers | {"Content-Encoding": "gzip"})
    return Response("application/json; charset=utf-8", content, 200, headers)


def text(request: Request, served: Served) -> Response:
    """An article by the id of its document: its text, and where each piece of it stands in the source."""
    found = served.texts.get(request.one("id"))
    if found is None:
        raise Refused(404, "no such article in this folder")
    return json_response({"text": found.text, "segments": found.segments})


@lru_cache(maxsize=2)
def _content(path: Path, changed: int) -> tuple[bytes, bytes, str]:
    """The file as it lies there at a time, packed, and its tag."""
    content = path.read_bytes()
    return content, gzip.compress(content, 5, mtime=0), f'"{sha256(content).hexdigest()[:32]}"'
