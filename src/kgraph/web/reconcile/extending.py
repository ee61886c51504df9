"""Data extension: properties of matched entities as columns, and which properties there are to choose from.

Comes in: ids of entities and of properties with settings. Goes out: rows of cells as the API has them: another entity,
a number, a date or text. Whole numbers beyond 32 bits go as `float`, since OpenRefine reads `int` as that.
"""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import Literal, NamedNode

from kgraph.iris import KG, XSD
from kgraph.ontology import Ontology
from kgraph.web.facts import Facts
from kgraph.web.http import Refused
from kgraph.web.reconcile.properties import MOST_VALUES, Properties, Property, Term
from kgraph.web.things import Things
from kgraph.web.wording import Wording

MOST_IDS, MOST_PROPERTIES = 1_000, 50  # of one request
LIMIT = "limit"  # the setting: how many values of a property
_INT32 = 1 << 31
_NUMBERS = {XSD + name for name in ("decimal", "double", "float", "integer")}


class Extender:
    """Fills in columns."""

    def __init__(self, things: Things, ontology: Ontology, properties: Properties):
        self.things = things
        self.ontology = ontology
        self.properties = properties
        self.wording = Wording(things, ontology, Facts(things.store, ontology))

    def answer(self, text: str) -> dict[str, Any]:
        """The response to a data extension query."""
        ids, wanted = _read(text)
        known = [(property, most) for id, most in wanted if (property := self.properties.get(id))]
        if len(known) != len(wanted):
            unknown = next(id for id, _ in wanted if not self.properties.get(id))
            raise Refused(400, f"no property {unknown}; /reconcile/properties?type=… lists them")
        rows = {id: {property.id: self._cells(id, property, most) for property, most in known} for id in ids}
        return {"meta": [self._meta(property) for property, _ in known], "rows": rows}

    def _meta(self, property: Property) -> dict[str, Any]:
        meta: dict[str, Any] = {"id": property.id, "name": property.name}
        if property.cls:
            meta["type"] = {"id": property.cls, "name": self.ontology.label(property.cls)}
        return meta

    def _cells(self, id: str, property: Property, most: int) -> list[dict[str, Any]]:
        node = self.things.find(id)
        return [self.cell(term) for term in self.properties.values(node.value, property, most)] if node else []

    def cell(self, term: Term) -> dict[str, Any]:
        """A value as a cell."""
        if isinstance(term, NamedNode):
            if term.value.startswith(KG):
                return {"str": self.ontology.label(term.value.removeprefix(KG))}
            if figure := self.figure(term):
                return {"str": figure}
            if term.value.startswith(self.things.base):
                return {"id": self.things.tail(term.value), "name": self.things.label(term.value)}
            return {"str": term.value}
        return _literal(term)

    def figure(self, node: NamedNode) -> str:
        """An observation in words; nothing for another node."""
        values = self.wording.facts.values(node)
        return self.wording.figure(values) if KG + "indicator" in values else ""


def _literal(term: Literal) -> dict[str, Any]:
    kind = term.datatype.value
    if kind == XSD + "date":
        return {"date": f"{term.value[:10]}T00:00:00Z"}
    if kind not in _NUMBERS:
        return {"str": term.value}
    number = float(term.value)
    whole = kind == XSD + "integer" and abs(number) < _INT32
    return {"int": int(number)} if whole else {"float": number}


def _read(text: str) -> tuple[list[str], list[tuple[str, int]]]:
    """(ids of entities, (id of a property, most values)) of a query."""
    try:
        found = json.loads(text)
        ids, properties = found["ids"], found["properties"]
        wanted = [(item["id"], _most(item.get("settings") or {})) for item in properties]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused(400, '"extend" must be {"ids": ["…"], "properties": [{"id": "…"}]} in JSON') from None
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in [*ids, *(id for id, _ in wanted)]):
        raise Refused(400, '"ids" must be a list of texts, and so the ids of properties')
    if len(ids) > MOST_IDS or len(wanted) > MOST_PROPERTIES:
        raise Refused(413, f"ask for {MOST_IDS:,} entities and {MOST_PROPERTIES} properties at most")
    return list(dict.fromkeys(ids)), wanted


def _most(settings: dict[str, Any]) -> int:
    """How many values: the setting may come as text; 0 means all."""
    text = str(settings.get(LIMIT, 0) or 0).strip()
    number = int(float(text)) if text.replace(".", "", 1).isdecimal() else 0
    return min(number, MOST_VALUES) if number > 0 else MOST_VALUES
