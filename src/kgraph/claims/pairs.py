"""What the trained claim finder sees of two things in a document.

Comes in: an `Analysis` with chains. Goes out: for each (chain, target) pair the features of its nearest two mentions
and of their place in the document. A target is another chain, a quantity or a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kgraph.claims.masking import Masked
from kgraph.nouns import Analysis, Chain, Claim, Mention, Quantity, Span, Time

FAR = 4  # sentences; pairs further apart than this are looked at only through home, headline and focus
CONTEXT = 6  # characters before and after each end
LONGEST_BETWEEN = 24  # masked characters whose n-grams are used; longer gaps count as "long"
LIST_GAP = re.compile(r"[、,，;；和及与]{1,2}(?:[^。\n;；]{0,24}?)")  # what separates the members of an enumeration
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
DISTANCES = (0, 1, 2, 4, 8, 16, 32, 64, 128)  # characters


@dataclass(frozen=True)
class Target:
    """What a chain may be related to: `type` is a class, or the kind of a value such as "money" or "time"."""

    type: str
    spans: tuple[Span, ...]
    item: Chain | Quantity | Time
    name: str = ""


@dataclass(frozen=True)
class Pair:
    """A chain, a target and the nearest spans of both; `gap` in sentences (0: in the same one)."""

    head: Chain
    target: Target
    head_span: Span
    target_span: Span
    gap: int
    features: tuple[str, ...] = field(default=(), compare=False)


class View:
    """A document prepared for pair features: masked text, sentence numbers, cue words, what patterns say of it."""

    def __init__(self, analysis: Analysis, masked: Masked, cues: object, said: Iterable[Claim] = ()):
        self.analysis, self.masked, self.cues = analysis, masked, cues
        self.hits = _hits(analysis, said)
        self.line = CONTROL.sub("⏎", masked.text)  # what features show: no line breaks
        self.kept: dict[tuple[str, Span], tuple[str, ...]] = {}
        self.sentence_starts = [s.start for s in analysis.sentences] or [0]
        self.counts: dict[str, int] = {}
        for chain in analysis.chains:
            self.counts[chain.type] = self.counts.get(chain.type, 0) + 1

    def sentence(self, position: int) -> int:
        return bisect_right(self.sentence_starts, position) - 1

    @cached_property
    def cue_marks(self) -> list[tuple[int, int, str]]:
        """(start, end, word) of the longest cue words in the text, sorted, not overlapping."""
        marks = [(end + 1 - len(word), end + 1, word) for end, word in self.cues.iter_long(self.analysis.text)]
        covered = [(m.span.start, m.span.end) for m in self.analysis.mentions]
        return [m for m in marks if not any(s <= m[0] and m[1] <= e for s, e in _near(covered, m[0]))]

    @cached_property
    def cue_starts(self) -> list[int]:
        return [start for start, _, _ in self.cue_marks]

    def group(self, span: Span) -> Span:
        """The enumeration that a mention stands in: A、B和C of one class, with or without titles before each."""
        return self._groups.get(span, span)

    @cached_property
    def _groups(self) -> dict[Span, Span]:
        found: dict[Span, Span] = {}
        members: list[Mention] = []
        for position in sorted(self.masked.slots):
            mention = self.masked.slots[position]
            if members and not self._continues(members[-1], mention):
                if mention.type != members[-1].type and self._between(members[-1], mention):
                    continue  # a title's body inside a list of people
                found.update(_whole(members))
                members = []
            members.append(mention)
        found.update(_whole(members))
        return found

    def _continues(self, last: Mention, mention: Mention) -> bool:
        return last.type == mention.type and self._between(last, mention)

    def _between(self, last: Mention, mention: Mention) -> bool:
        """Whether only a separator and a title (which may name bodies) stand between two mentions."""
        start, end = self.masked.at(last.span.end - 1) + 1, self.masked.at(mention.span.start)
        return LIST_GAP.fullmatch(self.masked.text, start, end) is not None

    @cached_property
    def first_of_type(self) -> dict[str, Chain]:
        """The chain of each class that the text names first."""
        first: dict[str, Chain] = {}
        for chain in sorted(self.analysis.chains, key=lambda c: c.mentions[0].span):
            first.setdefault(chain.type, chain)
        return first

    @cached_property
    def sentence_of(self) -> dict[Span, int]:
        return {m.span: self.sentence(m.span.start) for c in self.analysis.chains for m in c.mentions}


def _hits(analysis: Analysis, said: Iterable[Claim]) -> dict[tuple[int, int], list[Claim]]:
    """The claims of patterns by the chains that they tie (as ids)."""
    chain_of = {(m.span, m.type): id(chain) for chain in analysis.chains for m in chain.mentions}
    found: dict[tuple[int, int], list[Claim]] = {}
    for claim in said:
        if isinstance(claim.subject, Mention) and isinstance(claim.object, Mention):
            ends = [chain_of.get((m.span, m.type)) for m in (claim.subject, claim.object)]
            found.setdefault((ends[0], ends[1]), []).append(claim)
    return found


def _whole(members: list[Mention]) -> dict[Span, Span]:
    if len(members) < 2:
        return {}
    whole = Span(members[0].span.start, members[-1].span.end)
    return {m.span: whole for m in members}


def _near(covered: list[tuple[int, int]], position: int) -> list[tuple[int, int]]:
    i = bisect_right(covered, (position, 10**9))
    return covered[max(0, i - 4) : i]


def nearest(view: View, head: Chain, spans: tuple[Span, ...]) -> tuple[Span, Span, int]:
    """The closest mention of `head` and span of the target, and how many sentences lie between."""
    best = None
    for mention in head.mentions:
        number = view.sentence(mention.span.start)
        for span in spans:
            gap = abs(view.sentence(span.start) - number)
            key = (gap, _distance(mention.span, span), mention.span.start, span.start)
            if best is None or key < best[0]:
                best = (key, mention.span, span, gap)
    return best[1:]


def _distance(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end)


def features(view: View, head: Chain, target: Target) -> Pair:
    """The pair with its features."""
    head_span, target_span, gap = nearest(view, head, target.spans)
    rows = [*_shape(view, head, target, head_span, target_span, gap), *_document(view, head, target, gap)]
    if gap == 0:
        rows.extend(_between(view, head_span, target_span))
    for label, span in (("h", head_span), ("t", target_span)):
        rows.extend(_around(view, label, span))
        if (group := view.group(span)) != span:
            rows.append(f"{label}list")
            rows.extend(_around(view, f"{label}g", group))
    kind = f"{head.type[:3]}{target.type[:3]}"
    typed = (f"{kind}.{row}" for row in rows[:14])
    return Pair(head, target, head_span, target_span, gap, (*rows, *typed, *_patterns(view, head, target)))


def _patterns(view: View, head: Chain, target: Target) -> list[str]:
    """The rules of the patterns that tie the two, either way round, and the mood of each."""
    ends = (id(head), id(target.item))
    found = set()
    for way, key in (("p>", ends), ("p<", ends[::-1])):
        for claim in view.hits.get(key, ()):
            found |= {f"{way}{claim.rule}", f"{way}{claim.relation}.{claim.modality}"}
    return sorted(found)


def _shape(view: View, head: Chain, target: Target, a: Span, b: Span, gap: int) -> Iterator[str]:
    yield f"gap{min(gap, FAR)}"
    distance = _distance(a, b)
    yield f"dist{sum(distance >= d for d in DISTANCES)}" if gap == 0 else "apart"
    yield "order" + ("<" if a.start < b.start else ">")
    yield f"types{head.type}-{target.type}"
    if a.holds(b):
        yield "holds" + ("^" if a.start == b.start else "$" if a.end == b.end else "")
    if b.holds(a):
        yield "held" + ("^" if a.start == b.start else "$" if a.end == b.end else "")
    yield "hend" + head.name[-2:]
    if target.name:
        yield "tend" + target.name[-2:]
        yield from _names(head, target)


def _names(head: Chain, target: Target) -> Iterator[str]:
    """How the names resemble each other: one begins the other, or they share their beginning."""
    for label, short, long in (("n>", head.name, target.name), ("n<", target.name, head.name)):
        if long.startswith(short):
            yield label + "^"
        elif len(short) > 2 and long.startswith(short[:-1]):
            yield label + "~"
        elif short in long:
            yield label + "."
    if head.name[:2] == target.name[:2]:
        yield "n2"


def _document(view: View, head: Chain, target: Target, gap: int) -> Iterator[str]:
    """The place of both in the document: headline, first named, the only one, home."""
    chain = target.item if isinstance(target.item, Chain) else None
    yield f"hfirst{view.first_of_type.get(head.type) is head}"
    yield f"hn{min(view.counts.get(head.type, 0), 4)}"
    if head.is_home:
        yield "hhome"
    if chain:
        yield f"tfirst{view.first_of_type.get(chain.type) is chain}"
        yield f"tn{min(view.counts.get(chain.type, 0), 4)}"
        yield f"tm{min(len(chain.mentions), 3)}"
        if chain.is_home:
            yield "thome"
        if focus(view, head, chain.type) is chain:
            yield f"tfocus{min(gap, FAR)}"
    yield f"hs{min(view.sentence(head.mentions[0].span.start), 3)}"


def focus(view: View, head: Chain, type_: str) -> Chain | None:
    """The chain of class `type_` named last before (else first after) the first mention of `head`."""
    start = head.mentions[0].span.start
    before, after = None, None
    for chain in view.analysis.chains:
        if chain.type != type_ or chain is head:
            continue
        for mention in chain.mentions:
            if mention.span.start <= start and (before is None or mention.span.start > before[0]):
                before = (mention.span.start, chain)
            elif mention.span.start > start and (after is None or mention.span.start < after[0]):
                after = (mention.span.start, chain)
    found = before or after
    return found[1] if found else None


def _between(view: View, a: Span, b: Span) -> Iterator[str]:
    """Character n-grams of the masked text between the two."""
    left, right = (a, b) if a.start <= b.start else (b, a)
    if right.start < left.end:
        return
    start, end = view.masked.at(left.end - 1) + 1, view.masked.at(right.start)
    text = view.line[start:end]
    order = "<" if left is a else ">"
    if len(text) > LONGEST_BETWEEN:
        yield "b-long"
        return
    yield f"b{order}={text if len(text) <= CONTEXT else 'many'}"
    for size in (1, 2, 3):
        for i in range(len(text) - size + 1):
            yield f"b{order}{text[i : i + size]}"


def _around(view: View, label: str, span: Span) -> tuple[str, ...]:
    """Context and cues of a span; kept, since a name stands in many pairs."""
    if (label, span) not in view.kept:
        view.kept[label, span] = (*_context(view, label, span), *_cues(view, label, span))
    return view.kept[label, span]


def _context(view: View, label: str, span: Span) -> Iterator[str]:
    """The masked characters just before and after a span, anchored to it."""
    text = view.line
    start, end = view.masked.at(span.start), view.masked.at(span.end - 1) + 1
    for size in (1, 2, 3, 4):
        yield f"{label}-{text[max(0, start - size) : start]}"
        yield f"{label}+{text[end : end + size]}"
    after = text[end : end + CONTEXT]
    yield from (f"{label}>{after[i : i + 2]}" for i in range(len(after) - 1))


def _cues(view: View, label: str, span: Span) -> Iterator[str]:
    """The nearest cue words before and after a span in its sentence."""
    sentence = view.analysis.sentences[view.sentence(span.start)]
    i = bisect_right(view.cue_starts, span.end - 1)
    after = [m for m in view.cue_marks[i : i + 3] if m[1] <= sentence.end]
    before = [m for m in view.cue_marks[max(0, i - 3) : i] if m[0] >= sentence.start and m[1] <= span.start]
    for rank, mark in enumerate(after[:2]):
        yield f"{label}ca{rank}{mark[2]}"
    for rank, mark in enumerate(reversed(before[-2:])):
        yield f"{label}cb{rank}{mark[2]}"


def mention_at(chain: Chain, span: Span) -> Mention:
    """The mention of `chain` that stands at `span`."""
    return next(m for m in chain.mentions if m.span == span)
