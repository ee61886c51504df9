"""Takes names together that speak of one thing.

Comes in: the tokens of a cut. Goes out: the tokens, each name with the names that only say which one is meant: 温州 in
温州的制笔协会, 管委会主任 in 管委会主任张三; nouns that only repeat the class of a name (宏达智谷项目项目) are gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.queries.asking.roles import Roles
from kgraph.queries.asking.tokens import Token
from kgraph.queries.names import Thing

OF = "的"

With = tuple[Token, tuple[Thing, ...]]


def absorbed(tokens: Sequence[Token], roles: Roles) -> list[With]:
    """The tokens, each name with the names that only say which one is meant: 温州 in 温州的制笔协会."""
    found: list[With] = []
    for token in tokens:
        context: tuple[Thing, ...] = ()
        while token.kind == "name" and (taken := _apposition([t for t, _ in found], token, roles)):
            context = (*context, *(thing for t, _ in found[-taken:] for thing in t.things))
            del found[-taken:]
        if not (found and _repeats(found, token, roles)):
            found.append((token, context))
    return found


def _apposition(before: Sequence[Token], name: Token, roles: Roles) -> int:
    """How many tokens right before a name only say which one is meant."""
    at = len(before)
    while at and before[at - 1].kind == "word" and before[at - 1].has("post") and _person(name, roles):
        at -= 1
    titled = at < len(before)
    gap = at
    while gap and before[gap - 1].text == OF and not titled:
        gap -= 1
    named = gap > 0 and before[gap - 1].kind == "name" and _owner(before[gap - 1], roles)
    if named and (titled or not (_person(before[gap - 1], roles) or _person(name, roles))):
        return len(before) - gap + 1
    return len(before) - at


def _owner(token: Token, roles: Roles) -> bool:
    """Whether a name may say whose or where another thing is: that of a place or body, or of somebody."""
    owners = roles.places | roles.leaves([roles.organisation, roles.person])
    return any(thing.type in owners for thing in token.things)


def _person(token: Token, roles: Roles) -> bool:
    return bool(token.things) and all(thing.type == roles.person for thing in token.things)


def _repeats(found: Sequence[With], token: Token, roles: Roles) -> bool:
    """Whether a noun only repeats the class of the name before it: 项目 after the name of a project."""
    before = found[-1][0]
    classes = [s.value for s in token.senses if s.kind == "class"]
    return before.kind == "name" and any(roles.ontology.is_a(t.type, c) for t in before.things for c in classes)
