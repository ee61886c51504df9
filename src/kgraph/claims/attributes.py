"""Attributes that take figures, as their pattern files describe them.

Comes in: the name of an attribute with a pattern file. Goes out: an `Attribute`, which says whether a noun means it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.claims.indicators import Phrase
from kgraph.claims.reading import Reading, any_of
from kgraph.nouns import Mention, Quantity
from kgraph.ontology import Ontology, Relation

NEVER = "(?!)"  # a pattern that nothing matches
AMOUNT = "amount"  # dimension of an attribute that takes any measure
NO_AMOUNT = ("money", "area", "percent")  # … but these


@dataclass(frozen=True)
class Attribute:
    """An attribute and the nouns before a number that mean it: that end in `cue` or begin with `start`, except where
    `without` stands among them."""

    relation: Relation
    cue: re.Pattern[str]
    start: re.Pattern[str]
    without: re.Pattern[str]
    words: Mapping[str, Any]

    @staticmethod
    def read(ontology: Ontology, name: str) -> Attribute:
        """The attribute called `name`, with the words of its pattern file."""
        words = ontology.patterns[name]["figure"]
        cue = re.compile(f"(?:{any_of(words['cues'])})$")
        start = re.compile(words.get("starts", NEVER))
        return Attribute(ontology.relation(name), cue, start, re.compile(any_of(words["not_with"])), words)

    def fits(self, quantity: Quantity) -> bool:
        """Whether the attribute can have such a quantity."""
        if self.relation.dimension == AMOUNT:
            return quantity.dimension not in NO_AMOUNT
        return self.relation.dimension == quantity.dimension

    def means(self, phrase: Phrase, quantity: Quantity) -> bool:
        """Whether the noun of a number means this attribute."""
        if not self.fits(quantity) or not (self.cue.search(phrase.folded) or self.start.match(phrase.folded)):
            return False
        return not self.without.search(phrase.raw + phrase.folded)

    def named(self, reading: Reading, quantity: Quantity, outer: Mention) -> bool:
        """Whether a quantity inside the name `outer` is a value of it (年产4.5万吨…项目)."""
        if "in_name" not in self.words or outer.type not in self.relation.domain:
            return False
        before = reading.text.endswith(tuple(self.words["in_name"]), outer.span.start, quantity.span.start)
        return before or quantity.unit in self.words["in_name_units"]
