"""Names that are told by their shape, and mentions that cannot be names.

Comes in: folded text, the shapes and rejections of `ontology/mentions.toml`. Goes out: mentions, and a test that a
proposed mention has to pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
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


def plausible(never: frozenset[str], bare: Mapping[str, re.Pattern[str]]) -> Callable[[Mention], bool]:
    """The test that a mention may be a name: its brackets and quotes close, it is no word of `never`, and not `bare`
    (class → what is no name as a whole)."""

    def test(mention: Mention) -> bool:
        said = mention.text in never or (mention.type in bare and bare[mention.type].fullmatch(mention.text))
        return not said and all(_closed(mention.text, *pair) for pair in PAIRS)

    return test


def bare(words: Iterable[str], endings: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """For each class, names of nothing but `words` and an ending."""
    before = "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))
    return {type_: re.compile(f"(?:{before})+(?:{'|'.join(map(re.escape, ends))})") for type_, ends in endings.items()}


def cuts_word(text: str, mention: Mention, types: Container[str]) -> bool:
    """Whether a name of one of the classes is the beginning of a longer word of the dictionary (建立健 of 建立健全)."""
    if mention.type not in types:
        return False
    word = rjieba.cut(text[mention.span.start : mention.span.start + LONGEST_WORD], False)[0]
    return len(word) >= IDIOM and len(word) > len(mention.span)


def _closed(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing) and text.find(opening) <= max(text.find(closing), -1)
