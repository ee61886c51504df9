"""What may be said: the classes and relations of the ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Class:
    """A class of the ontology: `parents` are the direct ones in kg:, `kind` is "entity" where names are looked for."""

    name: str
    labels: Mapping[str, str] = field(hash=False)
    comments: Mapping[str, str] = field(hash=False)
    parents: tuple[str, ...] = ()
    colour: str = "#999999"
    kind: str | None = None
    role: str | None = None
    many_values: bool = False  # of one attribute: they contradict nothing


@dataclass(frozen=True)
class Relation:
    """A relation, an attribute or the observation relation (`kind`).

    `domain` and `range` are concrete class names; an attribute has `dimension`, `datatype` (IRI) or `values` (in the
    order of their stages) instead of a range. `sides` are the domain's classes as the ontology lists them, used where
    head and tail must be of the same kind. A relation with a `node_class` is also a node, tied by `head_property` and
    `tail_property`.
    """

    name: str
    kind: str
    labels: Mapping[str, str] = field(hash=False)
    comments: Mapping[str, str] = field(hash=False)
    domain: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    same_kind: bool = False
    parents: tuple[str, ...] = ()
    role: str | None = None
    symmetric: bool = False
    planned_holds: bool = True
    qualifiers: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    dimension: str | None = None
    unit: str | None = None
    unit_aliases: frozenset[str] = frozenset()
    datatype: str | None = None
    values: tuple[str, ...] = ()
    node_class: str | None = None
    head_property: str | None = None
    tail_property: str | None = None

    def allows(self, head: str, tail: str) -> bool:
        """Whether an entity of type `head` may stand in this relation to one of type `tail`."""
        if head not in self.domain or tail not in self.range:
            return False
        return not self.same_kind or any(head in side and tail in side for side in self.sides)
