"""Quads → a JSON-LD file one can read: a context of prefixes, one node a line, a named graph for each document. The
context says the language of names once, so that a name is a plain string in the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kgraph import iris
from kgraph.rdf.quads import in_order
from kgraph.rdf.terms import ALT_LABEL, PREF_LABEL, TYPE

STRING = iris.XSD + "string"
SHORT = tuple((iri, prefix) for prefix, iri in iris.PREFIXES.items())

CACHED = 1 << 16  # IRIs; most stand in many lines


def write_jsonld(found: Iterable[Quad], path: Path) -> None:
    """Facts at the top level, the claims of each document in a graph with the document's IRI."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(jsonld(found))


def jsonld(found: Iterable[Quad]) -> str:
    """The same as text."""
    context = '{"@context": ' + _json({**iris.PREFIXES, **NAMES}) + ',\n"@graph": [\n'
    return context + ",\n".join(_lines(in_order(found))) + "\n]}\n"


def _lines(ordered: list[Quad]) -> Iterator[str]:
    for graph, group in groupby(ordered, key=lambda quad: quad.graph_name):
        nodes = (_json(_node(subject, list(says))) for subject, says in groupby(group, key=lambda q: q.subject))
        if isinstance(graph, DefaultGraph):
            yield from nodes
        else:
            yield '{"@id": ' + _json(graph.value) + ', "@graph": [\n' + ",\n".join(nodes) + "\n]}"


def _node(subject: NamedNode, says: list[Quad]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": subject.value}
    for predicate, group in groupby(says, key=lambda quad: quad.predicate):
        if predicate == TYPE:
            key, values = "@type", [_compact(quad.object.value) for quad in group]
        else:
            key = _compact(predicate.value)
            values = [_value(quad.object, key in NAMES) for quad in group]
        node[key] = values[0] if len(values) == 1 else values
    return node


def _value(term: NamedNode | Literal, name: bool) -> Any:
    if isinstance(term, NamedNode):
        return {"@id": _compact(term.value)}
    if term.language:
        known = name and term.language == iris.NAMES_IN
        return term.value if known else {"@value": term.value, "@language": term.language}
    if term.datatype.value == STRING:
        return {"@value": term.value} if name else term.value
    return {"@value": term.value, "@type": _compact(term.datatype.value)}


@lru_cache(maxsize=CACHED)
def _compact(iri: str) -> str:
    """`kg:undertakes` for an IRI of a known vocabulary, else the IRI as it is."""
    for start, prefix in SHORT:
        if iri.startswith(start) and not iri[len(start) :].startswith("//"):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


NAMES = {_compact(term.value): {"@id": term.value, "@language": iris.NAMES_IN} for term in (PREF_LABEL, ALT_LABEL)}
