"""Entities as curators want them: merged, split, told apart, renamed, given another class.

Decisions apply one after the other, in the order of their lines; each sees what the ones before have made. An entity is
meant by its id (or IRI), by an id it had before an earlier line, or, where documents that came later gave it a fuller
name, by its class and any of its names, as long as only one entity has that. `Person/… in DOCUMENT` is the one that
has this name in that document, whatever other documents say: numbers (`~2`) may move as documents come and go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from kgraph import iris
from kgraph.nouns import Decision, Entity, Likeness, Mention

WITHIN = " in "  # between the id of an entity and a document that names it
POINTS = 10.0  # of a curator's word in a likeness; resolution joins from 3


@dataclass(frozen=True)
class Settled:
    """Entities sorted by id, the entity of each (document id, mention), the likenesses, and what did not apply."""

    entities: tuple[Entity, ...]
    entity_of: dict[tuple[str, Mention], str]
    likenesses: tuple[Likeness, ...]
    unapplied: tuple[str, ...] = ()


class Gone(Exception):
    """A decision is about something that is no longer so; the text says what."""


def settle(decisions: Iterable[Decision], entities: Iterable[Entity], likenesses: Sequence[Likeness]) -> Settled:
    """The entities after all decisions about them."""
    acts = [(ACTS[decision.action], decision) for decision in decisions if decision.action in ACTS]
    if not acts:
        made = tuple(entities)
        return Settled(made, _entity_of(made), tuple(likenesses))
    bench = Bench(entities, likenesses)
    unapplied = []
    for act, decision in acts:
        try:
            act(bench, decision)
        except Gone as reason:
            unapplied.append(f"line {decision.line}: {decision.action} no longer applies: {reason}")
    made = tuple(bench.entities[id] for id in sorted(bench.entities))
    return Settled(made, _entity_of(made), tuple(bench.likenesses), tuple(unapplied))


def _entity_of(entities: Iterable[Entity]) -> dict[tuple[str, Mention], str]:
    return {mention: entity.id for entity in entities for mention in entity.mentions}


class Bench:
    """The entities while decisions are applied to them."""

    def __init__(self, entities: Iterable[Entity], likenesses: Sequence[Likeness]):
        self.entities = {entity.id: entity for entity in entities}
        self.likenesses = list(likenesses)
        self.now: dict[str, str] = {}  # an id that an earlier line took away → the one instead
        self.named: dict[tuple[str, ...], set[str]] = {}  # (class, name) and (class, name, document) → ids
        for entity in self.entities.values():
            self._name(entity)

    def find(self, written: str) -> Entity:
        """The one entity that is meant."""
        iri, _, document = written.strip("<>").partition(WITHIN)
        id = "/".join(iri.strip("<>").split("/")[-2:])
        while not document and id not in self.entities and id in self.now:
            id = self.now[id]
        if not document and id in self.entities:
            return self.entities[id]
        type, _, tail = id.partition("/")
        name = unquote(tail).partition("~")[0].partition("@")[0]
        meant = self.named.get((type, name, document) if document else (type, name), set())
        if len(meant) == 1:
            return self.entities[next(iter(meant))]
        known = f"; {len(meant)} entities have that name" if meant else ""
        raise Gone(f'no entity "{written}"{known}')

    def take(self, entity: Entity) -> None:
        """Take an entity off the bench."""
        del self.entities[entity.id]
        for key in _keys(entity):
            self.named[key].discard(entity.id)

    def put(self, entity: Entity) -> Entity:
        """Put an entity on the bench, under an id of its own."""
        base, number = entity.id, 1
        while entity.id in self.entities:
            number += 1
            entity = replace(entity, id=f"{base}~{number}")
        self.entities[entity.id] = entity
        self._name(entity)
        return entity

    def change(self, entity: Entity, **fields) -> Entity:
        """Put a changed entity in the place of the one it was."""
        self.take(entity)
        made = self.put(replace(entity, **fields))
        self.move(entity.id, made.id)
        return made

    def move(self, old: str, new: str, documents: Iterable[str] | None = None) -> None:
        """What was said of one id is now said of another (as far as it was said in `documents`)."""
        if old == new:
            return
        if documents is None:
            self.now[old] = new
        within = None if documents is None else set(documents)

        def of(id: str, document: str) -> str:
            return new if id == old and (within is None or document in within) else id

        self.likenesses = [
            replace(like, a=of(like.a, like.a_document), b=of(like.b, like.b_document)) for like in self.likenesses
        ]

    def _name(self, entity: Entity) -> None:
        for key in _keys(entity):
            self.named.setdefault(key, set()).add(entity.id)


def _keys(entity: Entity) -> Iterator[tuple[str, ...]]:
    """What an entity may be called: its class with a name, also with a document that has it."""
    for form in (entity.name, *entity.aliases):
        yield entity.type, form
    for document, mention in entity.mentions:
        yield entity.type, mention.text, document
        yield mention.type, mention.text, document


# ── what each action does ──


def merge(bench: Bench, decision: Decision) -> None:
    found = list({entity.id: entity for entity in map(bench.find, decision.entities)}.values())
    if len(found) < 2:
        raise Gone(f"they are one entity already, {found[0].id}")
    first, *others = found
    forms = {form for entity in found for form in (entity.name, *entity.aliases)}
    links = {name: {value for e in found for n, value in e.links if n == name} for e in found for name, _ in e.links}
    mentions = sorted((m for entity in found for m in entity.mentions), key=_order)
    earlier = dict.fromkeys(d for entity in found for d in entity.decisions)
    for entity in others:
        bench.take(entity)
    made = bench.change(
        first,
        aliases=_others(forms, first.name),
        mentions=tuple(mentions),
        links=tuple((name, min(values)) for name, values in sorted(links.items()) if len(values) == 1),
        decisions=(*earlier, decision),
    )
    for entity in others:
        bench.move(entity.id, made.id)
    bench.likenesses = [like for like in bench.likenesses if like.same or like.a != like.b]
    said = _words("merged", decision)
    joined = (_likeness(first, entity, made.id, made.id) for entity in others)
    bench.likenesses += [replace(like, score=POINTS, reasons=(said,), same=True) for like in joined]
    if decision.name:
        _rename(bench, made, decision.name)


def apart(bench: Bench, decision: Decision) -> None:
    a, b = map(bench.find, decision.entities)
    if a.id == b.id:
        raise Gone(f'they are one entity, {a.id}; "split" says which of its documents are about another one')
    said = _words("told apart", decision)
    others = [like for like in bench.likenesses if {like.a, like.b} != {a.id, b.id}]
    about = [like for like in bench.likenesses if {like.a, like.b} == {a.id, b.id}] or [_likeness(a, b, a.id, b.id)]
    bench.likenesses = others + [_parted(like, said) for like in about]


def split(bench: Bench, decision: Decision) -> None:
    entity = bench.find(decision.entities[0])
    moved = tuple(mention for mention in entity.mentions if mention[0] in decision.documents)
    kept = tuple(mention for mention in entity.mentions if mention[0] not in decision.documents)
    if not moved or not kept:
        raise Gone(f"{entity.id} is named in {'none' if not moved else 'no other'} of these documents")
    rest, parted = ({mention.text for _, mention in part} for part in (kept, moved))
    name = entity.name if entity.name in rest else _fullest(rest)
    decisions = (*entity.decisions, decision)
    made = bench.change(entity, name=name, aliases=_others(rest, name), mentions=kept, decisions=decisions)
    title = decision.name or _fullest(parted)
    other = Entity(iris.local(entity.type, title), entity.type, title, _others(parted, title), moved, (), decisions)
    bench.move(made.id, bench.put(other).id, decision.documents)
    said = _words("split", decision)
    bench.likenesses = [_parted(like, said) if like.same and like.a != like.b else like for like in bench.likenesses]


def rename(bench: Bench, decision: Decision) -> None:
    entity = bench.find(decision.entities[0])
    _rename(bench, replace(entity, decisions=(*entity.decisions, decision)), decision.name)


def retype(bench: Bench, decision: Decision) -> None:
    entity = bench.find(decision.entities[0])
    id = iris.local(decision.type, unquote(entity.id.partition("/")[2]).partition("~")[0])
    id = entity.id if decision.type == entity.type else id
    bench.change(entity, id=id, type=decision.type, decisions=(*entity.decisions, decision))


ACTS = {"merge": merge, "apart": apart, "split": split, "rename": rename, "retype": retype}


def _rename(bench: Bench, entity: Entity, name: str) -> None:
    id = entity.id if name == entity.name else iris.local(entity.type, name)
    aliases = _others({entity.name, *entity.aliases}, name)
    bench.change(entity, id=id, name=name, aliases=aliases, decisions=entity.decisions)


def _likeness(a: Entity, b: Entity, a_id: str, b_id: str) -> Likeness:
    return Likeness(a_id, b_id, a.name, b.name, a.mentions[0][0], b.mentions[0][0], 0.0, (), False)


def _parted(like: Likeness, said: str) -> Likeness:
    return replace(like, score=0.0, reasons=(said, *like.reasons), same=False, apart=True)


def _words(done: str, decision: Decision) -> str:
    return f"{done} by {decision.who} on {decision.when}: {decision.why}"


def _fullest(forms: Iterable[str]) -> str:
    return min(forms, key=lambda form: (-len(form), form))


def _others(forms: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(sorted(set(forms) - {name}, key=lambda form: (-len(form), form)))


def _order(item: tuple[str, Mention]) -> tuple:
    return (item[0], item[1].span, item[1].type)
