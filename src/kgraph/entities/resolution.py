"""Decides across documents which entities are one thing: same, perhaps, or apart, with the reasons.

Comes in: one `Candidate` for each entity of each document. Goes out: a `Resolution`: clusters, the merges with their
reasons, and pairs that stay open (`possible`). Two steps: names that decide alone join at once (`decisive`); then pairs
that share a block (`blocks`) are scored by names, posts, homes, company they keep and time (`scores`). The order of the
input changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from kgraph.entities.blocks import blocks
from kgraph.entities.candidates import Candidate, Merge, Possible, Resolution
from kgraph.entities.clusters import Clusters, join_decisive, settled
from kgraph.entities.evidence import apart
from kgraph.entities.groups import Group, make_group
from kgraph.entities.identities import Identities
from kgraph.entities.linking import Linker
from kgraph.entities.scores import CLOSE_CALL, MERGE, score

POSSIBLE = 1.5  # points from which an open pair is worth a reader's look
MAX_OPEN = 5  # open pairs of one cluster; a common name would have thousands

Pair = tuple[float, str, str, tuple[str, ...]]  # points, two group ids, reasons


def resolve(candidates: Iterable[Candidate], linker: Linker | None = None) -> Resolution:
    """Which candidates are one thing. The order of the candidates does not matter; their ids must be unique."""
    identities = Identities(linker)
    listed = sorted(map(identities.settle_home, candidates), key=lambda c: c.id)
    grouped, merges = join_decisive(listed, identities)
    groups = {id: make_group(members, identities) for id, members in sorted(grouped.items())}
    clusters = Clusters(groups.values(), identities)
    scored = _scored(list(groups.values()), identities)
    close = _close_calls([pair for pair in scored if pair[0] >= POSSIBLE], groups, identities)
    open_pairs = []
    for points, a, b, reasons in scored:
        if clusters.find(a) == clusters.find(b):
            continue
        against = "another firm fits as well" if (a, b) in close else clusters.conflict(a, b) if points >= MERGE else ""
        if points >= MERGE and not against:
            clusters.join(a, b)
            merges.append(Merge(a, b, round(points, 3), reasons))
        else:
            open_pairs.append((points, a, b, (*reasons, against) if against else reasons))
    seen: set[tuple[str, ...]] = set()
    possible = tuple(_possible([pair for pair in open_pairs if pair[0] >= POSSIBLE], clusters, seen))
    different = tuple(_possible([pair for pair in open_pairs if pair[0] < POSSIBLE], clusters, seen))
    return Resolution(_members(grouped, clusters), tuple(merges), possible, different)


def _scored(groups: list[Group], identities: Identities) -> list[Pair]:
    """(points, a, b, reasons) of all compared pairs worth a look, or of one name, best first."""
    by_id = {group.id: group for group in groups}
    cities: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        if group.kind == "company":
            for name in group.names:
                cities[name] |= group.cities
    crowd = {name: len(found) for name, found in cities.items()}
    seen: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
    for block in blocks(groups, identities.places):
        for i, a in enumerate(block):
            for b in block[i + 1 :]:
                pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                if pair not in seen:
                    points, reasons = score(*((a, b) if a.id < b.id else (b, a)), crowd, identities)
                    seen[pair] = (points, tuple(reasons))
    told = ((p, a, b, r) for (a, b), (p, r) in seen.items() if p >= POSSIBLE or by_id[a].names & by_id[b].names)
    return sorted(told, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _close_calls(scored: list[Pair], groups: dict[str, Group], identities: Identities) -> set[tuple[str, str]]:
    """Pairs of a short company name, or of a person without a post, with two that fit almost equally well."""
    fits: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for points, a, b, _ in scored:
        for one, other in ((a, b), (b, a)):
            if not settled(groups[one]) and settled(groups[other]):
                fits[one].append((points, other))
    close = set()
    for one, found in fits.items():
        for points, other in found:
            rivals = [o for p, o in found if o != other and p > points - CLOSE_CALL]
            if any(apart(groups[other], groups[o], identities) for o in rivals):
                close.add((one, other))
    return close | {(b, a) for a, b in close}


def _members(grouped: dict[str, list[Candidate]], clusters: Clusters) -> tuple[tuple[str, ...], ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for id, members in grouped.items():
        found[clusters.find(id)] += [c.id for c in members]
    return tuple(sorted(tuple(sorted(ids)) for ids in found.values()))


def _possible(open_pairs: list[Pair], clusters: Clusters, seen: set[tuple[str, ...]]) -> Iterator[Possible]:
    """The best open pair between each two clusters that are not in `seen`, at most MAX_OPEN for one cluster."""
    count: Counter[str] = Counter()
    for points, a, b, reasons in open_pairs:
        pair = tuple(sorted((clusters.find(a), clusters.find(b))))
        if pair[0] != pair[1] and pair not in seen and max(count[pair[0]], count[pair[1]]) < MAX_OPEN:
            seen.add(pair)
            count.update(pair)
            yield Possible(a, b, round(1 / (1 + math.exp(MERGE - points)), 3), reasons)
