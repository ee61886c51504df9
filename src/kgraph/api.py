"""The Python API: as thin as the command line.

Comes in: files and folders. Goes out: a `Graph`, which is written, asked in SPARQL or Chinese, and explained.
docs/python-api.md shows it at work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

import networkx
import pyoxigraph

from kgraph import conscience, curation, evaluation, exports, graph, histories, iris, memory, pages, queries, rdf
from kgraph.errors import InputError
from kgraph.nouns import Audit, Decision, Document, Histories, Knowledge, Page, Reading
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline, Progress, silent

TIDY = 200  # pages read between two searches for cycles: each page leaves some hundred objects in them


@dataclass(frozen=True)
class Graph:
    """What a build knows.

    `knowledge` holds documents, entities, facts and what was refused; `base` is how entity IRIs begin.
    """

    knowledge: Knowledge
    ontology: Ontology
    base: str = iris.BASE

    @cached_property
    def histories(self) -> Histories:
        """Tenures in the order of careers, the steps of projects, and contradictions."""
        return histories.make(self.knowledge, self.ontology)

    @cached_property
    def audit(self) -> Audit:
        """Which sums of the texts hold, and which of their numbers, dates and names no fact uses."""
        return conscience.make(self.knowledge, self.ontology)

    @cached_property
    def nx(self) -> networkx.MultiDiGraph:
        """Nodes with `label`, `type`, `aliases`; edges keyed by relation with `confidence`, `title`, `evidence`."""
        return graph.make(self.knowledge, self.ontology)

    @cached_property
    def quads(self) -> list[pyoxigraph.Quad]:
        """The RDF of the build: facts in the default graph, each document's claims in the graph named by it."""
        return rdf.quads(self.knowledge, self.ontology, self.base, self.histories, self.audit)

    @cached_property
    def store(self) -> pyoxigraph.Store:
        """The quads in a store that answers SPARQL."""
        store = pyoxigraph.Store()
        store.bulk_extend(self.quads)
        return store

    @property
    def failures(self) -> tuple[str, ...]:
        """One message for each input that could not be read."""
        return self.knowledge.failures

    def write(self, folder: Path | str, extras: exports.Extras = exports.NOTHING_MORE) -> list[Path]:
        """Write all exports into `folder`, all or nothing; the paths written. Raises `OutputError`, and for `extras`
        `OntologyError` (no such view) and `MissingExtra`."""
        return exports.put_in_place(self.stage(folder, extras), folder)

    def write_view(self, name: str, file: Path | str, pinyin: bool = False) -> Path:
        """Write a view of `ontology/views.toml` into a .gexf, .graphml, .csv or .parquet file; its path."""
        return exports.write_view(self.nx, self.ontology, name, file, self.histories, pinyin)

    @memory.quiet()
    def stage(self, folder: Path | str, extras: exports.Extras = exports.NOTHING_MORE) -> Path:
        """Write all exports into a hidden folder in `folder`; `exports.put_in_place` makes them those of `folder`."""
        writers = {
            "graph.ttl": partial(rdf.write_turtle, self.quads, base=self.base),
            "graph.nq": partial(rdf.write_nquads, self.quads),
            "graph.jsonld": partial(rdf.write_jsonld, self.quads),
        }
        told = (self.histories, self.audit)
        return exports.stage(self.knowledge, self.nx, self.ontology, folder, writers, *told, extras)

    def query(self, sparql: str, format: str = "table") -> str:
        """The result of a SPARQL query as a table, CSV or JSON. Raises `QueryError`."""
        return queries.sparql(self.store, sparql, format)

    def ask(self, question: str) -> queries.Answer:
        """The answer to a question in Chinese, with its sentences. Raises `QueryError`."""
        return queries.ask(self.store, question, self.ontology)

    def explain(self, subject: str, relation: str, object: str) -> str:
        """Sentence, rule and source position of a fact."""
        return queries.explain(self.store, subject, relation, object, self.ontology)

    def explain_same(self, one: str, other: str) -> str:
        """Why two names are one entity, or may be one, or are not."""
        known = queries.decisions(exports.same.records(self.knowledge))
        return queries.same(self.store, known, one, other, self.ontology)


