"""Makes the graph pattern of a frame.

Comes in: a `Frame`. Goes out: a `Draft`: the SPARQL of its nodes and ties, what proves them, how they read. Ties may be
drafted in ways that reach further, for where the plain one has no solution: up to the parts of a place, the other way
round, nouns of classes taken less strictly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations

from kgraph.queries.asking.known import Known
from kgraph.queries.asking.naming import OWNERS, steps, whole
from kgraph.queries.asking.narrowing import Narrowed
from kgraph.queries.asking.nodes import Frame, Node, Tie
from kgraph.queries.asking.plans import ANY, PAST, Plan, Proof, fact, filled, joined, proof, quoted, step, tenure, var
from kgraph.queries.names import Thing
from kgraph.queries.wording import WHAT

ASKED = {"who": "谁", "person": "谁", "where": "哪里", "": WHAT}
EVER = "ever"  # the flag of 当过
PAST_FLAGS, ANY_FLAGS = ("former", "end"), ("career",)


@dataclass(frozen=True)
class Draft:
    """The growing graph pattern of a plan."""

    where: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    things: dict[str, tuple[Thing, ...]] = field(default_factory=dict, hash=False)

    def plus(self, where: str = "", says: str = "", proof: Proof | None = None) -> Draft:
        return replace(
            self,
            where=(*self.where, where) if where else self.where,
            says=(*self.says, says) if says else self.says,
            proofs=(*self.proofs, proof) if proof else self.proofs,
        )


@dataclass(frozen=True)
class Reach:
    """How far a draft reaches: into parts of places, turned round, by what is undertaken, nouns taken widely."""

    parts: bool = False
    turned: bool = False
    wide: bool = False
    via: bool = False


def draft(frame: Frame, known: Known, reach: Reach, posts: str) -> Draft:
    """The graph pattern of the nodes and ties of a frame; `posts`: "" those held, PAST, ANY."""
    made = Draft(things={var(at): node.things for at, node in enumerate(frame.nodes) if node.things})
    for at, tie in enumerate(frame.ties):
        made = (
            _post(made, at, tie, known, posts)
            if tie.link.relation == known.roles.post
            else _fact(made, tie, known, reach)
        )
    for at, node in enumerate(frame.nodes):
        made = made.plus(_class(at, node, frame, known, reach))
    return _apart(made, frame, known)


def plan_of(frame: Frame, made: Draft, narrow: Narrowed, form: str, goal: str, asked: str) -> Plan:
    """The plan of a draft and what narrows it."""
    says = joined((*made.says, *narrow.says))
    own = form.partition(":")[0] in {*steps(frame), *OWNERS}
    return Plan(
        kind=whole(form, frame, narrow, int(own)),
        goal=goal,
        asked=asked,
        where=(*made.where, *narrow.where),
        says=(says,),
        proofs=(*made.proofs, *narrow.proofs),
        none=says,
        by=narrow.by,
        down=narrow.down,
        most=narrow.most,
        things=made.things,
        blanks=_blanks(frame) | dict(narrow.blanks),
        taken=tuple((node.item.text, node.things) for node in frame.nodes if node.item and not node.item.whole),
    )


def _fact(made: Draft, tie: Tie, known: Known, reach: Reach) -> Draft:
    relation = tie.link.relation
    table = known.words.relations[relation]
    head, tail = var(tie.head), var(tie.tail)
    says = table["says"]
    if "where" in table:
        return made.plus(
            filled(table["where"], head=head, tail=tail), _named(says, head, tail), Proof("mention", (head, tail))
        )
    if known.roles.ontology.relation(relation).symmetric or (table.get("second") and reach.turned):
        both = f"{{ {fact(head, relation, tail)} }} UNION {{ {fact(tail, relation, head)} }}"
        there, back = proof(head, relation, tail), proof(tail, relation, head)
        return made.plus(both, _named(says, head, tail), there).plus(proof=back)
    if (via := table.get("via")) and reach.via:
        middle = f"{tail}via"
        where = f"{fact(head, via, middle)} {fact(middle, relation, tail)}"
        made = made.plus(where, _named(known.words.relations[via]["says"], head, middle), proof(head, via, middle))
        return made.plus("", _named(says, middle, tail), proof(middle, relation, tail))
    if (at := table.get("at")) and reach.via and made.things.get(head):
        (cls,) = known.roles.sides(relation)[1]
        where = f"{fact(tail, at, head)} ?{tail} a kg:{cls} ."
        return made.plus(where, _named(known.words.relations[at]["says"], tail, head), proof(tail, at, head))
    if (within := table.get("within")) and reach.parts:
        inner = f"{tail}in"
        where = f"{fact(head, relation, inner)} ?{inner} kg:{within}+ ?{tail} ."
        return made.plus(where, _named(says, head, inner), proof(head, relation, inner))
    return made.plus(fact(head, relation, tail), _named(says, head, tail), proof(head, relation, tail))


def _named(says: str, head: str, tail: str) -> str:
    return says.replace("{head}", f"{{{head}}}").replace("{tail}", f"{{{tail}}}")


def _post(made: Draft, at: int, tie: Tie, known: Known, posts: str) -> Draft:
    node, head, tail = tenure(at), var(tie.head), var(tie.tail)
    tense = {"": "current", PAST: "over"}.get(posts, "any")
    where, when = step(known.words.steps, "post", "where", tense, node=node, head=head, tail=tail)
    says = filled(known.words.steps["post"]["says"], node=node, head=head, tail=tail)
    if tie.link.title:
        titles = known.titles(tie.link.title.split("|"))
        where += f" VALUES ?{node}title {{ {quoted(titles)} }}"
    return made.plus(f"{where} {when}", says, Proof("node", (node,)))


def _class(at: int, node: Node, frame: Frame, known: Known, reach: Reach) -> str:
    """The class of a node that has no name, unless its ties say it already."""
    if node.things or not node.nouns:
        return ""
    names = sorted({noun.value for noun in node.nouns})
    wanted = known.roles.leaves(names)
    if reach.wide and wanted & known.organisations:
        wanted |= known.organisations
    given = [_side(tie, at, known) for tie in frame.ties if at in (tie.head, tie.tail)]
    if any(side is None or side <= wanted for side in given):
        return ""
    if len(wanted) == 1:
        return f"?{var(at)} a kg:{next(iter(wanted))} ."
    return f"VALUES ?c{at} {{ {' '.join(f'kg:{name}' for name in sorted(wanted))} }} ?{var(at)} a ?c{at} ."


def _side(tie: Tie, at: int, known: Known) -> frozenset[str] | None:
    """The classes that a side of a tie takes; None where a noun does not narrow it."""
    side = "head" if tie.head == at else "tail"
    if side in known.words.relations[tie.link.relation].get("loose", ()):
        return None
    return known.roles.sides(tie.link.relation)[side == "tail"]


def _apart(made: Draft, frame: Frame, known: Known) -> Draft:
    """Two nodes with the same tie to a third are two things, where the question says so (一起, 还)."""
    again = any(word in frame.bag.text for word in known.words.again)
    for one, other in combinations(frame.ties, 2):
        meant = again or one.link.at == other.link.at
        if not meant or one.link.relation != other.link.relation:
            continue
        if one.tail == other.tail and one.head != other.head:
            made = made.plus(f"FILTER(?{var(one.head)} != ?{var(other.head)})")
        elif one.head == other.head and one.tail != other.tail:
            made = made.plus(f"FILTER(?{var(one.tail)} != ?{var(other.tail)})")
    return made


def _blanks(frame: Frame) -> dict[str, str]:
    """Asking words for what a frame leaves open, to say what is not there."""
    nodes = {
        var(at): "".join(noun.text for noun in node.nouns) or ASKED.get(node.asked, WHAT)
        for at, node in enumerate(frame.nodes)
        if not node.things
    }
    nodes |= {var(at): "" for at, node in enumerate(frame.nodes) if node.item is None and not node.role}
    posts = {f"{tenure(at)}title": tie.link.title or f"{WHAT}职务" for at, tie in enumerate(frame.ties)}
    return {
        name: f"哪个{word}" if word and word not in ASKED.values() else word for name, word in nodes.items()
    } | posts


def tense(frame: Frame) -> str:
    """Which posts are meant: those held, those that are over, any. 当过 means any of one, and past ones of another."""
    flags = frame.bag.flags
    if any(flag in flags for flag in PAST_FLAGS):
        return PAST
    if any(flag in flags for flag in ANY_FLAGS):
        return ANY
    holder = any(node.asked in ("who", "person") for node in frame.nodes)
    return (PAST if holder else ANY) if EVER in flags else ""
