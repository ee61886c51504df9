"""The nouns of a resolution: what is told apart, and what was decided of it.

Comes in: nothing. Goes out: `Candidate` (what `resolution` takes) and `Resolution` (what it makes): clusters, each
`Merge` with its reasons, each pair that stays open or apart as a `Possible`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """One entity of one document. `posts` are (organisation as written, title), `former` those told as over;
    `neighbours` names of the same document, `places` the places among them; `date` ISO 8601."""

    id: str
    document: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    home: str | None = None
    date: str | None = None
    posts: tuple[tuple[str, str], ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    neighbours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merge:
    """Two candidates that are one thing, `score` points (3 suffice), and why."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Possible:
    """Two candidates that may be one thing: `score` between 0 and 1, and what speaks for and against."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """All candidates in clusters (ids, sorted), the merges that made them, the pairs left open, and pairs of one name
    that are two things."""

    clusters: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...]
    possible: tuple[Possible, ...]
    apart: tuple[Possible, ...] = ()

    def why(self, a: str, b: str) -> tuple[Merge, ...]:
        """The merges that lead from one candidate to the other; () when they are not one thing."""
        steps: dict[str, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            steps[merge.a].append(merge)
            steps[merge.b].append(merge)
        paths: dict[str, tuple[Merge, ...]] = {a: ()}
        queue = deque([a])
        while queue and b not in paths:
            here = queue.popleft()
            for merge in steps[here]:
                there = merge.b if merge.a == here else merge.a
                if there not in paths:
                    paths[there] = (*paths[here], merge)
                    queue.append(there)
        return paths.get(b, ())
