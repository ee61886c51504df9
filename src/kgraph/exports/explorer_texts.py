"""Which articles, and else which sentences, travel inside graph.html.

In: a `Record` that is made already, and the articles. Out: `texts` {document: [text, segments]} of the articles to
which most passages point, as far as they fit, and `quotes` {document: {"begin-end…": sentence}} for passages of others.
A segment is [start in the text, start in the source, length]; everything is counted in Unicode code points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.exports.view import LIMITS, MOST_TEXT
from kgraph.nouns import Document

MOST_QUOTES = 1_000_000  # characters of sentences in one file: 3 MB
_HEAD = 5  # numbers of a passage before its positions


def inside(record: Mapping[str, Any], shelf: Mapping[str, Document]) -> dict[str, Any]:
    """What the record needs so that a sentence can be read without any server; `left_out` says what it lacks."""
    ids = record["documents"]["id"]
    pointed = Counter(passage[0] for passage in _passages(record))
    texts = _texts(sorted(pointed, key=lambda index: (-pointed[index], ids[index])), ids, shelf)
    quotes, missing = _quotes(record, texts, ids, shelf)
    left_out = {**record["left_out"], "texts": len(pointed) - len(texts), "quotes": missing}
    return {"texts": texts, "quotes": quotes, "left_out": left_out}


def _texts(order: list[int], ids: list[str], shelf: Mapping[str, Document]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    room = MOST_TEXT
    for index in order:
        document = shelf[ids[index]]
        room -= len(document.text)
        if room < 0 or len(found) == LIMITS["documents"]:
            break
        found[index] = [document.text, [[s.start, s.source_start, s.length] for s in document.segments]]
    return dict(sorted(found.items()))


def _quotes(
    record: Mapping[str, Any], texts: Mapping[int, Any], ids: list[str], shelf: Mapping[str, Document]
) -> tuple[dict[int, dict[str, str]], int]:
    """Sentences of articles that are not here, the best connected facts first, and how many do not fit."""
    found: dict[int, dict[str, str]] = {}
    room, missing = MOST_QUOTES, 0
    for passage in _passages(record):
        index, ends = passage[0], passage[_HEAD:]
        key = "-".join(map(str, ends))
        if index in texts or key in found.get(index, {}):
            continue
        quote = _quote(shelf[ids[index]], ends)
        if len(quote) > room:
            missing += 1
            continue
        room -= len(quote)
        found.setdefault(index, {})[key] = quote
    return dict(sorted(found.items())), missing


def _quote(document: Document, ends: list[int]) -> str:
    return "".join(document.page.text[begin:end] for begin, end in zip(ends[::2], ends[1::2], strict=True))


def _passages(record: Mapping[str, Any]) -> Iterator[list[int]]:
    for kind in ("facts", "values"):
        for passages in record[kind]["passages"]:
            yield from passages
