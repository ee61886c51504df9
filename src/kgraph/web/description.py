"""What the service and its data set are, in RDF: the SPARQL 1.1 Service Description and VoID.

Comes in: what is served, and the address of this server as the client knows it. Goes out: triples in the wanted format:
the endpoint with its language and formats, the graphs with their sizes, the classes and properties with their counts,
the vocabularies, examples, dumps and the licence. Counted once.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kgraph.iris import DCTERMS, ENTAILMENT, RDF, SD, VOID, XSD
from kgraph.web import home
from kgraph.web.counts import Counts
from kgraph.web.formats import RESULTS, TRIPLES, pick, with_charset, written
from kgraph.web.http import Refused, Request, Response, see_other
from kgraph.web.negotiation import choose
from kgraph.web.served import Served

HTML = "text/html"
RDF_KINDS = tuple(kind for format in TRIPLES for kind in format.kinds if kind != "text/plain")
DUMPS = {"graph.ttl": RdfFormat.TURTLE, "graph.nq": RdfFormat.N_QUADS, "graph.jsonld": RdfFormat.JSON_LD}
TITLE = "Knowledge graph of a collection of documents, built by kgraph"
MAX_GRAPHS = 1000  # named graphs listed one by one; a collection may have very many
_TYPE, _TITLE, _LICENCE = NamedNode(RDF + "type"), NamedNode(DCTERMS + "title"), NamedNode(DCTERMS + "license")
_INTEGER = NamedNode(XSD + "integer")
_LANGUAGES = ("SPARQL10Query", "SPARQL11Query")


def front(request: Request, served: Served) -> Response:
    """`/`: the first page, or the description for who would rather have RDF."""
    if choose(request.header("Accept"), [HTML, *RDF_KINDS]) in (HTML, None):
        page = home.page(request, served)
        return Response(page.kind, page.body, page.status, {"Vary": "Accept"} | dict(page.headers))
    return described(request, served)


def service(request: Request, served: Served) -> Response:
    """`/sparql` without a query: the description; the first page for who would rather have a page."""
    if choose(request.header("Accept"), [*RDF_KINDS, HTML]) == HTML:
        return see_other("/")
    return described(request, served)


def described(request: Request, served: Served) -> Response:
    """The description in the format that the client wants."""
    format, kind = pick(TRIPLES, request.header("Accept"))
    triples = [*_service(request.site), *_data_set(request.site, served), *_parts(request.site, served.counts)]
    return Response(kind, written(triples, format), 200, {"Vary": "Accept"})


def dump(request: Request, served: Served, name: str) -> Response:
    """A file with the whole graph, as the build wrote it."""
    path = served.folder / name
    if not path.is_file():
        raise Refused(404, f"the folder has no {name}; run kgraph build again")
    return Response(with_charset(DUMPS[name].media_type), b"", 200, {}, path)


def _service(site: str) -> Iterator[Triple]:
    service = NamedNode(f"{site}/sparql#service")
    yield Triple(service, _TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), NamedNode(f"{site}/sparql"))
    for language in _LANGUAGES:
        yield Triple(service, _sd("supportedLanguage"), _sd(language))
    for format in (*RESULTS, *TRIPLES):
        yield Triple(service, _sd("resultFormat"), NamedNode(format.writer.iri))
    yield Triple(service, _sd("defaultEntailmentRegime"), NamedNode(ENTAILMENT + "Simple"))
    yield Triple(service, _sd("defaultDataset"), _data(site))


def _data_set(site: str, served: Served) -> Iterator[Triple]:
    data, counts = _data(site), served.counts
    for kind in (_sd("Dataset"), _void("Dataset")):
        yield Triple(data, _TYPE, kind)
    yield Triple(data, _TITLE, Literal(TITLE, language="en"))
    if served.licence:
        yield Triple(data, _LICENCE, NamedNode(served.licence))
    yield Triple(data, _void("sparqlEndpoint"), NamedNode(f"{site}/sparql"))
    yield Triple(data, _void("uriSpace"), Literal(served.things.base))
    for vocabulary in counts.vocabularies:
        yield Triple(data, _void("vocabulary"), NamedNode(vocabulary))
    for name in DUMPS:
        if (served.folder / name).is_file():
            yield Triple(data, _void("dataDump"), NamedNode(f"{site}/{name}"))
    for iri in counts.examples:
        yield Triple(data, _void("exampleResource"), NamedNode(iri))


def _parts(site: str, counts: Counts) -> Iterator[Triple]:
    data = _data(site)
    yield from _numbers(
        data, triples=counts.triples, entities=counts.entities, distinctSubjects=counts.subjects,
        distinctObjects=counts.objects, classes=len(counts.classes), properties=len(counts.properties),
    )  # fmt: skip
    yield Triple(data, _sd("defaultGraph"), default := NamedNode(f"{site}/sparql#facts"))
    yield from _sized(default, counts.facts)
    for number, (iri, size) in enumerate(list(counts.graphs.items())[:MAX_GRAPHS], 1):
        yield from _graph(data, site, number, iri, size)
    for part, ends, counted in (("class", "entities", counts.classes), ("property", "triples", counts.properties)):
        for number, (iri, size) in enumerate(counted.items(), 1):
            node = NamedNode(f"{site}/sparql#{part}-{number}")
            yield Triple(data, _void(f"{part}Partition"), node)
            yield Triple(node, _void(part), NamedNode(iri))
            yield from _numbers(node, **{ends: size})


def _graph(data: NamedNode, site: str, number: int, iri: str, size: int) -> Iterator[Triple]:
    named, graph = NamedNode(f"{site}/sparql#named-{number}"), NamedNode(f"{site}/sparql#graph-{number}")
    yield Triple(data, _sd("namedGraph"), named)
    yield Triple(named, _TYPE, _sd("NamedGraph"))
    yield Triple(named, _sd("name"), NamedNode(iri))
    yield Triple(named, _sd("graph"), graph)
    yield from _sized(graph, size)


def _sized(graph: NamedNode, triples: int) -> Iterator[Triple]:
    for kind in (_sd("Graph"), _void("Dataset")):
        yield Triple(graph, _TYPE, kind)
    yield from _numbers(graph, triples=triples)


def _numbers(node: NamedNode, **numbers: int) -> Iterator[Triple]:
    for name, number in numbers.items():
        yield Triple(node, _void(name), Literal(str(number), datatype=_INTEGER))


def _data(site: str) -> NamedNode:
    return NamedNode(f"{site}/sparql#data")


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
