"""The odd one out of an enumeration: A、B、C、D are things of one kind, so a village among villages is no person.

Comes in: folded text, the mentions of one layer in text order, which class gives way to which (`[lists]` of
`ontology/mentions.toml`). Goes out: the mentions, some with the class of the others in their list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kgraph.nouns import Mention

NAME = "list"
SEPARATOR = re.compile(r"、|[和与及]|以及")
SHORTEST = 3  # members of a list that is looked at


def agree(text: str, mentions: Sequence[Mention], settings: Mapping[str, Any]) -> list[Mention]:
    """The mentions; one whose class gives way to that of most of its list has it."""
    gives_way = {tuple(pair) for pair in settings["lists"]["gives_way"]}
    found: list[Mention] = []
    for run in _runs(text, mentions):
        kinds = Counter(mention.type for mention in run)
        most, count = min(kinds.items(), key=lambda item: (-item[1], item[0]))
        clear = len(run) >= SHORTEST and 2 * count > len(run)
        found.extend(replace(m, type=most, finder=NAME) if clear and (m.type, most) in gives_way else m for m in run)
    return found


def _runs(text: str, mentions: Iterable[Mention]) -> Iterator[list[Mention]]:
    """The mentions in runs with nothing but a separator between two of them."""
    run: list[Mention] = []
    for mention in mentions:
        if run and not SEPARATOR.fullmatch(text, run[-1].span.end, mention.span.start):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run
