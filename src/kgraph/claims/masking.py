"""A document's text with its names masked by class, so that rules and features see ⟨Company⟩签约⟨Project⟩ and no names.

Comes in: an `Analysis`. Goes out: a `Masked` text, in which every outermost mention is one private-use character that
stands for its class, with the way back to the mentions and positions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kgraph.nouns import Analysis, Mention, Span

FIRST_SYMBOL = 0xE000  # the private use area


class Alphabet:
    """One private-use character for each class of the ontology."""

    def __init__(self, types: Sequence[str]):
        self.symbol = {type_: chr(FIRST_SYMBOL + i) for i, type_ in enumerate(sorted(types))}
        self.type = {symbol: type_ for type_, symbol in self.symbol.items()}


@dataclass(frozen=True)
class Masked:
    """`text` is the masked text; `starts[i]` the position in the original of its character i;
    `slots` maps positions of symbols in `text` to mentions."""

    text: str
    starts: tuple[int, ...]
    slots: dict[int, Mention]

    def at(self, position: int) -> int:
        """The masked position of the character that covers `position` of the original."""
        return bisect_right(self.starts, position) - 1

    def original(self, start: int, end: int) -> Span:
        """The original span of masked [start, end)."""
        last = self.slots.get(end - 1)
        return Span(self.starts[start], last.span.end if last else self.starts[end - 1] + 1)


def mask(analysis: Analysis, alphabet: Alphabet) -> Masked:
    """Mask all outermost mentions of `analysis`."""
    pieces: list[str] = []
    starts: list[int] = []
    slots: dict[int, Mention] = {}
    here = 0
    for mention in outermost(analysis.mentions):
        pieces.append(analysis.text[here : mention.span.start])
        starts.extend(range(here, mention.span.start))
        slots[len(starts)] = mention
        pieces.append(alphabet.symbol[mention.type])
        starts.append(mention.span.start)
        here = mention.span.end
    pieces.append(analysis.text[here:])
    starts.extend(range(here, len(analysis.text)))
    return Masked("".join(pieces), tuple(starts), slots)


def outermost(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that stand in no other one; of two with the same span the later layer's (sorted last) wins."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if kept and kept[-1].span == mention.span:
            kept[-1] = mention
        elif not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept
