"""Asks a built folder: SPARQL, questions in Chinese, and the evidence of a fact.

Comes in: a folder that `kgraph build` wrote. Goes out: results as text, or an `Answer` with its sentences.
"""

from kgraph.queries.evidence import Evidence, Sentence
from kgraph.queries.explaining import explain
from kgraph.queries.hints import hints
from kgraph.queries.questions import Answer, Asker, Row, ask, kinds
from kgraph.queries.results import FORMATS, run, sparql
from kgraph.queries.sameness import decisions, open_decisions, same
from kgraph.queries.store import open_store as open
from kgraph.queries.texts import Text, Texts

__all__ = [
    "FORMATS",
    "Answer",
    "Asker",
    "Evidence",
    "Row",
    "Sentence",
    "Text",
    "Texts",
    "ask",
    "decisions",
    "explain",
    "hints",
    "kinds",
    "open",
    "open_decisions",
    "run",
    "same",
    "sparql",
]
