"""Blocks and joints → documents: the text of each article in reading order, every character with its place."""

from __future__ import annotations

from itertools import accumulate

from ..nouns import Document, Page, Segment, Span
from .blocks import Block
from .joints import Joints
from .lines import Kind, Line


def articles(lines: list[Line], blocks: list[Block], joints: Joints) -> list[list[int]]:
    """The lines of each article in reading order (headlines first), articles in the order of their first line."""
    owner: dict[int, int] = {}
    back = {j: i for i, j in joints.next.items()}
    found: list[list[int]] = []
    for block in blocks:
        current = None
        if block.heads:
            found.append(list(block.heads))
            current = len(found) - 1
        for n in block.body:
            if n in back and back[n] in owner:
                current = owner[back[n]]
            elif current is None or n in joints.lost:
                found.append([])
                current = len(found) - 1
            found[current].append(n)
            owner[n] = current
    ordered = [_ordered(each, joints.next) for each in found if each]
    return sorted(ordered, key=min)


def _ordered(article: list[int], following: dict[int, int]) -> list[int]:
    """A continuation stands right behind what it continues; what stood between (captions, other lines) follows it."""
    inside = set(article)
    later = {following[n] for n in article if following.get(n) in inside}
    out: list[int] = []
    for n in article:
        if n in later:
            continue
        out.append(n)
        while following.get(out[-1]) in inside:
            out.append(following[out[-1]])
    return out


def documents(page: Page, lines: list[Line], blocks: list[Block], joints: Joints) -> tuple[Document, ...]:
    """The documents of a page; a record that is a single article keeps its own id, others are numbered."""
    found = articles(lines, blocks, joints)
    single = len(found) == 1 and page.source.endswith("#" + page.id)
    groups = {block.heads[0]: block.heads for block in blocks if block.heads}
    order = _order(lines)
    made = []
    for number, article in enumerate(found, 1):
        identity = page.id if single else f"{page.id}#{number}"
        heads = next((groups[n] for n in article if n in groups), [])
        made.append(_document(page, identity, article, heads, lines, joints, order))
    return tuple(made)


def _document(
    page: Page, identity: str, article: list[int], heads: list[int], lines: list[Line], joints: Joints, order: list[int]
) -> Document:
    text, segments, places = _text(page.text, article, lines, joints.next)
    spans = [Span(places[n], places[n] + len(lines[n].text)) for n in heads]
    byline = [
        Span(span.start - lines[n].start + places[n], span.end - lines[n].start + places[n])
        for n in article
        for span in lines[n].bylines
    ]
    doubtful = [(lines[i].end, lines[j].start) for i, j in joints.doubtful if i in places or j in places]
    return Document(
        id=identity,
        page=page,
        text=text,
        segments=segments,
        headline=spans[0] if spans else None,
        subheadlines=tuple(spans[1:]),
        byline=tuple(sorted(byline)),
        pieces=_pieces(article, lines, order),
        truncated=any(lines[n].open and n not in joints.next for n in article),
        doubtful_joints=tuple(doubtful),
    )


def _order(lines: list[Line]) -> list[int]:
    """How many lines that are no label and no jump line stand before each line."""
    kept = [line.kind not in (Kind.LABEL, Kind.JUMP) for line in lines]
    return [0, *accumulate(kept)][:-1]


def _text(
    source: str, article: list[int], lines: list[Line], following: dict[int, int]
) -> tuple[str, tuple[Segment, ...], dict[int, int]]:
    """The text, its segments, and where each line begins in it."""
    parts: list[str] = []
    segments: list[Segment] = []
    places: dict[int, int] = {}
    length, before = 0, None
    for n in article:
        line = lines[n]
        if before is not None and following.get(before) != n:
            at = _newline(source, lines[before].end, line.start)
            if at is not None:
                _extend(segments, length, at, 1)
                parts.append(source[at])
                length += 1
        places[n] = length
        _extend(segments, length, line.start, len(line.text))
        parts.append(line.text)
        length += len(line.text)
        before = n
    return "".join(parts), tuple(segments), places


def _extend(segments: list[Segment], start: int, source_start: int, length: int) -> None:
    if segments:
        last = segments[-1]
        if last.source_start + last.length == source_start:
            segments[-1] = Segment(last.start, last.source_start, last.length + length)
            return
    segments.append(Segment(start, source_start, length))


def _newline(source: str, end: int, start: int) -> int | None:
    """A line break of the source to stand between two paragraphs: the one before `start`, else the one behind `end`."""
    for mark in "\n\r":
        at = source.rfind(mark, 0, start)
        if at >= 0:
            return at
        at = source.find(mark, end)
        if at >= 0:
            return at
    return None


def _pieces(article: list[int], lines: list[Line], order: list[int]) -> tuple[Span, ...]:
    """The runs of the source that the article takes up, in reading order; labels and jump lines do not part a run."""
    runs: list[list[int]] = []
    for n in sorted(article):
        if runs and order[n] - order[runs[-1][-1]] == 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    first = {n: k for k, n in enumerate(article)}
    runs.sort(key=lambda run: min(first[n] for n in run))
    return tuple(Span(lines[run[0]].start, lines[run[-1]].end) for run in runs)
