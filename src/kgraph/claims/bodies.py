"""Which organisation a title belongs to.

Comes in: an `Analysis` and the classes that may have posts. Goes out, by question: the body just before a title, the
one that a bare title implies (市长 → 市政府), the one named last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence

from kgraph.nouns import Analysis, Mention, Span

RELATIVE = 2  # characters of a body's name that says only its level (市委)


class Bodies:
    """Lookups over the organisations (and places) of one document."""

    def __init__(self, analysis: Analysis, types: frozenset[str], place: str, people: Sequence[Mention]):
        self.types, self.place, self.text = types, place, analysis.text
        self.people = [m.span.start for m in people]
        self.end = len(analysis.text)
        found = [m for m in analysis.mentions if m.type in types or m.type == place]
        self.by_end = sorted(found, key=lambda m: (m.span.end, -len(m.span)))
        self.ends = [m.span.end for m in self.by_end]
        self.by_start: dict[int, Mention] = {}
        for mention in sorted(found, key=lambda m: (len(m.span), m.type != place)):
            self.by_start[mention.span.start] = mention

    def before(self, position: int, limit: int, reach: int) -> Mention | None:
        """The organisation (else place) that ends last in the `reach` characters up to `position`."""
        i = bisect_right(self.ends, position)
        near = [m for m in self.by_end[max(0, i - 6) : i] if m.span.end >= position - reach and m.span.start >= limit]
        return max(near, key=lambda m: (m.span.end, m.type != self.place, len(m.span)), default=None)

    def starting(self, position: int) -> Mention | None:
        """The organisation (or place) that starts at `position`."""
        return self.by_start.get(position)

    def implied(self, endings: tuple[str, ...], hint: Mention | None, position: int) -> Mention | None:
        """The body with one of these endings: what shares its beginning with `hint`, else the only or nearest."""
        fit = [m for m in self.by_end if m.type in self.types and self._name(m).endswith(endings)]
        if hint is not None:
            same = [m for m in fit if self._name(m)[:2] == self._name(hint)[:2]]
            bare = [m for m in fit if self._name(m) in endings]
            relative = len(self._name(hint)) <= RELATIVE and endings[0].startswith(self._name(hint)[0])
            fit = same or bare or (fit if relative else [])
        names = {self._name(m) for m in fit}
        if len(names) == 1:
            return fit[0]
        before = [m for m in fit if m.span.end <= position]
        return (before[-1] if before else fit[0]) if fit else None

    def _name(self, mention: Mention) -> str:
        return self.text[mention.span.start : mention.span.end]

    def next_person(self, position: int) -> int:
        """Where the next person's name begins, or the end of the text."""
        i = bisect_left(self.people, position)
        return self.people[i] if i < len(self.people) else self.end

    def last(
        self,
        position: int,
        far: int,
        wanted: frozenset[str],
        endings: tuple[str, ...] = ("",),
        worn: Container[Span] = (),
    ) -> Mention | None:
        """The organisation with one of these endings named last before `position`, at most `far` characters back and
        not at a place of `worn`."""
        i = bisect_left(self.ends, position + 1)
        for mention in reversed(self.by_end[:i]):
            if position - mention.span.end > far:
                return None
            if mention.type in wanted and mention.span not in worn and self._name(mention).endswith(endings):
                return mention
        return None
