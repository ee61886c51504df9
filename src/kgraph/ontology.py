"""The ontology folder, read once: what may be said, and with which words it is found.

In: a folder with `kgraph.ttl`, `patterns/*.toml`, `lexicons/*.tsv[.xz]` and settings `*.toml`.
Out: an `Ontology`: classes, relations, patterns, lexicon rows, settings. Other code names no class or
relation itself; it asks here by kind (`entity_classes`), by role (`with_role("post")`) or by domain and range.
"""

from __future__ import annotations

import lzma
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kgraph import iris
from kgraph.errors import OntologyError

KG, KGS = Namespace(iris.KG), Namespace(iris.KGS)
RELATION_KINDS = ("relation", "attribute", "observation")
PLANNED = "planned"  # the modality that `kgs:plannedHolds false` is about
FORMER = "former"  # the modality of what was and is no more: no triple, but its node (a tenure) is kept


@dataclass(frozen=True)
class Class:
    """A class of the ontology: `parents` are the direct ones in kg:, `kind` is "entity" where names are looked for."""

    name: str
    labels: Mapping[str, str] = field(hash=False)
    comments: Mapping[str, str] = field(hash=False)
    parents: tuple[str, ...] = ()
    colour: str = "#999999"
    kind: str | None = None
    role: str | None = None
    many_values: bool = False  # of one attribute: they contradict nothing


@dataclass(frozen=True)
class Relation:
    """A relation, an attribute or the observation relation (`kind`).

    `domain` and `range` are concrete class names; an attribute has `dimension`, `datatype` (IRI) or `values` (in the
    order of their stages) instead of a range. `sides` are the domain's classes as the ontology lists them, used where
    head and tail must be of the same kind. A relation with a `node_class` is also a node, tied by `head_property` and
    `tail_property`.
    """

    name: str
    kind: str
    labels: Mapping[str, str] = field(hash=False)
    comments: Mapping[str, str] = field(hash=False)
    domain: frozenset[str] = frozenset()
    range: frozenset[str] = frozenset()
    sides: tuple[frozenset[str], ...] = ()
    same_kind: bool = False
    parents: tuple[str, ...] = ()
    role: str | None = None
    symmetric: bool = False
    planned_holds: bool = True
    qualifiers: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    dimension: str | None = None
    unit: str | None = None
    unit_aliases: frozenset[str] = frozenset()
    datatype: str | None = None
    values: tuple[str, ...] = ()
    node_class: str | None = None
    head_property: str | None = None
    tail_property: str | None = None

    def allows(self, head: str, tail: str) -> bool:
        """Whether an entity of type `head` may stand in this relation to one of type `tail`."""
        if head not in self.domain or tail not in self.range:
            return False
        return not self.same_kind or any(head in side and tail in side for side in self.sides)