def build(
    inputs: Iterable[Path | str],
    *,
    home: str | None = None,
    base: str = iris.BASE,
    ontology: Path | str | None = None,
    decisions: Path | str | None = None,
    min_confidence: float | None = None,
    models: bool = True,
    progress: Progress = silent,
) -> Graph:
    """Read `inputs` (files and folders) and build their graph, as the curators of the file `decisions` want it.

    `home` is the place whose paper it is, for pages that do not say so. Claims below `min_confidence` (0–1; that of
    `ontology/facts.toml` if not given) are refused; without `models` only lexicons, patterns and rules are used. Inputs
    that cannot be read are named in `Graph.failures`; the others are built.
    """
    loaded = Ontology.load(ontology)
    pipeline = Pipeline(loaded, min_confidence=min_confidence) if models else Pipeline(loaded, None, min_confidence)
    found, failures = pages.read([Path(path) for path in inputs])
    decided = read_decisions(decisions, pipeline.ontology) if decisions else Decided()
    return of_pages(pipeline, found, failures, home=home, base=base, decided=decided, progress=progress)


@dataclass(frozen=True)
class Decided:
    """The decisions of a file, and a message for each line that is none."""

    name: str = ""
    decisions: tuple[Decision, ...] = ()
    failures: tuple[str, ...] = ()


def read_decisions(path: Path | str, ontology: Ontology) -> Decided:
    """What curators decided. Raises `InputError` where there is no such file."""
    path = Path(path)
    if not path.is_file():
        raise InputError(str(path), "no such file. Give the file with the decisions, one JSON object a line")
    found, failures = curation.read(path, ontology.entity_classes)
    return Decided(path.name, found, tuple(failures))


@memory.quiet()
def of_pages(
    pipeline: Pipeline,
    found: Sequence[Page],
    failures: Iterable[str] = (),
    *,
    home: str | None = None,
    base: str = iris.BASE,
    decided: Decided = Decided(),
    progress: Progress = silent,
) -> Graph:
    """The graph of pages whose text is there already."""
    readings = []
    for number, page in enumerate(at_home(found, home), 1):
        readings.append(pipeline.reading(page))
        if number % TIDY == 0:
            memory.tidy()
        progress("pages", number, len(found))
    return of_readings(pipeline, found, readings, failures, base, decided)


def at_home(found: Iterable[Page], home: str | None) -> list[Page]:
    """The pages by id; those that do not say whose paper they are of, with `home`."""
    known = (page if page.home or not home else replace(page, home=home) for page in found)
    return sorted(known, key=lambda page: page.id)


@memory.quiet()
def of_readings(
    pipeline: Pipeline,
    found: Iterable[Page],
    readings: Sequence[Reading],
    failures: Iterable[str],
    base: str,
    decided: Decided,
) -> Graph:
    """The graph of what reading each page gave: all that looks at several documents, and the check of the shapes; what
    violates one is among the rejections."""
    knowledge = pipeline.gathered(readings, failures, decided.decisions)
    told = histories.make(knowledge, pipeline.ontology)
    checked, rejected = rdf.validate(knowledge, pipeline.ontology, base, histories=told)
    without = _without_article(found, knowledge.documents)
    checked = replace(
        checked,
        rejections=(*knowledge.rejections, *rejected),
        failures=tuple(sorted((*knowledge.failures, *without, *decided.failures))),
        unapplied=tuple(f"{decided.name}, {message}" for message in knowledge.unapplied),
    )
    return Graph(checked, pipeline.ontology, base)


def finish(folder: Path | str) -> None:
    """Go on with a replacement of the files of a built folder that was cut off, so that all are of one build."""
    exports.finish(folder)


def documents(inputs: Iterable[Path | str]) -> tuple[list[Document], list[str]]:
    """The articles of `inputs`, put back in reading order, and a message for each input that could not be read."""
    pipeline = Pipeline(Ontology.load())
    found, failures = pages.read([Path(path) for path in inputs])
    articles = [document for page in found for document in pipeline.documents(page)]
    return articles, sorted((*failures, *_without_article(found, articles)))


def _without_article(found: Iterable[Page], articles: Iterable[Document]) -> list[str]:
    """A message for each page that gave no document."""
    known = {document.page.id for document in articles}
    hint = "Is it a page of headlines and paragraphs, one a line?"
    return [f"{page.source}: no article found in this page. {hint}" for page in found if page.id not in known]


def evaluate(gold_folder: Path | str) -> evaluation.Report:
    """Precision, recall and F1 on a folder of gold files, each built alone."""
    pipeline = Pipeline(Ontology.load())
    folder = Path(gold_folder)
    if not folder.is_dir():
        raise InputError(str(gold_folder), "no such folder. Give the folder that holds the gold files (*.json)")

    def predict(page: Page) -> evaluation.Prediction:
        return evaluation.predict(pipeline.know([page]), pipeline.ontology)

    return evaluation.evaluate(folder, predict, pipeline.ontology)
