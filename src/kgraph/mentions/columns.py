"""What the tagger sees of each character, as numbers: characters and words around it, lexicon words that begin, run
or end there, strings that come again.

Comes in: folded text. Goes out: `Columns`, one 64-bit key a character for each template of `TEMPLATES`, and further
keys of single characters. A key is made of the template and of what stands there, by arithmetic alone, so that it is
the same on every machine; a model knows the keys it has learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick
import numpy as np
import rjieba

from kgraph.mentions import recurring

SURNAME_COMMON = 20.0  # frequency in surnames.tsv; above it a surname counts as common (about 400 of 1,074)
LONGEST_LENGTH = 6  # characters; longer words share one length class
LONGEST_HEAD = 10  # characters between 等 and what is listed (等5个新开工项目)
CLAUSE = re.compile(r"[^,。;:!?\n]+")
NUMERALS = np.array([ord(c) for c in "一二三四五六七八九十百千万亿零两〇"], np.uint32)
QUOTES_OPEN, QUOTES_CLOSE = "“‘《「『", "”’》」』\n"

MULTIPLIER, SPREAD, BASE = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), 0x5851F42D4C957F2D  # odd 64-bit constants
INVERSE = pow(BASE, -1, 1 << 64)
DENSE = 1  # number of the first template that every character has; those of 100 and more only some have
ROW_SHIFT, KEY_SHIFT = np.uint64(40), np.uint64(24)


@dataclass(frozen=True)
class Lexicons:
    """An automaton over all lexicon words (value: word length, numbers of its tags), surnames with their class, and
    what tells what an enumeration lists (等项目, 等企业)."""

    words: ahocorasick.Automaton
    surnames: dict[int, int]
    lists: re.Pattern


@dataclass(frozen=True)
class Columns:
    """`dense`: uint64 [templates, characters]; `rows`, `keys`: further keys and the characters they belong to."""

    dense: np.ndarray
    rows: np.ndarray
    keys: np.ndarray


def number(word: str) -> int:
    """A short string as a number, the same everywhere."""
    return int.from_bytes(word.encode()[:8], "big")


def compile_lexicons(
    entries: Iterable[tuple[str, str]], surnames: Iterable[tuple[str, float]], heads: Iterable[str]
) -> Lexicons:
    """`entries` are (word, tag) pairs; a word may come with several tags. `heads` are nouns such as 项目, 企业."""
    tags: dict[str, set[int]] = {}
    for word, tag in entries:
        tags.setdefault(word, set()).add(number(tag))
    words = ahocorasick.Automaton()
    for word, found in tags.items():
        words.add_word(word, (len(word), sorted(found)))
    words.make_automaton()
    classes = {ord(s): 1 if frequency >= SURNAME_COMMON else 2 for s, frequency in surnames if len(s) == 1}
    nouns = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
    return Lexicons(words, classes, re.compile(f"等[^、,。;:!?\\n]{{0,{LONGEST_HEAD}}}?({nouns})"))


def mix(templates: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Keys [templates, characters] of `parts` [templates, parts, characters] (the same number of parts in each)."""
    key = np.repeat((templates.astype(np.uint64) * MULTIPLIER)[:, None], parts.shape[2], axis=1)
    for i in range(parts.shape[1]):
        key ^= parts[:, i]
        key *= MULTIPLIER
        key ^= key >> SPREAD
    return key


def columns(text: str, lexicons: Lexicons) -> Columns:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    spans = Spans(codes)
    dense = _mixed(enumerate([*_characters(codes, lexicons), *_segments(text, spans)], start=DENSE))
    parts = [*_lexicon(text, lexicons.words), *_lists(text, lexicons.lists), *_dictionary(text, spans)]
    parts += recurring.templates(codes, spans.hashes)
    rows, keys = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
    for template, places, *values in parts:
        inside = (places >= 0) & (places < len(text))
        rows.append(places[inside])
        keys.append(mix(np.array([template]), np.stack(values)[None])[0][inside])
    return Columns(dense, *_distinct(np.concatenate(rows), np.concatenate(keys)))


def _mixed(templates: Iterable[tuple[int, tuple[np.ndarray, ...]]]) -> np.ndarray:
    """The keys of templates with any number of parts, in their order."""
    by_size: dict[int, list[tuple[int, tuple[np.ndarray, ...]]]] = {}
    for number_, parts in templates:
        by_size.setdefault(len(parts), []).append((number_, parts))
    order = np.array([n for same in by_size.values() for n, _ in same])
    keys = [mix(np.array([n for n, _ in same]), np.array([parts for _, parts in same])) for same in by_size.values()]
    return np.concatenate(keys)[np.argsort(order)]


