"""Names that are told by their shape, and mentions that cannot be names.

Comes in: folded text, the shapes and rejections of `ontology/mentions.toml`. Goes out: mentions, and a test that a
proposed mention has to pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache

import rjieba

from kgraph.nouns import Document, Mention, Span

CONFIDENCE = 0.9
IDIOM, LONGEST_WORD = 4, 8  # characters of a word that a name may not cut; shorter ones are met by chance (吴伟强)
PAIRS = (("(", ")"), ("“", "”"), ("《", "》"), ("[", "]"))
compiled = lru_cache(maxsize=None)(re.compile)


def find(text: str, document: Document, found: Iterable[Mention], settings: dict) -> Iterator[Mention]:
    for shape in settings["shape"]:
        for match in compiled(shape["pattern"]).finditer(text):
            span = Span(*match.span("name"))
            yield Mention(span, match.group("name"), shape["type"], f"shape.{shape['id']}", CONFIDENCE)


def plausible(never: frozenset[str]) -> Callable[[Mention], bool]:
    """The test that a mention may be a name: its brackets and quotes close, and it is no word of `never`."""

    def test(mention: Mention) -> bool:
        return mention.text not in never and all(_closed(mention.text, *pair) for pair in PAIRS)

    return test


def cuts_word(text: str, mention: Mention, types: Container[str]) -> bool:
    """Whether a name of one of the classes is the beginning of a longer word of the dictionary (建立健 of 建立健全)."""
    if mention.type not in types:
        return False
    word = rjieba.cut(text[mention.span.start : mention.span.start + LONGEST_WORD], False)[0]
    return len(word) >= IDIOM and len(word) > len(mention.span)


def _closed(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing) and text.find(opening) <= max(text.find(closing), -1)
