"""What the tagger sees of each character: the characters around it and the lexicon words that begin, run or end there.

Comes in: folded text. Goes out: one list of feature strings a character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick
import rjieba

SURNAME_COMMON = 20.0  # frequency in surnames.tsv; above it a surname counts as common (about 400 of 1,074)
LONGEST_LENGTH = 6  # characters; longer lexicon words share one length class
LONGEST_HEAD = 10  # characters between 等 and what is listed (等5个新开工项目)
CLAUSE = re.compile(r"[^,。;:!?\n]+")
NUMERALS = frozenset("一二三四五六七八九十百千万亿零两〇")
QUOTES_OPEN, QUOTES_CLOSE = frozenset("“‘《「『"), frozenset("”’》」』\n")


@dataclass(frozen=True)
class Lexicons:
    """An automaton over all lexicon words (value: word length, `_marks` of each tag), surnames with their class, and
    what tells what an enumeration lists (等项目, 等企业)."""

    words: ahocorasick.Automaton
    surnames: dict[str, str]
    lists: re.Pattern


def compile_lexicons(
    entries: Iterable[tuple[str, str]], surnames: Iterable[tuple[str, float]], heads: Iterable[str]
) -> Lexicons:
    """`entries` are (word, tag) pairs; a word may come with several tags. `heads` are nouns such as 项目, 企业."""
    tags: dict[str, set[str]] = {}
    for word, tag in entries:
        tags.setdefault(word, set()).add(tag)
    words = ahocorasick.Automaton()
    for word, found in tags.items():
        words.add_word(word, (len(word), [_marks(tag, len(word)) for tag in sorted(found)]))
    words.make_automaton()
    classes = {surname: "sur" if frequency >= SURNAME_COMMON else "sur-rare" for surname, frequency in surnames}
    nouns = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
    return Lexicons(words, classes, re.compile(f"等[^、,。;:!?\\n]{{0,{LONGEST_HEAD}}}?({nouns})"))


def _marks(tag: str, length: int) -> tuple[str, ...]:
    """What a word with this tag says of the characters where it begins, ends, runs, and of those after and before."""
    size = str(min(length, LONGEST_LENGTH))
    return f"B{tag}{size}", f"E{tag}{size}", f"I{tag}", f"A{tag}", f"P{tag}"


def features(text: str, lexicons: Lexicons) -> list[list[str]]:
    """One list of features for each character of `text`."""
    rows = _characters(text)
    _mark_words(text, lexicons.words, rows)
    _mark_lists(text, lexicons.lists, rows)
    _mark_segments(text, rows)
    for row, character in zip(rows, text, strict=True):
        if character in lexicons.surnames:
            row.append(lexicons.surnames[character])
    return rows


def _mark_segments(text: str, rows: list[list[str]]) -> None:
    """The words that jieba's dictionary and HMM cut: each character's word, its part of speech, and its neighbours'."""
    words = [("", "^"), *rjieba.tag(text, True), ("", "$")]
    position = 0
    for (_, before), (word, tag), (after_word, after) in zip(words, words[1:], words[2:], strict=False):
        last = len(word) - 1
        for i in range(len(word)):
            mark = "S" if not last else "B" if i == 0 else "E" if i == last else "M"
            rows[position + i] += [
                "W" + mark + tag,
                "V" + before + mark,
                "X" + mark + after,
                "w" + word,
                "u" + mark + after_word,
            ]
        position += len(word)


def _mark_lists(text: str, lists: re.Pattern, rows: list[list[str]]) -> None:
    """Inside an enumeration: what it lists (A、B、C等项目), and how its last member ends (A、B、C中心)."""
    for clause in CLAUSE.finditer(text):
        if "、" in clause.group():
            head = lists.search(text, *clause.span())
            end = head.start() if head else text.find("等", *clause.span())
            end = end if end > 0 else clause.end()
            marks = ["S" + text[end - 2 : end], *(["L" + head.group(1)] if head else [])]
            for position in range(clause.start(), end):
                rows[position].extend(marks)


def _characters(text: str) -> list[list[str]]:
    padded = "\x02\x02" + text + "\x03\x03"
    kinds = "^" + "".join(map(_kind, text)) + "$"
    quoted = _quoted(text)
    rows = []
    for i in range(len(text)):
        a, b, c, d, e = padded[i : i + 5]
        rows.append([
            "0" + c, "-" + b, "+" + d, "=" + a, "#" + e, "m" + b + c, "p" + c + d, "M" + a + b, "Q" + d + e,
            "j" + b + d, "x" + a + b + c, "y" + c + d + e, "t" + kinds[i : i + 3], quoted[i],
        ])  # fmt: skip
    return rows


def _kind(character: str) -> str:
    if character.isdigit():
        return "0"
    if character in NUMERALS:
        return "n"
    if character.isascii() and character.isalpha():
        return "a"
    return "h" if "\u4e00" <= character <= "\u9fff" else character


def _quoted(text: str) -> list[str]:
    marks, inside = [], "q0"
    for character in text:
        if character in QUOTES_OPEN:
            inside = "q1"
        marks.append(inside)
        if character in QUOTES_CLOSE:
            inside = "q0"
    return marks


def _mark_words(text: str, words: ahocorasick.Automaton, rows: list[list[str]]) -> None:
    """Lexicon words: B where one begins, E where it ends, I inside, A on the character after, P on the one before."""
    marks: list[set[str]] = [set() for _ in rows]
    last = len(rows) - 1
    for end, (length, found) in words.iter(text):
        start = end - length + 1
        for begins, ends, inside, after, before in found:
            marks[start].add(begins)
            marks[end].add(ends)
            for inner in range(start + 1, end):
                marks[inner].add(inside)
            if end < last:
                marks[end + 1].add(after)
            if start:
                marks[start - 1].add(before)
    for row, mark in zip(rows, marks, strict=True):
        row.extend(sorted(mark))
