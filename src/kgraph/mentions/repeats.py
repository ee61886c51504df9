"""Further occurrences of names that were found once in the same text.

Comes in: folded text and the chosen mentions. Goes out: mentions at the places where the same string stands again and
nothing was found. A string of one class only, and of two characters at least, is looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick

from kgraph.nouns import Mention, Span

NAME = "repeat"
SHORTEST = 2  # characters


def find(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    names = _names(found)
    if not names:
        return
    automaton = ahocorasick.Automaton()
    for name, mention in names.items():
        automaton.add_word(name, mention)
    automaton.make_automaton()
    for end, mention in automaton.iter(text):
        span = Span(end + 1 - len(mention.text), end + 1)
        yield Mention(span, mention.text, mention.type, NAME, mention.confidence)


def _names(found: Iterable[Mention]) -> dict[str, Mention]:
    """Each string with its most confident mention."""
    best: dict[str, Mention] = {}
    for mention in found:
        if len(mention.text) >= SHORTEST:
            known = best.get(mention.text)
            if known is None or mention.confidence > known.confidence:
                best[mention.text] = mention
    return best
