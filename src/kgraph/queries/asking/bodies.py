"""Finds the body whose post a title is, where a question only says of which place.

Comes in: a text, and the endings of the bodies that a title implies (副市长 of a 市政府). Goes out: where in the text
the place stands and which bodies are meant: 三亚市 in 三亚市副市长 for 三亚市人民政府, where the graph has that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kgraph.queries.names import Names, Thing

OF = "的"
MIN, MAX = 2, 12  # characters of the name of a place

Found = tuple[int, int, tuple[Thing, ...]]


def bodies(text: str, titles: Mapping[str, tuple[str, ...]], names: Names) -> Iterator[Found]:
    """Pieces [start, end) of a plain text before a title that name its body with its ending left out."""
    longest = max(map(len, titles), default=0)
    for at in range(MIN, len(text)):
        endings = {e for end in range(at + 1, at + longest + 1) for e in titles.get(text[at:end], ())}
        stop = at - (text[at - 1] == OF)
        for start in range(max(0, stop - MAX), stop - MIN + 1) if endings else ():
            place = text[start:stop]
            keys = {place.removesuffix(ending[0]) + ending for ending in endings}
            things = {thing for key in keys for thing in names.labels.get(key, ())}
            if things:
                yield start, stop, tuple(sorted(things))
