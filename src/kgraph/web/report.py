"""The report of the build as it lies in the folder."""

from __future__ import annotations

from kgraph.web.http import Refused, Request, Response
from kgraph.web.safety import SELF_CONTAINED
from kgraph.web.served import Served

REPORT = "report.html"


def page(request: Request, served: Served) -> Response:
    """report.html. It brings its own script along, and is told to the browser as a page of no site."""
    path = served.folder / REPORT
    if not path.is_file():
        raise Refused(404, f"the folder has no {REPORT}; run kgraph build again")
    return Response("text/html; charset=utf-8", b"", 200, {"Content-Security-Policy": SELF_CONTAINED}, path)
