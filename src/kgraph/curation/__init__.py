"""The room of curation: what people decided about a graph, in a file of lines that outlives every build.

Comes in: `decisions.jsonl`, and what the rooms before have found. Goes out: entities as curators want them (`settle`),
claims without the rejected and with the accepted ones at full confidence (`weigh`), and a message for each decision
that no longer applies. What finds mentions and claims knows nothing of it.
"""

from kgraph.curation.claims import unheld, weigh
from kgraph.curation.doubts import Doubt, doubts
from kgraph.curation.entities import settle
from kgraph.curation.lines import FILE, NEEDS, read, record

__all__ = ["FILE", "NEEDS", "Doubt", "doubts", "read", "record", "settle", "unheld", "weigh"]
