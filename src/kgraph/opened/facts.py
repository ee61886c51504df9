"""The facts of a built folder, read when they are asked for.

Comes in: the claims of a store. Goes out: `Fact`s between `Entity`s, each with its sentences, and `Post`s.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, NamedNode

from kgraph import iris
from kgraph.nouns import Relation, Value
from kgraph.opened.claims import ENTITIES, TYPE, ClaimReader, Said, Statement
from kgraph.opened.things import Entity, Fact, Post
from kgraph.queries.evidence import Sentence, best
from kgraph.queries.wording import change, number

_PREFERRED, _OTHER = iris.SKOS + "prefLabel", iris.SKOS + "altLabel"
_HEADLINE = iris.SCHEMA + "headline"
_CONCERNS = NamedNode(iris.KG + "concerns")


class FactReader:
    """Makes entities, facts and posts of what claims say; each entity is made once."""

    def __init__(self, claims: ClaimReader):
        self.claims, self.store, self.ontology = claims, claims.store, claims.ontology
        self.known: dict[str, Entity] = {}
        self.classes = {*self.ontology.entity_classes, self.ontology.with_role("document")}

    # ── entities ──

    def entity(self, iri: str) -> Entity:
        """The entity or document with this IRI."""
        if iri not in self.known:
            self.known[iri] = self._entity(iri)
        return self.known[iri]

    def _entity(self, iri: str) -> Entity:
        terms: dict[str, list[str]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()):
            terms.setdefault(quad.predicate.value, []).append(quad.object.value)
        id = self.claims.id(iri)
        types = sorted(type.removeprefix(iris.KG) for type in terms.get(TYPE.value, ()))
        type = next((name for name in types if name in self.classes), "")
        label, colour = (self.ontology.label(type), self.ontology.cls(type).colour) if type else ("", "")
        name = min(terms.get(_PREFERRED) or terms.get(_HEADLINE) or [id])
        return Entity(name, type, id, iri, tuple(sorted(terms.get(_OTHER, ()))), label, colour, self)

    # ── facts ──

    def about(self, one: Entity) -> tuple[Fact, ...]:
        """The facts that stand in which an entity is one end: as subject first, by relation."""
        found = [fact for fact in self.facts(self.claims.about(one.iri)) if fact.stands]
        return tuple(sorted(found, key=lambda fact: (fact.subject != one, fact.kind == ENTITIES, *order(fact))))

    def between(self, one: Entity, other: Entity) -> tuple[Fact, ...]:
        """All facts between two entities, standing or not, either way round."""
        pairs = ((one, other),) if one == other else ((one, other), (other, one))
        said = [said for a, b in pairs for said in self.claims.between(a.iri, b.iri)]
        return tuple(sorted(self.facts(said), key=order))

    def facts(self, claims: Iterable[Said]) -> list[Fact]:
        """The facts of these claims."""
        return [self._fact(statement) for statement in self.claims.statements(claims)]

    def _fact(self, statement: Statement) -> Fact:
        relation = self.ontology.relation(statement.relation)
        subject = self.entity(statement.subject)
        object = statement.object if isinstance(statement.object, Value) else self.entity(statement.object)
        return Fact(
            id=statement.id,
            subject=subject,
            relation=relation.name,
            label=_label(relation),
            kind=relation.kind,
            object=object,
            written=self._written(relation, object),
            qualifiers=statement.qualifiers,
            sentences=self._sentences(said.sentence for said in statement.claims),
            text=self._text(subject, relation, object, dict(statement.qualifiers)),
            stands=statement.stands,
        )

    def _sentences(self, sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
        """One for each passage, those that assert first."""
        asserts = self.ontology.modalities
        return tuple(sorted(best(sentences), key=lambda sentence: not asserts.get(sentence.modality, True)))

    def _text(self, subject: Entity, relation: Relation, object: Entity | Value, said: dict[str, str]) -> str:
        what = _label(relation)
        if isinstance(object, Entity):
            more = [said.get(name, "") for name in relation.required]
        else:
            growth = "" if object.change is None else change(str(object.change))
            what, more = object.indicator or what, [object.period or "", growth]
        brackets = "，".join(part for part in more if part)
        return f"{subject.name} {what} {self._written(relation, object)}" + (f"（{brackets}）" if brackets else "")

    def _written(self, relation: Relation, object: Entity | Value) -> str:
        if isinstance(object, Entity):
            return object.name
        if object.number is None:
            return self.ontology.label(object.text or "") if relation.values else object.text or ""
        return f"{'约' if object.approx else ''}{number(str(object.number))}{object.unit or ''}"

    # ── posts ──

    def posts(self, person: Entity) -> tuple[Post, ...]:
        """The posts of a person, in the order of the career."""
        post = self.ontology.relation(self.ontology.with_role("post"))
        holder = NamedNode(iris.KG + (post.head_property or ""))
        nodes = {q.subject for q in self.store.quads_for_pattern(None, holder, NamedNode(person.iri), DefaultGraph())}
        found = [self._post(person, node) for node in nodes]
        return tuple(sorted(found, key=lambda post: (post.place, post.organisation, post.title)))

    def _post(self, person: Entity, node: NamedNode) -> Post:
        post = self.ontology.relation(self.ontology.with_role("post"))
        terms = self.claims.evidence.values(node)

        def text(name: str) -> str | None:
            return next((term.value for term in terms.get(iris.KG + name, ())), None)

        claims = {quad.subject for quad in self.store.quads_for_pattern(None, _CONCERNS, node, None)}
        return Post(
            person=person,
            organisation=self.entity(text(post.tail_property or "") or ""),
            title="，".join(text(name) or "" for name in post.required),
            start=text("start"),
            end=text("end"),
            first_seen=text("firstSeen"),
            last_seen=text("lastSeen"),
            seen_over=text("seenOver"),
            former=text("ended") in ("true", "1"),
            place=int(text("careerPlace") or 0),
            sentences=self._sentences(self.claims.evidence.sentence(claim) for claim in claims),
        )


def _label(relation: Relation) -> str:
    return relation.labels.get("zh", relation.name)


def order(fact: Fact) -> tuple:
    """By relation, then by the other end."""
    other = fact.object if isinstance(fact.object, Entity) else None
    return fact.relation, other.name if other else "", str(fact.value), fact.subject, fact.qualifiers, fact.id
