"""What the readings of one graph share.

Comes in: a store and the ontology. Goes out: `Known`: names, words, roles, and the titles and indicators of the graph,
read when first asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from pyoxigraph import DefaultGraph, NamedNode, Store

from kgraph.iris import KG
from kgraph.ontology import Ontology
from kgraph.queries.asking import roles, words
from kgraph.queries.asking.partial import Partial
from kgraph.queries.names import Names, Thing, plain
from kgraph.queries.results import run

NUMBERS = ("decimal", "integer")
DEPUTY = "副"
_INDICATORS = """SELECT DISTINCT ?indicator WHERE {{
  VALUES ?of {{ {things} }} ?figure kg:observedEntity ?of ; kg:indicator ?indicator }}"""
_TOGETHER = """SELECT DISTINCT ?one WHERE {{ VALUES ?one {{ {ones} }} VALUES ?other {{ {others} }} {{ {pattern} }} }}"""
_NEAR = (
    "{ ?one ?p ?other } UNION { ?other ?p ?one }",
    "GRAPH ?document { ?one kg:mentionedIn ?d . ?other kg:mentionedIn ?d }",
)


class Known:
    """Names, words and roles, and what the graph holds of titles and indicators."""

    def __init__(self, store: Store, names: Names, ontology: Ontology):
        self.store = store
        self.names = names
        self.ontology = ontology
        self.roles = roles.of(ontology)
        self.words = words.load(ontology)
        cut = frozenset(ontology.entity_classes) - {self.roles.person}
        self.partial = Partial(names, cut, lambda word: any(s.kind == "class" for s in self.words.of(word)))
        self.organisations = self.roles.leaves([self.roles.organisation])

    @cached_property
    def every_title(self) -> dict[str, tuple[str, ...]]:
        """The titles of the graph by how they are compared."""
        (title,) = self.ontology.relation(self.roles.post).required
        found: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, NamedNode(KG + title), None, DefaultGraph()):
            found.setdefault(plain(quad.object.value), set()).add(quad.object.value)
        return {key: tuple(sorted(values)) for key, values in sorted(found.items())}

    def numeric(self, attribute: str) -> bool:
        """Whether an attribute is a number."""
        return (self.ontology.relation(attribute).datatype or "").rpartition("#")[2] in NUMBERS

    def titles(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """The titles of the graph that are these, or end in them: 党委书记 is a 书记, 副书记 none; and short forms."""
        keys = [plain(full) for title in wanted for full in (title, *self.words.short.get(plain(title), ()))]
        fits = [k for k in self.every_title if any(_is_title(k, key) for key in keys)]
        return tuple(title for key in fits for title in self.every_title[key]) or tuple(wanted)

    def indicators(self, things: Sequence[Thing]) -> dict[str, tuple[str, ...]]:
        """What figures there are of things, by how it is compared."""
        query = _INDICATORS.format(things=" ".join(f"<{thing.iri}>" for thing in things))
        found: dict[str, set[str]] = {}
        for row in run(self.store, query):
            found.setdefault(plain(row["indicator"].value), set()).add(row["indicator"].value)
        return {key: tuple(sorted(values)) for key, values in sorted(found.items())}

    def meant(self, things: tuple[Thing, ...], context: tuple[Thing, ...]) -> tuple[tuple[Thing, ...], bool]:
        """Those of the things that go with what stands before them (温州 before 制笔协会), and whether any does."""
        if not context:
            return things, True
        held = tuple(t for t in things if any(_holds(t.name, other.name) for other in context))
        if held:
            return held, True
        ones, others = (" ".join(f"<{t.iri}>" for t in side) for side in (things, context))
        for pattern in _NEAR:
            rows = run(self.store, _TOGETHER.format(ones=ones, others=others, pattern=pattern))
            near = {row["one"].value for row in rows}
            if near:
                return tuple(thing for thing in things if thing.iri in near), True
        return things, False


def _is_title(title: str, wanted: str) -> bool:
    return title == wanted or (title.endswith(wanted) and not title.endswith(DEPUTY + wanted))


def _holds(name: str, other: str) -> bool:
    """Whether a name has the other in it; 市, 县 and the like at its end do not count."""
    full, part = plain(name), plain(other)
    return part in full or (len(part) > 2 and part[:-1] in full)