class Ontology:
    """What the ontology folder says. Make it with `Ontology.load()`; it is read once and never changes."""

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

    @staticmethod
    def load(folder: Path | str | None = None) -> Ontology:
        """The ontology of `folder`, or the one that comes with kgraph. Loaded once per folder."""
        return _load(Path(folder).resolve() if folder else default_folder())

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

    def with_role(self, role: str) -> str:
        """The name of the one relation (or else class) that plays `role`, such as "post" or "document"."""
        for terms in (self.relations, self.classes):
            for name, term in terms.items():
                if term.role == role:
                    return name
        known = sorted({t.role for t in (*self.relations.values(), *self.classes.values()) if t.role})
        raise OntologyError(f'Nothing in {self.folder.name}/kgraph.ttl has kgs:role "{role}". {_hint(role, known)}')

    def of_kind(self, kind: str) -> tuple[Relation, ...]:
        """All relations of a kind: "relation", "attribute" or "observation"."""
        return tuple(relation for relation in self.relations.values() if relation.kind == kind)

    @cache  # noqa: B019
    def label(self, name: str, language: str = "zh") -> str:
        """The label of any term of kg: (class, property, status), or its name where it has none."""
        return self._labels(KG[name]).get(language, name)

    @cached_property
    def modalities(self) -> dict[str, bool]:
        """Each modality, and whether a claim that has it asserts a triple."""
        found = _local_names(self.graph.subjects(KGS.asserts))
        return {name: self._text(KG[name], KGS.asserts) != "false" for name in found}

    def stands(self, relation: str, modalities: Iterable[str]) -> bool:
        """Whether claims with these modalities make the fact a plain triple of the graph."""
        holds = self.relation(relation).planned_holds
        return any(self.modalities.get(m, True) and (holds or m != PLANNED) for m in modalities)

    def keeps_node(self, relation: str, modalities: Iterable[str]) -> bool:
        """Whether claims with these modalities keep the node of the fact: it stands, or it once did (a former post)."""
        found = tuple(modalities)
        return FORMER in found or self.stands(relation, found)

    # ── data files ──

    @cached_property
    def patterns(self) -> dict[str, dict[str, Any]]:
        """Each file of `patterns/`, parsed, by its name without `.toml`."""
        files = sorted((self.folder / "patterns").glob("*.toml"))
        return {path.stem: self._checked(path, _toml(path)) for path in files}

    @cache  # noqa: B019
    def lexicon(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The rows of `lexicons/<name>.tsv` (or `.tsv.xz`), without comments and empty lines."""
        folder = self.folder / "lexicons"
        for path, opener in ((folder / f"{name}.tsv", open), (folder / f"{name}.tsv.xz", lzma.open)):
            if path.is_file():
                return _rows(path, opener)
        known = sorted(path.name.split(".")[0] for path in folder.glob("*.tsv*"))
        raise OntologyError(f'No lexicon "{name}" in {self.folder.name}/lexicons/. {_hint(name, known)}')

    @cache  # noqa: B019
    def settings(self, name: str) -> dict[str, Any]:
        """The settings file `<name>.toml` of the ontology folder."""
        path = self.folder / f"{name}.toml"
        if not path.is_file():
            known = sorted(p.stem for p in self.folder.glob("*.toml"))
            raise OntologyError(f'No settings "{name}" in {self.folder.name}/. {_hint(name, known)}')
        return _toml(path)

    # ── reading the graph ──

    def _get(self, terms: dict[str, Any], name: str, what: str) -> Any:
        if name in terms:
            return terms[name]
        raise OntologyError(f'No {what} "{name}" in {self.folder.name}/. {_hint(name, sorted(terms))}')

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
                    f"kgraph.ttl: kg:{name} names an unknown class. " + _hint(_local(end) or "", sorted(self.classes))
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

    def _checked(self, path: Path, content: dict[str, Any]) -> dict[str, Any]:
        """A pattern file is about the relation it names, or else about the one it is named after (unless `_shared`)."""
        named = list(_named_relations(content)) or ([] if path.stem.startswith("_") else [path.stem])
        for name in named:
            if name not in self.relations:
                hint = _hint(name, sorted(self.relations))
                raise OntologyError(f'patterns/{path.name}: no relation "{name}" in {self.folder.name}/. {hint}')
        return content


def default_folder() -> Path:
    """`ontology/` inside the installed package, or beside `src/` in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "ontology"
    return inside if (inside / "kgraph.ttl").is_file() else here.parents[1] / "ontology"


@cache
def _load(folder: Path) -> Ontology:
    return Ontology(folder)


def _parse(path: Path) -> Graph:
    if not path.is_file():
        raise OntologyError(f"No kgraph.ttl in {path.parent}. Give the folder that holds the ontology.")
    try:
        return Graph().parse(data=path.read_text("utf-8"), format="turtle")
    except (SyntaxError, UnicodeDecodeError) as error:  # rdflib's BadSyntax is a SyntaxError
        raise OntologyError(f"{path.name} is not valid Turtle: {_one_line(error)}") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path.parent.name}/{path.name} is not valid TOML: {_one_line(error)}") from error


def _rows(path: Path, opener: Callable[..., Any]) -> tuple[tuple[str, ...], ...]:
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            kept = [line.rstrip("\r\n") for line in lines if line.strip() and not line.startswith("#")]
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise OntologyError(f"lexicons/{path.name} cannot be read: {_one_line(error)}") from error
    return tuple(tuple(line.split("\t")) for line in kept)


def _named_relations(content: Any) -> Iterable[str]:
    tables = [content, *(t for value in content.values() if isinstance(value, list) for t in value)]
    for table in tables:
        named = table.get("relation", ()) if isinstance(table, dict) else ()
        yield from [named] if isinstance(named, str) else named


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _hint(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f'Did you mean "{close[0]}"?' if close else f"Known: {', '.join(known) or 'none'}."


def _local(term: Node | None) -> str | None:
    return str(term).removeprefix(iris.KG) if term is not None else None


def _local_names(terms: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted(str(t).removeprefix(iris.KG) for t in terms if str(t).startswith(iris.KG)))


def _by_language(literals: Iterable[Node]) -> dict[str, str]:
    return {lit.language or "": str(lit) for lit in sorted(literals) if isinstance(lit, Literal)}
