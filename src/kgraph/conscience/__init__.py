"""The room of the conscience: what a build can say of its own reading.

Comes in: `Knowledge`. Goes out: an `Audit`: the identities among the figures of each document (85 + 91.9 + 39.9 =
216.8), each confirmed or contradicted, and the ledger: every number, date and name with the facts that use it. A
document is judged by its own text alone, so the order of documents changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from kgraph.conscience.finder import Finder
from kgraph.conscience.ledger import FIGURE, ledger
from kgraph.nouns import Audit, Check, Knowledge
from kgraph.ontology import Ontology

__all__ = ["Finder", "ledger", "make"]

SETTINGS = "conscience"


def make(knowledge: Knowledge, ontology: Ontology) -> Audit:
    """The checks and the ledger of a build."""
    entries = ledger(knowledge, ontology)
    used = {(entry.document, entry.span): entry.facts for entry in entries if entry.kind == FIGURE}
    finder = Finder(ontology.settings(SETTINGS))
    found = (check for analysis in knowledge.analyses for check in finder.check(analysis))
    return Audit(tuple(sorted(_with_facts(check, used) for check in found)), entries)


def _with_facts(check: Check, used: dict) -> Check:
    members = (replace(member, facts=used.get((check.document, member.span), ())) for member in check.members)
    return replace(check, members=tuple(members))
