"""A document with all that was found in it before claims are made."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.nouns.documents import Document, Span
from kgraph.nouns.mentions import Chain, Mention
from kgraph.nouns.quantities import Quantity, Time


@dataclass(frozen=True)
class Analysis:
    """A document with all that was found in it before claims are made. `text` is the document's text folded
    for matching (same length: half width, simplified); `sentences` and `paragraphs` are spans of it."""

    document: Document
    text: str
    sentences: tuple[Span, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    chains: tuple[Chain, ...] = ()

    def trimmed(self, span: Span) -> Span:
        """The span without white space at its ends."""
        quote = self.text[span.start : span.end]
        return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))
