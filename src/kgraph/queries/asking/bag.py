"""What a cut of a question holds, in the order of the question.

Comes in: a cut. Goes out: `Bag`s, one for each choice of senses: the names, the nouns of classes, the words for
relations and attributes, the amounts and times, and the flags.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kgraph.queries.asking.absorbing import With, absorbed
from kgraph.queries.asking.numbers import Moment, Number
from kgraph.queries.asking.roles import Roles
from kgraph.queries.asking.tokens import Cut, Token
from kgraph.queries.asking.words import Sense
from kgraph.queries.names import Thing

MOST = 32  # choices of senses tried for one cut, the cheapest
PASSED_OVER = 0.5  # cost of passing over a word that could be read as a relation or the like
CUES = ("verb", "back", "head", "tail", "title", "post", "attribute", "attribute verb", "attribute amount",
        "attribute most", "attribute least", "phase", "class", "ask")  # fmt: skip
RELATIONS = ("verb", "back", "head", "tail")
MARKERS = ("by", "from", "in", "object")


@dataclass(frozen=True)
class Item:
    """One piece of a question with the sense chosen for it: `kind` name, number, moment, unknown or one of CUES."""

    kind: str
    start: int
    end: int
    value: str = ""
    things: tuple[Thing, ...] = ()
    context: tuple[Thing, ...] = ()
    amount: Moment | Number | None = None
    whole: bool = True
    text: str = ""
    marker: str = ""  # by, from, in, object: the flag of the word right before it
    inside: bool = False  # 里 and the like stand right behind it


@dataclass(frozen=True)
class Bag:
    """The pieces of a question that mean something, their flags by place, and what it cost to read it so."""

    text: str
    items: tuple[Item, ...]
    flags: dict[str, tuple[int, ...]] = field(hash=False)
    cost: float = 0.0
    costs: tuple[tuple[int, int, float], ...] = ()  # of each piece of the cut
    mute: bool = False  # a word for a relation was passed over: nothing may be tied for its classes alone
    hushed: bool = False  # the same of a word that may say nothing (举行): 谁 may not be tied so
    passed: frozenset[int] = frozenset()  # where words stand that could mean something and were passed over

    def all(self, *kinds: str) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]

    def asks(self, *values: str) -> list[Item]:
        return [item for item in self.items if item.kind == "ask" and item.value in values]


def bags(text: str, cut: Cut, roles: Roles) -> Iterator[Bag]:
    """All ways to take the words of a cut, those that pass over least first."""
    tokens = absorbed(cut.tokens, roles)
    options = [_options(tokens, at) for at in range(len(tokens))]
    flags = _flags([token for token, _ in tokens])
    heavy = {token.start for token, _ in tokens if not token.fill and any(s.kind in CUES for s in token.senses)}
    verbs = {token.start for token, _ in tokens if any(s.kind in RELATIONS for s in token.senses)}
    costs = tuple((token.start, token.end, token.cost) for token in cut.tokens)
    for cost, chosen in _choices(options):
        taken = {item.start for item in chosen}
        passed, mute = frozenset(heavy - taken), (bool(verbs & heavy - taken), bool(verbs - taken))
        yield Bag(text, chosen, flags, round(cut.cost + cost, 3), costs, *mute, passed)


def _choices(options: Iterable[list[tuple[Item | None, float]]]) -> list[tuple[float, tuple[Item, ...]]]:
    """The cheapest ways to choose one of each."""
    found: list[tuple[float, tuple[Item, ...]]] = [(0.0, ())]
    for some in options:
        longer = [
            (cost + more, (*items, item) if item is not None else items) for cost, items in found for item, more in some
        ]
        found = sorted(longer, key=lambda way: way[0])[:MOST]
    return found


def _options(tokens: Sequence[With], at: int) -> list[tuple[Item | None, float]]:
    token, context = tokens[at]
    marker = _marker([t for t, _ in tokens[:at]])
    inside = at + 1 < len(tokens) and tokens[at + 1][0].has("flag", "inside")
    item = Item(token.kind, token.start, token.end, text=token.text, marker=marker, inside=inside)
    if token.kind == "name":
        return [(replace(item, things=token.things, context=context, whole=token.whole), 0.0)]
    if token.kind in ("moment", "number"):
        return [(replace(item, amount=token.value), 0.0)]
    if token.kind == "unknown":
        return [(item, 0.0)]
    cues = [s for s in token.senses if s.kind in CUES]
    found: list[tuple[Item | None, float]] = [(replace(item, kind=s.kind, value=s.value), 0.0) for s in cues]
    cost = _passing(token, cues)
    return found if cost is None else [*found, (None, cost)]


def _passing(token: Token, cues: list[Sense]) -> float | None:
    """What it costs to pass a word over; an asking word cannot be."""
    kinds = {sense.kind for sense in cues}
    if not cues or token.fill:
        return PASSED_OVER / 2 if cues else 0.0
    if "ask" in kinds:
        return None
    return PASSED_OVER * (1 if _flag(token) or len(kinds) > 1 else 3 if kinds == {"class"} else 2)


def _flag(token: Token) -> bool:
    return token.has("flag")


def _marker(before: Sequence[Token]) -> str:
    """由, 被, 从 right before: whose place in the relation it settles."""
    if before and before[-1].kind == "word":
        return next((value for value in MARKERS if before[-1].has("flag", value)), "")
    return ""


def _flags(tokens: Iterable[Token]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for token in tokens:
        for sense in token.senses:
            if sense.kind == "flag":
                found.setdefault(sense.value, []).append(token.start)
    return {name: tuple(places) for name, places in found.items()}
