"""The formats of results and of triples: their media types, and which one a client gets.

Comes in: an Accept header, or a name such as `csv` from the address. Goes out: a `Format` and the media type to send.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, serialize

from kgraph.iris import PREFIXES, SD, VOID
from kgraph.web.http import Refused
from kgraph.web.negotiation import choose


@dataclass(frozen=True)
class Format:
    """A format: the media types a client may ask for (the first is its own), its names, and who writes it."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    writer: QueryResultsFormat | RdfFormat

    @property
    def kind(self) -> str:
        return self.kinds[0]


RESULTS = (
    Format(("application/sparql-results+json", "application/json"), ("json", "srj"), QueryResultsFormat.JSON),
    Format(("application/sparql-results+xml", "application/xml", "text/xml"), ("xml", "srx"), QueryResultsFormat.XML),
    Format(("text/csv",), ("csv",), QueryResultsFormat.CSV),
    Format(("text/tab-separated-values",), ("tsv",), QueryResultsFormat.TSV),
)
TRIPLES = (
    Format(("text/turtle", "application/turtle", "text/n3"), ("turtle", "ttl", "n3"), RdfFormat.TURTLE),
    Format(("application/n-triples", "text/plain"), ("ntriples", "n-triples", "nt"), RdfFormat.N_TRIPLES),
    Format(("application/ld+json", "application/json"), ("jsonld", "json-ld", "json"), RdfFormat.JSON_LD),
    Format(("application/rdf+xml", "application/xml"), ("rdfxml", "rdf+xml", "rdf", "xml"), RdfFormat.RDF_XML),
)

_PREFIXES = {**PREFIXES, "sd": SD, "void": VOID}


def pick(formats: Sequence[Format], accept: str, name: str = "") -> tuple[Format, str]:
    """The format for a client and the media type to call it; refuses (406) where there is none for it."""
    if name:
        return _named(formats, name)
    by_kind = {kind: format for format in formats for kind in format.kinds}
    first = [format.kind for format in formats]
    others = [kind for kind in by_kind if kind not in first]
    kind = choose(accept, [*first, *others])
    if kind is None:
        raise Refused(406, f"here are only: {', '.join(first)}; say so in the Accept header, or none of it")
    return by_kind[kind], with_charset(kind)


def _named(formats: Sequence[Format], name: str) -> tuple[Format, str]:
    wanted = name.lower().replace(" ", "+")  # a + in an address means a space
    for format in formats:
        if wanted in format.names or wanted in format.kinds:
            return format, with_charset(format.kind)
    known = ", ".join(format.names[0] for format in formats)
    raise Refused(406, f'no format "{name}" for this kind of query; there are: {known}')


def with_charset(kind: str) -> str:
    """A media type as it is sent: text says its encoding, the others are UTF-8 by definition."""
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def written(triples: Iterable[Triple], format: Format) -> bytes:
    """Triples in a format, with prefixes in order (pyoxigraph has none)."""
    text = serialize(triples, format=format.writer, prefixes=_PREFIXES)
    if format.writer != RdfFormat.TURTLE:
        return text
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix ")]
    return b"".join([*sorted(head), *lines[len(head) :]])
