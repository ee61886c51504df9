"""The page with the SPARQL editor, and what it knows of the folder.

Comes in: a request. Goes out: the page (its scripts are assets), and as JSON the words of the ontology with which the
editor completes, the example queries of `ontology/examples.toml`, the prefixes, the base of the folder's IRIs and the
limits of the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kgraph.iris import KG, PREFIXES
from kgraph.ontology import Ontology
from kgraph.web import assets
from kgraph.web.http import Request, Response, json_response
from kgraph.web.served import Served

PAGE = "query.html"
EXAMPLES = "examples"  # the settings file of the ontology folder

Term = tuple[str, str, str, str, str]  # short IRI, kind, Chinese and English label, colour of a class


def page(request: Request, served: Served) -> Response:
    """The query page."""
    return assets.sent(request, assets.packaged()[PAGE])


def about(request: Request, served: Served) -> Response:
    """What the page needs to know."""
    return json_response(known(served.ontology) | {"base": served.things.base, "limits": limits(served)})


def known(ontology: Ontology) -> dict[str, Any]:
    """Prefixes, terms, words for columns, and examples."""
    data = ontology.settings(EXAMPLES)
    others = [(name, "property", *labels, "") for name, labels in data["terms"].items()]
    return {
        "prefixes": PREFIXES,
        "terms": [*terms(ontology), *others],
        "columns": data["columns"],
        "examples": data["example"],
    }


def terms(ontology: Ontology) -> Iterator[Term]:
    """All terms of the ontology: relations and attributes first, then classes, other properties and values."""
    names = {str(term).removeprefix(KG) for term in ontology.graph.subjects() if str(term).startswith(KG)}
    kinds = {name: _kind(ontology, name) for name in names}
    for name in sorted(names, key=lambda name: (ORDER.index(kinds[name]), name)):
        colour = ontology.classes[name].colour if name in ontology.classes else ""
        yield f"kg:{name}", kinds[name], ontology.label(name, "zh"), ontology.label(name, "en"), colour


ORDER = ("relation", "attribute", "class", "property", "value")


def _kind(ontology: Ontology, name: str) -> str:
    if name in ontology.relations:
        return "relation" if ontology.relations[name].range else "attribute"
    if name in ontology.classes:
        return "class"
    return "property" if name in ontology.properties else "value"


def limits(served: Served) -> dict[str, float | int]:
    """Seconds that a query may take, and rows that an answer may have."""
    return {"seconds": served.limits.seconds, "rows": served.limits.rows}
