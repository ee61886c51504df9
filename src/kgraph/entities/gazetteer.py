"""The administrative divisions of the country: names to codes and back, and how codes lie to each other.

Comes in: the tables of `ontology/gazetteer/`. Goes out: a `Gazetteer`: six digits for a province, city, county or zone,
nine for a town (GB/T 2260 and the statistical codes).
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path

from kgraph.entities.names import data_folder, key, place_prefix, words, zone_key


class Gazetteer:
    """The administrative divisions of the country: names to codes and back. Towns are read on first need."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.divisions = {code: (name, forms) for code, name, forms in self._rows("divisions")}

    def _rows(self, table: str) -> Iterable[list[str]]:
        with lzma.open(self.folder / f"{table}.tsv.xz", "rt", encoding="utf-8") as file:
            return [line.rstrip("\n").split("\t") for line in file]

    @cached_property
    def towns(self) -> dict[str, str]:
        return dict(self._rows("towns"))

    @cached_property
    def countries(self) -> frozenset[str]:
        return frozenset(key(name) for row in self._rows("countries") for name in row)

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Name or short form → codes of six digits."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, (name, forms) in self.divisions.items():
            for form in dict.fromkeys((name, *filter(None, forms.split("|")))):
                found[form].append(code)
        return {name: tuple(codes) for name, codes in found.items()}

    @cached_property
    def town_names(self) -> dict[str, tuple[str, ...]]:
        """Name → codes of nine digits."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, name in self.towns.items():
            found[name].append(code)
            if name[-1] in "区园会":
                found[zone_key(name)].append(code)
        return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}

    @cached_property
    def _office_levels(self) -> tuple[str, ...]:
        return tuple(words()["body"]["office_levels"])

    def codes(self, name: str) -> tuple[str, ...]:
        """All divisions of that name, whatever the place: counties and up, zones, then towns."""
        text = key(name)
        found = self.names.get(text) or self.names.get(zone_key(text)) or ()
        return found + (self.town_names.get(text) or self.town_names.get(zone_key(text)) or ())

    def office_codes(self, stem: str) -> tuple[str, ...]:
        """The 街道, 镇 or 乡 that the office (办事处) named `stem` administers."""
        names = [stem] if stem.endswith(self._office_levels) else [stem + level for level in self._office_levels]
        return tuple(code for name in names for code in self.town_names.get(name, ()))

    def name(self, code: str) -> str:
        return self.towns[code] if len(code) > 6 else self.divisions[code][0]

    def chain(self, code: str) -> tuple[str, ...]:
        """The division and all that contain it, smallest first."""
        above = (code, code[:6], code[:4] + "00", code[:2] + "0000")
        return tuple(dict.fromkeys(c for c in above if c in self.divisions or c == code))

    def full_name(self, code: str) -> str:
        return "".join(self.name(c) for c in reversed(self.chain(code)))


@lru_cache(maxsize=1)
def default_gazetteer() -> Gazetteer:
    return Gazetteer(data_folder() / "gazetteer")


def nearness(code: str, other: str) -> int:
    """How much of the country two places share: 0 nothing, 1 province, 2 city, 3 county, or one holds the other."""
    if code[:2] != other[:2]:
        return 0
    if inside(code, other) or inside(other, code):
        return 3
    if code[:6] == other[:6]:
        return 3
    return 2 if code[:4] == other[:4] and code[2:4] not in ("90", "00") else 1


def inside(code: str, area: str) -> bool:
    """Whether `code` lies in `area` (or is it)."""
    stem = area if len(area) > 6 else area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area
    return code.startswith(stem)


def is_small(code: str) -> bool:
    """A town or a statistical zone."""
    return len(code) == 9 or code[4] == "7"


def is_city(code: str) -> bool:
    return len(code) == 6 and code.endswith("00") and not is_province(code)


def is_province(code: str) -> bool:
    return len(code) == 6 and code.endswith("0000")


def largest_of(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """The codes of the largest divisions of that name."""
    codes = gazetteer.codes(name) if name else ()
    large = tuple(c for c in codes if len(c) == 6)
    top = tuple(c for c in large if c.endswith("00"))
    return top[:1] if len(top) == 1 and is_bare(key(name), gazetteer) else large or codes


def is_bare(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the text is a short form: no division's own name."""
    return bool(gazetteer.names.get(text)) and all(gazetteer.divisions[c][0] != text for c in gazetteer.names[text])


def after_place(stem: str, gazetteer: Gazetteer) -> str:
    """香坊区新成街道 → 新成街道."""
    place, rest = place_prefix(stem, gazetteer.names)
    return rest if len(place) > 2 and place.endswith(("区", "县", "市", "旗")) else stem


def is_level(gazetteer: Gazetteer, code: str, level: str) -> bool:
    """Whether a division is one that the bare level word names: 区 also a zone, 市 also a municipality."""
    if level in ("开发区", "新区", "经开区", "高新区", "示范区", "管理区", "园区", "基地"):
        return len(code) == 6 and code[4] == "7"
    if level == "省":
        return is_province(code)
    if level == "自治区":
        return code.endswith("0000") and gazetteer.name(code).endswith(level)
    return gazetteer.name(code).endswith(level) and not (level == "区" and code.endswith("0000"))
