"""What is known around a name, and which of the divisions of that name it prefers.

Comes in: the codes that the home place may have, those of places said beside the name, and the codes it can stand for.
Goes out: one code, or None where the context does not settle it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.entities.gazetteer import Gazetteer, inside, is_city, is_province, is_small, nearness
from kgraph.entities.names import words

MANY = 10  # divisions of one name from which a home that is a whole province does not settle it (经开区)
NEAR = 4  # least score of a town in its context: home in the same city; towns of one name are many


@dataclass(frozen=True)
class Context:
    """What is known around a name: codes the home place may have, and codes of places said beside it."""

    home: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    exact: bool = True  # False where the home itself has no code and `home` is the place around it

    def score(self, code: str) -> int:
        """Beside it said to contain it 8, beside it nearby up to 3; plus nearness to home, doubled."""
        said = max((8 if inside(code, s) and code != s else nearness(code, s) for s in self.siblings), default=0)
        home = min((nearness(code, h) for h in self.home), default=0)
        return said + 2 * home


def choose(
    codes: tuple[str, ...], context: Context, gazetteer: Gazetteer, bare: bool, sure: bool = False
) -> str | None:
    """The candidate that the context prefers; None when two are as near, or the only one is a far town."""
    if not codes:
        return None
    scores = {code: context.score(code) for code in codes}
    best = max(scores.values())
    top = [code for code in codes if scores[code] == best]
    if bare and len(codes) > 1 and not all(map(is_small, codes)):
        return _bare(codes, top, context, gazetteer)
    large = [code for code in top if not is_small(code)]
    choice = top[0] if len(top) == 1 else large[0] if len(large) == 1 else None
    vague = len(codes) > MANY and best < 8 and (best < NEAR or all(map(is_province, context.home)))
    far = choice and not sure and (vague or (best < NEAR and len(choice) == 9))
    return None if far else choice


def _bare(codes: tuple[str, ...], top: list[str], context: Context, gazetteer: Gazetteer) -> str | None:
    """A short form that divisions share (吉林, 南昌, 西安): the largest of a chain, unless home is the smaller."""
    provinces = [c for c in codes if is_province(c)]
    if provinces:
        beside = [c for c in top if c not in provinces and any(inside(c, s) for s in context.siblings)]
        rivals = [c for c in codes if any(inside(h, c) for h in context.home) and not is_province(c)]
        return beside[0] if len(beside) == 1 else None if rivals else provinces[0]
    cities = [c for c in codes if is_city(c)]
    if (
        cities
        and not set(cities) & set(top)
        and not set(_forms(cities[0], gazetteer)) & set(words()["places"]["no_default"])
    ):
        top = [c for c in top if any(inside(c, s) for s in context.siblings)]
    largest = [c for c in top if is_city(c)] or top
    settled = largest[0] if len(largest) == 1 else None
    if settled and any(inside(h, c) for h in context.home for c in top if c != settled):
        return None
    if settled and context.score(settled):
        return settled
    return _default(codes, gazetteer) if top else None


def _default(codes: tuple[str, ...], gazetteer: Gazetteer) -> str | None:
    """Without context: the only city among districts of that short form, except for names known to mislead."""
    cities = [c for c in codes if is_city(c)]
    if len(cities) != 1:
        return None
    return None if set(_forms(cities[0], gazetteer)) & set(words()["places"]["no_default"]) else cities[0]


def _forms(code: str, gazetteer: Gazetteer) -> list[str]:
    return gazetteer.divisions[code][1].split("|")
