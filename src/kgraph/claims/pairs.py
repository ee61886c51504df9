"""What the trained claim finder sees of two things in a document.

Comes in: a `View` of a document and two of its ends. Goes out: the features of their nearest two mentions and of their
place in the document.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kgraph.claims.shapes import FAR, LAST, NAMES, Near, distance, shape
from kgraph.claims.view import End, Place, View
from kgraph.nouns import Chain, Mention, Span

CONTEXT = 6  # characters before and after each end
LONGEST_BETWEEN = 24  # masked characters whose n-grams are used; longer gaps count as "long"
SIDES = ("h", "t")  # begin the features of what stands around the head and the target
AROUND = ("-", "+", ">", "c", "g", "list")  # begin them without that
STRICT = "strict."  # begins such features


@dataclass(frozen=True, eq=False)
class Pair:
    """A chain, a target and the nearest spans of both; `gap` in sentences (0: in the same one).

    `lists` are the enumerations that an end stands in, each with the other end: pairs with one in common are alike.
    `shape` is how both lie to each other, as numbers in `shapes.NAMES`; `own` what each is by itself, the same tuple in
    all pairs of one end; both are seen also with the classes of the two (`kind`). `between` are the words between, the
    same tuple wherever they are the same; `around` is what stands around each end, the same tuple in all pairs of one
    place; `ends` is how both names end, seen only with the two classes; `said` what patterns say of the two, `told`
    whether they say anything."""

    head: Chain
    target: End
    head_span: Span
    target_span: Span
    gap: int
    lists: tuple[tuple, ...]
    kind: str
    shape: Sequence[int]
    own: tuple[tuple[str, ...], tuple[str, ...]]
    between: tuple[str, ...]
    around: tuple[tuple[str, ...], tuple[str, ...]]
    ends: tuple[str, ...]
    said: tuple[str, ...]
    told: bool

    @property
    def features(self) -> tuple[str, ...]:
        """What models see of the pair, in order."""
        shape = (*(NAMES[number] for number in self.shape), *self.own[0], *self.own[1])
        typed = (f"{self.kind}.{row}" for row in (*shape, *self.ends))
        around = (f"{side}{row}" for side, part in zip(SIDES, self.around, strict=True) for row in part)
        return (*shape, *self.between, *around, *typed, *self.said)


def kind(head: Chain, target: Chain) -> str:
    """The classes of both ends."""
    return f"{head.type}-{target.type}"


def nearest(head: End, target: End) -> tuple[Place, Place, int]:
    """The closest places of the two, and how many sentences lie between."""
    if len(head.places) == len(target.places) == 1:
        a, b = head.places[0], target.places[0]
    else:
        a, b = min(product(head.places, target.places), key=lambda both: _closeness(*both))
    return a, b, abs(a.sentence - b.sentence)


def _closeness(a: Place, b: Place) -> tuple[int, int, int, int]:
    return abs(a.sentence - b.sentence), distance(a, b), a.start, b.start


def ranks(close: Mapping[tuple[End, End], Near]) -> dict[tuple[End, End], tuple[int, int]]:
    """For each pair how many things of the target's class stand nearer to the head, and how many of the head's class
    nearer to the target."""
    groups: dict[tuple, list[tuple]] = defaultdict(list)
    for number, ((head, target), (a, b, gap)) in enumerate(close.items()):
        found = (gap, distance(a, b), number, (head, target))
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
    told = _patterns(view, head.item, target.item)
    return Pair(
        head=head.item,
        target=target,
        head_span=a.span,
        target_span=b.span,
        gap=gap,
        lists=tuple(_lists(head, target, a, b)),
        kind=kind(head.item, target.item),
        shape=shape(view, head, target, near, rank),
        own=(head.as_head, target.as_target),
        between=_between(view, a, b) if gap == 0 else (),
        around=(_around(view, a), _around(view, b)),
        ends=_ends(head.item.name, target.item.name, gap, rank[0]),
        said=(*told, *_strict(view, head.item, target.item)),
        told=bool(told),
    )


def _ends(head: str, target: str, gap: int, rank: int) -> tuple[str, str]:
    """How both names end (a town and a county); how the target's ends, and where it stands."""
    return f"e{head[-1:]}{target[-1:]}", f"e{target[-1:]}{min(gap, FAR)}{rank}"


def _strict(view: View, head: Chain, target: Chain) -> Iterator[str]:
    """What a model learns only from the texts over real facts, which state less between the lines (see
    `training/train_pairs.py`): the head's class, whether the target is the document's home, what patterns say."""
    said = {claim.relation for claim in view.hits.get((id(head), id(target)), ())}
    for relation in sorted(said) or ("",):
        yield f"{STRICT}{head.type}.{relation}.{target.is_home}"


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


def _between(view: View, a: Place, b: Place) -> tuple[str, ...]:
    """Character n-grams of the masked text between the two."""
    order, left, right = ("<", a, b) if a.start <= b.start else (">", b, a)
    if right.start < left.end:
        return ()
    start, end = view.masked.at(left.end - 1) + 1, view.masked.at(right.start)
    text = view.line[start:end] if end - start <= LONGEST_BETWEEN else None
    if (order, text) not in view.between:
        view.between[order, text] = tuple(_grams(order, text)) if text is not None else ("b-long",)
    return view.between[order, text]


def _grams(order: str, text: str) -> Iterator[str]:
    yield f"b{order}={text if len(text) <= CONTEXT else 'many'}"
    for size in (1, 2, 3):
        yield from (f"b{order}{text[i : i + size]}" for i in range(len(text) - size + 1))


def _around(view: View, place: Place) -> tuple[str, ...]:
    """Context and cues of a place and of its enumeration; kept, since a name stands in many pairs."""
    key = (place.start, place.end)
    if key not in view.around:
        found = [*_context(view, "", place.start, place.end), *_cues(view, "", place.start, place.end)]
        if group := place.group:
            found.append("list")
            found += _context(view, "g", group.start, group.end)
            found += _cues(view, "g", group.start, group.end)
        view.around[key] = tuple(found)
    return view.around[key]


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
