"""The terms of the ontology that play a part in questions, asked for by role.

Comes in: the ontology. Goes out: `Roles`: the class of people, of organisations, of events and of documents, and the
relations of posts, bylines and attendance, and for each side of a relation the classes it takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from kgraph.ontology import Ontology

RELATIONS = "questions/relations"


@dataclass(frozen=True)
class Roles:
    """Names of terms by the part they play."""

    person: str
    organisation: str
    event: str
    document: str
    post: str
    byline: str
    attendance: str
    status: str
    date: str
    count: str
    ontology: Ontology

    def leaves(self, names: Iterable[str]) -> frozenset[str]:
        """The classes of things at or below these classes."""
        wanted = tuple(names)
        every = (*self.ontology.entity_classes, self.document)
        return frozenset(leaf for leaf in every if any(self.ontology.is_a(leaf, name) for name in wanted))

    @cached_property
    def places(self) -> frozenset[str]:
        """Where events take place: the tails of relations of events."""
        tails = [r.range for r in self.ontology.of_kind("relation") if self.event in r.domain]
        return frozenset().union(*tails) - self.leaves([self.organisation])

    @cached_property
    def everything(self) -> frozenset[str]:
        return frozenset((*self.ontology.entity_classes, self.document))

    def sides(self, relation: str) -> tuple[frozenset[str], frozenset[str]]:
        """The classes of head and tail of a relation."""
        if relation in self.more:
            return self.more[relation]
        term = self.ontology.relation(relation)
        return term.domain, term.range

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of each relation in its file: of two that a word may mean, the first is tried first."""
        return {name: at for at, name in enumerate(self.ontology.settings(RELATIONS))}

    @cached_property
    def more(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """The sides of what is asked for like a relation, but is none of the ontology's."""
        tables = self.ontology.settings(RELATIONS)
        return {
            name: (self.leaves([table["from"]]), self.leaves([table["to"]]))
            for name, table in tables.items()
            if "where" in table
        }


@cache
def of(ontology: Ontology) -> Roles:
    """The roles of an ontology."""
    post, byline, attendance = (ontology.with_role(role) for role in ("post", "byline", "attendance"))
    attributes = ontology.of_kind("attribute")
    by_dimension = {attribute.dimension: attribute.name for attribute in attributes}
    return Roles(
        person=next(iter(ontology.relation(post).domain)),
        organisation=ontology.with_role("organisation"),
        event=next(iter(ontology.relation(attendance).range)),
        document=ontology.with_role("document"),
        post=post,
        byline=byline,
        attendance=attendance,
        status=by_dimension["category"],
        date=by_dimension["date"],
        count=by_dimension["count"],
        ontology=ontology,
    )
