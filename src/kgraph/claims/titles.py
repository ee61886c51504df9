"""Titles of posts in a text, and the organisations written with them.

Comes in: a text folded for matching, its `Bodies`, and the words of the pattern file. Goes out, by question: the posts
that stand just before a name (区党工委副书记、管委会主任张明), and those written from a place on (任…市长、…书记).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import ahocorasick

from kgraph.claims.bodies import Bodies
from kgraph.claims.reading import any_of
from kgraph.nouns import Mention, Span
from kgraph.ontology import Ontology

STOP = re.compile(r"[。!?\n;；:：,，、]")
CLOSING = ")]”》」\"' "  # may stand between a body and its title: 市口岸和物流办公室(下称口岸办)副主任
HELD_TOO = "兼"
TAKEN_BACK = "candidate"  # kind of a post that makes no claim
BRACKET = re.compile(r"\([^()\n]{2,16}\)")  # the same, where a title's words begin after it
LONGEST_GRANT = 24  # characters of one post after 任, body included without its mention


@dataclass(frozen=True)
class Post:
    """One post as written: `body` the mention before the title, if any, `anaphor` the noun that stands for it; `former`
    how the text takes it back, where it does: "former" (it is over) or "candidate" (it is only proposed, or said in no
    plain way)."""

    span: Span
    title: str
    body: Mention | None
    former: str = ""
    anaphor: str = ""


@dataclass(frozen=True)
class Titles:
    """Where job titles stand in a text: `start_of[end]` and `end_of[start]` of the longest ones."""

    start_of: dict[int, int]
    end_of: dict[int, int]


class PostReader:
    """What the pattern file says of titles: their lexicon, and the words that take a post back."""

    def __init__(self, pattern: Mapping[str, Any], ontology: Ontology):
        self.words, self.reach = pattern["posts"], pattern["scope"]["reach"]
        self.levels = {row[0]: row[1] for row in ontology.lexicon(self.words["titles"])}
        self.automaton = _automaton(self.levels)
        cues = sorted(ontology.lexicon(self.words["former"]), key=lambda row: (-len(row[0]), row))
        self.before = tuple(row[0] for row in cues if row[1] == "before")
        self.after = tuple(row[0] for row in cues if row[1] == "after")
        self.kind = {row[0]: row[2] for row in cues} | {"": ""}
        adverbs, granted = any_of(self.words["adverbs"]), any_of(self.words["granted"])
        self.again = re.compile(f"(?:(?:{adverbs})(?:{granted}))?")  # 任县委副书记,并任县政府党组书记
        self.not_former = tuple(self.words["not_former"])
        self.anaphors = _anaphors(self.words["anaphors"], self.words["these"])

    def level(self, title: str) -> str:
        """In which kind of body a title is usual."""
        return self.levels.get(title, "any")

    def plain(self, title: str) -> str:
        """The title without 首任, 新任 and the like."""
        word = next((w for w in self.words["decorations"] if title.startswith(w)), "")
        return title.removeprefix(word)


class Posts:
    """The posts written in one text."""

    def __init__(self, reader: PostReader, text: str, bodies: Bodies):
        self.reader, self.words, self.text, self.bodies = reader, reader.words, text, bodies

    @cached_property
    def titles(self) -> Titles:
        """Where the titles of the lexicon stand."""
        start_of: dict[int, int] = {}
        end_of: dict[int, int] = {}
        for last, length in self.reader.automaton.iter(self.text):
            start, end = last + 1 - length, last + 1
            start_of[end] = min(start, start_of.get(end, start))
            end_of[start] = max(end, end_of.get(start, end))
        return Titles(start_of, end_of)

    def before(self, person: Mention, limit: int) -> list[Post]:
        """The posts that stand just before a name, in reading order. None starts before `limit`."""
        posts: list[Post] = []
        end = skip_space(self.text, person.span.start)
        cue = next((c for c in self.reader.after if self.text.endswith(c, limit, end)), "")
        end -= len(cue)
        while end > limit and (post := self._ending(end, limit)) is not None:
            posts.insert(0, replace(post, former=post.former or self.reader.kind[cue]))
            cue = ""
            end = post.span.start
            if end <= limit or self.text[end - 1] not in self.words["separators"]:
                break
            end = skip_space(self.text, end - 1)
        return _former_spreads(posts)

    def _ending(self, end: int, limit: int) -> Post | None:
        start = self.titles.start_of.get(end)
        if start is None:
            return None
        body = self.bodies.before(end - 1, limit, end - start + self.reader.reach)
        if (joint := self._joint(body.span.end if body else max(limit, end - LONGEST_GRANT), end)) is not None:
            return Post(Span(joint + 1, end), self.reader.plain(self.text[joint + 1 : end]), None)
        if body is not None and body.text.startswith(self.reader.before):
            return None
        if body is not None and not STOP.search(self.text, body.span.end, end):
            title = _bare_of(self.text[body.span.end : end])
            cue = next((c for c in self.reader.before if title.startswith(c)), "")
            first = "" if cue else self._former(body.span.start, limit)
            title, span = self.reader.plain(title.removeprefix(cue)), Span(body.span.start - len(first), end)
            return Post(span, title, body, self.reader.kind[cue or first])
        return self._bare(max(start, limit), end, limit)

    def _joint(self, start: int, end: int) -> int | None:
        """Where 兼 joins two titles between two places that no stop parts (副理事长兼轮值秘书长)."""
        found = self.text.rfind(HELD_TOO, start, end)
        if found < 0 or found not in self.titles.start_of or STOP.search(self.text, found, end):
            return None
        return found

    def _bare(self, start: int, end: int, limit: int) -> Post:
        """A title without a body: with the department that it names (组织部部长), or after 公司."""
        edge = max((m.end() for m in STOP.finditer(self.text, limit, start)), default=limit)
        extra = self.text[edge:start]
        if extra in self.reader.anaphors:
            return Post(Span(edge, end), self.reader.plain(self.text[start:end]), None, anaphor=extra)
        former = self._former(start, edge)
        start -= len(former)
        if 0 < len(extra) <= self.reader.reach and self.text[edge - 1 : edge] == "、" and not former:
            return Post(Span(edge, end), self.reader.plain(self.text[edge:end]), None)
        title = self.reader.plain(self.text[start:end].removeprefix(former))
        return Post(Span(start, end), title, None, self.reader.kind[former])

    def _former(self, start: int, limit: int) -> str:
        """The cue that ends at `start` (原, 时任, 拟任), or ""; the 前 of 目前 is none."""
        if self.text.endswith(self.reader.not_former, limit, start):
            return ""
        return next((cue for cue in self.reader.before if self.text.endswith(cue, limit, start)), "")

    def series(self, start: int, strict: bool = False) -> list[Post]:
        """The posts written from `start` on; `strict`: they begin with a body or a title, not with other words."""
        posts: list[Post] = []
        while (post := self._starting(start)) is not None:
            if strict and not (post.body or start in self.titles.end_of or (posts and self.text[start - 1] == "、")):
                break
            if posts and self.holds(post.span.end):
                break  # 当选会长,农学院教授何某: the second post is the next person's
            posts.append(post)
            start = post.span.end
            if self.text[start : start + 1] not in tuple(self.words["separators"]):
                break
            start = self.reader.again.match(self.text, start + 1).end()
        return posts

    def holds(self, end: int) -> bool:
        """Whether a post that ends at `end` is that of a person behind it."""
        return self.bodies.next_person(end) == _spaces_after(self.text, end) < len(self.text)

    def _starting(self, start: int) -> Post | None:
        body = self.bodies.starting(start)
        if body is None and (prefix := next((p for p in self.words["prefixes"] if self.text.startswith(p, start)), "")):
            start += len(prefix)
            body = self.bodies.starting(start)
        after = body.span.end if body else start
        stop = STOP.search(self.text, after)
        edge = min(stop.start() if stop else len(self.text), after + LONGEST_GRANT, self.bodies.next_person(after))
        if (joint := self._joint(after, edge)) is not None:
            edge = joint
        ends = [e for s in range(after, edge) if (e := self.titles.end_of.get(s)) and e <= edge]
        if not ends:
            return None
        title = _bare_of(self.text[after : max(ends)])
        anaphor = "" if body else self._anaphor(start, title)
        title = self.reader.plain(title.removeprefix(anaphor))
        taken_back = TAKEN_BACK if any(cue in title for cue in self.reader.before) else ""
        return Post(Span(start, max(ends)), title, body, taken_back, anaphor)

    def _anaphor(self, start: int, title: str) -> str:
        """The noun for an organisation named before that a title begins with (该校校长), or ""."""
        known = (a for a in self.reader.anaphors if title.startswith(a) and title != a)
        return next((a for a in known if len(a) > 1 or start + len(a) in self.titles.end_of), "")


def _bare_of(title: str) -> str:
    """The words of a title behind a body: without a bracket that tells a short form of the body."""
    bracket = BRACKET.match(title)
    return (title[bracket.end() :] if bracket else title).lstrip(CLOSING)


def _former_spreads(posts: list[Post]) -> list[Post]:
    """原 before a body covers the titles that follow without a body of their own (原县委副书记、书记)."""
    former, spread = "", []
    for post in posts:
        former = post.former or (former if post.body is None else "")
        spread.append(replace(post, former=former))
    return spread


def skip_space(text: str, end: int) -> int:
    while end and text[end - 1] == " ":
        end -= 1
    return end


def _spaces_after(text: str, start: int) -> int:
    while text[start : start + 1] == " ":
        start += 1
    return start


def _anaphors(rows: Iterable[Mapping[str, Any]], these: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Each noun, with and without 该 and the like before it, longer ones first, and its row in the pattern file."""
    found = {before + noun: row for row in rows for noun in row["nouns"] for before in ("", *these)}
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _automaton(words: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, len(word))
    automaton.make_automaton()
    return automaton
