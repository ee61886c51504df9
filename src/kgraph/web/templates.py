"""The pages' templates: `pages/*.html`, filled in with every value escaped; and their one stylesheet.

Comes in: the name of a template and its values. Goes out: a `Response`. Templates hold the words of the pages; whatever
comes from a text or a graph is escaped by Jinja, and control characters in it become visible (␀).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kgraph.ontology import Ontology
from kgraph.web.http import Request, Response
from kgraph.web.served import Served

PAGES = Path(__file__).parent / "pages"
HTML = "text/html; charset=utf-8"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}


def page(template: str, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """A template as an HTML page."""
    body = _environment().get_template(template).render(**values)
    return Response(HTML, body.encode("utf-8", "replace"), status, headers or {})


def stylesheet(request: Request, served: Served) -> Response:
    """pages/style.css, and a rule for the colour of each class of the ontology."""
    text = (PAGES / "style.css").read_text("utf-8") + colours(served.ontology)
    return Response("text/css; charset=utf-8", text.encode(), 200, {"Cache-Control": "max-age=300"})


def icon(request: Request, served: Served) -> Response:
    """The little picture of the site."""
    return Response("image/svg+xml", (PAGES / "icon.svg").read_bytes(), 200, {"Cache-Control": "max-age=86400"})


def colours(ontology: Ontology) -> str:
    """`.c-Company { --c: #2e86ab; }` for each class that has a colour."""
    known = ((name, cls.colour) for name, cls in sorted(ontology.classes.items()) if name.isidentifier())
    return "".join(f".c-{name} {{ --c: {colour}; }}\n" for name, colour in known if _COLOUR.fullmatch(colour))


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, finalize=_visible,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["thousands"] = lambda number: f"{number:,}"
    made.filters["share"] = lambda number: f"{number:.2f}".rstrip("0").rstrip(".")
    return made


def _visible(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return value.translate(_PICTURES)
    return "" if value is None else value
