"""An index of names for search as people type: by name, alias, part of a name, pinyin and initials.

Comes in: things, best known first. Goes out: `Hit`s, exact names first, then beginnings, then parts, then names as they
are spoken, then the names most alike; within each the best known first. All names stand in one string, in that order,
so that the first places found are the best ones: 50,000 names are searched in under a millisecond.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from rapidfuzz import fuzz, process

from kgraph.spoken import initials, syllables
from kgraph.text import name_key
from kgraph.web.things import Thing

MIN_LIKENESS = 60.0  # of rapidfuzz's 0–100; one wrong character of three gives 67, two of five 60
MANY = 2_000  # places of one text looked at for one query, so that a single character costs no more than a name
END = "\n"  # stands between names; no key holds a space of any kind


@dataclass(frozen=True)
class Hit:
    """A thing found: the name that fits, and how: "name", "alias", "begins", "part", "pinyin", "initials", "like"."""

    thing: Thing
    matched: str
    how: str


@dataclass(frozen=True)
class _Text:
    """Keys one after the other, and where each begins; `owners` says whose name it is, by number."""

    text: str
    starts: Sequence[int]
    owners: Sequence[int]

    @classmethod
    def of(cls, keys: Iterable[tuple[str, int]]) -> _Text:
        parts, starts, owners, at = [], [], [], 1
        for key, owner in keys:
            parts.append(key)
            starts.append(at)
            owners.append(owner)
            at += len(key) + 1
        return cls(END + END.join(parts) + END, starts, owners)

    def places(self, needle: str, offset: int = 0) -> Iterator[tuple[int, int]]:
        """(owner, position in its key) of each place of `needle`, which may begin or end with END; the first `MANY`."""
        for at in islice(_found(self.text, needle), MANY):
            number = bisect_right(self.starts, at + offset) - 1
            yield self.owners[number], at + offset - self.starts[number]


class Names:
    """All names of some things."""

    def __init__(self, things: Iterable[Thing]):
        self.things = list(things)
        spelled = [(thing, name, n) for thing in self.things for n, name in enumerate(thing.names)]
        self.entries: list[tuple[Thing, str, bool]] = [(thing, name, n == 0) for thing, name, n in spelled]
        keys = [name_key(name) for _, name, _ in self.entries]
        self.plain = _Text.of((key, number) for number, key in enumerate(keys))
        self.exact: dict[str, list[int]] = {}
        for number, key in enumerate(keys):
            self.exact.setdefault(key, []).append(number)

    def named(self, text: str) -> list[Hit]:
        """The things that have this name, those that are called so first."""
        hits = [self._hit(number, "") for number in self.exact.get(name_key(text), ())]
        return sorted(hits, key=lambda hit: hit.how != "name")

    def search(self, text: str, count: int) -> list[Hit]:
        """The best `count` hits, each thing once."""
        key = name_key(text)
        found = list(islice(_once(self._ranked(key)), count)) if key else []
        return found or list(_once(self._hit(number, "like") for number, _ in self.like(key, count)))

    def _ranked(self, key: str) -> Iterator[Hit]:
        yield from self.named(key)
        yield from (self._hit(owner, "begins") for owner, _ in self.plain.places(END + key, 1))
        yield from (self._hit(owner, "part") for owner, _ in self.plain.places(key))
        if key.isascii() and (said := _letters(key)):
            yield from self._spoken(said)

    def _hit(self, number: int, how: str) -> Hit:
        thing, name, first = self.entries[number]
        return Hit(thing, name, how or ("name" if first else "alias"))

    # ── as they are spoken ──

    def prepare(self) -> None:
        """Work out the pinyin of all names now."""
        _ = self._pinyin

    def _spoken(self, key: str) -> Iterator[Hit]:
        full, first = self._pinyin
        for text, how in ((full, "pinyin"), (first, "initials")):
            yield from (self._hit(owner, how) for owner, _ in text.places(END + key + END, 1))
            yield from (self._hit(owner, how) for owner, _ in text.places(END + key, 1))
        for owner, position in full.places(key):
            if _begins_a_syllable(_letters(self.entries[owner][1]), position):
                yield self._hit(owner, "pinyin")
        yield from (self._hit(owner, "initials") for owner, _ in first.places(key) if len(key) > 1)

    @cached_property
    def _pinyin(self) -> tuple[_Text, _Text]:
        """Syllables and initials of the names that have Chinese in them; made when first asked for."""
        chinese = [(number, _letters(name)) for number, (_, name, _) in enumerate(self.entries) if not name.isascii()]
        return (
            _Text.of((_joined(name), number) for number, name in chinese),
            _Text.of((initials(name), number) for number, name in chinese),
        )

    # ── alike ──

    def like(self, text: str, count: int) -> list[tuple[int, float]]:
        """The entries (by number) whose names are most alike, with the likeness from 0 to 100."""
        key = name_key(text)
        if not key:
            return []
        found = process.extract(key, self._keys, scorer=fuzz.ratio, limit=count, score_cutoff=MIN_LIKENESS)
        return sorted(((number, score) for _, score, number in found), key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def _keys(self) -> list[str]:
        return self.plain.text[1:-1].split(END) if self.entries else []


def _found(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.thing.iri not in seen:
            seen.add(hit.thing.iri)
            yield hit


def _letters(name: str) -> str:
    """Without quotes, brackets, dots and spaces."""
    return "".join(character for character in name_key(name) if character.isalnum())


def _joined(name: str) -> str:
    return "".join(syllables(name)).lower()


def _begins_a_syllable(name: str, position: int) -> bool:
    at = 0
    for syllable in syllables(name):
        if at >= position:
            break
        at += len(syllable)
    return at == position
