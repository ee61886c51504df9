"""The networkx graph of a built folder, read back from its RDF: the same as that of the build.

Comes in: the claims of a store and the folder's table of nodes. Goes out: a `networkx.MultiDiGraph` as
`kgraph.graph` describes it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx
from pyoxigraph import DefaultGraph, NamedNode

from kgraph import graph, iris, memory
from kgraph.errors import InputError, MissingExtra
from kgraph.nouns import Fact, Value
from kgraph.opened.claims import TYPE, ClaimReader, Said, Statement

NODES_FILE = "nodes.csv"
_PREFERRED, _OTHER = (NamedNode(iris.SKOS + name) for name in ("prefLabel", "altLabel"))
_HEADLINE = NamedNode(iris.SCHEMA + "headline")
_MENTIONED_IN = NamedNode(iris.KG + "mentionedIn")


@memory.quiet()
def read(reader: ClaimReader, folder: Path) -> networkx.MultiDiGraph:
    """The graph; how often an entity is named (`mentions`), which the RDF does not say, is that of nodes.csv."""
    made = networkx.MultiDiGraph()
    mentions = _mentions(folder / NODES_FILE)
    names, aliases = _texts(reader, _PREFERRED), _texts(reader, _OTHER)
    documents = _texts(reader, _MENTIONED_IN, everywhere=True)
    for type, iri in sorted(_entities(reader), key=lambda pair: reader.id(pair[1])):
        id = reader.id(iri)
        graph.add_entity(made, id, min(names.get(iri, [id])), type, aliases.get(iri, ()), mentions.get(id),
                         map(reader.id, documents.get(iri, ())))  # fmt: skip
    headlines = {reader.id(iri): min(texts) for iri, texts in _texts(reader, _HEADLINE).items()}
    standing = [statement for statement in reader.statements(reader.all()) if statement.stands]
    facts = ((_fact(statement, reader), _passages(statement, reader)) for statement in standing)
    graph.add_facts(made, facts, lambda id: headlines.get(id, id), reader.ontology)
    return made


def to_igraph(made: networkx.MultiDiGraph) -> Any:
    """The graph in igraph: vertices with `name` (the id) and the values of nodes, edges with those of edges."""
    try:
        import igraph
    except ImportError:
        raise MissingExtra(
            "igraph is not installed (it is GPL, and kgraph works without it): pip install 'kgraph[igraph]'"
        ) from None
    places = {id: place for place, id in enumerate(made)}
    edges = [(places[one], places[other]) for one, other in made.edges()]
    turned = igraph.Graph(n=len(places), edges=edges, directed=True)
    turned.vs["name"] = list(made)
    for key in sorted({key for _, data in made.nodes(data=True) for key in data}):
        turned.vs[key] = [data.get(key) for _, data in made.nodes(data=True)]
    for key in sorted({key for *_, data in made.edges(data=True) for key in data}):
        turned.es[key] = [data.get(key) for *_, data in made.edges(data=True)]
    return turned


def _entities(reader: ClaimReader) -> Iterator[tuple[str, str]]:
    for name in reader.ontology.entity_classes:
        for quad in reader.store.quads_for_pattern(None, TYPE, NamedNode(iris.KG + name), DefaultGraph()):
            yield name, quad.subject.value


def _texts(reader: ClaimReader, property: NamedNode, everywhere: bool = False) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for quad in reader.store.quads_for_pattern(None, property, None, None if everywhere else DefaultGraph()):
        found[quad.subject.value].append(quad.object.value)
    return found


def _mentions(path: Path) -> dict[str, int]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return {row["id"]: int(row["mentions"]) for row in csv.DictReader(lines) if row["mentions"]}
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror or error}); run kgraph build again") from None
    except (KeyError, ValueError, csv.Error):
        raise InputError(str(path), "not a table that kgraph build wrote; run kgraph build again") from None


def _fact(statement: Statement, reader: ClaimReader) -> Fact:
    object = statement.object if isinstance(statement.object, Value) else reader.id(statement.object)
    return Fact(statement.id, reader.id(statement.subject), statement.relation, object, (), statement.qualifiers)


def _passages(statement: Statement, reader: ClaimReader) -> graph.Passages:
    in_turn = sorted(statement.claims, key=lambda said: (said.sentence.speaker, said.qualifiers))
    return graph.in_order(_passage(said, reader) for said in in_turn)


def _passage(said: Said, reader: ClaimReader) -> dict[str, Any]:
    sentence = said.sentence
    return {
        "document": reader.id(said.document),
        "quote": sentence.quote,
        "positions": list(sentence.spans),
        "rule": sentence.rule,
        "confidence": sentence.confidence,
        "modality": sentence.modality,
        "speaker": sentence.speaker or None,
        "asserts": reader.ontology.modalities.get(sentence.modality, True),
    }
