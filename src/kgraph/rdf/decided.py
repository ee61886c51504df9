"""What people decided, as RDF.

Comes in: a claim or an entity that rests on a decision. Goes out: whom it is attributed to, and a node for the decision
with its action, day, reason and person. The node does not depend on where the decision stands in its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, replace
from hashlib import sha1
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph import iris
from kgraph.nouns import Decision
from kgraph.rdf import terms
from kgraph.rdf.terms import TYPE, dated, kg

if TYPE_CHECKING:
    from kgraph.rdf.quads import Maker

KEY_LENGTH = 12  # hex digits that tell decisions apart


def says(node: NamedNode, decision: Decision, maker: Maker, graph: NamedNode | None = None) -> Iterator[Quad]:
    """`node` (in `graph`) rests on the decision; and the decision itself."""
    key = sha1(repr(astuple(replace(decision, line=0))).encode()).hexdigest()[:KEY_LENGTH]
    made, who = NamedNode(iris.decision(key, maker.base)), NamedNode(iris.curator(decision.who, maker.base))
    yield Quad(node, terms.DECISION, made, graph or DefaultGraph())
    yield Quad(node, terms.ATTRIBUTED_TO, who, graph or DefaultGraph())
    yield Quad(made, TYPE, kg(maker.ontology.with_role("decision")))
    yield Quad(made, terms.ACTION, Literal(decision.action))
    yield Quad(made, terms.DECIDED_ON, dated(decision.when))
    yield Quad(made, terms.REASON, Literal(decision.why))
    yield Quad(made, terms.ASSOCIATED_WITH, who)
    yield Quad(who, TYPE, terms.AGENT)
    yield Quad(who, terms.LABEL, Literal(decision.who))
