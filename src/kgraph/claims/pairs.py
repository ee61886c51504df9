"""What the trained claim finder sees of two things in a document.

Comes in: a `View` of a document and two of its ends. Goes out: the features of their nearest two mentions and of their
place in the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from kgraph.claims.view import End, Place, View
from kgraph.nouns import Chain, Mention, Span

FAR = 4  # sentences; pairs further apart than this are looked at only through home, headline and focus
CONTEXT = 6  # characters before and after each end
LONGEST_BETWEEN = 24  # masked characters whose n-grams are used; longer gaps count as "long"
LOOKED_THROUGH = 600  # characters between two places
LAST = 3  # later ranks count as this one
MANY = 3  # more of one class in a sentence count as so many
STRICT = "strict."  # begins such features
Near = tuple[Place, Place, int]  # the nearest places of two things, and sentences between
DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64, 128)  # characters


@dataclass(frozen=True, eq=False)
class Pair:
    """A chain, a target and the nearest spans of both; `gap` in sentences (0: in the same one).

    `lists` are the enumerations that an end stands in, each with the other end: pairs with one in common are alike.
    `shape` is how both lie to each other and in the document, seen also with their classes (`kind`); `between` the
    words between; `around` what stands around each end, the same tuple in all pairs of one place; `said` what patterns
    say of the two."""

    head: Chain
    target: End
    head_span: Span
    target_span: Span
    gap: int
    lists: tuple[tuple, ...]
    kind: str
    shape: tuple[str, ...]
    between: tuple[str, ...]
    around: tuple[tuple[str, ...], tuple[str, ...]]
    said: tuple[str, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """What models see of the pair, in order."""
        typed = (f"{self.kind}.{row}" for row in self.shape)
        return (*self.shape, *self.between, *self.around[0], *self.around[1], *typed, *self.said)


def kind(head: Chain, target: Chain) -> str:
    """The classes of both ends, for short."""
    return f"{head.type[:3]}{target.type[:3]}"


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


def ranks(close: Mapping[tuple[End, End], Near]) -> dict[tuple[End, End], tuple[int, int]]:
    """For each pair how many things of the target's class stand nearer to the head, and how many of the head's class
    nearer to the target."""
    groups: dict[tuple, list[tuple]] = defaultdict(list)
    for number, ((head, target), (a, b, gap)) in enumerate(close.items()):
        found = (gap, _distance(a, b), number, (head, target))
        groups[head, target.item.type, 0].append(found)
        groups[target, head.item.type, 1].append(found)
    places: dict[tuple[End, End], list[int]] = {pair: [0, 0] for pair in close}
    for (_, _, side), found in groups.items():
        for rank, (*_, pair) in enumerate(sorted(found, key=lambda row: row[:3])):
            places[pair][side] = min(rank, LAST)
    return {pair: (first, second) for pair, (first, second) in places.items()}


def features(view: View, head: End, target: End, near: Near, rank: tuple[int, int]) -> Pair:
    """The pair with its features; `rank` as in `ranks`."""
    a, b, gap = near
    shape = [*_shape(head.item, target.item, a, b, gap), *_ranked(rank), *_document(view, head, target, gap)]
    shape += [*_lines(view, a, b), *_rivals(view, head, target, a, gap, rank)]
    between = _between(view, a, b) if gap == 0 else ()
    around = _around(view, "h", a), _around(view, "t", b)
    said = (*_patterns(view, head.item, target.item), *_strict(view, head.item, target.item))
    lists, both = tuple(_lists(head, target, a, b)), kind(head.item, target.item)
    return Pair(head.item, target, a.span, b.span, gap, lists, both, tuple(shape), tuple(between), around, said)


def _ranked(rank: tuple[int, int]) -> Iterator[str]:
    """Whether others of the same classes stand nearer."""
    yield f"tr{rank[0]}"
    yield f"hr{rank[1]}"
    yield f"r{rank[0]}{rank[1]}"


def _lines(view: View, a: Place, b: Place) -> Iterator[str]:
    """What parts the two most: a line, a sentence, a clause."""
    start = min(a.end, b.end)
    text = view.analysis.text[start : min(max(a.start, b.start), start + LOOKED_THROUGH)]
    if "\n" in text:
        yield "newline"
    elif "。" in text:
        yield "stop"
    elif ";" in text:
        yield "semicolon"
    elif "," in text:
        yield "comma"


def _rivals(view: View, head: End, target: End, a: Place, gap: int, rank: tuple[int, int]) -> Iterator[str]:
    """What else could stand in the target's place: how many of its class the head's sentence has, and for the home of
    the document whether it is the nearest."""
    here = min(view.alike(target.item.type, a.sentence), MANY)
    yield f"among{here}"
    if target.item.is_home:
        yield f"thome{min(gap, FAR)}.{rank[0]}"
        yield f"thome.among{here}"


def _strict(view: View, head: Chain, target: Chain) -> Iterator[str]:
    """What a model learns only from the texts over real facts, which state less between the lines (see
    `training/train_pairs.py`): the head's class, whether the target is the document's home, what patterns say."""
    said = {claim.relation for claim in view.hits.get((id(head), id(target)), ())}
    for relation in sorted(said) or ("",):
        yield f"{STRICT}{head.type[:3]}.{relation}.{target.is_home}"


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
    if a.end == b.start or b.end == a.start:
        yield "touch<" if a.end == b.start else "touch>"
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
