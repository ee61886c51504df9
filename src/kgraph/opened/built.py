"""The graph of a built folder, for scripts and notebooks.

Comes in: a folder that `kgraph build` wrote. Goes out: answers that are objects of Python, each with its sentences.
Which relations a verb asks for is said in the ontology (`kgs:role`); nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph

from kgraph import queries
from kgraph.errors import QueryError
from kgraph.exports import times
from kgraph.ontology import Ontology, Relation
from kgraph.opened import network, paths
from kgraph.opened.answers import Entities, Facts, Posts, Told, Way
from kgraph.opened.claims import ENTITIES, OBJECT, SUBJECT, ClaimReader
from kgraph.opened.facts import FactReader, order
from kgraph.opened.naming import Meanings
from kgraph.opened.rows import Rows, rows
from kgraph.opened.things import ATTRIBUTE, Entity, Fact
from kgraph.queries.names import plain

UNKNOWN_DAY = "9999"  # sorts behind every day


@dataclass(frozen=True, eq=False)
class BuiltGraph:
    """The graph of a built folder. Make it with `kgraph.open(folder)`.

    A thing is named by any of its names, by its id or IRI, or is an `Entity` that another answer gave. A name that the
    graph does not have, or that means several things, raises `QueryError` with the nearest names, or with the ids.
    """

    folder: Path
    store: pyoxigraph.Store
    ontology: Ontology

    # ── entities ──

    def entity(self, name: str | Entity) -> Entity:
        """The one entity with this name, id or IRI."""
        return self._meanings.one(name)

    def find(self, name: str) -> Entities:
        """The entities whose name, other name or pinyin (郑州: zhengzhou, zz) is this, begins with it or holds it,
        the nearest first, 20 at most."""
        return Entities(f"find {name}", self._meanings.find(name))

    # ── what is asked most ──

    def companies_of(self, project: str | Entity) -> Entities:
        """Who invests in, builds, owns, runs or leads a project (or a programme): companies, bodies, institutions."""
        return self._ends("companies of", project, "undertaking", of_subject=False)

    def projects_of(self, company: str | Entity) -> Entities:
        """The projects and programmes that an organisation invests in, builds, owns, runs or leads."""
        return self._ends("projects of", company, "undertaking", of_subject=True)

    def attended(self, person: str | Entity) -> Entities:
        """The meetings and other events at which a person was, by time; also where they presided or spoke."""
        found = self._ends("events of", person, "attendance", of_subject=True)
        dated = {event: self._dated(event) for event in found.items}
        days = {event: str(facts[0].value) if facts else UNKNOWN_DAY for event, facts in dated.items()}
        by_time = tuple(sorted(found.items, key=lambda event: (days[event], event)))
        return Entities(found.asked, by_time, (*found.facts, *(fact for event in by_time for fact in dated[event])))

    def posts_of(self, person: str | Entity, on: date | str | None = None) -> Posts:
        """The posts of a person in the order of the career; `on` a day (or month, or year, as ISO 8601) those held
        then, as far as the texts tell (see `Post.held`)."""
        one = self._meanings.one(person, self._relation("post").domain)
        found, asked = self._facts.posts(one), f"posts of {one.name}"
        if on is None:
            return Posts(asked, found)
        if times.interval(str(on)) == times.UNKNOWN:
            raise QueryError(f"on={on}: expected a day, month or year such as 2024-05-01, 2024-05 or 2024")
        held = {post: post.held(on) for post in found}
        return Posts(f"{asked} on {on}", tuple(post for post in found if held[post]),
                     tuple(post for post in found if held[post] is None))  # fmt: skip

    def path(self, one: str | Entity, other: str | Entity) -> Way:
        """A shortest way between two things over facts that stand; empty where there is none."""
        start, goal = self._meanings.one(one), self._meanings.one(other)
        way = [self._facts.entity(iri) for iri in paths.shortest(self._neighbours, start.iri, goal.iri)]
        asked = f"path from {start.name} to {goal.name}"
        steps = tuple(self._standing(a, b) for a, b in pairwise(way))
        surest = tuple(max(step, key=lambda fact: fact.confidence) for step in steps)
        return Way(asked, surest, tuple(way), steps)

    # ── questions ──

    def sparql(self, query: str, most: int | None = None) -> Rows:
        """The rows of a SPARQL query (at most so many) with values of Python. The usual prefixes are known. Raises
        `QueryError` with the place of a mistake."""
        return rows(self.store, query, most)

    def ask(self, question: str) -> Told:
        """The answer to a question in Chinese. Raises `QueryError` where it is not understood."""
        answer = self._asker.ask(question)
        return Told(question, answer.rows, answer.text, answer.kind)

    def explain(self, subject: str | Entity | Fact, relation: str | None = None,
                object: str | Entity | float | None = None) -> Facts:  # fmt: skip
        """Why the graph holds a fact: each of its sentences. Give a fact; or subject, relation and object; or only
        some of them for all that fit. Denied and former ones are shown as such."""
        if isinstance(subject, Fact):
            return Facts(f"explain {subject.text}", (subject,))
        one = self._meanings.one(subject)
        known = self.ontology.relation(relation.removeprefix("kg:")) if relation else None
        said = self._facts.facts(self._facts.claims.about(one.iri))
        fitting = [
            f for f in said if known is None or (f.relation == known.name and (known.symmetric or f.subject == one))
        ]
        kept = fitting if object is None else [fact for fact in fitting if _means(fact, one, object)]
        asked = [one.name, known and known.name, object.name if isinstance(object, Entity) else object]
        return Facts(" ".join(["explain", *(str(part) for part in asked if part is not None)]),
                     tuple(sorted(kept, key=order)))  # fmt: skip

    # ── as a network ──

    @cached_property
    def nx(self) -> networkx.MultiDiGraph:
        """The graph in networkx: the nodes, edges and values of `kgraph.build(...).nx`."""
        return network.read(self._facts.claims, self.folder)

    def to_igraph(self) -> Any:
        """The graph in igraph. Raises `MissingExtra` where igraph, which is GPL, is not installed."""
        return network.to_igraph(self.nx)

    def __repr__(self) -> str:
        return f"<BuiltGraph {self.folder.name}: {len(self.store)} statements>"

    # ── how ──

    @cached_property
    def _facts(self) -> FactReader:
        return FactReader(ClaimReader(self.store, self.ontology))

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings(self._facts)

    @cached_property
    def _asker(self) -> queries.Asker:
        return queries.Asker(self.store, self.ontology)

    @cached_property
    def _neighbours(self) -> paths.Neighbours:
        return paths.neighbours(self.store, self.ontology)

    def _relation(self, role: str) -> Relation:
        return self.ontology.relation(self.ontology.with_role(role))

    def _ends(self, asked: str, name: str | Entity, role: str, of_subject: bool) -> Entities:
        """The other ends of the facts of a thing with the relation that plays a role, or one below it."""
        main = self._relation(role)
        relations = [r for r in self.ontology.of_kind(ENTITIES) if r is main or main.name in r.parents]
        classes = frozenset().union(*((r.domain if of_subject else r.range) for r in relations))
        one, names = self._meanings.one(name, classes), {relation.name for relation in relations}
        said = self._facts.claims.about(one.iri, [SUBJECT if of_subject else OBJECT])
        facts = [f for f in self._facts.facts(s for s in said if s.relation in names) if f.stands]
        facts.sort(key=lambda fact: (min(fact.sentences), order(fact)))
        others = dict.fromkeys(other for fact in facts if isinstance(other := fact.other(one), Entity))
        return Entities(f"{asked} {one.name}", tuple(others), tuple(facts))

    def _dated(self, event: Entity) -> list[Fact]:
        """The facts that say when an event takes place, the surest first."""
        said = self._facts.claims.about(event.iri, [SUBJECT])
        days = {relation.name for relation in self.ontology.of_kind(ATTRIBUTE) if relation.dimension == "date"}
        found = [fact for fact in self._facts.facts(s for s in said if s.relation in days) if fact.stands]
        return sorted(found, key=lambda fact: (-fact.confidence, order(fact)))

    def _standing(self, one: Entity, other: Entity) -> tuple[Fact, ...]:
        between = self._facts.between(one, other)
        return tuple(fact for fact in between if fact.stands and isinstance(fact.object, Entity))


def _means(fact: Fact, one: Entity, wanted: str | Entity | float) -> bool:
    """Whether the end of a fact that is not `one` is what is wanted: by any name, its id, or a way to write a value."""
    other = fact.other(one)
    if isinstance(other, Entity):
        names: list[Any] = [other.name, other.id, other.iri, *other.aliases]
        return other == wanted or (isinstance(wanted, str) and plain(wanted) in map(plain, names))
    names = [fact.value, fact.written, other.indicator, f"{other.indicator}{fact.written}", other.text]
    return fact.value == wanted or plain(str(wanted)) in {plain(str(name)) for name in names if name is not None}
