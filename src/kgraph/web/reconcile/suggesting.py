"""Suggestions while one types: entities, classes and properties by the beginning of their names; and flyouts for them.

Comes in: what was typed, or an id. Goes out: lists of ids with names and descriptions; a few words of HTML, escaped.
"""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from kgraph.ontology import Ontology
from kgraph.text import name_key
from kgraph.web.names import Names
from kgraph.web.reconcile.properties import Properties, Property
from kgraph.web.things import Thing, Things

COUNT = 20  # suggestions of one answer
MAX_CURSOR = 10_000  # suggestions that may be skipped


class Suggester:
    """Suggests what is in one folder."""

    def __init__(self, things: Things, index: Names, ontology: Ontology, properties: Properties, words: dict):
        self.things = things
        self.index = index
        self.ontology = ontology
        self.properties = properties
        self.words = words

    def entities(self, prefix: str, cursor: int, type_: str = "") -> list[dict[str, Any]]:
        """Entities whose names begin so, hold it, or are said so; or the one with this id."""
        known = self.things.get(prefix) or self.things.get(self.things.base + prefix)
        found = [hit.thing for hit in self.index.search(prefix, len(self.index.things) if type_ else cursor + COUNT)]
        if type_ in self.ontology.classes:
            found = [thing for thing in found if self.ontology.is_a(thing.type, type_)]
        listed = [known, *(thing for thing in found if thing != known)] if known else found
        return [self.entity(thing) for thing in listed[cursor : cursor + COUNT]]

    def entity(self, thing: Thing) -> dict[str, Any]:
        return {
            "id": self.things.tail(thing.iri),
            "name": thing.name,
            "description": self.description(thing),
            "notable": [{"id": thing.type, "name": self.ontology.label(thing.type)}],
        }

    def description(self, thing: Thing) -> str:
        """What tells an entity from its namesakes, in a line."""
        told = self.words["entity_description"].format(
            label=self.ontology.label(thing.type), facts=thing.facts, documents=thing.documents
        )
        return "；".join([told, *(["、".join(thing.aliases)] if thing.aliases else [])])

    def types(self, prefix: str, cursor: int) -> list[dict[str, Any]]:
        """Classes whose id or label, in Chinese or English, begins so or holds it."""
        names = [name for name in self.classes() if self._says(prefix, name)]
        return [self.type(name) | {"description": self._comment(name)} for name in names[cursor : cursor + COUNT]]

    def classes(self) -> list[str]:
        """The classes of entities, and those above them."""
        above = {name for cls in self.ontology.entity_classes for name in self.ontology.ancestors(cls)}
        wider = above - set(self.ontology.entity_classes)
        return [*self.ontology.entity_classes, *sorted(name for name in wider if name in self.ontology.classes)]

    def type(self, name: str) -> dict[str, Any]:
        """A class with its id, name and the classes directly above it."""
        broader = [n for n in self.ontology.cls(name).parents if n in self.ontology.classes]
        made: dict[str, Any] = {"id": name, "name": self.ontology.label(name)}
        if broader:
            made["broader"] = [{"id": n, "name": self.ontology.label(n)} for n in broader]
        return made

    def properties_like(self, prefix: str, cursor: int, type_: str = "") -> list[dict[str, Any]]:
        """Properties that entities have (of a class, where one is given) whose id or name begins so or holds it."""
        listed = self.properties.of_class(type_)
        found = [each for each in listed if name_key(prefix) in name_key(f"{each.id} {each.name}{self._english(each)}")]
        found.sort(key=lambda each: each.id.startswith("^"))  # the way round that the ontology says it comes first
        exact = self.properties.get(prefix)
        if exact and all(each.id != exact.id for each in found):
            found.insert(0, exact)
        return [self.property(each) for each in found[cursor : cursor + COUNT]]

    def property(self, each: Property) -> dict[str, Any]:
        return {"id": each.id, "name": each.name, "description": each.id + self._english(each)}

    def _english(self, each: Property) -> str:
        local = each.id.rpartition("/")[2].removeprefix("^")
        return f" · {self.ontology.label(local, 'en')}" if local in self.ontology.properties else ""

    def _says(self, prefix: str, name: str) -> bool:
        words = f"{name} {self.ontology.label(name)} {self.ontology.label(name, 'en')}"
        return name_key(prefix) in name_key(words)

    def _comment(self, name: str) -> str:
        return self.ontology.cls(name).comments.get("zh", self.ontology.label(name, "en"))

    def flyout(self, kind: str, id: str) -> str | None:
        """A few words of HTML about an entity, a class or a property; None where there is none with this id."""
        if kind == "entity":
            thing = self.things.get(self.things.base + id)
            told = (thing.name, self.description(thing)) if thing else None
        elif kind == "type":
            told = (self.ontology.label(id), self._comment(id)) if id in self.ontology.classes else None
        else:
            each = self.properties.get(id)
            told = (each.name, each.id + self._english(each)) if each else None
        return f"<p><b>{escape(told[0])}</b></p><p>{escape(told[1])}</p>" if told else None
