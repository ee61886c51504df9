"""Finds things whose name a question gives with parts left out.

Comes in: the labels of a graph. Goes out: `Part`s of a text whose characters stand in a label in the same order, in few
blocks: 温州制笔协会 for 温州市制笔协会, 海盐风电场 for 浙江海盐风电场. Names of people are not cut; 的 and the like
between two parts do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kgraph.queries.names import Names, Thing

MIN, MAX = 2, 40  # characters of such a part
MIN_KNOWN, MIN_CUT = 4, 8  # characters where every word of it is known: in one block (领导干部大会), in several
SPREAD = 3  # characters: of longer labels the nearest are meant, 招商局集团 rather than 招商局海南开发投资有限公司
OF = "的"
MAX_SHORT = 3  # characters: so short a part must begin as the label does
MOST = 8  # things that a part may mean; more is no name but a kind of thing
BLOCKS = {2: 1, 3: 2, 4: 2, 5: 2, 6: 3, 7: 3, 8: 3}  # blocks that a part of so many characters may fall into
MOST_BLOCKS = 4
_JOINTS = re.compile(r"的|那[场个次家]|这[场个次家]|[、·—-]|和|与|(?<=.)在.{2,4}的")
_NO_ENDS = frozenset("的了在是有和与跟同对把被由于,.、;: ")


@dataclass(frozen=True)
class Part:
    """A piece of a text that may mean these things: in how many blocks, and how many characters are left out."""

    start: int
    end: int
    things: tuple[Thing, ...]
    blocks: int
    missing: int


class Partial:
    """The labels of a graph by their characters; made when first asked."""

    def __init__(self, names: Names, cut: frozenset[str], noun: Callable[[str], bool]):
        """`cut`: classes whose names may be given with parts left out; `noun`: whether a word is one for a class."""
        self.names = names
        self.noun = noun
        self.cut = cut
        self.keys: list[str] = []
        self.holding: dict[str, set[int]] = {}

    def parts(self, text: str, holes: frozenset[int], ends: tuple[frozenset[int], frozenset[int]]) -> Iterator[Part]:
        """All parts of a text; `holes` are the positions no word explains, `ends` where known words start and end."""
        self._read()
        starts, stops = ends[1] | holes | {0}, ends[0] | holes | {len(text)}
        for start in sorted(at for at in starts if at < len(text) and text[at] not in _NO_ENDS):
            for end in range(start + MIN, min(len(text), start + MAX) + 1):
                if end not in stops or text[end - 1] in _NO_ENDS:
                    continue
                yield from self._part(text, start, end, any(at in holes for at in range(start, end)))

    def meant(self, text: str) -> Part | None:
        """The things that a text in which parts are left out may mean, the nearest ones."""
        self._read()
        short = len(text) <= MAX_SHORT
        keys = (key for key in self._keys(text) if not short or self._begins(key, text[:MIN]))
        found = [(blocks, key) for key in keys if (blocks := _blocks(text, key)) <= _most(len(text))]
        if not found:
            return None
        fewest = min(blocks for blocks, _ in found)
        least = min(len(key) for blocks, key in found if blocks == fewest)
        keys = [key for blocks, key in found if blocks == fewest and len(key) <= least + SPREAD]
        things = {thing for key in keys for thing in self.names.labels[key] if thing.type in self.cut}
        missing = min(len(key) for key in keys) - len(text)
        return Part(0, len(text), tuple(sorted(things)), fewest, missing) if things else None

    def _begins(self, key: str, text: str) -> bool:
        """Whether a label begins so, or does behind the name of a place or body: 百果园 in 广东百果园…公司."""
        at = key.find(text)
        return at == 0 or (at > 1 and key[:at] in self.names.labels)

    def _part(self, text: str, start: int, end: int, unknown: bool) -> Iterator[Part]:
        piece = text[start:end]
        bare = _JOINTS.sub("", piece)
        joined = bare[:1] == piece[0] and bare[-1:] == piece[-1] and not self.noun(piece.rpartition(OF)[2])
        wordings = (piece, bare) if joined else (piece,)
        for wording in dict.fromkeys(wordings):
            part = self.meant(wording) if len(wording) >= MIN else None
            if part is None or len(part.things) > MOST:
                continue
            if unknown or len(wording) >= (MIN_KNOWN if part.blocks == 1 else MIN_CUT):
                yield Part(start, end, part.things, part.blocks, part.missing)
                return

    def _keys(self, text: str) -> Iterator[str]:
        """Labels that hold all characters of a text."""
        sets = sorted((self.holding.get(c, _NONE) for c in set(text)), key=len)
        found = sets[0]
        for other in sets[1:]:
            if not found:
                break
            found = found & other
        yield from (self.keys[at] for at in sorted(found) if len(self.keys[at]) > len(text))

    def _read(self) -> None:
        if not self.keys:
            wanted = (k for k, things in self.names.labels.items() if any(t.type in self.cut for t in things))
            self.keys = sorted(wanted)
            for at, key in enumerate(self.keys):
                for c in set(key):
                    self.holding.setdefault(c, set()).add(at)


_NONE: set[int] = set()


def _most(length: int) -> int:
    return BLOCKS.get(length, MOST_BLOCKS)


def _blocks(part: str, key: str) -> int:
    """In how few blocks the characters of `part` stand in `key` in their order; more than allowed where they do not."""
    none = MOST_BLOCKS + 1
    if part in key:
        return 1
    row = [1 if c == part[0] else none for c in key]  # blocks needed so far, with the last character at this place
    for wanted in part[1:]:
        before, following = none, []
        for at, c in enumerate(key):
            whole = row[at - 1] if at else none
            following.append(min(whole, before + 1) if c == wanted else none)
            before = min(before, whole)
        row = following
    return min(row)
