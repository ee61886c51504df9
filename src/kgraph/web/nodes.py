"""The page about a node that is no entity: a post, a figure, a claim, a check, a candidate, a decision, a curator.

Comes in: the node. Goes out: a page with its properties, its sentence where it is a claim, and what points at it.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from kgraph.iris import KG, RDF
from kgraph.web import described, templates
from kgraph.web.http import Response
from kgraph.web.portraits import Painter, Row, property_label
from kgraph.web.served import Served
from kgraph.web.things import TYPE

MOST = 100  # values shown of what a node has, and of what points at it


def node_page(node: NamedNode, served: Served, headers: dict[str, str]) -> Response:
    """The page of any node of the graph."""
    painter = Painter(served.things, served.ontology)
    values = painter.facts.evidence.values(node)
    types = [term.value.removeprefix(KG) for term in values.pop(TYPE.value, ())]
    label = next((served.ontology.label(name) for name in types if name in served.ontology.classes), "")
    rows = [painter.row(NamedNode(name), term) for name, terms in sorted(values.items()) for term in terms]
    passage = None
    if RDF + "predicate" in values and KG + "quote" in values:
        passage = painter.wording.passage(painter.facts.evidence.told(values))
    from_ = list(_pointing(node, served, painter))
    return templates.page(
        "node.html", headers=headers, name=served.things.label(node.value), iri=node.value, label=label,
        rows=rows[:MOST], passage=passage, pointing=from_[:MOST], hidden=max(0, len(rows) - MOST),
        hidden_pointing=max(0, len(from_) - MOST),
        formats={ending: f"/data{_tail(served, node)}.{ending}" for ending in described.ENDINGS},
    )  # fmt: skip


def _tail(served: Served, node: NamedNode) -> str:
    return served.things.path(node.value).removeprefix("/id")


def _pointing(node: NamedNode, served: Served, painter: Painter) -> list[Row]:
    """What has this node as a value: the property, and the name of its subject."""
    found = served.store.quads_for_pattern(None, None, node, None)
    pairs = {(quad.predicate.value, quad.subject) for quad in found}
    rows = [Row(property_label(iri, served.ontology), painter.wording.name(subject)) for iri, subject in pairs]
    return sorted(rows, key=lambda row: (row.label, row.value.text, row.value.path))
