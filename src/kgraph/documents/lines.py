"""A page's text → its lines, each with what it is: headline, body, byline, caption, label, jump line, credit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ..nouns import Span
from .cues import CLOSERS, FINAL, JUMP, NEAR_END, NEAR_START, Cues

HEAD = 48  # characters; the longest headline line of the training texts has 34
CAPTION = 110  # characters; longer ones are paragraphs
FINISH = 48  # characters at the end in which the last sentence may close, before brackets such as (2023年5月1日)
CREDIT = 40  # characters of a line such as 责任编辑：…
_LINE = re.compile(r"[^\s][^\n\r]*")


class Kind(Enum):
    """What a line is."""

    HEAD = "headline"
    BODY = "body"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDIT = "credit"
    LABEL = "label"
    JUMP = "jump"


@dataclass(frozen=True)
class Line:
    """A line without the blanks around it: `text` stands at [start, end) of the source.

    `bylines` are source spans; `lead` says that it begins an article, `open` that its last sentence is unfinished,
    `ends_article` that a byline closes the article."""

    start: int
    end: int
    text: str
    kind: Kind
    lead: bool = False
    open: bool = False
    ends_article: bool = False
    bylines: tuple[Span, ...] = ()


def read(text: str, cues: Cues) -> list[Line]:
    """The lines of `text` in file order, blank ones left out."""
    return [_line(start, part, cues) for start, part in _parts(text, cues)]


def _parts(text: str, cues: Cues) -> Iterator[tuple[int, str]]:
    """Lines, with a jump line in brackets cut off the paragraph that it ends or begins."""
    for found in _LINE.finditer(text):
        start, line = found.start(), found.group().rstrip()
        if len(line) > JUMP and (line[-1] in "）)" or line[0] in "（("):
            at_start = cues.jump_inside.match(line[: 2 * JUMP])
            if at_start:
                yield start, line[: at_start.end()]
                start, line = _trimmed(start + at_start.end(), line[at_start.end() :])
            tail = max(0, len(line) - 2 * JUMP)
            at_end = cues.jump_inside.search(line[tail:])
            if at_end and at_end.start() + tail:
                cut = at_end.start() + tail
                yield start, line[:cut].rstrip()
                start, line = start + cut, line[cut:]
        if line:
            yield start, line


def _trimmed(start: int, line: str) -> tuple[int, str]:
    kept = line.lstrip()
    return start + len(line) - len(kept), kept


def _line(start: int, text: str, cues: Cues) -> Line:
    end = start + len(text)
    kind = _kind(text, cues)
    if kind is Kind.BYLINE:
        return Line(start, end, text, kind, bylines=_items(text, start, cues), ends_article=True)
    if kind is Kind.CAPTION:
        return Line(start, end, text, kind, bylines=_photographer(text, start, cues))
    if kind is not Kind.BODY:
        return Line(start, end, text, kind)
    head = text[:NEAR_START]
    lead = cues.lead.match(head) is not None
    behind, cut = _byline_behind(text, start, cues)
    unfinished = not cut and not cues.final.search(text[-FINISH:])
    return Line(start, end, text, kind, lead, unfinished, bool(cut), _byline_before(head, start, cues) + behind)


def _kind(text: str, cues: Cues) -> Kind:
    size = len(text)
    if size <= JUMP and cues.jump.fullmatch(text):
        return Kind.JUMP
    if size <= NEAR_END and cues.byline.fullmatch(text):
        return Kind.BYLINE
    if size <= CAPTION and _is_caption(text, cues):
        return Kind.CAPTION
    if size <= HEAD and cues.label.fullmatch(text):
        return Kind.LABEL
    if size <= CREDIT and cues.credit.match(text):
        return Kind.CREDIT
    return Kind.HEAD if size <= HEAD and _is_head(text, cues) else Kind.BODY


def _is_caption(text: str, cues: Cues) -> bool:
    if cues.caption_start.match(text):
        return True
    return len(text) <= HEAD + CREDIT and cues.caption_end.search(text) is not None and not cues.lead.match(text)


def _is_head(text: str, cues: Cues) -> bool:
    """Short, and not a sentence or a piece of one."""
    if "。" in text or text[-1] in "，、；：,;:.．" or text[0] in "，。、；：,;)）”":
        return False
    if text[-1] in FINAL + CLOSERS and cues.final.search(text) and text[-1] not in "!！?？":
        return False
    if cues.sure_lead.match(text):
        return False
    lead = cues.lead.match(text)
    return not lead or text[lead.end()] in ":：" or text[-1] in "!！?？"


def _items(text: str, shift: int, cues: Cues) -> tuple[Span, ...]:
    spans = [Span(shift + found.start(), shift + found.end()) for found in cues.item.finditer(text)]
    if not spans:
        spans = [Span(shift + found.start(), shift + found.end()) for found in [cues.signed.search(text)] if found]
    return tuple(spans)


def _byline_behind(text: str, start: int, cues: Cues) -> tuple[tuple[Span, ...], int]:
    """The byline behind the last sentence, and where it begins (0: there is none)."""
    tail = max(0, len(text) - NEAR_END)
    found = cues.byline_at_end.search(text[tail:])
    if not found:
        return (), 0
    number = found.lastindex or 0
    at = tail + found.start(number)
    spans = _items(found.group(number), start + at, cues)
    return (spans or (Span(start + at, start + tail + found.end(number)),)), at


def _byline_before(head: str, start: int, cues: Cues) -> tuple[Span, ...]:
    found = cues.byline_in_lead.search(head)
    if not found:
        return ()
    number = found.lastindex or 0
    inner, at = found.group(number), start + found.start(number)
    spans = tuple(Span(at + item.start(), at + item.end()) for item in cues.item.finditer(inner))
    if not spans and cues.lead.match(head) and all(map(cues.signed.fullmatch, inner.split())):
        spans = (Span(at, at + len(inner)),)
    return spans


def _photographer(text: str, start: int, cues: Cues) -> tuple[Span, ...]:
    """记者 A 摄 at the end of a caption."""
    found = [item for item in cues.item.finditer(text) if item.end() >= len(text.rstrip(CLOSERS))]
    return tuple(Span(start + item.start(), start + item.end()) for item in found)
