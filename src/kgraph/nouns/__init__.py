"""The nouns of the pipeline, made once each; one file for the nouns of one room.

    pages → documents → mentions → claims → entities → facts → graph → exports / queries

Import them from here: `from kgraph.nouns import Mention, Span`.
"""

from kgraph.nouns.analyses import Analysis
from kgraph.nouns.claims import Claim, Reading, Value
from kgraph.nouns.conscience import Audit, Check, Entry, Member
from kgraph.nouns.curation import Decision
from kgraph.nouns.documents import Document, Segment, Span
from kgraph.nouns.entities import Entity, Likeness
from kgraph.nouns.facts import Fact, Rejection, fact_id, fact_key, shared_qualifiers
from kgraph.nouns.histories import Contradiction, Histories, Side, Step, Tenure
from kgraph.nouns.knowledge import Knowledge
from kgraph.nouns.mentions import Chain, Mention
from kgraph.nouns.ontology import Class, Relation
from kgraph.nouns.pages import Input, Page
from kgraph.nouns.quantities import Quantity, Time

__all__ = [
    "Analysis",
    "Audit",
    "Chain",
    "Check",
    "Claim",
    "Class",
    "Contradiction",
    "Decision",
    "Document",
    "Entity",
    "Entry",
    "Fact",
    "Histories",
    "Input",
    "Knowledge",
    "Likeness",
    "Member",
    "Mention",
    "Page",
    "Quantity",
    "Reading",
    "Rejection",
    "Relation",
    "Segment",
    "Side",
    "Span",
    "Step",
    "Tenure",
    "Time",
    "Value",
    "fact_id",
    "fact_key",
    "shared_qualifiers",
]
