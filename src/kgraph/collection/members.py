"""Which files and pages a collection is made of, by the names that people use for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kgraph import pages
from kgraph.nouns import Input


def as_named(input: Input, before: Input | None) -> Input:
    """The input under the name that a build of all would give it: of two names of one file the first."""
    if before is None or before.name >= input.name:
        return input
    return pages.renamed(input, before.name)


def without(known: dict[str, Input], name: str) -> str | None:
    """Take out what `name` means; a message where it means nothing."""
    files = pages.places(Path(name)) & known.keys() or {p for p, input in known.items() if input.name == name}
    for place in files:
        del known[place]
    if files:
        return None
    hit = False
    for place, input in list(known.items()):
        left = tuple(page for page in input.pages if name not in (page.id, page.source))
        hit = hit or len(left) < len(input.pages)
        if len(left) < len(input.pages):
            known[place] = replace(input, pages=left)
            if not left and not input.failures:
                del known[place]
    return None if hit else f"{name}: no such file or page in this store. kgraph status DIR --pages lists them"
