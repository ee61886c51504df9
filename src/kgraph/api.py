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

from kgraph import conscience, evaluation, exports, graph, histories, iris, pages, queries, rdf
from kgraph.errors import InputError
from kgraph.nouns import Audit, Document, Histories, Knowledge, Page
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline, Progress, silent


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

    def write(self, folder: Path | str) -> list[Path]:
        """Write all exports into `folder`, all or nothing; the paths written. Raises `OutputError`."""
        writers = {
            "graph.ttl": partial(rdf.write_turtle, self.quads, base=self.base),
            "graph.nq": partial(rdf.write_nquads, self.quads),
            "graph.jsonld": partial(rdf.write_jsonld, self.quads),
        }
        return exports.write_all(self.knowledge, self.nx, self.ontology, folder, writers, self.histories, self.audit)

    def query(self, sparql: str, format: str = "table") -> str:
        """The result of a SPARQL query as a table, CSV or JSON. Raises `QueryError`."""
        return queries.sparql(self.store, sparql, format)

    def ask(self, question: str) -> queries.Answer:
        """The answer to a question in Chinese, with its sentences. Raises `QueryError`."""
        return queries.ask(self.store, question, self.ontology)

    def explain(self, subject: str, relation: str, object: str) -> str:
        """Sentence, rule and source position of a fact."""
        return queries.explain(self.store, subject, relation, object, self.ontology)


def build(
    inputs: Iterable[Path | str],
    *,
    home: str | None = None,
    base: str = iris.BASE,
    ontology: Path | str | None = None,
    progress: Progress = silent,
) -> Graph:
    """Read `inputs` (files and folders) and build their graph.

    `home` is the place whose paper it is, for pages that do not say so. Inputs that cannot be read are named in
    `Graph.failures`; the others are built.
    """
    pipeline = Pipeline(Ontology.load(ontology))
    found, failures = pages.read([Path(path) for path in inputs])
    return of_pages(pipeline, found, failures, home=home, base=base, progress=progress)


def of_pages(
    pipeline: Pipeline,
    found: Sequence[Page],
    failures: Iterable[str] = (),
    *,
    home: str | None = None,
    base: str = iris.BASE,
    progress: Progress = silent,
) -> Graph:
    """The graph of pages that are already read; what violates a shape is among the rejections."""
    at_home = [page if page.home or not home else replace(page, home=home) for page in found]
    knowledge = pipeline.know(at_home, failures, progress)
    told = histories.make(knowledge, pipeline.ontology)
    checked, rejected = rdf.validate(knowledge, pipeline.ontology, base, histories=told)
    without = _without_article(found, knowledge.documents)
    failures = tuple(sorted((*knowledge.failures, *without)))
    checked = replace(checked, rejections=(*knowledge.rejections, *rejected), failures=failures)
    return Graph(checked, pipeline.ontology, base)


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
