"""What is looked up for a reading of a question.

Comes in: pieces of SPARQL with what proves them and how they read. Goes out: a `Plan`: a query whose solutions are the
rows of the answer, the variable asked for, and for each row its proofs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from string import Template
from typing import Any

from kgraph.iris import KG
from kgraph.queries.names import Thing

ABOUT, TITLE = "about: everything", "post: title"  # forms that 张三是谁 may ask for: the second, or else the first
PAST, ANY = "past", "any"  # which posts are meant; those held where nothing is said
# What is made of the solutions.
LIST, COUNT, TRUTH, TOP, MOST, SUM, MEAN = "list", "count", "truth", "top", "most", "sum", "mean"


@dataclass(frozen=True)
class Proof:
    """Where the sentences of a solution are: `kind` is how `Prover` finds them, `terms` the variables that takes."""

    kind: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A query and what is made of it. `asked`: the variable whose values answer the question."""

    kind: str
    goal: str
    asked: str
    where: tuple[str, ...]
    says: tuple[str, ...]
    proofs: tuple[Proof, ...]
    none: str
    cost: float = 0.0
    order: tuple[str, ...] = ()
    unit: str = ""  # of a sum or mean
    by: str = ""  # of TOP: the variable whose size counts; of MOST: the variable that is counted
    down: bool = True
    most: int = 1
    things: dict[str, tuple[Thing, ...]] = field(default_factory=dict, hash=False)
    passed: frozenset[int] = frozenset()  # where words stand that this reading passes over
    topics: int = 0  # names before a comma that it leaves out
    held: frozenset[int] = frozenset()  # where words stand that narrow it: statuses, amounts, times
    blanks: dict[str, str] = field(default_factory=dict, hash=False)  # asking words for what the question leaves open
    taken: tuple[tuple[str, tuple[Thing, ...]], ...] = ()  # names given in part, and what they may mean
    untold: tuple[str, ...] = ()  # times that nothing of the graph answers to
    widen: Callable[[], Iterable[Plan]] = field(default=tuple, compare=False)  # tried where this has no solution
    more: tuple[Plan, ...] = ()  # rows of these come after
    once: Callable[[], Plan | None] = field(default=lambda: None, compare=False)  # what was so: told, but no answer

    @property
    def group(self) -> str:
        """The graph pattern."""
        names = (f"VALUES ?{n} {{ {' '.join(f'<{t.iri}>' for t in ts)} }}" for n, ts in sorted(self.things.items()))
        return "\n  ".join([*names, *self.where])

    @property
    def run(self) -> str:
        """The query whose solutions are the rows."""
        return f"SELECT DISTINCT * WHERE {{\n  {self.group}\n}}"

    @property
    def sparql(self) -> str:
        """The query as one would write it by hand."""
        if self.goal == TRUTH:
            return f"ASK {{\n  {self.group}\n}}"
        if self.goal == COUNT:
            return f"SELECT (COUNT(DISTINCT ?{self.asked}) AS ?answer) WHERE {{\n  {self.group}\n}}"
        if self.goal in (SUM, MEAN):
            function = "SUM" if self.goal == SUM else "AVG"
            return f"SELECT ({function}(?{self.by}) AS ?answer) WHERE {{\n  {self.group}\n}}"
        order = f"{'DESC' if self.down else 'ASC'}(?{self.by})"
        if self.goal == TOP:
            return f"SELECT DISTINCT ?{self.asked} ?{self.by} WHERE {{\n  {self.group}\n}} ORDER BY {order}"
        if self.goal == MOST:
            counted = f"(COUNT(DISTINCT ?{self.by}) AS ?number)"
            end = f"GROUP BY ?{self.asked} ORDER BY {'DESC' if self.down else 'ASC'}(?number)"
            return f"SELECT ?{self.asked} {counted} WHERE {{\n  {self.group}\n}} {end}"
        return f"SELECT DISTINCT ?{self.asked} WHERE {{\n  {self.group}\n}}"

    def costing(self, more: float) -> Plan:
        return replace(self, cost=round(self.cost + more, 3))


def var(at: int) -> str:
    """The variable of the node at a place of a frame."""
    return f"n{at}"


def tenure(at: int) -> str:
    """The variable of the tenure of the tie at a place of a frame."""
    return f"k{at}"


def filled(text: str, **names: str) -> str:
    """A piece of steps.toml with its $names put in."""
    return Template(text).substitute(names)


def fact(head: str, relation: str, tail: str) -> str:
    """A triple of two variables."""
    return f"?{head} kg:{relation} ?{tail} ."


def proof(head: str, relation: str, tail: str) -> Proof:
    return Proof("fact", (head, KG + relation, tail))


def quoted(texts: Iterable[str]) -> str:
    """Strings as SPARQL writes them, with spaces between."""
    return " ".join(_literal(text) for text in texts)


def _literal(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in '"\\' else c if c.isprintable() else " " for c in text)
    return f'"{escaped}"'


def step(steps: dict[str, Any], name: str, *parts: str, **names: str) -> tuple[str, ...]:
    """Parts of a table of steps.toml with their $names put in."""
    return tuple(filled(steps[name][part], **names) for part in parts)


def joined(says: Sequence[str]) -> str:
    """How a row reads: what each step says, once."""
    return "，".join(dict.fromkeys(said for said in says if said))
