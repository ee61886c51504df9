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


def uncut(found: Iterable[Mention], again: Iterable[Mention]) -> Iterator[Mention]:
    """`found` without mentions that cut a name short which the text has elsewhere and is surer of (`again`)."""
    longest: dict[tuple[int, str], Mention] = {}
    for mention in again:
        known = longest.get((mention.span.start, mention.type))
        if known is None or len(mention.span) > len(known.span):
            longest[mention.span.start, mention.type] = mention
    for mention in found:
        whole = longest.get((mention.span.start, mention.type))
        if whole is None or len(whole.span) <= len(mention.span) or whole.confidence <= mention.confidence:
            yield mention


def _names(found: Iterable[Mention]) -> dict[str, Mention]:
    """Each string with its most confident mention."""
    best: dict[str, Mention] = {}
    for mention in found:
        if len(mention.text) >= SHORTEST:
            known = best.get(mention.text)
            if known is None or mention.confidence > known.confidence:
                best[mention.text] = mention
    return best
