"""What the trained claim finder sees of two things in a document.

Comes in: a `View` of a document and two of its ends. Goes out: the features of their nearest two mentions and of their
place in the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, product

from kgraph.claims.view import End, Place, View
from kgraph.nouns import Chain, Mention, Span

FAR = 4  # sentences; pairs further apart than this are looked at only through home, headline and focus
CONTEXT = 6  # characters before and after each end
LONGEST_BETWEEN = 24  # masked characters whose n-grams are used; longer gaps count as "long"
DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64, 128)  # characters
TYPED = 14  # the features that are also given with the classes of both


@dataclass(frozen=True, eq=False)
class Pair:
    """A chain, a target and the nearest spans of both; `gap` in sentences (0: in the same one).

    `lists` are the enumerations that an end stands in, each with the other end: pairs with one in common are alike.
    `around` is what stands around each end, the same tuple in all pairs of one place."""

    head: Chain
    target: End
    head_span: Span
    target_span: Span
    gap: int
    lists: tuple[tuple, ...]
    rows: tuple[str, ...]
    around: tuple[tuple[str, ...], tuple[str, ...]]
    typed: tuple[str, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """What models see of the pair, in order."""
        return (*self.rows, *self.around[0], *self.around[1], *self.typed)


def nearest(head: End, target: End) -> tuple[Place, Place, int]:
    """The closest places of the two, and how many sentences lie between."""
    if len(head.places) == len(target.places) == 1:
        a, b = head.places[0], target.places[0]
    else:
        a, b = min(product(head.places, target.places), key=lambda both: _closeness(*both))
    return a, b, abs(a.sentence - b.sentence)


def _closeness(a: Place, b: Place) -> tuple[int, int, int, int]:
    return abs(a.sentence - b.sentence), _distance(a, b), a.start, b.start


def _distance(a: Place, b: Place) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def features(view: View, head: End, target: End, near: tuple[Place, Place, int]) -> Pair:
    """The pair with its features."""
    a, b, gap = near
    rows = [*_shape(head.item, target.item, a, b, gap), *_document(view, head, target, gap)]
    if gap == 0:
        rows += _between(view, a, b)
    around = _around(view, "h", a), _around(view, "t", b)
    kind = f"{head.item.type[:3]}{target.item.type[:3]}"
    typed = [f"{kind}.{row}" for row in islice(chain(rows, *around), TYPED)]
    typed += _patterns(view, head.item, target.item)
    lists = tuple(_lists(head, target, a, b))
    return Pair(head.item, target, a.span, b.span, gap, lists, tuple(rows), around, tuple(typed))


def _lists(head: End, target: End, a: Place, b: Place) -> Iterator[tuple]:
    if a.group:
        yield ("head", a.group.start, a.group.end, id(target.item))
    if b.group:
        yield ("target", b.group.start, b.group.end, id(head.item))


def _patterns(view: View, head: Chain, target: Chain) -> list[str]:
    """The rules of the patterns that tie the two, either way round, and the mood of each."""
    ends = (id(head), id(target))
    found = set()
    for way, key in (("p>", ends), ("p<", ends[::-1])):
        for claim in view.hits.get(key, ()):
            found |= {f"{way}{claim.rule}", f"{way}{claim.relation}.{claim.modality}"}
    return sorted(found)


def _shape(head: Chain, target: Chain, a: Place, b: Place, gap: int) -> Iterator[str]:
    yield f"gap{min(gap, FAR)}"
    yield f"dist{bisect_right(DISTANCES, _distance(a, b))}" if gap == 0 else "apart"
    yield "order<" if a.start < b.start else "order>"
    yield f"types{head.type}-{target.type}"
    if a.span.holds(b.span):
        yield "holds" + ("^" if a.start == b.start else "$" if a.end == b.end else "")
    if b.span.holds(a.span):
        yield "held" + ("^" if a.start == b.start else "$" if a.end == b.end else "")
    yield "hend" + head.name[-2:]
    if target.name:
        yield "tend" + target.name[-2:]
        yield from _names(head.name, target.name)


def _names(head: str, target: str) -> Iterator[str]:
    """How the names resemble each other: one begins the other, or they share their beginning."""
    for label, short, long in (("n>", head, target), ("n<", target, head)):
        if long.startswith(short):
            yield label + "^"
        elif len(short) > 2 and long.startswith(short[:-1]):
            yield label + "~"
        elif short in long:
            yield label + "."
    if head[:2] == target[:2]:
        yield "n2"


def _document(view: View, head: End, target: End, gap: int) -> Iterator[str]:
    """The place of both in the document: headline, first named, the only one, home."""
    yield from head.as_head
    yield from target.as_target
    if view.focus(head.item, target.item.type) is target.item:
        yield f"tfocus{min(gap, FAR)}"
    yield head.sentence


def _between(view: View, a: Place, b: Place) -> list[str]:
    """Character n-grams of the masked text between the two."""
    order, left, right = ("<", a, b) if a.start <= b.start else (">", b, a)
    if right.start < left.end:
        return []
    start, end = view.masked.at(left.end - 1) + 1, view.masked.at(right.start)
    if end - start > LONGEST_BETWEEN:
        return ["b-long"]
    text = view.line[start:end]
    found = [f"b{order}={text if len(text) <= CONTEXT else 'many'}"]
    for size in (1, 2, 3):
        found += [f"b{order}{text[i : i + size]}" for i in range(len(text) - size + 1)]
    return found


def _around(view: View, label: str, place: Place) -> tuple[str, ...]:
    """Context and cues of a place and of its enumeration; kept, since a name stands in many pairs."""
    key = (label, place.start, place.end)
    if key not in view.kept:
        found = [*_context(view, label, place.start, place.end), *_cues(view, label, place.start, place.end)]
        if group := place.group:
            found.append(f"{label}list")
            found += _context(view, f"{label}g", group.start, group.end)
            found += _cues(view, f"{label}g", group.start, group.end)
        view.kept[key] = tuple(found)
    return view.kept[key]


def _context(view: View, label: str, start: int, end: int) -> Iterator[str]:
    """The masked characters just before and after a span, anchored to it."""
    text = view.line
    start, end = view.masked.at(start), view.masked.at(end - 1) + 1
    for size in (1, 2, 3, 4):
        yield f"{label}-{text[max(0, start - size) : start]}"
        yield f"{label}+{text[end : end + size]}"
    after = text[end : end + CONTEXT]
    yield from (f"{label}>{after[i : i + 2]}" for i in range(len(after) - 1))


def _cues(view: View, label: str, start: int, end: int) -> Iterator[str]:
    """The nearest cue words before and after a span in its sentence."""
    sentence = view.analysis.sentences[view.sentence(start)]
    i = bisect_right(view.cue_starts, end - 1)
    after = [m for m in view.cue_marks[i : i + 3] if m[1] <= sentence.end]
    before = [m for m in view.cue_marks[max(0, i - 3) : i] if m[0] >= sentence.start and m[1] <= start]
    for rank, mark in enumerate(after[:2]):
        yield f"{label}ca{rank}{mark[2]}"
    for rank, mark in enumerate(reversed(before[-2:])):
        yield f"{label}cb{rank}{mark[2]}"


def mention_at(chain: Chain, span: Span) -> Mention:
    """The mention of `chain` that stands at `span`."""
    return next(m for m in chain.mentions if m.span == span)
