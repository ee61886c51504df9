"""The articles of a built folder.

Comes in: a folder that `kgraph build` wrote. Goes out: a `Text` for the id of a document, and where in it the positions
of a source stand, so that a sentence can be shown in its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kgraph import iris
from kgraph.errors import InputError

TEXTS_FILE = "documents.jsonl"

Range = tuple[int, int]
_DOCUMENT = "doc/"
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Text:
    """One article: its `text` in reading order, and `segments` (start in the text, start in the source, length)."""

    id: str
    headline: str
    source: str
    published: str
    text: str
    segments: tuple[tuple[int, int, int], ...]

    def ranges(self, spans: Iterable[Range]) -> list[Range]:
        """Where half-open ranges of the source stand in this text; what is not in it is left out."""
        found: list[Range] = []
        for begin, end in spans:
            for start, source, length in self.segments:
                first, last = max(begin, source), min(end, source + length)
                if first < last:
                    found.append((first - source + start, last - source + start))
        return found


@dataclass(frozen=True)
class Texts:
    """All articles of a folder; a line is parsed when it is asked for."""

    folder: Path

    def get(self, document: str) -> Text | None:
        """The article with this id, or whose IRI this is or ends in; None where the folder has none."""
        parts = document.split(_DOCUMENT)
        tails = (_DOCUMENT + _DOCUMENT.join(parts[at:]) for at in range(1, len(parts)))
        keys = (_key(document), *tails)
        line = next((self._lines[key] for key in keys if key in self._lines), None)
        return None if line is None else _text(json.loads(line))

    @cached_property
    def _lines(self) -> dict[str, str]:
        path = self.folder / TEXTS_FILE
        if not path.is_file():
            raise InputError(str(path), "no such file; run kgraph build again")
        try:
            lines = path.read_text("utf-8").removesuffix("\n").split("\n")  # a text may hold other line separators
            return {_key(_DECODER.raw_decode(line, len('{"id": '))[0]): line for line in lines if line}
        except (OSError, ValueError) as error:
            raise InputError(str(path), f"cannot be read ({error}); run kgraph build again") from None


def _key(id: str) -> str:
    """The IRI of a document without its base."""
    return iris.document(id, base="")


def _text(record: dict) -> Text:
    segments = tuple((start, source, length) for start, source, length in record["segments"])
    return Text(record["id"], record["headline"] or "", record["source"], record["published"] or "", record["text"],
                segments)  # fmt: skip
