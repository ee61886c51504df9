"""Properties of entities as reconciliation and data extension name them, and their values.

Comes in: an id, which is a SPARQL property path of names: `holdsPostAt`, `^undertakes` (who undertakes it),
`^holder/title` (the titles of a person's posts). Goes out: a `Property`; for an entity, the terms at the path's end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kgraph.iris import KG, PREFIXES
from kgraph.ontology import Ontology
from kgraph.web.things import TYPE, Things

MAX_STEPS = 4  # of a path; the longest that is proposed has two
MOST_VALUES = 100  # of one property of one entity
_STEP = re.compile(r"(\^?)(?:([a-z]+):)?([A-Za-z]\w*)")

Term = NamedNode | Literal


@dataclass(frozen=True)
class Property:
    """A path with a name for people; `cls` is the class of its values, where they are of one."""

    id: str
    name: str
    steps: tuple[tuple[str, bool], ...]  # (IRI of a property, whether it is walked from object to subject)
    cls: str = ""


class Properties:
    """The properties of one folder."""

    def __init__(self, things: Things, ontology: Ontology, words: dict):
        self.things = things
        self.ontology = ontology
        self.words = words

    def get(self, id: str) -> Property | None:
        """The property with this id; None where it is no path of properties."""
        parts = [_STEP.fullmatch(step.strip()) for step in id.split("/")]
        if not all(parts) or len(parts) > MAX_STEPS:
            return None
        steps = []
        for part in parts:
            namespace = PREFIXES.get(part[2] or "kg")
            if namespace is None or (namespace == KG and part[3] not in self.ontology.properties):
                return None
            steps.append((namespace + part[3], bool(part[1])))
        return Property(id, self._name(parts), tuple(steps), self._class(parts[-1]))

    def _name(self, parts: list[re.Match]) -> str:
        names = [self._label(part) for part in parts]
        *_, last = parts
        if len(parts) == 1 and last[1]:
            return self.words["inverse"].format(label=names[0])
        relation = self.ontology.relations.get(last[3])
        unit = relation.unit if relation and relation.unit else ""
        return self.words["unit"].format(label=names[-1], unit=unit) if unit else names[-1]

    def _label(self, part: re.Match) -> str:
        if part[2] in (None, "kg"):
            return self.ontology.label(part[3])
        return self.words["properties"].get(f"{part[2]}:{part[3]}", f"{part[2]}:{part[3]}")

    def _class(self, last: re.Match) -> str:
        relation = self.ontology.relations.get(last[3])
        ends = (relation.domain if last[1] else relation.range) if relation else ()
        return next(iter(ends)) if len(ends) == 1 else ""

    # ── what there is ──

    def of_class(self, name: str) -> list[Property]:
        """The properties that entities of a class have, the most frequent first; of all classes where it is none."""
        known = name in self.ontology.classes
        fitting = (n for n in self._counted if not known or self.ontology.is_a(n, name))
        counted = sum((self._counted[cls] for cls in fitting), Counter())
        ordered = sorted(counted, key=lambda id: (-counted[id], id))
        return [property for id in ordered if (property := self.get(id))]

    @cached_property
    def _counted(self) -> dict[str, Counter[str]]:
        """Class → how many statements of its entities have each property."""
        found: dict[str, Counter[str]] = {}
        for quad in self.things.store.quads_for_pattern(None, None, None, DefaultGraph()):
            if quad.predicate == TYPE or not (short := _short(quad.predicate.value)):
                continue
            if thing := self.things.get(quad.subject.value):
                found.setdefault(thing.type, Counter())[short] += 1
            ends = isinstance(quad.object, NamedNode) and self.things.get(quad.object.value)
            if ends and self.things.get(quad.subject.value):
                found.setdefault(ends.type, Counter())[f"^{short}"] += 1
        for cls, id in self._qualifiers():
            if cls in found:
                found[cls][id] += sum(found[cls].values())
        return found

    def _qualifiers(self) -> Iterator[tuple[str, str]]:
        """(class, path) of what the nodes of a relation tell: the titles of a person's posts."""
        for relation in self.ontology.relations.values():
            for qualifier in relation.required if relation.node_class else ():
                yield from ((cls, f"^{relation.head_property}/{qualifier}") for cls in relation.domain)

    def values(self, iri: str, property: Property, most: int = MOST_VALUES) -> list[Term]:
        """The values of a property of an entity, each once, in order."""
        here: set = {NamedNode(iri)}
        for step, inverse in property.steps:
            here = {end for node in here for end in self._walk(node, NamedNode(step), inverse)}
        return sorted(here, key=str)[:most]

    def _walk(self, node: Term, step: NamedNode, inverse: bool) -> Iterator[Term]:
        store = self.things.store
        if inverse:
            found = (quad.subject for quad in store.quads_for_pattern(None, step, node, None))
        elif isinstance(node, NamedNode):
            found = (quad.object for quad in store.quads_for_pattern(node, step, None, None))
        else:
            return
        yield from (term for term in found if not isinstance(term, BlankNode))


def _short(iri: str) -> str:
    """`undertakes`, `skos:altLabel`; nothing for a property of no known vocabulary."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return iri.removeprefix(namespace) if namespace == KG else f"{prefix}:{iri.removeprefix(namespace)}"
    return ""
