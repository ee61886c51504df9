"""What the reconciliation service of one folder holds: made once, kept with the folder."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kgraph.iris import KG
from kgraph.ontology import Ontology
from kgraph.web.names import Names
from kgraph.web.reconcile.evidence import Evidence
from kgraph.web.reconcile.extending import LIMIT, Extender
from kgraph.web.reconcile.matching import Candidate, Matcher
from kgraph.web.reconcile.properties import Properties
from kgraph.web.reconcile.queries import BATCH
from kgraph.web.reconcile.suggesting import Suggester
from kgraph.web.things import Things

PREVIEW = (430, 280)  # points: width and height of the frame that shows an entity; a name, four facts and a sentence


@cache
def words() -> dict[str, Any]:
    """Words of the service."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


class Service:
    """The parts of the service, each made when first asked for."""

    def __init__(self, things: Things, index: Names, ontology: Ontology):
        self.things = things
        self.index = index
        self.ontology = ontology
        self.properties = Properties(things, ontology, words())

    @cached_property
    def matcher(self) -> Matcher:
        return Matcher(self.index, self.ontology, Evidence(self.things, self.ontology, self.properties))

    @cached_property
    def extender(self) -> Extender:
        return Extender(self.things, self.ontology, self.properties)

    @cached_property
    def suggester(self) -> Suggester:
        return Suggester(self.things, self.index, self.ontology, self.properties, words())

    def record(self, candidate: Candidate) -> dict[str, Any]:
        """A candidate as the API has it."""
        thing = candidate.thing
        return {
            "id": self.things.tail(thing.iri),
            "name": thing.name,
            "description": self.suggester.description(thing),
            "type": [self.suggester.type(thing.type)],
            "score": candidate.score,
            "match": candidate.match,
            "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
        }

    def manifest(self, site: str) -> dict[str, Any]:
        """What clients need to know of the service; `site` is the address of the server as they see it."""
        root = f"{site}/reconcile"
        suggest = {
            kind: {
                "service_url": root,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": root,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "type", "property")
        }
        return {
            "versions": ["0.1", "0.2"],
            "name": words()["name"],
            "identifierSpace": self.things.base,
            "schemaSpace": KG,
            "documentation": f"{site}/",
            "defaultTypes": [self.suggester.type(name) for name in self.ontology.entity_classes],
            "view": {"url": f"{site}/id/{{{{id}}}}"},
            "preview": {"url": f"{root}/preview?id={{{{id}}}}", "width": PREVIEW[0], "height": PREVIEW[1]},
            "suggest": suggest,
            "extend": {
                "propose_properties": {"service_url": root, "service_path": "/properties"},
                "property_settings": [{"name": LIMIT, "type": "number", "default": 0, **words()["settings"][LIMIT]}],
            },
            "batchSize": BATCH,
        }
