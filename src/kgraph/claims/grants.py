"""Posts that are given after a name: 任命王礼为…副市长, 王礼、李强当选为副主席, 王礼(县财政局局长), and the line of a
roster (王礼  副市长).

Comes in: the posts written in a text and a person. Goes out: a `Grant`. All words are in the relation's pattern file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgraph.claims.reading import any_of
from kgraph.claims.titles import STOP, Post, Posts, skip_space
from kgraph.nouns import Mention

HEADING = re.compile(r"[^。\n]{2,40}:\s*\n|(?:^|\n)[^。,\n]{2,12}\n")  # 决定任命: with one person a line below it
NEXT = re.compile(r"(?:\([^()\n]{1,16}\))?[,;,、。\s]*(?:\d{1,2}[.、])?\s*")  # between the post of one and the next
ABOUT = r"(?:\([^()\n]{1,12}\))?"  # (女,回族) behind a name
OTHERS = r"(?:等\d{0,3}[人位名]?)?"
ROSTER = re.compile(ABOUT + r"( {1,8}|[:\t]|,(?=[^,。\n]))")


@dataclass(frozen=True)
class Grant:
    """What a person is given: `shared` where those who stand before in the same list are given it too; `chained` where
    the word is one that gives a post only behind 任命 and the like."""

    posts: list[Post]
    shared: bool = False
    chained: bool = False

    @property
    def end(self) -> int:
        return self.posts[-1].span.end


class Grants:
    """Reads the posts after each name of a text in turn."""

    def __init__(self, words: Mapping[str, Any], far: int):
        self.words, self.far = words, far
        given = any_of(words["granted"] + words["granted_after"])
        self.given = re.compile(f"{ABOUT}{OTHERS}(?:{any_of(words['adverbs'])})({given})")
        self.is_ = re.compile(f"(?:{any_of(words['is'])})")

    def after(self, written: Posts, person: Mention, last: Grant | None) -> Grant | None:
        """What the text gives to the person behind the name; `last` is what it gave to the one before."""
        match = self.given.match(written.text, person.span.end)
        if match and self._gives(written.text, person, match.group(1), last):
            posts = written.series(match.end())
            return Grant(posts, True, match.group(1) in self.words["granted_after"]) if posts else None
        return self._beside(written, person)

    def _gives(self, text: str, person: Mention, word: str, last: Grant | None) -> bool:
        """Whether the word gives a post: 为 does so only after 任命, 选举 and the like, or in a list that began so."""
        if word not in self.words["granted_after"]:
            return True
        if last and last.chained and NEXT.fullmatch(text, last.end, person.span.start):
            return True
        start, names = person.span.start, self.words["shared"]
        edge = max((m.end() for m in STOP.finditer(text, 0, start) if m.group() not in names), default=0)
        if any(verb in text[edge:start] for verb in self.words["granting"]):
            return True
        heading = list(HEADING.finditer(text, max(0, start - self.far), start))
        return bool(heading) and any(verb in heading[-1].group() for verb in self.words["granting"])

    def _beside(self, written: Posts, person: Mention) -> Grant | None:
        """Posts in brackets behind a name, or in the rest of a line that begins with it."""
        text, end = written.text, person.span.end
        if match := self.is_.match(text, end):
            posts = written.series(match.end(), strict=True)
            return Grant(posts) if posts and posts[0].body else None
        if text[end : end + 1] == "(":
            posts = written.series(end + 1, strict=True)
            closed = posts and text[posts[-1].span.end : posts[-1].span.end + 1] == ")"
            return Grant(posts) if closed else None
        before = skip_space(text, person.span.start)
        if text[before - 1 : before] == "\n" and (gap := ROSTER.match(text, end)):
            posts = written.series(gap.end(), strict=True)
            if posts and (posts[0].body or gap.group(1) != ",") and not written.holds(posts[-1].span.end):
                return Grant(posts)
        return None
