"""Claims become facts, or are refused with a reason.

In: claims with the ids of their ends, the entities, the documents and the ontology.
Out: `Fact`s (claims that say the same, together) and `Rejection`s. A pattern, a trained model or a person may have
proposed the claim: all are judged alike, by the checks listed in `CHECKS`.
"""

from kgraph.facts.checks import CHECKS
from kgraph.facts.judging import judge
from kgraph.facts.values import VALUE_CHECKS, is_iso

__all__ = ["CHECKS", "VALUE_CHECKS", "is_iso", "judge"]
