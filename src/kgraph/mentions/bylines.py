"""People named in bylines: 记者 王小明 文/图, 通讯员叶丹丹, (文/孙权 符烨邦).

Comes in: a document whose byline spans are known. Goes out: mentions of the class that `[byline]` in
`ontology/mentions.toml` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kgraph.nouns import Document, Mention, Span

NAME = "byline"
LONGEST_NAME = 4  # Chinese characters; 欧阳秋虹 has four


def find(text: str, document: Document, found: Iterable[Mention], settings: dict) -> Iterator[Mention]:
    rules = settings["byline"]
    cues = re.compile("|".join(map(re.escape, sorted(rules["cues"], key=len, reverse=True))))
    for byline in document.byline:
        for span in _between(cues, text, byline):
            yield from _names(text, span, rules)


def _between(cues: re.Pattern, text: str, byline: Span) -> Iterator[Span]:
    """The parts of a byline that are not cue words."""
    start = byline.start
    for cue in cues.finditer(text, byline.start, byline.end):
        yield Span(start, cue.start())
        start = cue.end()
    yield Span(start, byline.end)


def _names(text: str, span: Span, rules: dict) -> Iterator[Mention]:
    for match in re.compile(rules["name"]).finditer(text, span.start, span.end):
        if len(match.group()) <= LONGEST_NAME or "·" in match.group():
            yield Mention(Span(*match.span()), match.group(), rules["type"], NAME)
