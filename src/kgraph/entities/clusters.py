"""Clusters of what is one thing.

Comes in: candidates, then their groups. Goes out: the candidates that a decisive key joins, with their merges; and
clusters of groups that grow pair by pair and say what speaks against a join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product

from kgraph.entities.candidates import Candidate, Merge
from kgraph.entities.decisive import decisive
from kgraph.entities.evidence import apart
from kgraph.entities.groups import Group
from kgraph.entities.identities import Identities
from kgraph.entities.scores import MERGE


def join_decisive(
    candidates: list[Candidate], identities: Identities
) -> tuple[dict[str, list[Candidate]], list[Merge]]:
    """Step 1: groups of candidates that share a decisive key, by the id of their first."""
    root = {c.id: c.id for c in candidates}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    first: dict[tuple[str, str], str] = {}
    merges = []
    for c in candidates:
        for found, reason in decisive(c, identities):
            anchor = first.setdefault((c.type, found), c.id)
            a, b = find(anchor), find(c.id)
            if a != b:
                root[max(a, b)] = min(a, b)
                merges.append(Merge(anchor, c.id, 2 * MERGE, (reason,)))
    grouped: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        grouped[find(c.id)].append(c)
    return grouped, merges


class Clusters:
    """Union–find whose clusters remember what must not be joined."""

    def __init__(self, groups: Iterable[Group], identities: Identities):
        self.root = {g.id: g.id for g in groups}
        self.members = {g.id: [g] for g in groups}
        self.identities = identities

    def find(self, id: str) -> str:
        while self.root[id] != id:
            self.root[id] = self.root[self.root[id]]
            id = self.root[id]
        return id

    def conflict(self, a: str, b: str) -> str:
        one, other = (filter(settled, self.members[self.find(id)]) for id in (a, b))
        pairs = product(one, other)
        return next(filter(None, (apart(x, y, self.identities) for x, y in pairs)), "")

    def join(self, a: str, b: str) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self.root[second] = first
        self.members[first] += self.members.pop(second)


def settled(group: Group) -> bool:
    """Whether the group says which firm or person it is: a registered name, a post."""
    return bool(group.legal if group.kind == "company" else group.orgs if group.kind == "person" else False)
