"""Lines → blocks: a block is a headline group with what stands under it, up to the next article.

Decides what a short line is (headline, section heading inside an article, or a piece of a cut sentence) and where a new
article begins. Which block's end another block's beginning continues is left to `joints`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from .cues import HAN, Cues
from .lines import Kind, Line

# Log-odds that a short line is a piece of a sentence and no headline: logistic regression on pages scrambled from the
# training bulletins t1–t5; "comma after headline" by hand, as second headlines with a comma are rare there.
FRAGMENT = {
    "after byline": -3.88, "after headline": -2.41, "after open": -1.88, "before headline": -1.63,
    "before lead": -4.85, "bias": -3.72, "comma": 2.41, "comma after headline": -4.00, "commas": 2.61,
    "fresh": 2.28, "fresh below": -3.29, "list": 1.63, "no pair": 0.71, "no pair before": -1.75,
    "pair": 2.52, "pair anywhere": 0.40, "pair before": -0.24, "running": 1.20, "shared": 0.04,
    "space": -2.97, "subject": 3.77, "tens": 1.34, "torn end": 1.36, "torn start": 0.14,
    "unclosed": 3.77,
}  # fmt: skip
FAMILIAR = 0.3  # share of a heading's character pairs that the article above has: more is a section heading
SUBJECT = 4  # characters at a heading's start that name its subject
SHORT_HEAD = 16  # characters; longer single lines are headlines rather than section headings
OPENERS, ENDERS = "“‘「『（(《【", "”’」』）)》】"
QUOTED = re.compile("[“‘「『《][^”’」』》]*[”’」』》]")
WORDS = re.compile(f"{HAN}{{2,}}")
DASHES = ("——", "－－", "--")  # a second headline begins so
LOOK = 60  # characters of a paragraph that repeat the words of its heading
NEAR = 20  # lines at the beginning and end of the article above that a heading is compared with
TOPIC = 800  # characters of each paragraph looked at for its topic


@dataclass
class Block:
    """Indexes of lines: `heads` the headline group, `body` all below it in file order."""

    heads: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    ended: bool = False  # its last line so far closes the article with a byline


def blocks(lines: list[Line], cues: Cues) -> tuple[list[Line], list[Block]]:
    """The lines with fragments put right, and the blocks of the page in file order."""
    lines = _mended(lines, cues)
    found: list[Block] = []
    k = 0
    while k < len(lines):
        group, after = _group(lines, k)
        if group and after < len(lines):
            _begin(found, lines, k, group, after, cues)
            k = after
        else:
            _add(found, lines, k)
            k += 1
    return lines, [block for block in found if block.heads or block.body]


def pairs(text: str) -> set[str]:
    """The distinct pairs of neighbouring Chinese characters in `text`."""
    return {run[k : k + 2] for run in WORDS.findall(text) for k in range(len(run) - 1)}


def unopened(text: str) -> bool:
    """A quotation or bracket is closed that was never opened."""
    depth = 0
    for c in text:
        depth += (c in OPENERS) - (c in ENDERS)
        if depth < 0:
            return True
    return False


def unclosed(text: str) -> bool:
    """A quotation or bracket is still open at the end."""
    depth = 0
    for c in reversed(text):
        depth += (c in ENDERS) - (c in OPENERS)
        if depth < 0:
            return True
    return False


def _mended(lines: list[Line], cues: Cues) -> list[Line]:
    """Pieces of sentences that look like headlines become body; short words with a colon above one, headlines."""
    lines = list(lines)
    before: Line | None = None
    starts = {
        line.text[0] for line in lines if line.kind is Kind.BODY and not line.lead and not cues.fresh.match(line.text)
    }
    for k, line in enumerate(lines):
        behind = next((one for one in lines[k + 1 : k + 3] if one.kind in (Kind.HEAD, Kind.BODY)), None)
        if line.kind is Kind.HEAD and _is_fragment(line, before, behind, starts, cues):
            lines[k] = line = replace(line, kind=Kind.BODY, open=True)
        elif line.kind is Kind.BODY and behind and behind.kind is Kind.HEAD and _is_rubric(line.text):
            lines[k] = line = replace(line, kind=Kind.HEAD, open=False)
        if line.kind in (Kind.HEAD, Kind.BODY, Kind.BYLINE):
            before = line
    return lines


def _is_rubric(text: str) -> bool:
    """Short words before a colon, such as 精密仪器产业园："""
    return len(text) <= SHORT_HEAD and text[-1] in ":：" and not set(text) & set("，,、")


def _is_fragment(line: Line, before: Line | None, behind: Line | None, starts: set[str], cues: Cues) -> bool:
    """Is this short line a piece of a sentence that a column break cut off?"""
    if before is None or line.text.startswith(DASHES):
        return False
    found = fragment_reasons(line.text, before, behind, starts, cues)
    return FRAGMENT["bias"] + sum(FRAGMENT[name] * value for name, value in found.items()) > 0


def fragment_reasons(text: str, before: Line, behind: Line | None, starts: set[str], cues: Cues) -> dict[str, float]:
    """What speaks for and against a short line being a piece of a sentence, by the names of `FRAGMENT`."""
    bare = QUOTED.sub("", text)
    commas = sum(bare.count(mark) for mark in "，,；;")
    found: dict[str, float] = {
        "comma": min(commas, 1), "commas": commas, "list": min(bare.count("、"), 3), "space": min(bare.count(" "), 2),
        "unclosed": unclosed(text), "torn end": text[-1] in cues.unended, "fresh": cues.fresh.match(text) is not None,
        "running": cues.running.search(bare) is not None, "tens": len(text) / 10,
        "pair anywhere": max((cues.pairs.get(text[-1] + start, 0) for start in starts), default=0),
    }  # fmt: skip
    if before.open:
        level = cues.pairs.get(before.text[-1] + text[0])
        found |= {"after open": 1, "pair before": level or 0, "no pair before": level is None}
    elif before.kind is Kind.HEAD:
        found |= {"after headline": 1, "comma after headline": min(commas, 1)}
    elif before.ends_article:
        found["after byline"] = 1
    else:
        found["subject"] = text[:SUBJECT] in before.text
    if behind is None or behind.kind is Kind.HEAD:
        found["before headline"] = 1
    elif behind.lead:
        found["before lead"] = 1
    else:
        found |= _goes_on(text, behind.text, cues)
    return found


def _goes_on(left: str, right: str, cues: Cues) -> dict[str, float]:
    """How much the paragraph below looks like the rest of the short line's sentence."""
    level = cues.pairs.get(left[-1] + right[0])
    shared = min(len(pairs(left) & pairs(right[:LOOK])), 4)
    found: dict[str, float] = {"shared": shared, "torn start": right[0] in cues.inside or right[0].isdigit()}
    return found | {"pair": level or 0, "no pair": level is None, "fresh below": cues.fresh.match(right) is not None}


