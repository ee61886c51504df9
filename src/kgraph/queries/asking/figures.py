"""Plans for figures: 河南省2022年出口多少, 四川出口增长多少.

Comes in: a `Bag`. Goes out: the `Plan`s for figures of its names whose indicator stands in the question, in the graph's
words or nearly so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kgraph.queries.asking.bag import Bag, Item
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.numbers import AFTER, Moment
from kgraph.queries.asking.plans import LIST, Plan, Proof, filled, quoted
from kgraph.queries.names import Thing

EXACT, NEAR, GUESSED = 0.6, 1.6, 2.2  # cost of an indicator: as the graph writes it, mostly so, by a part of it
SILENT = 0.8  # no asking word: 四川省进口总额
UNUSED = 1.5  # a piece of the question that a figure does not use
ASKING = ("amount", "many")
GROWTH = ("增", "率", "幅")  # an indicator that is a change itself has no change of its own
_MORE = re.compile(r"总?[额值量数]")
_TAIL = re.compile(r"总?[额值量数]$")


@dataclass(frozen=True)
class Indicator:
    """Indicators of the graph, the words of the question for them, and what taking them so costs."""

    names: tuple[str, ...]
    said: str
    cost: float


def plans(bag: Bag, known: Known) -> Iterator[Plan]:
    """The plans for figures of the names of a bag."""
    names = bag.all("name")
    if "figures" in bag.flags and len(names) == 1:
        yield _all(bag, names[0], known)
    asks, changed = bag.asks(*ASKING), bag.flags.get("change", ())
    silent = not asks and not changed
    if silent and any(item.kind == "ask" for item in bag.items):
        return
    for name in names:
        rest = Rest.of(bag, name, asks, len(bag.text) if silent else asks[0].start if asks else changed[0])
        for indicator in _indicators(rest, name.things, known):
            if not silent or indicator.cost <= NEAR:
                plan = _plan(bag, name, indicator, bool(changed), known)
                yield _priced(plan, bag, name, rest, indicator).costing(SILENT * silent)


@dataclass(frozen=True)
class Rest:
    """The text of a question without a name and its asking words, the place of each character, and where it asks."""

    text: str
    places: tuple[int, ...]
    asked: int

    @staticmethod
    def of(bag: Bag, name: Item, asks: Sequence[Item], asked: int) -> Rest:
        gone = {at for item in asks for at in range(item.start, item.end)}
        kept = [("\n" if name.start <= at < name.end else c, at) for at, c in enumerate(bag.text) if at not in gone]
        text, places = "".join(c for c, _ in kept), tuple(at for _, at in kept)
        return Rest(text, places, next((i for i, at in enumerate(places) if at >= asked), len(text)))

    def covered(self, said: str) -> set[int]:
        """The places of the characters of a piece."""
        at = self.text.find(said)
        return set(self.places[at : at + len(said)])


def _all(bag: Bag, name: Item, known: Known) -> Plan:
    """All figures of a thing."""
    left = [item for item in bag.items if item.kind not in ("name", "ask", "moment")]
    plan = _plan(bag, name, Indicator((), "数字", 0.0), False, known)
    return replace(plan, kind="figure: all", cost=bag.cost + UNUSED * len(left))


def _priced(plan: Plan, bag: Bag, name: Item, rest: Rest, indicator: Indicator) -> Plan:
    """The plan with the cost of what it does not use; pieces that the indicator explains cost nothing."""
    covered = rest.covered(indicator.said)

    def explained(start: int, end: int) -> bool:
        return 2 * len(covered.intersection(range(start, end))) >= end - start

    left = [i for i in bag.items if i is not name and i.kind not in ("ask", "moment") and not explained(i.start, i.end)]
    spared = sum(cost for start, end, cost in bag.costs if explained(start, end))
    plan = replace(plan, passed=frozenset(item.start for item in left))
    return plan.costing(bag.cost - spared + indicator.cost + UNUSED * len(left))


def _indicators(rest: Rest, things: Sequence[Thing], known: Known) -> Iterator[Indicator]:
    """The indicators of things that a text speaks of; of several the one that stands nearest to the asking word."""
    every = known.indicators(things)
    found = [(key, said) for key in every if (said := _said(key, rest.text))]
    whole = [(key, said) for key, said in found if not any(said != other and said in other for _, other in found)]
    exact = [key for key, said in whole if key == said]
    if not exact:
        for key, said in whole:
            yield Indicator(every[key], said, NEAR if len(said) * 2 > len(key) else GUESSED)
        return
    best = min(exact, key=lambda key: (_apart(key, rest), -len(key)))
    noun = any(sense.kind == "class" for sense in known.words.of(best))
    longer = _MORE.match(rest.text, rest.text.find(best) + len(best))
    yield Indicator(every[best], best + (longer[0] if longer else ""), GUESSED if noun else EXACT)


def _said(key: str, text: str) -> str:
    """The words of a text for an indicator: itself, or the longest part that may stand for it."""
    return key if key in text else max((part for part in _parts(key) if part in text), key=len, default="")


def _apart(key: str, rest: Rest) -> int:
    at = rest.text.find(key)
    return max(rest.asked - at - len(key), at - rest.asked, 0)


def _parts(key: str) -> list[str]:
    """What may stand for an indicator: 进口 for 进口额, 进出口总值 for 外贸进出口总值."""
    short = _TAIL.sub("", key)
    return [key[at:] for at in range(1, len(key) - 2)] + ([short] if len(short) > 1 else [])


def _plan(bag: Bag, name: Item, indicator: Indicator, changed: bool, known: Known) -> Plan:
    step = known.words.steps["figure"]
    where = [filled(step["where"], node="f", of="x")]
    if indicator.names:
        where.append(f"VALUES ?findicator {{ {quoted(indicator.names)} }}")
    moments = [item.amount for item in bag.all("moment") if isinstance(item.amount, Moment)]
    if moments:
        first, last = min(m.first for m in moments), max(m.last for m in moments)
        where.append(filled(step["period"], node="f", first=first, after=last + AFTER))
    change = changed and not any(word in said for said in indicator.names for word in GROWTH)
    if change:
        where.append(filled(step["changed"], node="f"))
    return Plan(
        kind=f"figure: {'change' if change else 'value'}{' in time' if moments else ''}",
        goal=LIST,
        asked="fchange" if change else "fvalue",
        where=tuple(where),
        says=(filled(step["says"], node="f", of="x"),),
        proofs=(Proof("node", ("f",)),),
        none=f"{{x}}的{indicator.said}",
        things={"x": name.things},
        taken=() if name.whole else ((name.text, name.things),),
    )
