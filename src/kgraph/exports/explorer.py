"""The graph for the eye: `explorer.json`, what `/explorer` of the server shows, and `graph.html`, one file for mail.

In: a `Shelf`, a `Sheet`, positions. Out: text in pieces. `graph.html` holds the same script and style as the server
sends, the data (see `explorer_data`, `explorer_texts`) and nothing that asks the network: its Content-Security-Policy
allows that one script and that one style, by their digests. Data is JSON in a block of its own, in which `<` and the
line separators of JavaScript are escaped, so that no name can end the block.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kgraph.exports import explorer_texts
from kgraph.exports.clean import encodable, html
from kgraph.exports.columns import Sheet
from kgraph.exports.explorer_data import FOLDER, MAIL, Limits, Record
from kgraph.exports.facts import Shelf
from kgraph.exports.layout import Positions

_ASSETS = Path(__file__).resolve().parents[1] / "assets"
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_NO_ICON = '<link rel="icon" href="data:,">'  # else some browsers look for one beside the file


class Explorer:
    """Both files of one graph; `dates` (of `tables.toml`) say what holds dates."""

    def __init__(self, shelf: Shelf, sheet: Sheet, places: Positions, dates: Mapping[str, Any]):
        self.shelf, self.sheet, self.places, self.dates = shelf, sheet, places, dates

    def data(self) -> Iterator[str]:
        """explorer.json."""
        yield encodable(_json(self._whole))
        yield "\n"

    def page(self) -> Iterator[str]:
        """graph.html."""
        record = self._whole if MAIL.hold(self._whole) else self._record(MAIL)
        record = record | explorer_texts.inside(record, self.shelf.documents)
        script, style, licences = inline(asset("explorer.js")), asset("explorer.css"), asset("LICENSES.txt")
        policy = (f"default-src 'none'; script-src '{digest(script)}'; style-src '{digest(style)}'; img-src data:; "
                  "base-uri 'none'; form-action 'none'")  # fmt: skip
        yield shell(
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">', _NO_ICON, f"<style>{style}</style>"
        )
        yield '<script type="application/json" id="graph">'
        yield encodable(_json(record)).translate(_ESCAPES)
        yield "</script>\n"
        yield f'<script type="application/json" id="licences">{_json(licences).translate(_ESCAPES)}</script>\n'
        yield f"<script>{script}</script>\n</body></html>\n"

    @cached_property
    def _whole(self) -> dict[str, Any]:
        return self._record(FOLDER)

    def _record(self, limits: Limits) -> dict[str, Any]:
        return Record(self.shelf, self.sheet, self.places, self.dates, words(), limits).made()


def shell(*head: str, body: str = "") -> str:
    """The page up to its body, without anything to show: the script draws all of it. `body` are attributes of it."""
    said = words()
    return (
        f'<!doctype html>\n<html lang="{html(said["language"])}"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html(said['title'])}</title>\n{''.join(head)}</head>\n<body{body}>\n"
        f"<noscript>{html(said['no_script'])}</noscript>\n"
    )


@cache
def words() -> dict[str, str]:
    """The words of `explorer.toml`."""
    return tomllib.loads(Path(__file__).with_name("explorer.toml").read_text("utf-8"))


@cache
def asset(name: str) -> str:
    """A file that the browser loads, as text."""
    return (_ASSETS / name).read_text("utf-8")


def inline(script: str) -> str:
    """A script that can stand inside HTML: `</script` and `<!--` in its strings and patterns are escaped."""
    return re.sub("<(?=/script|!--)", r"<\\", script, flags=re.IGNORECASE)


def digest(text: str) -> str:
    """A script or style as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def _json(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
