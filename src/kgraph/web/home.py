"""/: what is in the folder, and where to go from here; /class/NAME: the entities of one class, page by page."""

from __future__ import annotations

from collections import Counter

from kgraph.web import templates
from kgraph.web.entities import number_of
from kgraph.web.http import Refused, Request, Response
from kgraph.web.served import Served

PAGE = 100  # entities on one page of a list
BEST = 24  # entities named on the first page


def page(request: Request, served: Served) -> Response:
    """The first page."""
    things, ontology = served.things, served.ontology
    counted = Counter(thing.type for thing in things.by_iri.values())
    classes = [(name, ontology.label(name), ontology.label(name, "en"), counted[name]) for name in counted]
    best = [thing for thing in list(things.by_iri.values())[:BEST] if thing.facts]
    return templates.page(
        "home.html", classes=sorted(classes, key=lambda c: (-c[3], c[0])), relations=_relations(served), best=best,
        documents=len(things.documents), days=things.days, things=things, example=best[0] if best else None,
    )  # fmt: skip


def _relations(served: Served) -> list[tuple[str, str, int]]:
    """(label, English label, facts that hold) of each relation, the most frequent first."""
    label = served.ontology.label
    found = [(label(name), label(name, "en"), count) for name, count in served.things.held.items() if count]
    return sorted(found, key=lambda row: (-row[2], row[1]))


def of_class(request: Request, served: Served, name: str) -> Response:
    """The entities of a class, the best known first."""
    if name not in served.ontology.classes:
        raise Refused(404, f"no class {name}; there are {', '.join(served.ontology.entity_classes)}")
    listed, number = served.things.of_class(name), number_of(request)
    label, english = served.ontology.label(name), served.ontology.label(name, "en")
    return templates.page(
        "class.html", name=name, label=label, english=english, listed=listed[PAGE * (number - 1) :][:PAGE],
        total=len(listed), number=number, pages=max(1, -(-len(listed) // PAGE)), things=served.things,
    )  # fmt: skip
