"""RDF: a `Knowledge` becomes quads, the quads files; and what violates a shape is taken out before.

In: `Knowledge` and `Ontology`. Out: quads (facts in the default graph, each document's claims in the graph named by
the document), Turtle, N-Quads and JSON-LD files, and `Rejection`s.
"""

from kgraph.rdf.check import validate, violations
from kgraph.rdf.jsonld import jsonld, write_jsonld
from kgraph.rdf.quads import quads
from kgraph.rdf.write import write_nquads, write_turtle

__all__ = ["jsonld", "quads", "validate", "violations", "write_jsonld", "write_nquads", "write_turtle"]
