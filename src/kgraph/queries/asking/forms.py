"""The forms of questions: what can be asked, by name.

Comes in: the ontology. Goes out: a `Form` for each relation and side, each attribute and what of it is asked, and those
of `ontology/questions/forms.toml`. A relation or attribute that is added to the ontology has its forms without more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kgraph.ontology import Ontology
from kgraph.queries.asking import roles as roles_
from kgraph.queries.asking import words as words_
from kgraph.queries.asking.bag import Bag
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.roles import Roles

NAME = "…"  # stands for a name in a way to ask
NUMERIC = (
    "value",
    "over or under",
    "how many",
    "whether",
    "highest",
    "lowest",
    "sum",
    "mean",
    "which of two",
    "whether more",
)
DATED = ("value", "in time", "how many", "latest", "earliest")
PHASED = ("value", "which", "how many", "whether")
SHOWN = 8  # forms shown where a question is not understood


@dataclass(frozen=True)
class Form:
    """A kind of question: its name, and one way to ask it with … for names."""

    name: str
    asks: str


@cache
def every(ontology: Ontology) -> tuple[Form, ...]:
    """All forms, in the order in which they are listed."""
    words, roles = words_.load(ontology), roles_.of(ontology)
    relations = [
        form
        for name, table in words.relations.items()
        if name != roles.post
        for form in _of_relation(name, table, roles)
    ]
    attributes = [form for name in words.attributes for form in _of_attribute(name, roles)]
    special = [Form(name, asks) for name, asks in words.forms.items()]
    return (*relations, *attributes, *special)


def _of_relation(name: str, table: dict[str, Any], roles: Roles) -> Iterator[Form]:
    heads, tails = roles.sides(name)
    says = table["says"]
    if name not in roles.more and roles.ontology.relation(name).symmetric:
        yield Form(f"{name}: which partner", _asked(says, NAME, _who(tails, roles)))
        yield Form(f"{name}: how many partners", _asked(says, NAME, f"多少个{_noun(tails, roles)}"))
        yield Form(
            f"{name}: partner with most", _asked(says, f"哪个{_noun(heads, roles)}", _noun(tails, roles), "最多")
        )
    else:
        for side, head, tail in (("head", _who(heads, roles), NAME), ("tail", NAME, _who(tails, roles))):
            yield Form(f"{name}: which {side}", _asked(says, head, tail))
        yield Form(f"{name}: how many heads", _asked(says, f"多少个{_noun(heads, roles)}", NAME))
        yield Form(f"{name}: how many tails", _asked(says, NAME, f"多少个{_noun(tails, roles)}"))
        yield Form(f"{name}: head with most", _asked(says, f"哪个{_noun(heads, roles)}", _noun(tails, roles), "最多"))
        yield Form(f"{name}: tail with most", _asked(says, _noun(heads, roles), f"哪个{_noun(tails, roles)}", "最多"))
    yield Form(f"{name}: whether", _asked(says, NAME, NAME, "吗"))


def _asked(says: str, head: str, tail: str, end: str = "") -> str:
    return says.replace("{head}", head).replace("{tail}", tail) + f"{end}？"


def _who(classes: frozenset[str], roles: Roles) -> str:
    """The asking word for things of some classes."""
    if classes & roles.leaves([roles.person, roles.organisation]):
        return "谁"
    return "哪里" if classes <= roles.places else f"哪个{_noun(classes, roles)}"


def _noun(classes: frozenset[str], roles: Roles) -> str:
    """The noun for things of some classes: that of the first, or of organisations."""
    organisations = roles.leaves([roles.organisation])
    if classes & organisations and not classes <= {min(classes)}:
        return roles.ontology.label(roles.organisation)
    project = sorted(classes, key=lambda cls: (cls not in roles.ontology.relation(roles.status).domain, cls))
    return roles.ontology.label(project[0])


def _of_attribute(name: str, roles: Roles) -> Iterator[Form]:
    term = roles.ontology.relation(name)
    label, noun = roles.ontology.label(name), _noun(term.domain, roles)
    numeric = (term.datatype or "").rpartition("#")[2] in ("decimal", "integer")
    parts = NUMERIC if numeric else DATED if name == roles.date else PHASED if term.values else ("value",)
    asks = {
        "value": f"{NAME}的{label}是多少？" if numeric else f"{NAME}的{label}是什么？",
        "over or under": f"哪些{noun}的{label}超过{NAME}？",
        "how many": f"{label}超过{NAME}的{noun}有多少个？" if numeric else f"{NAME}的{noun}有多少个？",
        "whether": f"{NAME}的{label}超过{NAME}吗？" if numeric else f"{NAME}已经{NAME}了吗？",
        "highest": f"{label}最高的{noun}是哪个？",
        "lowest": f"{label}最低的{noun}是哪个？",
        "sum": f"{NAME}的{noun}{label}一共多少？",
        "mean": f"{NAME}的{noun}{label}平均多少？",
        "which of two": f"{NAME}和{NAME}哪个{label}更高？",
        "whether more": f"{NAME}的{label}比{NAME}高吗？",
        "in time": f"{NAME}年有哪些{noun}？",
        "latest": f"最近一次{noun}是什么？",
        "earliest": f"最早的{noun}是什么？",
        "which": f"哪些{noun}已经{NAME}？",
    }
    yield from (Form(f"{name}: {part}", asks[part]) for part in parts)


def nearest(question: str, ontology: Ontology) -> list[Form]:
    """The forms whose wording shares most with a question."""
    pairs = {question[at : at + 2] for at in range(len(question) - 1)} | set(question)
    return sorted(every(ontology), key=lambda form: -sum(pair in form.asks for pair in pairs))[:SHOWN]


def domains(bag: Bag, known: Known) -> frozenset[str]:
    """The classes of which the attributes and relations of a bag are said."""
    attributes = bag.all("attribute", "attribute verb", "attribute amount", "phase")
    names = [known.roles.status if item.kind == "phase" else item.value for item in attributes]
    found = [known.ontology.relation(name).domain for name in names]
    for item in bag.all("verb", "back", "head", "tail"):
        found.append(frozenset().union(*known.roles.sides(item.value)))
    return frozenset().union(*found)
