"""Which province a training text is about.

Comes in: a `Sample`. Goes out: the code of a province (the first two digits of its division code), or "" where the text
names places of several or none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

from annotations import Sample

from kgraph.ontology import Ontology

OWN = 5  # votes of the place in a text's header, against 1 of each place in the text
SHORTEST = 2  # characters of a name that counts


class Provinces:
    def __init__(self, ontology: Ontology):
        self.rows = ontology.lexicon("divisions")

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → short name of each province."""
        return {row[2][:2]: row[4] for row in self.rows if row[1] == "province" and len(row) > 4}

    @cached_property
    def of_name(self) -> dict[str, str]:
        """Name of a division → its province, where all divisions of that name lie in one."""
        codes: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            if len(row) > 2 and row[2]:
                for name in (row[0], *row[4:5]):
                    codes[name].add(row[2][:2])
        return {name: next(iter(found)) for name, found in codes.items() if len(found) == 1 and len(name) >= SHORTEST}

    def find(self, sample: Sample) -> str:
        votes: Counter[str] = Counter()
        for part in sample.place.replace("/", " ").split():
            votes[self._of(part)] += OWN
        for start, end, _ in sample.spans:
            votes[self._of(sample.text[start:end])] += 1
        votes.pop("", None)
        ranked = votes.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return ""
        return ranked[0][0]

    def _of(self, name: str) -> str:
        """The province of the longest division name that `name` begins with."""
        return next((self.of_name[name[:n]] for n in range(len(name), 1, -1) if name[:n] in self.of_name), "")
