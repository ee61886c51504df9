"""Shows why two names are one entity, or may be one, or are not.

Comes in: a store, the decisions that a build wrote to same.jsonl, and two names. Goes out: for each pair of entities
with these names the decisions that tie or part them, with score, reasons and documents.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from kgraph.errors import InputError
from kgraph.ontology import Ontology
from kgraph.queries.names import Names, Thing, plain

FILE = "same.jsonl"
MOST = 12  # decisions shown where a name alone is asked for
NOTHING = "nothing in the texts ties these two: no name in common, no abbreviation"
NAME_ALONE = "the name is all they have in common: no post, place or neighbour ties them"

Place = tuple[str, str]  # a document and a name in it


@dataclass(frozen=True)
class Decision:
    """One line of same.jsonl: "document", "joined", "open" or "apart"."""

    decision: str
    names: tuple[str, ...]
    entities: tuple[str, ...]
    documents: tuple[str, ...]
    score: float | None
    reasons: tuple[str, ...]

    @property
    def places(self) -> list[Place]:
        documents = self.documents * len(self.names) if self.decision == "document" else self.documents
        return [(document, plain(name)) for document, name in zip(documents, self.names, strict=False)]


def open_decisions(folder: Path | str) -> list[Decision]:
    """The decisions of a built folder; raises `InputError` where there are none or they cannot be read."""
    path = Path(folder) / FILE
    try:
        return decisions(json.loads(line) for line in path.read_text("utf-8").splitlines())
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror or error}); run kgraph build again") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(str(path), "not a file that kgraph build wrote; run kgraph build again") from None


def decisions(records: Iterable[dict[str, Any]]) -> list[Decision]:
    """Decisions from records of same.jsonl."""
    lists = ("names", "entities", "documents")
    return [
        Decision(r["decision"], *(tuple(r[name]) for name in lists), r.get("score"), tuple(r["reasons"]))
        for r in records
    ]


def same(store: Store, known: Sequence[Decision], one: str, other: str, ontology: Ontology) -> str:
    """Why the names are of one entity, or not. Raises `QueryError` for a name that the graph lacks."""
    names = Names(store, ontology)
    first, second = names.one(one), names.one(other)
    shared = sorted(set(first) & set(second))
    blocks = [_one(thing, known, one, other) for thing in shared]
    pairs = {tuple(sorted((a, b))) for a in first for b in second if a != b}
    blocks += [_two(a, b, known) for a, b in sorted(pairs)]
    return "\n\n".join(blocks) + "\n"


def _one(thing: Thing, known: Sequence[Decision], one: str, other: str) -> str:
    mine = [d for d in known if d.decision in ("document", "joined") and any(_is(thing, id) for id in d.entities)]
    told = mine[:MOST] if plain(one) == plain(other) else _path(mine, plain(one), plain(other)) or mine[:MOST]
    title = (
        f"{one} = {other}: one entity (同一实体), {thing.name}"
        if one != other
        else f"{thing.name}: one entity (同一实体)"
    )
    lines = [line for decision in told for line in _lines(decision)] or ["  in one document, under one name"]
    return "\n".join([title, f"  entity     {thing.iri}", *lines])


def _two(a: Thing, b: Thing, known: Sequence[Decision]) -> str:
    between = [d for d in known if d.decision in ("open", "apart") and _between(d, a, b)]
    if any(d.decision == "open" for d in between):
        title = f"{a.name} ? {b.name}: may be one entity, left open (可能相同)"
    else:
        title = f"{a.name} ≠ {b.name}: two entities (不同实体)"
    lines = [line for decision in between for line in _lines(decision)] or [f"  reason     {_unlike(a, b)}"]
    return "\n".join([title, f"  entity     {a.iri}", f"  entity     {b.iri}", *lines])


def _unlike(a: Thing, b: Thing) -> str:
    if a.type != b.type:
        return f"the one is a {a.type}, the other a {b.type}"
    return NAME_ALONE if plain(a.name) == plain(b.name) else NOTHING


def _between(decision: Decision, a: Thing, b: Thing) -> bool:
    x, y = decision.entities[0], decision.entities[-1]
    return (_is(a, x) and _is(b, y)) or (_is(a, y) and _is(b, x))


def _is(thing: Thing, id: str) -> bool:
    return thing.iri.endswith(f"/{id}")


def _lines(decision: Decision) -> Iterator[str]:
    if decision.decision == "document":
        yield f"  in         {decision.documents[0]}: {' = '.join(decision.names)}"
    else:
        sign = {"joined": "=", "open": "?", "apart": "≠"}[decision.decision]
        (a, b), (x, y) = decision.names, decision.documents
        unit = "points (3 suffice)" if decision.decision == "joined" else "of 1"
        yield f"  between    {a} ({x}) {sign} {b} ({y}), score {decision.score:g} {unit}"
    yield from (f"  reason     {reason}" for reason in decision.reasons)


def _path(known: Sequence[Decision], one: str, other: str) -> list[Decision]:
    """The fewest decisions that lead from one name to the other."""
    steps: dict[Place, list[tuple[Place, Decision]]] = defaultdict(list)
    for decision in known:
        for a in decision.places:
            steps[a] += [(b, decision) for b in decision.places if b != a]
    starts = sorted(place for place in steps if place[1] == one)
    came: dict[Place, tuple[Place, Decision] | None] = dict.fromkeys(starts)
    waiting = deque(starts)
    while waiting:
        here = waiting.popleft()
        if here[1] == other:
            return _back(here, came)
        for there, decision in steps[here]:
            if there not in came:
                came[there] = here, decision
                waiting.append(there)
    return []


def _back(place: Place, came: dict[Place, tuple[Place, Decision] | None]) -> list[Decision]:
    found: list[Decision] = []
    while step := came[place]:
        place, decision = step
        found.append(decision)
    return found[::-1]
