"""Asks a built folder: SPARQL, questions in Chinese, the evidence of a fact, and a local server.

Comes in: a folder that `kgraph build` wrote. Goes out: results as text, or an `Answer` with its sentences.
"""

from kgraph.queries.evidence import Sentence
from kgraph.queries.explaining import explain
from kgraph.queries.questions import Answer, Asker, Row, ask, kinds
from kgraph.queries.results import FORMATS, run, sparql
from kgraph.queries.sameness import decisions, open_decisions, same
from kgraph.queries.server import make_server, serve
from kgraph.queries.store import open_store as open

__all__ = [
    "FORMATS",
    "Answer",
    "Asker",
    "Row",
    "Sentence",
    "ask",
    "decisions",
    "explain",
    "kinds",
    "make_server",
    "open",
    "open_decisions",
    "run",
    "same",
    "serve",
    "sparql",
]
