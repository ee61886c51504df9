"""Plans for questions that tie nothing: names, everything about a thing, two values compared, what ties two things.

Comes in: a `Bag`. Goes out: the `Plan`s that it may ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kgraph.queries.asking.bag import Bag, Item
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.narrowing import said
from kgraph.queries.asking.plans import ABOUT, LIST, TOP, TRUTH, Plan, Proof, fact, filled, proof

UNUSED = 1.5  # a piece of the question that is not used
NAMED = 0.5  # a word for names (简称) or for a relation (关系) says more than 是什么
BARE, OF_PERSON, TOPIC = (
    1.0,
    0.3,
    0.6,
)  # everything about a thing where nothing asks for everything; of a person posts come first
WHAT = "什么啥谁"  # the last character of the asking words that may ask for everything about a thing


def plans(bag: Bag, known: Known) -> Iterator[Plan]:
    """All plans of a bag that need no ties."""
    names = bag.all("name")
    if len(names) == 1:
        yield from _aliases(bag, names[0], known)
        yield from _about(bag, names[0], known)
    if len(names) == 2:
        yield from _compared(bag, names, known)
        yield from _tied(bag, names, known)


def _taken(*names: Item) -> tuple:
    return tuple((name.text, name.things) for name in names if not name.whole)


def _aliases(bag: Bag, name: Item, known: Known) -> Iterator[Plan]:
    """简称是什么: the other names of a thing, or its fullest one."""
    if "alias" not in bag.flags:
        return
    step = known.words.steps["alias"]
    full = "full" in bag.flags
    left = [item for item in bag.items if item.kind not in ("name", "ask", "class")]
    yield Plan(
        kind="name: full" if full else "name: other",
        goal=LIST,
        asked="full" if full else "short",
        where=(filled(step["where"], of="x"),),
        says=(step["says"],),
        proofs=(Proof("name", ("x", "full", "short")),),
        none="{x}的其他名称",
        cost=bag.cost - NAMED + UNUSED * len(left),
        things={"x": name.things},
        taken=_taken(name),
    )


def _about(bag: Bag, name: Item, known: Known) -> Iterator[Plan]:
    """介绍一下: everything that is said of a thing."""
    status = known.ontology.relation(known.roles.status)
    built = all(thing.type in status.domain for thing in name.things)
    if bag.passed or "alias" in bag.flags or any(_specific(item) for item in bag.items) or (built and bag.asks("how")):
        return
    first, *more = (_part(part, name, known) for part in ("out", "in"))
    person = all(thing.type == known.roles.person for thing in name.things)
    cost = -TOPIC if "topic" in bag.flags else BARE if "about" not in bag.flags else OF_PERSON if person else 0.0
    nouns = bag.all("class")
    passed = frozenset(noun.start for noun in nouns)
    yield replace(first, more=tuple(more), passed=passed, cost=bag.cost + cost + UNUSED * len(nouns))


def _part(part: str, name: Item, known: Known) -> Plan:
    step = known.words.steps["about"]
    return Plan(
        kind=ABOUT,
        goal=LIST,
        asked="other",
        where=(filled(step[part], of="x"),),
        says=(filled(step[f"says_{part}"], of="x"),),
        proofs=(Proof("claim", ("claim",)),),
        none="关于{x}的陈述",
        things={"x": name.things},
        taken=_taken(name),
    )


def _specific(item: Item) -> bool:
    """Whether a piece of a question wants one thing rather than everything."""
    if item.kind == "ask":
        return item.value not in ("which", "who", "how") or (item.value == "which" and item.text[-1] not in WHAT)
    return item.kind not in ("name", "class")


def _compared(bag: Bag, names: list[Item], known: Known) -> Iterator[Plan]:
    """甲的投资比乙多吗; 甲和乙哪个投资大."""
    attributes = bag.all("attribute", "attribute verb")
    flags = {flag for flag in ("than", "more", "less", "versus") if flag in bag.flags}
    if not attributes or not flags & {"than", "versus"}:
        return
    name, down = attributes[0].value, "less" not in flags or "more" in flags
    if any(t.type not in known.ontology.relation(name).domain for item in names for t in item.things):
        return
    made = _larger(name, names, down, known) if "than" in flags and not bag.asks("which", "who") else None
    made = made or _largest(name, names, down, known)
    yield replace(made, cost=bag.cost - NAMED, taken=_taken(*names))


def _larger(name: str, names: list[Item], down: bool, known: Known) -> Plan:
    """Whether the first has more than the second."""
    ends = (("a", "va"), ("b", "vb"))
    return Plan(
        kind=f"{name}: whether more",
        goal=TRUTH,
        asked="",
        where=(*(fact(x, name, v) for x, v in ends), f"FILTER(?va {'>' if down else '<'} ?vb)"),
        says=("，".join(said(known, name, x, v) for x, v in ends),),
        proofs=tuple(proof(x, name, v) for x, v in ends),
        none=f"{{a}}的{known.ontology.label(name)}{'高' if down else '低'}于{{b}}",
        things={"a": names[0].things, "b": names[1].things},
    )


def _largest(name: str, names: list[Item], down: bool, known: Known) -> Plan:
    """Which of the two has more."""
    return Plan(
        kind=f"{name}: which of two",
        goal=TOP,
        asked="x",
        where=(fact("x", name, "v"),),
        says=(said(known, name, "x", "v"),),
        proofs=(proof("x", name, "v"),),
        none=f"{{x}}的{known.ontology.label(name)}",
        by="v",
        down=down,
        things={"x": tuple(thing for item in names for thing in item.things)},
    )


def _tied(bag: Bag, names: list[Item], known: Known) -> Iterator[Plan]:
    """甲和乙有什么关系: a relation between the two, else the things that both have one with."""
    if "path" not in bag.flags or bag.passed:
        return
    step = known.words.steps["path"]
    left = [item for item in bag.items if item.kind not in ("name", "ask")]
    relations = " ".join(f"kg:{r.name}" for r in known.ontology.of_kind("relation"))
    near, far = (
        Plan(
            kind=f"path: {part}",
            goal=LIST,
            asked=step[f"asked_{part}"],
            where=(filled(step[part], relations=relations),),
            says=tuple(step[f"says_{part}"]),
            proofs=tuple(Proof("either", tuple(ends)) for ends in step[f"proofs_{part}"]),
            none="{a}和{b}两步之内的联系",
            cost=bag.cost - NAMED + UNUSED * len(left),
            things={"a": names[0].things, "b": names[1].things},
            taken=_taken(*names),
        )
        for part in ("near", "far")
    )
    yield replace(near, widen=lambda: (far,))
