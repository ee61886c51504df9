"""Shows why the graph holds a fact.

Comes in: a store, and subject, relation and object by name or IRI. Goes out: for each claim its sentence, rule,
confidence, modality, source file and position.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from kgraph.errors import QueryError
from kgraph.iris import KG
from kgraph.ontology import Ontology
from kgraph.queries.evidence import Evidence, Sentence
from kgraph.queries.names import Names, Thing, plain
from kgraph.queries.results import run
from kgraph.queries.wording import Writer

_CLAIMS = """SELECT DISTINCT ?claim ?object WHERE {{
  GRAPH ?document {{ ?claim rdf:subject <{}> ; rdf:predicate <{}> ; rdf:object ?object }} }}"""
_FIGURE = "SELECT * WHERE {{ <{0}> kg:indicator ?indicator ; kg:value ?value . OPTIONAL {{ <{0}> kg:unit ?unit }} }}"


def explain(store: Store, subject: str, relation: str, object: str, ontology: Ontology) -> str:
    """All claims for a fact. A value as the object may be its number, its label or an indicator (出口).

    Raises `OntologyError` for an unknown relation and `QueryError` for a name or a fact that the graph lacks, each
    with what comes closest.
    """
    known = ontology.relation(relation.removeprefix("kg:").removeprefix(KG))
    names = Names(store, ontology)
    reader = _Reader(store, Writer(names, ontology), ontology)
    subjects = names.one(subject)
    said = [said for thing in subjects for said in reader.said(thing, known.name)]
    kept = [one for one in said if reader.means(one.object, object)]
    if known.symmetric:
        turned = [one for thing in names.named(object) for one in reader.said(thing, known.name)]
        kept += [one for one in turned if one.object.value in {thing.iri for thing in subjects}]
    if not kept:
        raise QueryError(_missing(subjects[0].name, known.name, object, said, reader))
    return reader.show(known.name, kept)


@dataclass(frozen=True)
class _Said:
    subject: str
    claim: NamedNode
    object: NamedNode | Literal


class _Reader:
    def __init__(self, store: Store, writer: Writer, ontology: Ontology):
        self.store = store
        self.writer = writer
        self.ontology = ontology
        self.evidence = Evidence(store, ontology)

    def said(self, thing: Thing, predicate: str) -> list[_Said]:
        query = _CLAIMS.format(thing.iri, KG + predicate)
        return [_Said(thing.name, row["claim"], row["object"]) for row in run(self.store, query)]

    def means(self, term: NamedNode | Literal, wanted: str) -> bool:
        """Whether a term is what was asked for: by IRI, any of its labels, or the ways to write a value."""
        meant = {thing.iri for thing in self.writer.names.named(wanted)} | {wanted.strip("<>")}
        return term.value in meant or plain(wanted) in {plain(name) for name in self.names(term)}

    def names(self, term: NamedNode | Literal) -> list[str]:
        """How a value may be written: its name, its number, or the indicator of a figure."""
        written = [self.writer.name(term), term.value]
        if isinstance(term, Literal):
            return [*written, term.value.removesuffix(".0"), self.writer.write("{v:number}", {"v": term})]
        for row in run(self.store, _FIGURE.format(term.value)):
            terms = {name: row[name] for name in ("indicator", "value", "unit")}
            written = [row["indicator"].value, self.writer.write("{indicator}{value:number}{unit}", terms), *written]
        return written

    def show(self, predicate: str, said: list[_Said]) -> str:
        arrow = f"—{predicate} ({self.ontology.label(predicate)})→"
        found = sorted(
            (one.subject, self.names(one.object)[0], self.evidence.sentence(one.claim), one.claim.value) for one in said
        )
        blocks = [f"{subject} {arrow} {name}\n{self._passage(sentence, iri)}" for subject, name, sentence, iri in found]
        return "\n\n".join(dict.fromkeys(blocks)) + "\n"

    def _passage(self, sentence: Sentence, claim: str) -> str:
        modality = f"{sentence.modality} ({self.ontology.label(sentence.modality)})"
        rows = [
            ("sentence", sentence.quote),
            ("title", sentence.title),
            ("document", sentence.headline or sentence.document),
            ("published", sentence.published),
            ("source", sentence.place),
            ("rule", sentence.rule),
            ("confidence", f"{sentence.confidence:g}"),
            ("modality", modality),
            ("speaker", sentence.speaker),
            ("claim", "".join(claim.partition("claim/")[1:])),  # how decisions.jsonl names it
        ]
        return "\n".join(f"  {name:<11}{value}" for name, value in rows if value)


def _missing(subject: str, predicate: str, wanted: str, said: list[_Said], reader: _Reader) -> str:
    text = f"the graph does not say: {subject} {predicate} {wanted}."
    if not said:
        return f"{text} It says nothing about {subject} {predicate} at all."
    known = "、".join(sorted({reader.names(one.object)[0] for one in said}))
    return f"{text} It says: {subject} {predicate} {known}."
