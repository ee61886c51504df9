"""Which organisation a title without one belongs to: 副总经理王明 behind 公司董事长李强, 秘书长张琳 of an association.

Comes in: posts of one person, the `Bodies` of the document, what earlier people hold. Goes out: a body or None. The
kind of body is told by a noun that stands for it (该校), by the title's end or by its level, as the pattern file says.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.claims.bodies import Bodies
from kgraph.claims.titles import Post, PostReader
from kgraph.nouns import Mention, Span

Held = tuple[Mention, Mention]  # a person and the body of one of their posts


@dataclass(frozen=True)
class Around:
    """What a document says around the posts of `person`: its organisations, the posts of others so far, and the places
    of bodies that no bare title belongs to."""

    bodies: Bodies
    used: Sequence[Held]
    person: Mention
    worn: Container[Span] = ()

    @property
    def here(self) -> int:
        return self.person.span.start


class Bare:
    """Reads `levels`, `affinity` and `scope` of the pattern file."""

    def __init__(self, pattern: Mapping[str, Any], reader: PostReader, types: frozenset[str]):
        self.reader, self.types, self.scope, self.affinity = reader, types, pattern["scope"], pattern["affinity"]
        self.of_level = {level: frozenset(found) for level, found in pattern["levels"].items()}

    def lead(self, posts: Sequence[Post]) -> Post:
        """The post of a series that tells most of its body: 副总经理 of 党委委员、副总经理."""
        telling = (post for post in posts if post.anaphor or self.reader.level(post.title) in self.scope["telling"])
        return next(telling, posts[0])

    def body(self, post: Post, around: Around) -> Mention | None:
        """The organisation of its kind that stands beside the person before in the list, that ends as the title wants,
        that is named last, or that of an earlier title."""
        if post.anaphor:
            return self._meant(post.anaphor, around)
        wanted = self.of_level.get(self.reader.level(post.title), self.types)
        if (neighbour := self._neighbour(post, around)) is not None:
            return neighbour
        if (endings := self._endings(post.title)) and (found := self._last(around, "far", self.types, endings)):
            return found
        near = self._last(around, "near", wanted)
        recent = list(self._recent(around, wanted))
        if near is None and recent:
            return recent[-1]
        return near or self._last(around, "far", wanted)

    def _meant(self, noun: str, around: Around) -> Mention | None:
        """The organisation that a noun stands for: the last whose name ends so, else the last of its kind."""
        row = self.reader.anaphors[noun]
        types = self.of_level.get(row.get("level", ""), self.types)
        own = max((n for n in row["nouns"] if noun.endswith(n) and len(n) > 1), key=len, default="")
        found = self._last(around, "far", types, (own,)) if own else None
        return found or self._last(around, "far", types, tuple(row.get("endings", ("",))))

    def _neighbour(self, post: Post, around: Around) -> Mention | None:
        """The body of the person before, where only a mark of a list parts the two and the title names a department of
        its own or one of the party (…党委书记周平、党委副书记张望)."""
        person, body = around.used[-1] if around.used else (None, None)
        if person is None or around.bodies.text[person.span.end : post.span.start].strip() not in self.scope["marks"]:
            return None
        within = post.title not in self.reader.levels or post.title.startswith(tuple(self.scope["anywhere"]))
        return body if within and body.span not in around.worn else None

    def _recent(self, around: Around, wanted: frozenset[str]) -> Iterator[Mention]:
        for person, body in around.used:
            near = around.here - person.span.start <= self.scope["far"]
            if near and body.type in wanted and body.span not in around.worn:
                yield body

    def _last(
        self, around: Around, reach: str, wanted: frozenset[str], endings: tuple[str, ...] = ("",)
    ) -> Mention | None:
        return around.bodies.last(around.here, self.scope[reach], wanted, endings, around.worn)

    def _endings(self, title: str) -> tuple[str, ...]:
        """How the names of the organisations end that a title belongs to; () where it may be any."""
        ends = [end for end in self.affinity if title.endswith(end)]
        return tuple(self.affinity[max(ends, key=len)]) if ends else ()
