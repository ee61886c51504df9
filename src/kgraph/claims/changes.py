"""Posts that are over, were held once, or began on a date of the text.

Comes in: a person's name in a text, and a function that reads the posts written at a place. Goes out: `Change`s:
免去王某的…职务, 不再担任…, 接受王某辞去…, 王某的…职务一并免去, 已辞去…职务的王某 (over, at the event's date);
曾任…、… (once); 曾任…,现任… (now); 2018年5月任… (since then; of a list of dated posts only the last is still
held). All words are in the pattern file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgraph.claims.moments import Moments, exactness
from kgraph.claims.reading import any_of
from kgraph.nouns import Mention, Span, Time

FAR_CUE = 30  # characters from a person to 曾任 (胡某某1967年10月出生,曾任…); 20–40 make no difference on the bulletins
FAR_BACK = 40  # characters back from a person to 辞去 or 曾任 (已辞去…会长职务的王某)
FAR_HEADING = 200  # characters back to 决定免去: with one person a line below it
HEADING = re.compile(r"[^。\n]{2,40}:\s*\n")

Series = Callable[[int], list[Any]]  # the posts written from a place on


@dataclass(frozen=True)
class Change:
    """Posts of a person with the word that tells how they stand: "over" (ended just then), "once" (held at some time),
    "now" (held), "since" (begun then). `time` is when, `until` the end of a time that says both."""

    person: Mention
    posts: tuple[Any, ...]
    kind: str
    cue: Span | None = None
    time: Time | None = None
    until: bool = False


class Changes:
    """Reads the changes of one document."""

    def __init__(self, words: Mapping[str, Any], moments: Moments, series: Series):
        self.text, self.words, self.moments, self.series = moments.text, words, moments, series
        self.anaphor = re.compile(any_of(words["anaphors"]))
        self.over = re.compile(any_of(words["over"]))
        self.told = re.compile(f"(?P<once>{any_of(words['once'])})|(?P<now>{any_of(words['now'])})")
        self.belongs = re.compile(f"(?:{any_of(words['trailing'])})?的")
        self.taken = re.compile(f"(?:{any_of(words['polite'])})?的?")
        self.trailing = re.compile(
            f"(?:{any_of(words['trailing'])})(?:{any_of(words['adverbs'])})?(?:{any_of(words['removing'])})"
        )
        self.since = re.compile(
            f"(?:{any_of(words['joints'])})*({any_of(words['since'])})(?!{any_of(words['not_since'])})"
        )
        self.reason = re.compile(words["reason"])

    def of(self, person: Mention, sharing: Sequence[Mention], span: Span, last: Sequence[Any]) -> Iterator[Change]:
        """The changes told of a person in `span`: from the name, or the posts it is given, to the next person.

        `sharing` are those in the same list before, `last` the posts given last (此职)."""
        sentence = self.moments.reading.sentence(person.span.start)
        edge = min(span.end, sentence.end)
        yield from self._before(person)
        removed = self._removed((*sharing, person), last) or self._left(Span(span.start, edge), last)
        if removed:
            posts, cue = removed
            time = self.moments.of_event(min(person.span.start, cue.start))
            yield from (Change(p, tuple(posts), "over", cue, time) for p in (*sharing, person))
        yield from self._told(person, edge)
        yield from self._dated(person, span.end)

    def _removed(self, people: Sequence[Mention], last: Sequence[Any]) -> tuple[Sequence[Any], Span] | None:
        """免去⟨P⟩、⟨P⟩的…; ⟨P⟩的…职务一并免去."""
        first, person = people[0], people[-1]
        start = self.taken.match(self.text, person.span.end).end()
        verb = next((w for w in self.words["removing"] if self.text.endswith(w, 0, first.span.start)), None)
        if verb or self._headed(person):
            posts = self._posts(start, last)
            return (posts, Span(first.span.start - len(verb or ""), start)) if posts else None
        posts = self.series(start) if start > person.span.end else []
        after = self.trailing.match(self.text, posts[-1].span.end) if posts else None
        return (posts, Span(*after.span())) if after else None

    def _headed(self, person: Mention) -> bool:
        """Whether the person stands on a line of its own below 决定免去:."""
        start = self.text.rfind("\n", max(0, person.span.start - FAR_HEADING), person.span.start) + 1
        if not start or self.text[start : person.span.start].strip():
            return False
        found = list(HEADING.finditer(self.text, max(0, start - FAR_HEADING), start))
        return bool(found) and any(word in found[-1].group() for word in self.words["removing"])

    def _left(self, span: Span, last: Sequence[Any]) -> tuple[Sequence[Any], Span] | None:
        """⟨P⟩不再担任…, ⟨P⟩因工作变动,辞去…, ⟨P⟩任…,不再担任…."""
        for match in self.over.finditer(self.text, span.start, span.end):
            if not self.reason.fullmatch(self.text, span.start, match.start()):
                return None
            posts = self._posts(match.end(), last)
            if posts and not self._of_next(posts, span.end):
                return posts, Span(*match.span())
        return None

    def _before(self, person: Mention) -> Iterator[Change]:
        """已辞去…职务的⟨P⟩, 曾任…的⟨P⟩."""
        start = max(self.moments.reading.sentence(person.span.start).start, person.span.start - FAR_BACK)
        for kind, cue in (("over", self.over), ("once", self.told)):
            for match in cue.finditer(self.text, start, person.span.start):
                posts = self.series(match.end())
                if posts and self._of_next(posts, person.span.start):
                    yield Change(
                        person, tuple(posts), (match.groupdict().get("now") and "now") or kind, Span(*match.span())
                    )
                    return

    def _of_next(self, posts: Sequence[Any], person: int) -> bool:
        """Whether posts belong to the person whose name begins at `person`: …职务的⟨P⟩."""
        return self.belongs.fullmatch(self.text, posts[-1].span.end, person) is not None

    def _posts(self, start: int, last: Sequence[Any]) -> Sequence[Any]:
        return last if self.anaphor.match(self.text, start) else self.series(start)

    def _told(self, person: Mention, edge: int) -> Iterator[Change]:
        """⟨P⟩曾任…,现任…."""
        near = person.span.end + FAR_CUE
        for match in self.told.finditer(self.text, person.span.end, edge):
            if match.start() > near:
                return
            posts = self.series(match.end())
            if posts and not self._of_next(posts, edge):
                near = posts[-1].span.end + FAR_CUE
                yield Change(person, tuple(posts), match.lastgroup, Span(*match.span()))

    def _dated(self, person: Mention, until: int) -> Iterator[Change]:
        """2015年3月任…,2018年5月任…: all but the last are over, and what has an end."""
        paragraph = self.moments.reading.paragraph(person.span.start)
        found: list[Change] = []
        for time in self.moments.reading.times(person.span.end, min(until, paragraph.end)):
            match = self.since.match(self.text, time.span.end)
            if match and (posts := self.series(match.end())):
                until_then = "/" in time.value and exactness(time) < 2
                found.append(Change(person, tuple(posts), "since", Span(*match.span(1)), time, until_then))
        yield from (Change(c.person, c.posts, "was", c.cue, c.time, c.until) for c in found[:-1])
        yield from found[-1:]
