"""A tenure through time, as RDF.

Comes in: a `Tenure`. Goes out: what its node says of publication dates (first and last seen, seen over), whether it is
over and its place in the career; and the OWL-Time interval of the dates that texts give, on nodes of its own.
`kg:start` and `kg:end` themselves are qualifiers of the fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kgraph.nouns import Tenure
from kgraph.rdf import terms
from kgraph.rdf.terms import TYPE, dated


def says(tenure: Tenure) -> Iterator[tuple[NamedNode, Literal]]:
    """Property and value, for the node of the tenure."""
    seen = (
        (terms.FIRST_SEEN, tenure.first_seen),
        (terms.LAST_SEEN, tenure.last_seen),
        (terms.SEEN_OVER, tenure.seen_over),
    )
    yield from ((property, dated(day)) for property, day in seen if day)
    yield terms.ENDED, terms.boolean(tenure.former)
    yield terms.CAREER_PLACE, terms.integer(tenure.place)


def interval(node: NamedNode, tenure: Tenure) -> Iterator[Quad]:
    """The time of the tenure, as far as texts give it; nothing where they do not."""
    ends = ((terms.BEGINNING, tenure.start, "start"), (terms.FINISH, tenure.end, "end"))
    known = [(property, dated(day), name) for property, day, name in ends if day and terms.in_time(dated(day))]
    if not known:
        return
    lasts = NamedNode(f"{node.value}#during")
    yield Quad(node, terms.MEMBER_DURING, lasts)
    yield Quad(lasts, TYPE, terms.INTERVAL)
    for property, day, name in known:
        instant = NamedNode(f"{node.value}#{name}")
        yield Quad(lasts, property, instant)
        yield Quad(instant, TYPE, terms.INSTANT)
        yield Quad(instant, terms.in_time(day), day)