def _group(lines: list[Line], k: int) -> tuple[list[int], int]:
    """The headline group that begins at `k` (labels, captions, bylines may stand in it) and where its body begins."""
    group: list[int] = []
    at = k
    while at < len(lines) and lines[at].kind is not Kind.BODY:
        if lines[at].kind is Kind.HEAD:
            group.append(at)
        elif lines[at].kind is not Kind.LABEL and not group:
            return [], k
        at += 1
    return group, at


def _begin(found: list[Block], lines: list[Line], k: int, group: list[int], after: int, cues: Cues) -> None:
    """Open a block under the headlines, or put a section heading into the block above."""
    heads = group
    others = [n for n in range(k, after) if n not in heads and lines[n].kind not in (Kind.LABEL, Kind.JUMP)]
    above = found[-1] if found else None
    if above is None or _is_new(above, lines, k, group, after, cues):
        found.append(Block(heads=list(heads), body=others))
        return
    above.body.extend(sorted(group + others))


def _is_new(above: Block, lines: list[Line], k: int, group: list[int], after: int, cues: Cues) -> bool:
    """Do these headlines begin an article, or are they a section heading or caption inside the one above?"""
    first, body = lines[group[0]], lines[after]
    if body.lead or above.ended or not above.body or first.text.startswith(cues.head_marks):
        return True
    if lines[k].kind is Kind.LABEL:
        return True
    if _open(above, lines):
        sudden = body.text[0] in cues.inside or (len(body.text) < SHORT_HEAD and not body.open)
        return len(group) > 1 or len(first.text) > SHORT_HEAD or not sudden
    if len(group) > 1 and all(len(lines[n].text) > SHORT_HEAD // 2 for n in group[:2]):
        return True
    known = pairs("\n".join(lines[n].text[:TOPIC] for n in [*above.heads, *above.body[:NEAR], *above.body[-NEAR:]]))
    heading = pairs(first.text)
    if any(pair in known for pair in pairs(first.text[:SUBJECT])) or not heading:
        return False
    return len(heading & known) < FAMILIAR * len(heading) or len(first.text) >= SHORT_HEAD - 2


def _open(block: Block, lines: list[Line]) -> bool:
    """Does the block's last paragraph break off?"""
    for n in reversed(block.body):
        if lines[n].kind is Kind.BODY:
            return lines[n].open
    return False


def _add(found: list[Block], lines: list[Line], k: int) -> None:
    """Put a line that is no headline of a new article into its block."""
    line = lines[k]
    if line.kind in (Kind.LABEL, Kind.JUMP):
        return
    starts = line.kind is Kind.BODY and found and found[-1].body and (line.lead or found[-1].ended)
    if not found or (starts and any(lines[n].kind is Kind.BODY for n in found[-1].body)):
        found.append(Block())
    block = found[-1]
    block.body.append(k)
    had_text = any(lines[n].kind is Kind.BODY for n in block.body)
    block.ended = line.ends_article and had_text


def whole(found: list[Block]) -> list[Block]:
    """All blocks of a page that is known to be one article, as one; inner headlines become section headings."""
    if len(found) < 2:
        return found
    body = [n for block in found for n in [*block.heads, *block.body]]
    return [Block(found[0].heads, sorted(set(body) - set(found[0].heads)), found[-1].ended)]
