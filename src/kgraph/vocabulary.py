"""The file `kgraph.ttl` of the ontology folder, read once: classes, properties, relations and their labels.

Comes in: the folder. Goes out: a `Vocabulary`, which `Ontology` completes with the folder's other files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgraph import iris
from kgraph.errors import OntologyError
from kgraph.nouns import Class, Relation

KG, KGS = Namespace(iris.KG), Namespace(iris.KGS)
RELATION_KINDS = ("relation", "attribute", "observation")


class Vocabulary:
    """What `kgraph.ttl` says of its terms."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.graph = _parse(folder / "kgraph.ttl")
        self.classes: dict[str, Class] = self._by_name(OWL.Class, self._class)
        self.properties: dict[str, str] = {  # every property in kg: → "object" or "data"
            **self._by_name(OWL.ObjectProperty, lambda _: "object"),
            **self._by_name(OWL.DatatypeProperty, lambda _: "data"),
        }
        self.entity_classes: tuple[str, ...] = tuple(n for n, c in self.classes.items() if c.kind == "entity")
        kinds = {name: self._text(KG[name], KGS.kind) for name in sorted(self.properties)}
        self.relations: dict[str, Relation] = {n: self._relation(n) for n, kind in kinds.items() if kind}

    # ── asking ──

    def relation(self, name: str) -> Relation:
        """The relation, attribute or observation called `name`."""
        return self._get(self.relations, name, "relation")

    def cls(self, name: str) -> Class:
        """The class called `name`."""
        return self._get(self.classes, name, "class")

    def is_a(self, type: str, class_name: str) -> bool:
        """Whether class `type` is `class_name` or below it."""
        return class_name in self.ancestors(type)

    @cache  # noqa: B019 — an ontology lives as long as the program
    def ancestors(self, name: str) -> frozenset[str]:
        """`name` and all classes above it."""
        above = (self.ancestors(parent) for parent in self.cls(name).parents)
        return frozenset({name}).union(*above)

    @cache  # noqa: B019
    def label(self, name: str, language: str = "zh") -> str:
        """The label of any term of kg: (class, property, status), or its name where it has none."""
        return self._labels(KG[name]).get(language, name)

    @cached_property
    def modalities(self) -> dict[str, bool]:
        """Each modality, and whether a claim that has it asserts a triple."""
        found = _local_names(self.graph.subjects(KGS.asserts))
        return {name: self._text(KG[name], KGS.asserts) != "false" for name in found}

    def _get(self, terms: dict[str, Any], name: str, what: str) -> Any:
        if name in terms:
            return terms[name]
        raise OntologyError(f'No {what} "{name}" in {self.folder.name}/. {hint(name, sorted(terms))}')

    # ── reading the graph ──

    def _by_name(self, type: URIRef, make: Callable[[str], Any]) -> dict[str, Any]:
        return {name: make(name) for name in _local_names(self.graph.subjects(RDF.type, type))}

    def _class(self, name: str) -> Class:
        term = KG[name]
        return Class(
            name=name,
            labels=self._labels(term),
            comments=_by_language(self.graph.objects(term, RDFS.comment)),
            parents=_local_names(self.graph.objects(term, RDFS.subClassOf)),
            colour=self._text(term, KGS.colour) or Class.colour,
            kind=self._text(term, KGS.kind),
            role=self._text(term, KGS.role),
            many_values=self._text(term, KGS.manyValues) == "true",
        )

    def _relation(self, name: str) -> Relation:
        term, kind = KG[name], self._text(KG[name], KGS.kind)
        if kind not in RELATION_KINDS:
            raise OntologyError(f"kgraph.ttl: kg:{name} has kgs:kind {kind!r}; use one of {', '.join(RELATION_KINDS)}.")
        sides = self._union(name, RDFS.domain)
        ends = self._union(name, RDFS.range)
        datatype = next((str(end) for end in ends if str(end).startswith((str(XSD), str(RDFS)))), None)
        domain, range = self._concrete(sides), self._concrete(ends)
        if not domain:
            raise OntologyError(f"kgraph.ttl: kg:{name} has no rdfs:domain. Say which classes it goes from.")
        if not range and not datatype:
            range = frozenset(_local_names(ends))
        values = [v for end in ends if not datatype for v in _local_names(self.graph.subjects(RDF.type, end))]
        return Relation(
            name=name,
            kind=kind,
            labels=self._labels(term),
            comments=_by_language(self.graph.objects(term, RDFS.comment)),
            domain=domain,
            range=frozenset() if values else range,
            sides=tuple(self._concrete([side]) for side in sides),
            same_kind=self._text(term, KGS.sameKind) == "true",
            parents=_local_names(self.graph.objects(term, RDFS.subPropertyOf)),
            role=self._text(term, KGS.role),
            symmetric=(term, RDF.type, OWL.SymmetricProperty) in self.graph,
            planned_holds=self._text(term, KGS.plannedHolds) != "false",
            qualifiers=_local_names(self.graph.objects(term, KGS.qualifier)),
            required=_local_names(self.graph.objects(term, KGS.requiredQualifier)),
            dimension=self._text(term, KGS.dimension),
            unit=self._text(term, KGS.canonicalUnit),
            unit_aliases=frozenset(map(str, self.graph.objects(term, KGS.unitAlias))),
            datatype=datatype,
            values=tuple(sorted(values, key=lambda v: (int(self._text(KG[v], KGS.stage) or 0), v))),
            node_class=_local(self.graph.value(term, KGS.nodeClass)),
            head_property=_local(self.graph.value(term, KGS.headProperty)),
            tail_property=_local(self.graph.value(term, KGS.tailProperty)),
        )

    def _union(self, name: str, side: URIRef) -> list[Node]:
        found: list[Node] = []
        for end in self.graph.objects(KG[name], side):
            members = self.graph.value(end, OWL.unionOf)
            found += Collection(self.graph, members) if members is not None else [end]
        for end in found:
            if str(end).startswith(iris.KG) and _local(end) not in self.classes:
                raise OntologyError(
                    f"kgraph.ttl: kg:{name} names an unknown class. " + hint(_local(end) or "", sorted(self.classes))
                )
        return found

    def _concrete(self, ends: Iterable[Node]) -> frozenset[str]:
        """The classes at or below `ends` that have no classes below them."""
        inner = {parent for cls in self.classes.values() for parent in cls.parents}
        leaves = [name for name in self.classes if name not in inner]
        return frozenset(leaf for leaf in leaves for end in _local_names(ends) if self.is_a(leaf, end))

    def _text(self, term: URIRef, annotation: URIRef) -> str | None:
        value = self.graph.value(term, annotation, any=True)
        return None if value is None else str(value)

    def _labels(self, term: URIRef) -> dict[str, str]:
        return _by_language(self.graph.objects(term, RDFS.label)) or _by_language(
            self.graph.objects(term, SKOS.prefLabel)
        )


def _parse(path: Path) -> Graph:
    if not path.is_file():
        raise OntologyError(f"No kgraph.ttl in {path.parent}. Give the folder that holds the ontology.")
    try:
        return Graph().parse(data=path.read_text("utf-8"), format="turtle")
    except (SyntaxError, UnicodeDecodeError) as error:  # rdflib's BadSyntax is a SyntaxError
        raise OntologyError(f"{path.name} is not valid Turtle: {one_line(error)}") from error


def one_line(error: Exception) -> str:
    """An error of a library, short enough for a message of ours."""
    return " ".join(str(error).split())[:300]


def hint(name: str, known: list[str]) -> str:
    """The end of a message about a name that is not known: the nearest one, or all."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f'Did you mean "{close[0]}"?' if close else f"Known: {', '.join(known) or 'none'}."


def _local(term: Node | None) -> str | None:
    return str(term).removeprefix(iris.KG) if term is not None else None


def _local_names(terms: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted(str(t).removeprefix(iris.KG) for t in terms if str(t).startswith(iris.KG)))


def _by_language(literals: Iterable[Node]) -> dict[str, str]:
    return {lit.language or "": str(lit) for lit in sorted(literals) if isinstance(lit, Literal)}
