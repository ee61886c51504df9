"""What a form of question is called: by its relation and the side asked for, or its attribute and what of it is asked.

Comes in: a `Frame` and what is asked. Goes out: a name such as `undertakes: which head`, `investment: highest`. A
question of several steps is called by all of them: `join: investment: over or under + locatedIn: which head`.
"""

from __future__ import annotations

from kgraph.queries.asking.known import Known
from kgraph.queries.asking.narrowing import Narrowed
from kgraph.queries.asking.nodes import Frame
from kgraph.queries.asking.plans import ANY, COUNT, MOST, PAST, TRUTH

ABOUT = (": how many", ": whether")
JOIN = "join: "
OWNERS = ("post", "together", "colleagues")  # forms whose name is not that of a relation, but that are one
SHARED = {"together": "together", "colleague": "colleagues"}


def steps(frame: Frame) -> list[str]:
    """The relations of a frame, one for each word or implied tie."""
    return [name for name, _ in dict.fromkeys((tie.link.relation, tie.link.at) for tie in frame.ties)]


def whole(form: str, frame: Frame, narrow: Narrowed, own: int) -> str:
    """The name of a form, or of all steps where the question has more than the `own` ties of the form."""
    more = [name for name in narrow.names if not _same(name, form)]
    if len(steps(frame)) <= own and not more:
        return form
    others = [name for name in steps(frame) if name != form.partition(":")[0]]
    return JOIN + " + ".join(sorted({form, *others, *more}))


def _same(name: str, form: str) -> bool:
    """Whether what narrows a question is what its form is about: investment: over or under, investment: how many."""
    return name == form or (name.partition(":")[0] == form.partition(":")[0] and form.endswith(ABOUT))


def thing_form(frame: Frame, asked: int, goal: str, narrow: Narrowed, known: Known) -> str:
    """The name of a form that asks for things, their number, or whether."""
    shared = next((name for flag, name in SHARED.items() if _shared(frame, flag)), "")
    if shared:
        return f"{shared}: {_what(goal, frame, asked, known)}"
    if frame.ties:
        tie = next((tie for tie in frame.ties if asked in (tie.head, tie.tail)), frame.ties[0])
        relation = tie.link.relation
        if relation == known.roles.post:
            return f"post: {_post(goal, tie.head == asked, bool(tie.link.title), narrow.posts)}"
        return f"{relation}: {_side(goal, tie.head == asked, _both_alike(relation, known))}"
    if len(narrow.names) == 1:
        name = narrow.names[0]
        return (
            f"{name.partition(':')[0]}: how many"
            if goal == COUNT
            else f"{name.partition(':')[0]}: whether"
            if goal == TRUTH
            else name
        )
    return "class: how many" if goal == COUNT else "class: which"


def _shared(frame: Frame, flag: str) -> bool:
    """Whether two things are tied to a third by one word."""
    ats = [(tie.link.relation, tie.link.at) for tie in frame.ties]
    return flag in frame.bag.flags and len(set(ats)) < len(ats)


def _what(goal: str, frame: Frame, asked: int, known: Known) -> str:
    if goal == TRUTH:
        return "whether"
    people = asked >= 0 and known.roles.person in frame.nodes[asked].types
    return ("how many " if goal == COUNT else "which ") + ("people" if people else "others")


def _side(goal: str, head: bool, alike: bool) -> str:
    if goal == TRUTH:
        return "whether"
    side = "partner" if alike else "head" if head else "tail"
    return {COUNT: f"how many {side}s", MOST: f"{side} with most"}.get(goal, f"which {side}")


def _both_alike(relation: str, known: Known) -> bool:
    return relation not in known.roles.more and known.ontology.relation(relation).symmetric


def _post(goal: str, head: bool, titled: bool, posts: str) -> str:
    if goal == TRUTH:
        return "whether"
    if goal == MOST:
        return "holder with most" if head else "body with most"
    past = {PAST: "past ", ANY: "any "}.get(posts, "")
    what = f"{past}holder" if head and titled else f"{past}people" if head else f"{past}body"
    return f"how many {what}" if goal == COUNT else f"which {what}"
