"""Claims that a name makes by itself: the company inside a project's name, the body that begins a department's.

Comes in: an `Analysis` with chains and one `[[inside]]` of a pattern file. Goes out: a claim for each pair of chains of
which one's name holds the other's where the pattern says: at its start, at its end or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.nouns import Analysis, Chain, Claim, Mention
from kgraph.ontology import Relation

SHORTEST = 2  # characters of an inner name
ANYTHING = re.compile(".*")


@dataclass(frozen=True)
class Inside:
    """One pattern. `outer` says which end has the longer name; `rest` and `name` are expressions that what remains of
    it, and the inner name, must match as a whole; `short` are endings that an inner name may lack in the outer one;
    `unless` are classes of names that may begin with the inner one: where such a name stands there, nothing is said."""

    rule: str
    relation: Relation
    heads: frozenset[str]
    tails: frozenset[str]
    outer: str
    at: str
    confidence: float
    rest: re.Pattern[str] = ANYTHING
    name: re.Pattern[str] = ANYTHING
    short: tuple[str, ...] = ()
    longest: bool = True
    unless: frozenset[str] = frozenset()

    @staticmethod
    def read(
        row: Mapping[str, Any], rule: str, relation: Relation, heads: frozenset[str], tails: frozenset[str]
    ) -> Inside:
        return Inside(
            rule=rule,
            relation=relation,
            heads=heads,
            tails=tails,
            outer=row["outer"],
            at=row.get("at", "start"),
            confidence=row["confidence"],
            rest=re.compile(row.get("rest", ".*")),
            name=re.compile(row.get("name", ".*")),
            short=tuple(row.get("short", "")),
            longest=row.get("longest", True),
            unless=frozenset(row.get("unless", ())),
        )

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        outer, inner = (self.heads, self.tails) if self.outer == "head" else (self.tails, self.heads)
        forms = self._forms(analysis, inner)
        others = [form for chain in analysis.chains if chain.type in self.unless for form in chain.forms]
        for chain in analysis.chains if forms else ():
            if chain.type in outer:
                for other in self._held(chain, forms, others):
                    ends = (chain, other) if self.outer == "head" else (other, chain)
                    if self.relation.allows(ends[0].type, ends[1].type):
                        yield self._claim(analysis, chain, other)

    def _forms(self, analysis: Analysis, types: frozenset[str]) -> dict[str, Chain]:
        """The names to look for, each with its chain; a name of several chains is nobody's."""
        found: dict[str, list[Chain]] = {}
        for chain in analysis.chains if types else ():
            if chain.type not in types:
                continue
            whole = {form for form in chain.forms if len(form) >= SHORTEST and self.name.fullmatch(form)}
            cut = {form[:-1] for form in whole if self.short and form.endswith(self.short) and len(form) > SHORTEST}
            for form in whole | cut:
                found.setdefault(form, []).append(chain)
        return {form: chains[0] for form, chains in found.items() if len(chains) == 1}

    def _held(self, chain: Chain, forms: Mapping[str, Chain], others: Sequence[str]) -> list[Chain]:
        """The things whose names `chain` holds; `others` are longer names that may hold them instead."""
        found: dict[int, tuple[int, Chain]] = {}
        for form in chain.forms:
            for start, end in self._cuts(form):
                other = forms.get(form[start:end])
                if other is None or other is chain or not self.rest.fullmatch(form[:start] + form[end:]):
                    continue
                if not any(form.startswith(o, start) and o.startswith(form[start:end]) for o in others):
                    found[id(other)] = max(found.get(id(other), (0, other)), (end - start, other), key=lambda f: f[0])
        longest = max((length for length, _ in found.values()), default=0)
        return [other for length, other in found.values() if length == longest or not self.longest]

    def _cuts(self, name: str) -> Iterator[tuple[int, int]]:
        """The parts of a name that may be the inner one."""
        size = len(name)
        starts = (0,) if self.at == "start" else range(size - SHORTEST + 1)
        for start in starts:
            ends = (size,) if self.at == "end" else range(start + SHORTEST, size + 1)
            yield from ((start, end) for end in ends)

    def _claim(self, analysis: Analysis, chain: Chain, other: Chain) -> Claim:
        long, short = _mentions(chain, other)
        head, tail = (long, short) if self.outer == "head" else (short, long)
        return Claim(
            document=analysis.document.id,
            relation=self.relation.name,
            subject=head,
            object=tail,
            evidence=long.span,
            rule=self.rule,
            confidence=self.confidence,
        )


def _mentions(chain: Chain, other: Chain) -> tuple[Mention, Mention]:
    """A mention of `chain` with one of `other` inside it, else the longest of `chain` and the first of `other`."""
    for long in chain.mentions:
        for short in other.mentions:
            if long.span.holds(short.span):
                return long, short
    return max(chain.mentions, key=lambda m: (len(m.span), -m.span.start)), other.mentions[0]
