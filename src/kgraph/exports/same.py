"""Decisions about names → same.jsonl, what `kgraph explain DIR --same A B` reads.

One JSON object a line: `decision` is "document" (one document uses all these names for one thing), "joined", "open" or
"apart" (of two documents); `names`, `entities` and `documents` go together; `score` are points (joined) or a
probability; `reasons` are plain words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kgraph.exports.clean import encodable
from kgraph.exports.facts import Shelf, known_entity
from kgraph.nouns import Analysis, Knowledge, Likeness

SPELLING = "the same name, written in other ways"


def lines(shelf: Shelf) -> list[str]:
    """The lines, sorted."""
    return sorted({encodable(json.dumps(record, ensure_ascii=False)) for record in records(shelf.knowledge)})


def records(knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    """One for each decision."""
    known = known_entity(knowledge)
    for analysis in knowledge.analyses:
        yield from _chains(analysis, known)
    yield from (_decision(one) for one in knowledge.likenesses)


def _chains(analysis: Analysis, known: dict) -> Iterator[dict[str, Any]]:
    document = analysis.document.id
    for chain in analysis.chains:
        entity = next((e for m in chain.mentions if (e := known.get((document, m)))), None)
        if entity and len(chain.forms) > 1:
            yield {
                "decision": "document",
                "names": list(chain.forms),
                "entities": [entity.id],
                "documents": [document],
                "reasons": list(chain.reasons) or [SPELLING],
            }


def _decision(one: Likeness) -> dict[str, Any]:
    return {
        "decision": "joined" if one.same else "apart" if one.apart else "open",
        "names": [one.a_name, one.b_name],
        "entities": [one.a, one.b],
        "documents": [one.a_document, one.b_document],
        "score": one.score,
        "reasons": list(one.reasons),
    }
