"""Short forms that the text itself defines: 安平宏达实业有限公司(下称宏达国际).

Comes in: folded text and the mentions found so far. Goes out: the short form as a mention of the same class as the name
before the bracket. `pairs` gives full and short form, for chains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgraph.nouns import Document, Mention, Span

NAME = "definition"


def find(text: str, document: Document, found: Iterable[Mention], settings: dict) -> Iterator[Mention]:
    for _, short in pairs(text, found, settings):
        yield short


def pairs(text: str, found: Iterable[Mention], settings: dict) -> Iterator[tuple[Mention, Mention]]:
    """(mention of the full form, mention of the short form) for each definition in the text."""
    by_end: dict[int, Mention] = {}
    for mention in found:
        known = by_end.get(mention.span.end)
        if known is None or len(mention.span) > len(known.span):
            by_end[mention.span.end] = mention
    for match in re.finditer(settings["definition"]["pattern"], text):
        full = by_end.get(_end_of_name(text, match.start()))
        for group in ("short", "other"):
            if full and match.group(group):
                span = Span(*match.span(group))
                yield full, Mention(span, match.group(group), full.type, NAME, full.confidence)


def _end_of_name(text: str, end: int) -> int:
    while end and text[end - 1] in " ”\"’'":
        end -= 1
    return end
