"""Folding for matching: half width, simplified script, one way to write quotes, dots and dashes.

Comes in: any str. Goes out: a str of the same length, so that a position in the one is a position in the other.
Names, quotes and positions that kgraph prints are always those of the text as it came; folded text is only looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import opencc

# Characters written in several ways. Left: the way kgraph looks for. 。、“”《》 stay as they are.
SAME = {
    "“": "「﹁〝",
    "”": "」﹂〞",
    "‘": "『﹃",
    "’": "』﹄",
    "(": "〔〘❨",
    ")": "〕〙❩",
    "·": "・･•‧∙⋅●○◦᛫⸱",
    "~": "～〜∼˜",
    "-": "‐‑‒–−﹣－",
    "—": "―⸺─━",
    " ": "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))),
}
FOLDED_KINDS = ("<wide>", "<narrow>", "<compat>", "<small>", "<font>", "<noBreak>", "")  # not ² ① ½ ㎡
RANGES = ((0xA0, 0x10000), (0x1D400, 0x1D800), (0x2F800, 0x2FA20))  # where such characters stand
IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
ROMAN = range(0x2150, 0x2190)  # Ⅰ folds to one letter and Ⅱ to two: all are left alone
KEPT = "乾吒拚摺著藉瞭"  # they stand in simplified text as well, with a meaning of their own (乾县, 哪吒, 慰藉)
DROPPED_IN_NAMES = "“”‘’\"'《》〈〉\u200b\ufeff"


def fold(text: str) -> str:
    """`text` made plain for matching. `len(fold(text)) == len(text)`, and folding twice changes nothing more."""
    return text if text.isascii() else text.translate(table())


def name_key(name: str) -> str:
    """What two spellings of one name share: compatibility forms, quotes, spaces and script do not count."""
    plain = fold(unicodedata.normalize("NFKC", fold(name)))
    key = "".join(c for c in plain if not c.isspace() and c not in DROPPED_IN_NAMES).casefold()
    return key if key == name else name_key(key)


def same(a: str, b: str) -> bool:
    """Whether two names are spelled alike but for width, script, quotes and spaces."""
    return name_key(a) == name_key(b)


@cache
def table() -> dict[int, int]:
    """Code point → folded code point. Made once; each entry is one character to one character."""
    steps = {**dict(_simplified()), **dict(_compatible()), **dict(_same())}
    return {ord(c): ord(_follow(c, steps)) for c in steps}


def _follow(character: str, steps: dict[str, str]) -> str:
    """The end of a chain of steps: a compatibility form of a traditional character needs two."""
    seen = {character}
    while (following := steps.get(character)) and following not in seen:
        seen.add(following)
        character = following
    return character


def _same() -> Iterator[tuple[str, str]]:
    for kept, others in SAME.items():
        yield from ((other, kept) for other in others)


def _compatible() -> Iterator[tuple[str, str]]:
    for code in _codes(RANGES):
        character = chr(code)
        kind = unicodedata.decomposition(character)
        if not kind or code in ROMAN or (kind.split(" ")[0] if kind[0] == "<" else "") not in FOLDED_KINDS:
            continue
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) == 1 and plain != character:
            yield character, plain


def _simplified() -> Iterator[tuple[str, str]]:
    """Traditional characters that have one simplified form."""
    characters = [chr(code) for code in _codes(IDEOGRAPHS)]
    plain = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    for character, simple in zip(characters, plain, strict=True):
        if len(simple) == 1 and simple != character and character not in KEPT:
            yield character, simple


def _codes(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    return (code for start, end in ranges for code in range(start, end))
