"""Quads → Turtle and N-Quads files, the same bytes for the same quads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from kgraph import iris
from kgraph.rdf.quads import in_order

KIND = re.compile(r"([a-z]+)/[^/]+\Z")  # the tail of an entity's IRI: its kind, then its name


def write_turtle(found: Iterable[Quad], path: Path, base: str = iris.BASE) -> None:
    """All quads without their graphs as one pretty Turtle file: facts first, then the claims of each document."""
    ordered = in_order(found)
    triples = (quad.triple for quad in ordered)
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes(ordered, base))
    with open(path, "wb") as file:
        file.writelines(_pretty(text))


def write_nquads(found: Iterable[Quad], path: Path) -> None:
    """One quad a line, sorted."""
    serialize(in_order(found), str(path), format=RdfFormat.N_QUADS)


def prefixes(found: Collection[Quad], base: str) -> Mapping[str, str]:
    """The fixed prefixes, and one for each kind of thing under `base`, so that `company:…` can be read."""
    named = {quad.subject.value for quad in found}
    named |= {term.value for quad in found if isinstance(term := quad.object, NamedNode)}
    tails = (iri.removeprefix(base) for iri in named if iri.startswith(base))
    kinds = sorted({match[1] for tail in tails if (match := KIND.match(tail))} - iris.PREFIXES.keys())
    return {**iris.PREFIXES, **{kind: f"{base}{kind}/" for kind in kinds}}


def _pretty(turtle: bytes) -> Iterator[bytes]:
    """The prefixes in order, and an empty line before each subject (lines that go on begin with a tab)."""
    lines = turtle.splitlines(keepends=True)
    head = sorted(line for line in lines if line.startswith(b"@prefix"))
    yield from head
    for line in lines[len(head) :]:
        yield line if line.startswith(b"\t") else b"\n" + line
