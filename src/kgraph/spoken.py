"""Names as they are spoken: pinyin without tones, for search and for fonts that lack Chinese.

Comes in: a name. Goes out: its syllables. What is not Chinese stays as it is. Readings are those of pypinyin's phrase
dictionary (重庆 is chong qing), so a rare surname may be read as the common word.
"""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin


@lru_cache(maxsize=65_536)
def syllables(name: str) -> tuple[str, ...]:
    """One syllable for each Chinese character, runs of other characters whole: 郑州ABC → zheng, zhou, ABC."""
    return tuple(part for part in lazy_pinyin(name) if part.strip())


def pinyin(name: str) -> str:
    """The syllables with spaces between: 郑州市 → zheng zhou shi."""
    return " ".join(syllables(name))


def initials(name: str) -> str:
    """The first letter of each syllable, in lower case: 郑州市 → zzs."""
    return "".join(syllable[0] for syllable in syllables(name)).lower()
