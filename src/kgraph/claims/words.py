"""The words of a text, with their parts of speech, as the choice of indicators looks at them.

Comes in: a text. Goes out: which word begins and which ends at a position.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import rjieba

INSIDE = ("", "-")  # for a position inside a word


class Words:
    def __init__(self, text: str):
        self.text = text

    @cached_property
    def starting(self) -> dict[int, tuple[str, str]]:
        """Position → the word that begins there and its part of speech."""
        found, at = {}, 0
        for word, part in rjieba.tag(self.text, True):
            found[at] = (word, part)
            at += len(word)
        return found

    @cached_property
    def ending(self) -> dict[int, tuple[str, str]]:
        """Position → the word that ends there and its part of speech."""
        return {at + len(row[0]): row for at, row in self.starting.items()}

    def parts(self, start: int, end: int) -> Iterator[str]:
        """The first letters of the parts of speech of the words in [start, end)."""
        while start < end:
            word, part = self.starting.get(start, INSIDE)
            yield part[:1]
            start += len(word) or 1
