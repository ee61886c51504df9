"""Pages → documents: a page comes in, its articles go out, each put back in reading order.

    page ─ lines ─ blocks ─ joints ─ assemble → documents

`lines` says what each line is, `blocks` where articles begin, `joints` which cut paragraph goes on where, and
`assemble` makes the documents. The words they look for are in `ontology/layout.toml`; no step changes a character.
"""

from __future__ import annotations

from typing import Any

from ..nouns import Document, Page
from . import assemble, blocks, joints, lines
from .cues import cues

__all__ = ["split", "to_json"]


def split(page: Page, layout: dict[str, Any]) -> tuple[Document, ...]:
    """The articles of `page`, in the order of their headlines; `layout` is the parsed `ontology/layout.toml`."""
    words = cues(layout)
    found = lines.read(page.text, words)
    found, parts = blocks.blocks(found, words)
    if page.title is not None:
        parts = blocks.whole(parts)
    links = joints.joints(found, parts, words)
    return assemble.documents(page, found, parts, links)


def to_json(document: Document) -> dict[str, Any]:
    """What `kgraph documents --json` prints of a document; positions are code points of the source."""
    return {
        "id": document.id,
        "headline": document.quote(document.headline) if document.headline else None,
        "subheadlines": [document.quote(span) for span in document.subheadlines],
        "byline": [document.quote(span) for span in document.byline],
        "text": document.text,
        "pieces": [[piece.start, piece.end] for piece in document.pieces],
        "truncated": document.truncated,
        "doubtful_joints": [list(joint) for joint in document.doubtful_joints],
    }
