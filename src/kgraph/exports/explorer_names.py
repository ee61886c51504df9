"""Names → how each is spoken, told briefly: one reading for each character, and the names that are spoken otherwise.

In: names. Out: `Spoken`: `readings` {character: syllable} and `others` {name: syllables with spaces}. Whoever reads it
takes the reading of each character, keeps runs of other characters whole and drops blank ones (`spell`), but for the
names in `others` (重庆 is chong qing, while 重 alone is zhong). That is a tenth of writing every name twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kgraph import spoken


@dataclass(frozen=True)
class Spoken:
    """Readings of characters, and of names that do not follow them; both sorted."""

    readings: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)


def of_names(names: Iterable[str]) -> Spoken:
    """How all these names are spoken."""
    known = {name: spoken.syllables(name) for name in sorted(set(names))}
    heard: dict[str, Counter[str]] = {}
    for name, syllables in known.items():
        if len(name) == len(syllables):  # one syllable a character: nothing but Chinese
            for character, syllable in zip(name, syllables, strict=True):
                heard.setdefault(character, Counter())[syllable] += 1
    readings = {c: min(found, key=lambda s: (-found[s], s)) for c, found in sorted(heard.items()) if _chinese(c, found)}
    others = {name: " ".join(syllables) for name, syllables in known.items() if spell(name, readings) != syllables}
    return Spoken(readings, others)


def spell(name: str, readings: Mapping[str, str]) -> tuple[str, ...]:
    """The syllables of a name whose characters are read as `readings` says."""
    parts: list[str] = []
    run = ""
    for character in name:
        if character in readings:
            parts += [run, readings[character]]
            run = ""
        else:
            run += character
    return tuple(part for part in (*parts, run) if part.strip())


def _chinese(character: str, heard: Mapping[str, int]) -> bool:
    return character not in heard
