"""Names that stand only inside longer ones: 浙江大学 in 浙江大学台州研究院, 兰州市公安局 in 兰州市公安局西固分局.

Comes in: the chosen mentions, the `[[nested]]` rules of `ontology/mentions.toml`. Goes out: for each mention that a
rule cuts, the mention of what its name begins with, and what that one begins with in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.nouns import Mention, Span

FINDER = "nested"
SHORTEST = 2  # characters of a name, and of what follows it


@dataclass(frozen=True)
class Rule:
    """Cuts names of class `outer` in a `name` of the same class and a `rest`. `known`: the only names, where given."""

    id: str
    outer: str
    name: re.Pattern[str]
    rest: re.Pattern[str]
    longest: bool
    confidence: float
    known: frozenset[str] | None = None

    @staticmethod
    def read(row: Mapping[str, Any], known: frozenset[str] | None) -> Rule:
        name, rest = re.compile(row.get("name", ".*")), re.compile(row["rest"])
        return Rule(row["id"], row["outer"], name, rest, row.get("longest", True), row["confidence"], known)

    def cut(self, mention: Mention) -> Mention | None:
        """What the name of `mention` begins with."""
        text = mention.text
        ends = range(SHORTEST, len(text) - SHORTEST + 1)
        for end in reversed(ends) if self.longest else ends:
            if self._is_name(text[:end]) and self.rest.fullmatch(text, end):
                span = Span(mention.span.start, mention.span.start + end)
                sure = round(self.confidence * mention.confidence, 3)
                return Mention(span, text[:end], self.outer, f"{FINDER}.{self.id}", sure)
        return None

    def _is_name(self, text: str) -> bool:
        return (self.known is None or text in self.known) and self.name.fullmatch(text) is not None


def find(rules: Iterable[Rule], mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The names inside `mentions`, by the first rule that cuts each."""
    by_class: dict[str, list[Rule]] = {}
    for rule in rules:
        by_class.setdefault(rule.outer, []).append(rule)
    for mention in mentions:
        while mention is not None:
            cuts = (rule.cut(mention) for rule in by_class.get(mention.type, ()))
            mention = next((cut for cut in cuts if cut is not None), None)
            if mention is not None:
                yield mention
