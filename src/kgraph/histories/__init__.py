"""The room of histories: what a build knows through time.

Comes in: `Knowledge`. Goes out: `Histories`: tenures (who held which post, from when to when as texts say, and in which
documents it was seen), steps (how far a project came, and when), contradictions (different values where a thing has
one). Publication dates and dates of the text are kept apart; nothing depends on today.
"""

from __future__ import annotations

from kgraph.histories.contradictions import contradictions
from kgraph.histories.steps import steps
from kgraph.histories.tenures import tenures
from kgraph.nouns import Histories, Knowledge
from kgraph.ontology import Ontology

__all__ = ["contradictions", "make", "steps", "tenures"]


def make(knowledge: Knowledge, ontology: Ontology) -> Histories:
    """All histories of a build; the same whatever the order of its documents."""
    return Histories(tenures(knowledge, ontology), steps(knowledge, ontology), contradictions(knowledge, ontology))
