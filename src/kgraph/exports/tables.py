"""Knowledge and graph → grids: nodes, edges, and the tables that `ontology/tables.toml` describes.

Column names are English and stable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kgraph.errors import OntologyError
from kgraph.exports import audited, past
from kgraph.exports.clean import cell
from kgraph.exports.columns import DAY, TEXT, WHOLE, Column, Sheet
from kgraph.exports.facts import Shelf
from kgraph.exports.grids import Grid
from kgraph.nouns import Entity, Fact, Histories, Value

FILE = "ontology/tables.toml"
IN_ORDER = ("histories", "audit")  # kinds of rows that come in an order of their own
Read = Callable[[Any], Any]


def nodes(sheet: Sheet) -> Grid:
    """nodes.csv: id, label, degree and the columns of nodes."""

    def rows() -> Iterator[list[object]]:
        for node in sheet.nodes:
            first = [node.id, node.data.get("label"), sheet.graph.degree(node.id)]
            yield [*first, *(column.read(node.data) for column in sheet.node_columns)]

    return Grid([("id", TEXT), ("label", TEXT), ("degree", WHOLE), *_said(sheet.node_columns)], rows)


def edges(sheet: Sheet, labels: bool = False) -> Grid:
    """edges.csv: id, source, target, label, weight, the days between which it held, and the columns of edges; `labels`
    adds the names of both ends."""

    def rows() -> Iterator[list[object]]:
        known = sheet.graph.nodes
        for edge in sheet.edges:
            names = [known[end].get("label") for end in (edge.source, edge.target)] if labels else []
            first = [edge.id, edge.source, edge.target, *names, edge.data.get("label"), edge.data.get("weight")]
            yield [*first, *edge.interval, *(column.read(edge.data) for column in sheet.edge_columns)]

    names = [("source_label", TEXT), ("target_label", TEXT)] if labels else []
    first = [("id", TEXT), ("source", TEXT), ("target", TEXT), *names, ("label", TEXT), ("weight", WHOLE)]
    return Grid([*first, ("from", DAY), ("to", DAY), *_said(sheet.edge_columns)], rows)


def table(name: str, plan: Mapping[str, Any], shelf: Shelf, graph: Any, ontology: Any,
          histories: Histories | None = None, types: Mapping[str, str] | None = None) -> Grid:  # fmt: skip
    """One table as `tables.toml` plans it. Rows are sorted; those of histories and audit have an order of their own.
    `types` says which columns are no text."""
    try:
        of, _, what = plan["rows"].partition(" ")
        columns = [words.split() for words in plan["columns"].values()]
        if of == "histories":
            picked, reads = past.rows(what, histories or Histories()), [past.cell(what, w, shelf) for w in columns]
        elif of == "audit":
            picked, reads = audited.rows(what, shelf), [audited.cell(w, shelf) for w in columns]
        else:
            picked = _ROWS[of](what, shelf, ontology)
            reads = [_CELLS[of](words, shelf, graph, ontology) for words in columns]
    except KeyError as error:
        raise OntologyError(f"{FILE}: table {name!r} has no or an unknown {error}; see the top of that file.") from None

    def rows() -> Iterable[list[object]]:
        found = ([read(one) for read in reads] for one in picked)
        return found if of in IN_ORDER else sorted(found, key=lambda row: [cell(value) for value in row])

    return Grid([(key, (types or {}).get(words, TEXT)) for key, words in plan["columns"].items()], rows)


def _said(columns: Iterable[Column]) -> list[tuple[str, str]]:
    return [(column.name, column.type) for column in columns]


def _facts(what: str, shelf: Shelf, ontology: Any) -> list[Fact]:
    return shelf.of_relation(ontology.relation(what).name)


def _of_kind(what: str, shelf: Shelf, ontology: Any) -> list[Fact]:
    return [fact for fact in shelf.facts if ontology.relation(fact.relation).kind == what]


def _entities(what: str, shelf: Shelf, ontology: Any) -> list[Entity]:
    wanted = ontology.cls(what).name
    return [entity for entity in shelf.entities.values() if ontology.is_a(entity.type, wanted)]


def _fact_cell(words: list[str], shelf: Shelf, graph: Any, ontology: Any) -> Read:
    verb, *names = words
    if verb == "qualifier":
        return lambda fact: next((dict(fact.qualifiers)[n] for n in names if n in dict(fact.qualifiers)), None)
    if verb == "value":
        return lambda fact: getattr(fact.object, names[0]) if isinstance(fact.object, Value) else None
    return {
        "subject": lambda fact: shelf.label(fact.subject),
        "object": lambda fact: shelf.label(fact.object),
        "subject_id": lambda fact: fact.subject,
        "object_id": lambda fact: fact.object,
        "seen": lambda fact: shelf.seen(fact)[0 if names[0] == "first" else 1],
        "document": lambda fact: shelf.best(fact).document,
        "documents": shelf.documents_of,
        "quote": lambda fact: shelf.quote(shelf.best(fact)),
        "begin": lambda fact: [span.start for span in shelf.positions(shelf.best(fact))],
        "end": lambda fact: [span.end for span in shelf.positions(shelf.best(fact))],
        "verdict": lambda fact: shelf.verdicts.get(fact.id),
        "rule": lambda fact: shelf.best(fact).rule,
        "confidence": lambda fact: shelf.best(fact).confidence,
        "modality": lambda fact: shelf.best(fact).modality,
    }[verb]


def _entity_cell(words: list[str], shelf: Shelf, graph: Any, ontology: Any) -> Read:
    verb, *names = words
    if verb in ("in", "out"):
        relation = ontology.relation(names[0]).name
        return lambda entity: shelf.partners(entity.id, relation, verb)
    if verb == "attribute":
        relation = ontology.relation(names[0]).name
        return lambda entity: graph.nodes[entity.id].get(relation)
    return {
        "label": lambda entity: entity.name,
        "id": lambda entity: entity.id,
        "aliases": lambda entity: sorted(entity.aliases),
        "documents": lambda entity: sorted({document for document, _ in entity.mentions}),
    }[verb]


_ROWS = {"facts": _facts, "kind": _of_kind, "entities": _entities}
_CELLS = {"facts": _fact_cell, "kind": _fact_cell, "entities": _entity_cell}
