"""What the tagger sees of strings that a text has more than once nearby: a name is said again in the same words.

Comes in: the codes of a text and the hashes of its spans. Goes out: further keys for the characters where the longest
such string begins and ends, that stand inside one, before and after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

SHORTEST, LONGEST = 3, 16  # characters of a string
NEAR = 800  # characters between two occurrences at most: about one article
LENGTHS = 8  # longer strings share one length class
BREAKS = np.array([ord(c) for c in "\n,。;:!?、()“”《》 "], np.uint32)

Hashes = Callable[[np.ndarray, np.ndarray], np.ndarray]


def templates(codes: np.ndarray, hashes: Hashes) -> Iterator[tuple]:
    """(number of the template, places, what stands there …); places may lie outside the text."""
    begins, ends = _longest(codes, hashes)
    starts = np.flatnonzero((begins > 0) & (np.concatenate([[0], begins[:-1]]) <= begins))
    stops = np.flatnonzero((ends > 0) & (np.concatenate([ends[1:], [0]]) <= ends))
    yield 140, starts, np.minimum(begins[starts], LENGTHS).astype(np.uint64)
    yield 141, stops, np.minimum(ends[stops], LENGTHS).astype(np.uint64)
    every = np.flatnonzero(begins)
    turns = np.zeros(len(codes) + 1, np.int64)
    np.add.at(turns, every, 1)
    np.add.at(turns, every + begins[every], -1)
    inside = np.flatnonzero(np.cumsum(turns)[:-1])
    for number, places in ((142, starts - 1), (143, stops + 1), (144, inside)):
        yield number, places, np.ones(len(places), np.uint64)


def _longest(codes: np.ndarray, hashes: Hashes) -> tuple[np.ndarray, np.ndarray]:
    """For each character the length of the longest recurring string that begins there, and that ends there, or 0."""
    begins, ends = np.zeros(len(codes), np.int64), np.zeros(len(codes), np.int64)
    breaks = np.concatenate([[0], np.cumsum(np.isin(codes, BREAKS))])
    starts = np.arange(max(0, len(codes) - SHORTEST + 1))
    for length in range(SHORTEST, LONGEST + 1):
        starts = starts[starts + length <= len(codes)]
        starts = starts[breaks[starts + length] == breaks[starts]]
        if not len(starts):
            break
        starts = _recurring(starts, hashes(starts, starts + length))
        begins[starts], ends[starts + length - 1] = length, length
    return begins, ends


def _recurring(starts: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Those of `starts` whose key another one within `NEAR` characters has."""
    order = np.lexsort((starts, keys))
    close = (np.diff(keys[order]) == 0) & (np.diff(starts[order]) <= NEAR)
    again = np.concatenate([close, [False]]) | np.concatenate([[False], close])
    return np.sort(starts[order][again])
