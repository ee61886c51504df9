"""What a pattern may take from outside its words: the thing in focus, the subject, the home, what the headline names.

Comes in: an `Analysis`, line by line. Goes out: the mention that fills a slot.

    focus      the thing of its class named last before the words
    subject    the first one of the sentence, else that of the last sentence that names one
    main       the one that the document names first
    home       the place whose paper or site this is
    headline   one that the headline names
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kgraph.claims.condensing import Line
from kgraph.nouns import Analysis, Chain, Claim, Mention

ELSEWHERE = ("focus", "subject", "main", "home", "headline")
WITHIN = 3  # sentences back to what is in focus, unless a pattern says `within`


class View:
    """One document. Call `see` after each line."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self.chain_of = {(m.span, m.type): i for i, chain in enumerate(analysis.chains) for m in chain.mentions}
        self.seen: dict[str, tuple[int, Mention]] = {}  # the last of each class so far, with its line
        self.first: dict[str, tuple[int, Mention]] = {}  # the first of each class in the last line that has one

    def see(self, line: Line, number: int) -> None:
        for position in sorted(line.slots, reverse=True):
            self.first[line.slots[position].type] = (number, line.slots[position])
        for position in sorted(line.slots):
            self.seen[line.slots[position].type] = (number, line.slots[position])

    def elsewhere(
        self, where: str, types: frozenset[str], line: Line, at: int, number: int, within: int
    ) -> Mention | None:
        """The mention that fills a slot which is not in the words."""
        if where == "focus":
            return self._focus(types, line, at, number, within)
        if where == "subject":
            return self._subject(types, line, at, number, within)
        fits = [chain for chain in self.analysis.chains if chain.type in types]
        if where == "home":
            fits = [chain for chain in fits if chain.is_home]
        elif where == "headline":
            fits = [chain for chain in fits if self._in_headline(chain)]
        return min((chain.mentions[0] for chain in fits), key=lambda m: m.span, default=None)

    def _in_headline(self, chain: Chain) -> bool:
        headline = self.analysis.document.headline
        return headline is not None and any(headline.holds(mention.span) for mention in chain.mentions)

    def _focus(self, types: frozenset[str], line: Line, at: int, number: int, within: int) -> Mention | None:
        here = [m for position, m in line.slots.items() if position < at and m.type in types]
        if here:
            return max(here, key=lambda m: m.span)
        found = [self.seen[type_] for type_ in types if type_ in self.seen]
        near = [mention for seen, mention in found if number - seen <= within]
        return max(near, key=lambda m: m.span, default=None)

    def _subject(self, types: frozenset[str], line: Line, at: int, number: int, within: int) -> Mention | None:
        """The first thing of these classes in the sentence, else that of the last sentence that has one."""
        here = [m for position, m in line.slots.items() if position < at and m.type in types]
        if here:
            return min(here, key=lambda m: m.span)
        found = [self.first[type_] for type_ in types if type_ in self.first]
        near = [(seen, mention) for seen, mention in found if number - seen <= within]
        last = max((seen for seen, _ in near), default=None)
        return min((m for seen, m in near if seen == last), key=lambda m: m.span, default=None)

    def named(self, names: Mapping[str, re.Pattern[str]], head: Mention, tail: Mention) -> bool:
        """Whether the ends have names as the pattern wants them."""
        return all(self._has_name(wanted, head if slot == "head" else tail) for slot, wanted in names.items())

    def _has_name(self, wanted: re.Pattern[str], mention: Mention) -> bool:
        number = self.chain_of.get((mention.span, mention.type))
        forms = self.analysis.chains[number].forms if number is not None else ()
        return any(wanted.search(form) for form in (mention.text, *forms))

    def key(self, claim: Claim) -> tuple | None:
        """What makes two claims the same; None where both ends are one thing."""
        ends = [self.chain_of.get((end.span, end.type)) for end in (claim.subject, claim.object)]
        return None if ends[0] == ends[1] or None in ends else (claim.relation, *ends, claim.modality)
