"""Finds the sentences behind a row.

Comes in: a fact, a node (a tenure, an observation), a name or a document of the graph. Goes out: its `Sentence`s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from kgraph.iris import BASE, KG, RDF, SCHEMA
from kgraph.queries.asking.plans import Proof
from kgraph.queries.evidence import ASSERTED, Evidence, Sentence

_SUBJECT, _PREDICATE, _OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
_CONCERNS = NamedNode(KG + "concerns")

Node = NamedNode | BlankNode


class Prover:
    """The claims of a store, found by what they are about."""

    def __init__(self, evidence: Evidence):
        self.evidence = evidence
        self.store = evidence.store

    def sentences(self, proof: Proof, terms: Mapping[str, object]) -> Iterator[Sentence]:
        """The sentences of a solution that a proof points at."""
        if proof.kind == "fact":
            head, relation, tail = proof.terms
            found = (terms.get(head), NamedNode(relation), terms.get(tail))
        else:
            found = tuple(terms.get(name) for name in proof.terms)
        if None not in found:
            ways = {"fact": self.fact, "either": self.fact, "node": self.node, "claim": self.claim, "name": self.name,
                    "mention": self.mention, "thing": self.thing, "document": self.document}  # fmt: skip
            yield from ways[proof.kind](*found)

    def claim(self, claim: Node) -> Iterator[Sentence]:
        """The sentence of a claim."""
        yield self.evidence.sentence(claim)

    def fact(self, head: Node, relation: NamedNode, tail: Node | Literal) -> Iterator[Sentence]:
        """The sentences of the claims that say a fact."""
        for claim in self._about(head, tail):
            if self._has(claim, _PREDICATE, relation):
                yield self.evidence.sentence(claim)

    def node(self, node: Node) -> Iterator[Sentence]:
        """The sentences of the claims that a tenure or observation rests on."""
        claims = {quad.subject for quad in self.store.quads_for_pattern(None, _CONCERNS, node, None)}
        yield from (self.evidence.sentence(claim) for claim in sorted(claims, key=str))

    def name(self, thing: Node, full: Literal, short: Literal) -> list[Sentence]:
        """The sentence that gives a thing a name, best one with its full name as well."""
        sides = (self.store.quads_for_pattern(None, side, thing, None) for side in (_SUBJECT, _OBJECT))
        said = sorted({self.evidence.sentence(quad.subject) for quads in sides for quad in quads})
        with_name = [sentence for sentence in said if short.value in sentence.quote]
        return ([s for s in with_name if full.value in s.quote] or with_name)[:1]

    def mention(self, thing: Node, document: Node) -> list[Sentence]:
        """The first sentence of a document that says something of a thing."""
        sides = (self.store.quads_for_pattern(None, side, thing, document) for side in (_SUBJECT, _OBJECT))
        said = [self.evidence.sentence(quad.subject) for quads in sides for quad in quads]
        return [min(said, key=lambda s: (s.spans, s))] if said else self.document(document)

    def thing(self, thing: Node) -> list[Sentence]:
        """The first sentence that says something of a thing."""
        sides = (self.store.quads_for_pattern(None, side, thing, None) for side in (_SUBJECT, _OBJECT))
        claims = {quad.subject for quads in sides for quad in quads if quad.graph_name != DefaultGraph()}
        return [self.evidence.sentence(min(claims, key=str))] if claims else []

    def document(self, document: Node) -> list[Sentence]:
        """A document as its own evidence: its headline stands for its words."""
        about = self.evidence.values(document)
        headline, source, published = (
            about[name][0].value if name in about else ""
            for name in (SCHEMA + "headline", KG + "sourceFile", SCHEMA + "datePublished")
        )
        name = document.value.removeprefix(BASE)
        return [Sentence(name, (), headline or name, headline, source, published, "", 1.0, ASSERTED, "", "")]

    def _about(self, head: Node, tail: Node | Literal) -> list[Node]:
        """The claims about both; whichever of the two has fewer is gone through, so that a busy place costs nothing."""
        ones = (quad.subject for quad in self.store.quads_for_pattern(None, _SUBJECT, head, None))
        others = (quad.subject for quad in self.store.quads_for_pattern(None, _OBJECT, tail, None))
        of_head: set = set()
        of_tail: set = set()
        for one, other in zip_longest(ones, others):
            of_head.add(one)
            of_tail.add(other)
            if one is None or other is None:
                break
        few, predicate, term = (of_head, _OBJECT, tail) if None in of_head else (of_tail, _SUBJECT, head)
        return sorted((c for c in few if c is not None and self._has(c, predicate, term)), key=str)

    def _has(self, claim: Node, predicate: NamedNode, term: Node | Literal) -> bool:
        return any(True for _ in self.store.quads_for_pattern(claim, predicate, term, None))
