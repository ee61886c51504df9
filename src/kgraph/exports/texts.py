"""The articles as they were put together → `documents.jsonl`, so that a sentence can be shown in its place.

In: documents. Out: one JSON object a line: id, headline, source (file), published, publisher, home, text, and
`segments`, each [start in the text, start in the source, length]; all in Unicode code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kgraph.exports.clean import encodable
from kgraph.exports.facts import headline
from kgraph.nouns import Document


def lines(documents: Iterable[Document]) -> Iterator[str]:
    """The file, one document a line, sorted by id."""
    for document in sorted(documents, key=lambda d: d.id):
        page = document.page
        record = {
            "id": document.id,
            "headline": headline(document),
            "source": page.source,
            "published": page.published,
            "publisher": page.publisher,
            "home": page.home,
            "text": document.text,
            "segments": [[s.start, s.source_start, s.length] for s in document.segments],
        }
        yield encodable(json.dumps(record, ensure_ascii=False))
