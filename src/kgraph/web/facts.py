"""What a graph says of an entity, both ways, with the claims that say it.

Comes in: the IRI of an entity. Goes out: its `Fact`s: relation, which way, the other end, the node (a tenure, an
observation) where there is one, and the claims. What is denied or over is a fact too, one that does not stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from kgraph import iris
from kgraph.iris import KG, RDF
from kgraph.ontology import Ontology
from kgraph.queries import Evidence, Sentence
from kgraph.queries.evidence import ASSERTED, best

SUBJECT, PREDICATE, OBJECT = (NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
Term = NamedNode | Literal
Values = dict[str, list]


@dataclass(frozen=True)
class Fact:
    """`relation` is a name of the ontology; `outgoing` when the entity is its subject, else its object."""

    relation: str
    outgoing: bool
    other: Term
    node: NamedNode | None
    claims: tuple[Values, ...] = field(hash=False, compare=False)
    stands: bool = True

    @property
    def order(self) -> tuple:
        """What stands before what does not, what many passages say before what few say."""
        return not self.stands, -len(self.claims), str(self.other), self.relation, self.outgoing, str(self.node)


class Facts:
    """Reads the facts of one store."""

    def __init__(self, store: Store, ontology: Ontology):
        self.store = store
        self.ontology = ontology
        self.evidence = Evidence(store, ontology)

    def of(self, entity: str) -> list[Fact]:
        """All facts of an entity: those of its claims, and plain triples that have none."""
        found: dict[tuple, list[Values]] = {}
        for outgoing in (True, False):
            for claim in self._claims(entity, outgoing):
                found.setdefault(self._key(claim, outgoing), []).append(claim)
        said = {key[:3] for key in found}
        found |= {key: [] for key in self._triples(entity) if key[:3] not in said}
        facts = [Fact(*key, tuple(claims), self._stands(key[0], claims)) for key, claims in found.items()]
        return sorted(facts, key=lambda fact: fact.order)

    def _claims(self, entity: str, outgoing: bool) -> Iterator[Values]:
        """What is said of each claim about the entity. A statement in the default graph is no claim of a document."""
        for quad in self.store.quads_for_pattern(None, SUBJECT if outgoing else OBJECT, NamedNode(entity), None):
            if not isinstance(quad.graph_name, DefaultGraph):
                yield self.evidence.values(quad.subject) | {"": [quad.subject]}

    def _key(self, claim: Values, outgoing: bool) -> tuple:
        relation = claim[PREDICATE.value][0].value.removeprefix(KG)
        other = claim[(OBJECT if outgoing else SUBJECT).value][0]
        return relation, outgoing, other, next(iter(claim.get(KG + "concerns", ())), None)

    def _triples(self, entity: str) -> Iterator[tuple]:
        node = NamedNode(entity)
        for quad in self.store.quads_for_pattern(node, None, None, DefaultGraph()):
            if (name := quad.predicate.value.removeprefix(KG)) in self.ontology.relations:
                yield name, True, quad.object, None
        for quad in self.store.quads_for_pattern(None, None, node, DefaultGraph()):
            if (name := quad.predicate.value.removeprefix(KG)) in self.ontology.relations:
                yield name, False, quad.subject, None

    def _stands(self, relation: str, claims: list[Values]) -> bool:
        if not claims or relation not in self.ontology.relations:
            return True
        modalities = [v.value.removeprefix(KG) for claim in claims for v in claim.get(KG + "modality", ())]
        return self.ontology.stands(relation, modalities or [ASSERTED])

    def sentences(self, fact: Fact) -> tuple[Sentence, ...]:
        """The passages that say a fact, each once."""
        return best(self.evidence.told(claim) for claim in fact.claims)

    def values(self, node: Term) -> Values:
        """What is said of a node, by the IRI of the property."""
        return self.evidence.values(node)


def of_relation(facts: Iterable[Fact]) -> dict[tuple[str, bool], list[Fact]]:
    """Facts by relation and direction, in the order in which they come."""
    found: dict[tuple[str, bool], list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.relation, fact.outgoing), []).append(fact)
    return found


def text(values: Values, name: str, namespace: str = KG) -> str:
    """The first value of a property, or nothing."""
    found = values.get(namespace + name)
    return found[0].value if found else ""


def day(values: Values) -> str:
    """When a document was published."""
    return text(values, "datePublished", iris.SCHEMA)
