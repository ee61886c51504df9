"""Runs plans.

Comes in: a `Plan`. Goes out: `Found`: the rows in words with their values and sentences, and the set of answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode

from kgraph.iris import XSD
from kgraph.queries.asking.answers import Row, Value
from kgraph.queries.asking.plans import COUNT, MEAN, MOST, SUM, TOP, TRUTH, Plan
from kgraph.queries.asking.proving import Prover
from kgraph.queries.evidence import Evidence, Sentence, best
from kgraph.queries.names import Thing
from kgraph.queries.results import run
from kgraph.queries.wording import Writer

Terms = Mapping[str, object]
NUMBERS = {XSD + "decimal", XSD + "integer", XSD + "double"}
MAX_DIGITS = 4  # of a number that is ordered as one; years and dates are ordered by spelling


@dataclass(frozen=True)
class Found:
    """The rows of a plan, what it asked for, and which of several things of one name gave rows."""

    rows: tuple[Row, ...]
    values: tuple[Value, ...]
    plan: Plan
    taken: tuple[tuple[str, tuple[str, ...]], ...] = ()  # names given in part, with those of the things that gave rows


class Runner:
    """Runs plans on one store."""

    def __init__(self, evidence: Evidence, writer: Writer):
        self.evidence = evidence
        self.prover = Prover(evidence)
        self.writer = writer

    def run(self, plan: Plan) -> Found:
        """The answer of a plan, or of the first of its wider ones that has one."""
        for tried in chain((plan,), plan.widen()):
            found = [self._made(p, solutions) for p in (tried, *tried.more) if (solutions := self._solutions(p))]
            if found:
                values = dict.fromkeys(v for one in found for v in one.values)
                taken = tuple(dict.fromkeys(pair for one in found for pair in one.taken))
                return Found(tuple(row for one in found for row in one.rows), tuple(values), tried, taken)
        return Found((), _nothing(plan), plan)

    def _solutions(self, plan: Plan) -> list[Terms]:
        result = run(self.evidence.store, plan.run)
        columns = [variable.value for variable in result.variables]
        return [dict(zip(columns, solution, strict=True)) for solution in result]

    def _made(self, plan: Plan, solutions: list[Terms]) -> Found:
        taken = tuple((said, self._gave(plan, things, solutions)) for said, things in plan.taken)
        if plan.goal == TOP:
            solutions = _top(plan, solutions)
        elif plan.goal == MOST:
            most = _most(plan, solutions)
            kept = [terms for terms in solutions if value(terms[plan.asked]) in most]
            return Found(tuple(self._rows(plan, kept)), tuple(most), plan, taken)
        return Found(tuple(self._rows(plan, solutions)), _values(plan, solutions), plan, taken)

    def _gave(self, plan: Plan, things: tuple[Thing, ...], solutions: list[Terms]) -> tuple[str, ...]:
        """The names of those things that stand in a solution."""
        names = [name for name, given in plan.things.items() if given == things]
        there = {terms[name].value for terms in solutions for name in names if terms.get(name) is not None}
        return tuple(dict.fromkeys(thing.name for thing in things if thing.iri in there))

    def _rows(self, plan: Plan, solutions: list[Terms]) -> Iterator[Row]:
        """One row for each text, with all its sentences."""
        found: dict[str, tuple[tuple, dict[str, str], set[Sentence]]] = {}
        for terms in solutions:
            for template in plan.says:
                text = self.writer.write(template, terms)
                shown = self.writer.variables(template)
                values = {name: self.writer.name(terms[name]) for name in shown if terms.get(name) is not None}
                order = tuple(self._sortable(terms.get(name)) for name in plan.order)
                entry = found.setdefault(text, (order, values, set()))
                entry[2].update(s for proof in plan.proofs for s in self.prover.sentences(proof, terms))
        rows = [(order, Row(text, values, best(said))) for text, (order, values, said) in found.items()]
        keep = plan.goal == TOP
        ordered = rows if keep else sorted(rows, key=lambda pair: (pair[0], _position(pair[1]), pair[1].text))
        return iter([row for _, row in ordered])

    def _sortable(self, term: object) -> tuple:
        """Whole numbers by size, before other words by spelling."""
        name = self.writer.name(term)
        return (0, int(name), "") if name.isdecimal() and len(name) < MAX_DIGITS else (1, 0, name)


def value(term: object) -> Value:
    """A term as an answer: an IRI, a text, a number or a truth."""
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode | BlankNode) else str(term)
    kind = term.datatype.value
    if kind in NUMBERS:
        number = Decimal(term.value)
        return int(number) if number == number.to_integral_value() else number
    return term.value == "true" if kind == XSD + "boolean" else term.value


def _values(plan: Plan, solutions: list[Terms]) -> tuple[Value, ...]:
    """What the solutions come to."""
    asked = {value(terms[plan.asked]) for terms in solutions if plan.asked and terms.get(plan.asked) is not None}
    if plan.goal == TRUTH:
        return (True,)
    if plan.goal == COUNT:
        return (len(asked),)
    return (_total(plan, solutions),) if plan.goal in (SUM, MEAN) else tuple(sorted(asked, key=_key))


def _nothing(plan: Plan) -> tuple[Value, ...]:
    return {TRUTH: (False,), COUNT: (0,)}.get(plan.goal, ())


def _key(found: Value) -> tuple:
    return (0, found, "") if isinstance(found, int | Decimal) else (1, 0, found)


def _size(terms: Terms, name: str) -> tuple:
    found = value(terms[name])
    return (0, found, "") if isinstance(found, int | Decimal) else (1, 0, str(found))


def _top(plan: Plan, solutions: list[Terms]) -> list[Terms]:
    """The solutions of the largest or smallest values, as many values of things as asked for, ties with them."""
    ordered = sorted(solutions, key=lambda terms: str(terms.get(plan.asked)))
    ordered.sort(key=lambda terms: _size(terms, plan.by), reverse=plan.down)
    kept: list[Terms] = []
    for terms in ordered:
        if len({str(t.get(plan.asked)) for t in kept}) >= plan.most and _size(terms, plan.by) != _size(
            kept[-1], plan.by
        ):
            break
        kept.append(terms)
    return kept


def _most(plan: Plan, solutions: list[Terms]) -> list[Value]:
    """The things asked for that most (or fewest) others go with, ties with them."""
    groups: dict[Value, set[str]] = {}
    for terms in solutions:
        groups.setdefault(value(terms[plan.asked]), set()).add(str(terms.get(plan.by)))
    ordered = sorted(groups, key=lambda name: (-len(groups[name]) if plan.down else len(groups[name]), str(name)))
    limit = len(groups[ordered[min(plan.most, len(ordered)) - 1]])
    fits = (lambda name: len(groups[name]) >= limit) if plan.down else (lambda name: len(groups[name]) <= limit)
    return [name for name in ordered if fits(name)]


def _total(plan: Plan, solutions: list[Terms]) -> Value:
    """The sum or mean of the values, each thing's once."""
    values = {(str(t.get(plan.asked)), str([t.get(n) for n in sorted(t)])): value(t[plan.by]) for t in solutions}
    numbers = [v for v in values.values() if isinstance(v, int | Decimal)]
    if not numbers:
        return 0
    total = sum(Decimal(n) for n in numbers)
    return total if plan.goal == SUM else total / len(numbers)


def _position(row: Row) -> tuple:
    """By the first sentence, and within it in the order in which it names things."""
    if not row.sentences:
        return (1,)
    first = row.sentences[0]
    places = [first.quote.find(one) for one in row.values.values()]
    return 0, first, [place if place >= 0 else len(first.quote) for place in places]