def _distinct(rows: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key of a character once, by character. 40 bits of a key tell it from the others of its character."""
    _, chosen = np.unique((rows.astype(np.uint64) << ROW_SHIFT) | (keys >> KEY_SHIFT), return_index=True)
    return rows[chosen], keys[chosen]


class Spans:
    """Hashes of any spans of a text: differences of prefix sums of code * BASE**position, shifted to position 0."""

    def __init__(self, codes: np.ndarray):
        powers = np.full(len(codes), BASE, np.uint64)
        powers[:1] = 1
        back = np.full(len(codes), INVERSE, np.uint64)
        back[:1] = 1
        self.back = np.cumprod(back, dtype=np.uint64)
        self.sums = np.concatenate(
            [[np.uint64(0)], np.cumsum(codes * np.cumprod(powers, dtype=np.uint64), dtype=np.uint64)]
        )

    def hashes(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        return (self.sums[ends] - self.sums[starts]) * self.back[starts]


def _characters(codes: np.ndarray, lexicons: Lexicons) -> Iterator[tuple[np.ndarray, ...]]:
    padded = np.pad(codes, 2, constant_values=ord("\n"))
    a, b, c, d, e = (padded[i : i + len(codes)] for i in range(5))
    yield from [(c,), (b,), (d,), (a,), (e,), (b, c), (c, d), (a, b), (d, e), (b, d), (a, b, c), (c, d, e)]
    kinds = np.pad(_kinds(codes), 1, constant_values=1)
    yield kinds[:-2], kinds[1:-1], kinds[2:]
    yield (_quoted(codes),)
    yield (np.fromiter(map(lexicons.surnames.get, codes.tolist(), [0] * len(codes)), np.uint64, len(codes)),)


def _kinds(codes: np.ndarray) -> np.ndarray:
    """2 digit, 3 Chinese numeral, 4 letter, 5 other Chinese character; anything else is of a kind of its own."""
    kinds = codes.copy()
    kinds[(codes >= 0x4E00) & (codes <= 0x9FFF)] = 5
    kinds[np.isin(codes, NUMERALS)] = 3
    kinds[(codes >= 0x30) & (codes <= 0x39)] = 2
    kinds[((codes | 0x20) >= 0x61) & ((codes | 0x20) <= 0x7A)] = 4
    return kinds


def _quoted(codes: np.ndarray) -> np.ndarray:
    """Whether a character stands inside quotation marks (the opening and the closing one do)."""
    turns = np.zeros(len(codes), np.int64)
    for value, marks in ((2, QUOTES_OPEN), (1, QUOTES_CLOSE)):
        turns[np.isin(codes, [ord(mark) for mark in marks])] = value
    at = np.maximum.accumulate(np.where(turns > 0, np.arange(1, len(codes) + 1), 0))
    inside = np.concatenate([[0], turns])[at] == 2
    return (inside | (turns == 1) & np.concatenate([[False], inside[:-1]])).astype(np.uint64)


def _segments(text: str, spans: Spans) -> Iterator[tuple[np.ndarray, ...]]:
    """The words that jieba's dictionary and HMM cut: each character's word, its part of speech, and its neighbours'."""
    cut = rjieba.tag(text, True)
    lengths = np.fromiter((len(word) for word, _ in cut), np.int64, len(cut))
    tags = np.fromiter((number(tag) for _, tag in cut), np.uint64, len(cut))
    ends = np.cumsum(lengths)
    starts = ends - lengths
    where = np.repeat(np.arange(len(cut)), lengths) + 2
    at = np.arange(len(text)) - np.repeat(starts, lengths)
    last = np.repeat(lengths, lengths) - 1
    mark = np.where(last == 0, 0, np.where(at == 0, 1, np.where(at == last, 2, 3))).astype(np.uint64)
    words, tags = np.pad(spans.hashes(starts, ends), 2), np.pad(tags, 2)
    yield from [(mark, tags[where]), (mark, tags[where - 1]), (mark, tags[where + 1])]
    yield from [(words[where],), (mark, words[where + 1])]


def _dictionary(text: str, spans: Spans) -> Iterator[tuple]:
    """All words of jieba's dictionary that stand in the text, overlapping ones too: where they begin and end."""
    found, start, length = [], -1, 0
    for word in rjieba.cut_all(text):  # by their start, then by length
        begins = start if len(word) > length and start >= 0 else start + 1
        start, length = text.find(word, begins), len(word)
        if length > 1:
            found.append((start, start + length))
    if found:
        starts, ends = np.array(found, np.int64).T
        words = spans.hashes(starts, ends)
        yield from [(100, starts, words), (101, ends - 1, words), (102, starts - 1, words), (103, ends, words)]


def _lexicon(text: str, words: ahocorasick.Automaton) -> Iterator[tuple]:
    """Lexicon words: on the characters where one begins and ends, inside, after and before it."""
    flat = [(end, length, tag) for end, (length, tags) in words.iter(text) for tag in tags]
    if not flat:
        return
    table = np.array(flat, np.uint64)
    ends, lengths, tags = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]
    starts, sizes = ends - lengths + 1, np.minimum(lengths, LONGEST_LENGTH).astype(np.uint64)
    yield 110, starts, tags, sizes
    yield 111, ends, tags, sizes
    yield 112, ends + 1, tags
    yield 113, starts - 1, tags
    inner = np.maximum(lengths - 2, 0)
    offsets = np.arange(inner.sum()) - np.repeat(np.cumsum(inner) - inner, inner)
    yield 114, np.repeat(starts + 1, inner) + offsets, np.repeat(tags, inner)


def _lists(text: str, lists: re.Pattern) -> Iterator[tuple]:
    """Inside an enumeration: what it lists (A、B、C等项目), and how its last member ends (A、B、C中心)."""
    for clause in CLAUSE.finditer(text):
        if "、" in clause.group():
            head = lists.search(text, *clause.span())
            end = head.start() if head else text.find("等", *clause.span())
            end = end if end > 0 else clause.end()
            rows = np.arange(clause.start(), end)
            yield 120, rows, np.full(len(rows), number(text[end - 2 : end]), np.uint64)
            if head:
                yield 121, rows, np.full(len(rows), number(head.group(1)), np.uint64)
