"""What a question demands besides the ties between its things.

Comes in: a `Frame` and the node asked for. Goes out: `Narrowed`: SPARQL for statuses, amounts and times (已签约,
超过5亿元, 2023年以来) with what proves it and how it reads, and which pieces of the question it used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from kgraph.queries.asking.bag import Bag, Item
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.nodes import Frame
from kgraph.queries.asking.numbers import AFTER, Moment, Number
from kgraph.queries.asking.plans import ANY, Proof, fact, filled, proof, tenure, var

NEAR = 4  # characters between an amount and its 以上
UP_TO = ("到", "至", "-", "~", "—", "和", "与")  # between two amounts
BEFORE = 6  # characters from the beginning of 超过 to its amount


@dataclass(frozen=True)
class Narrowed:
    """More of the graph pattern, and what is made of its solutions where that is no plain list."""

    where: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    names: tuple[str, ...] = ()
    used: frozenset[Item] = frozenset()
    blanks: tuple[tuple[str, str], ...] = ()  # asking words for its variables, to say what is not there
    posts: str = ""
    goal: str = ""
    by: str = ""
    down: bool = True
    most: int = 1

    def plus(self, name: str, where: str, used: list[Item], says: str = "", proof: Proof | None = None) -> Narrowed:
        """With one more demand."""
        return replace(
            self,
            names=(*self.names, name),
            where=(*self.where, where) if where else self.where,
            says=(*self.says, says) if says else self.says,
            proofs=(*self.proofs, proof) if proof else self.proofs,
            used=self.used | frozenset(used),
        )


def narrowed(frame: Frame, asked: int, known: Known, posts: str) -> Narrowed:
    """All statuses, amounts and times that fit a node of the frame."""
    made = _statuses(Narrowed(posts=posts), frame, asked, known)
    made = _amounts(made, frame, asked, known)
    moments = [item for item in frame.bag.all("moment") if isinstance(item.amount, Moment)]
    return _times(made, frame, asked, known, moments) if moments else made


def subject(frame: Frame, attribute: str, asked: int, known: Known) -> int | None:
    """The place of the thing that an attribute is of: what is asked for, else is to be found, else is named."""
    domain = known.ontology.relation(attribute).domain
    fits = [at for at, node in enumerate(frame.nodes) if node.types & domain]
    if asked in fits:
        return asked
    open_ = [at for at in fits if not frame.nodes[at].things]
    return (open_ or fits or [None])[-1]


def said(known: Known, attribute: str, node: str, value: str) -> str:
    """How an attribute reads, with the variables of the thing and of the value."""
    says = known.words.attributes[attribute]["says"]
    for name, variable in (("of", node), ("value", value), ("about", f"{value}about")):
        says = says.replace(f"{{{name}}}", f"{{{variable}}}").replace(f"{{{name}:", f"{{{variable}:")
    return says


def _statuses(made: Narrowed, frame: Frame, asked: int, known: Known) -> Narrowed:
    items, status = frame.bag.all("phase"), known.roles.status
    at = subject(frame, status, asked, known) if items else None
    if at is None:
        return made
    node, value = var(at), f"s{at}"
    values = " ".join(f"kg:{name}" for name in sorted({item.value for item in items}))
    where = f"VALUES ?{value} {{ {values} }} {fact(node, status, value)}"
    made = replace(made, blanks=((value, "、".join(known.ontology.label(item.value) for item in items)),))
    return made.plus(f"{status}: which", where, items, said(known, status, node, value), proof(node, status, value))


def _amounts(made: Narrowed, frame: Frame, asked: int, known: Known) -> Narrowed:
    attributes = [one for one in frame.bag.all("attribute", "attribute verb") if known.numeric(one.value)]
    for item in frame.bag.all("number"):
        if not isinstance(item.amount, Number) or item.amount.rank or not attributes:
            continue
        attribute = min(attributes, key=lambda one: abs(one.start - item.start))
        at = subject(frame, attribute.value, asked, known)
        if at is None:
            continue
        node, name = var(at), attribute.value
        value = f"v{at}{name}"
        where = f"{fact(node, name, value)} FILTER(?{value} {_sign(frame.bag, item)} {item.amount.value})"
        says, shown = said(known, name, node, value), proof(node, name, value)
        made = made.plus(f"{name}: over or under", where, [item, attribute], says, shown)
    return made


def _sign(bag: Bag, number: Item) -> str:
    """How a value must stand to the amount: 超过 >, 以上 >=, 不到 <; 1亿到5亿 is >= and <=."""
    for first, second in pairwise(bag.all("number")):
        if number in (first, second) and bag.text[first.end : second.start] in UP_TO:
            return ">=" if number is first else "<="
    for flag, before, behind in (("over", ">", ">="), ("under", "<", "<=")):
        for at in bag.flags.get(flag, ()):
            if number.end <= at <= number.end + NEAR:
                return behind
            if at < number.start <= at + BEFORE:
                return before
    return "="


def _times(made: Narrowed, frame: Frame, asked: int, known: Known, moments: list[Item]) -> Narrowed:
    first, after = _bounds(frame.bag, moments)
    posts = [at for at, tie in enumerate(frame.ties) if tie.link.relation == known.roles.post]
    event = unnamed(frame, known.roles.event, asked)
    document = unnamed(frame, known.roles.document, asked)
    if event is not None and (event == asked or not posts):
        return _event(made, event, known, first, after, moments)
    if posts:
        part = "began" if "start" in frame.bag.flags else "during"
        where = filled(known.words.steps["post"][part], node=tenure(posts[0]), first=first, after=after)
        return replace(made.plus("in time", where, moments), posts=made.posts or ANY)
    return _document(made, document, known, first, after, moments) if document is not None else made


def _event(made: Narrowed, at: int, known: Known, first: str, after: str, used: list[Item]) -> Narrowed:
    node, value, date = var(at), f"d{at}", known.roles.date
    within = filled(known.words.steps["date"]["within"], value=value, first=first, after=after)
    where = f"{fact(node, date, value)} {within}"
    return made.plus(f"{date}: in time", where, used, said(known, date, node, value), proof(node, date, value))


def _document(made: Narrowed, at: int, known: Known, first: str, after: str, used: list[Item]) -> Narrowed:
    node, value, steps = var(at), f"d{at}", known.words.steps
    within = filled(steps["date"]["within"], value=value, first=first, after=after)
    where, says = (filled(steps["published"][part], of=node, value=value) for part in ("where", "says"))
    return made.plus("published: in time", f"{where} {within}", used, says, Proof("document", (node,)))


def unnamed(frame: Frame, cls: str, asked: int) -> int | None:
    """The place of a thing of a class that has no name: what is asked for, else the last one."""
    fits = [at for at, node in enumerate(frame.nodes) if node.types == {cls} and not node.things]
    return asked if asked in fits else (fits or [None])[-1]


def _bounds(bag: Bag, moments: list[Item]) -> tuple[str, str]:
    """The first date and the one behind the last: of one time, of 2021年到2023年, of 2023年以来."""
    first, last = min(i.amount.first for i in moments), max(i.amount.last for i in moments)
    for flag in ("since", "until"):
        for at in bag.flags.get(flag, ()):
            if moments[-1].end <= at <= moments[-1].end + 1:
                return (first, AFTER) if flag == "since" else ("", first)
    return first, last + AFTER
