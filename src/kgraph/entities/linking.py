"""Links places and government bodies to the codes of the administrative divisions.

In: a name with its type, the home place of its document and its sentence's other places. Out: a `Link` (six digits
for a province, city, county or zone, nine for a town, GB/T 2260 and the statistical codes), or None where the
context does not settle it: an ambiguous name is left open, never guessed. Tables: `ontology/gazetteer/`.
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from kgraph.entities.bodies import body
from kgraph.entities.names import data_folder, key, kind_of, place_prefix, relative_place, words, zone_key

MANY = 10  # divisions of one name from which a home that is a whole province does not settle it (经开区)
NEAR = 4  # least score of a town in its context: home in the same city; towns of one name are many
_TOWNS = ("街道", "镇", "乡", "苏木")
MIN_SHARE = 0.4  # of all place mentions must lie in the inferred home; 0.3–0.6 give the same on the bulletins


@dataclass(frozen=True)
class Link:
    """`code` and `name` of the division a name stands for, and the reasons in plain words."""

    code: str
    name: str
    reasons: tuple[str, ...]


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


@dataclass(frozen=True)
class Context:
    """What is known around a name: codes the home place may have, and codes of places said beside it."""

    home: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    exact: bool = True  # False where the home itself has no code and `home` is the place around it

    def score(self, code: str) -> int:
        """Beside it said to contain it 8, beside it nearby up to 3; plus nearness to home, doubled."""
        said = max((8 if inside(code, s) and code != s else nearness(code, s) for s in self.siblings), default=0)
        home = min((nearness(code, h) for h in self.home), default=0)
        return said + 2 * home


@dataclass
class Linker:
    """Finds the division that a name stands for in its context."""

    gazetteer: Gazetteer = field(default_factory=default_gazetteer)

    def link(self, name: str, type: str, home: str | None = None, siblings: Iterable[str] = ()) -> Link | None:
        """The division of a place, or of the place a government body serves; None where it stays open."""
        context = self.context(home, tuple(siblings))
        kind = kind_of(type)
        found = self._body(name, context) if kind == "body" else self._place(name, context) if kind == "place" else None
        if not found:
            return None
        code, reasons = found
        return Link(code, self.gazetteer.name(code), (*reasons, f"{self.gazetteer.full_name(code)} has code {code}"))

    def context(self, home: str | None, siblings: tuple[str, ...] = ()) -> Context:
        """The codes behind the words of a context; ambiguous siblings say nothing."""
        said = tuple(s for name in siblings if len(s_all := self._plain(name)) == 1 for s in s_all)
        exact, homes = self._home_codes(home) if home else (True, ())
        if len(homes) > 1:
            best = max(Context((), said).score(code) for code in homes)
            homes = tuple(code for code in homes if Context((), said).score(code) == best)
        return Context(homes, said, exact)

    def home_chain(self, home: str | None) -> tuple[str, ...]:
        """The codes of the home place and of all that contain it, smallest first; () when unknown or ambiguous."""
        codes = self._home_codes(home)[1] if home else ()
        return self.gazetteer.chain(codes[0]) if len(codes) == 1 else ()

    def _home_codes(self, home: str) -> tuple[bool, tuple[str, ...]]:
        """All places that `home` can be; of an unknown zone the place it begins with (武汉长江新区 → False, 武汉市)."""
        codes = _largest(self.gazetteer, home)
        if codes or (found := self._chained(key(home), Context())):
            return True, codes or (found,)
        return False, _largest(self.gazetteer, place_prefix(key(home), self.gazetteer.names)[0])

    def _plain(self, name: str) -> tuple[str, ...]:
        found = self._best(key(name), Context())
        return (found,) if found else ()

    def _place(self, name: str, context: Context) -> tuple[str, tuple[str, ...]] | None:
        level = relative_place(name)
        if level:
            code = self.of_home(level, context)
            return (code, (f"“{name}” is said of the home place",)) if code else None
        code = self._best(key(name), context)
        return (code, (self._why(name, code, context),)) if code else None

    def _body(self, name: str, context: Context) -> tuple[str, tuple[str, ...]] | None:
        """The place a body serves: its own place word, or the home place for a relative name (市委, 管委会)."""
        if any(word in key(name) for word in words()["body"]["untied"]):
            return None
        parts = body(name)
        if parts is None:
            return self._place(name, context) if key(name).endswith(_TOWNS) else None
        if parts.level == "国家" or (parts.organ == "办事处" and not parts.place):
            return None
        if parts.organ == "办事处":
            return self._office(name, parts.place, context)
        code = self.serves(parts.place, parts.level, context, parts.organ)
        if not code:
            return None
        if parts.place:
            return code, (f"a body of {parts.place}", self._why(parts.place, code, context))
        return code, (f"“{name}” without a place is that of the home place",)

    def _office(self, name: str, stem: str, context: Context) -> tuple[str, tuple[str, ...]] | None:
        """潮河办事处 → 潮河街道 of the home place."""
        codes = self.gazetteer.office_codes(_after_place(stem, self.gazetteer))
        code = self._choose(codes, context, bare=False)
        return (code, (f"the office of {self.gazetteer.name(code)}", self._why(name, code, context))) if code else None

    def serves(self, place: str, level: str, context: Context, organ: str = "") -> str | None:
        """The code of the place in a body's name, or of the home place that its level word means."""
        if place:
            return self._best(place, context)
        home = self.of_home(level, context)
        if home and level in ("", "区") and organ.startswith(tuple(words()["body"]["zone_organs"])):
            return home if _is_small(home) else None
        return home or (self._best(level, context) if len(level) > 1 else None)

    def of_home(self, level: str, context: Context) -> str | None:
        """The home place, or the place around it, of the level that the bare word (市, 省, 区) names."""
        if len(context.home) != 1:
            shared = {
                next((c for c in self.gazetteer.chain(h) if _is_level(self.gazetteer, c, level)), "")
                for h in context.home
            }
            return shared.pop() or None if len(shared) == 1 and level else None
        chain = self.gazetteer.chain(context.home[0])
        if not level:
            return chain[0] if context.exact else None
        return next((c for c in chain if _is_level(self.gazetteer, c, level)), None)

    def _best(self, text: str, context: Context) -> str | None:
        """The one division that the text names: as a whole, or as a chain of places (遵义市播州区)."""
        if text in self.gazetteer.countries and max(map(context.score, self.gazetteer.codes(text)), default=0) < NEAR:
            return None
        if text in words()["places"]["sights"]:
            return None
        whole = self._choose(self.gazetteer.codes(text), context, bare=_is_bare(text, self.gazetteer))
        return whole or self._chained(text, context)

    def _chained(self, text: str, context: Context) -> str | None:
        """河南商丘, 遵义市播州区, 郑州市经开区: the last place, inside those before it."""
        for cut in range(len(text) - 2, 1, -1):
            tails = self.gazetteer.codes(text[cut:])
            heads = self._heads(text[:cut]) if tails else ()
            within = tuple(t for t in tails if any(inside(t, h) and t != h for h in heads))
            if within:
                return self._choose(within, context, bare=False, sure=True)
        return None

    def _heads(self, text: str) -> tuple[str, ...]:
        whole = self.gazetteer.names.get(text, ())
        chained = self._chained(text, Context()) if not whole else None
        return whole or ((chained,) if chained else ())

    def _choose(self, codes: tuple[str, ...], context: Context, bare: bool, sure: bool = False) -> str | None:
        """The candidate that the context prefers; None when two are as near, or the only one is a far town."""
        if not codes:
            return None
        scores = {code: context.score(code) for code in codes}
        best = max(scores.values())
        top = [code for code in codes if scores[code] == best]
        if bare and len(codes) > 1 and not all(map(_is_small, codes)):
            return self._bare(codes, top, context)
        large = [code for code in top if not _is_small(code)]
        choice = top[0] if len(top) == 1 else large[0] if len(large) == 1 else None
        vague = len(codes) > MANY and best < 8 and (best < NEAR or all(map(_is_province, context.home)))
        far = choice and not sure and (vague or (best < NEAR and len(choice) == 9))
        return None if far else choice

    def _bare(self, codes: tuple[str, ...], top: list[str], context: Context) -> str | None:
        """A short form that divisions share (吉林, 南昌, 西安): the largest of a chain, unless home is the smaller."""
        provinces = [c for c in codes if _is_province(c)]
        if provinces:
            beside = [c for c in top if c not in provinces and any(inside(c, s) for s in context.siblings)]
            rivals = [c for c in codes if any(inside(h, c) for h in context.home) and not _is_province(c)]
            return beside[0] if len(beside) == 1 else None if rivals else provinces[0]
        cities = [c for c in codes if _is_city(c)]
        if (
            cities
            and not set(cities) & set(top)
            and not set(self._forms(cities[0])) & set(words()["places"]["no_default"])
        ):
            top = [c for c in top if any(inside(c, s) for s in context.siblings)]
        largest = [c for c in top if _is_city(c)] or top
        settled = largest[0] if len(largest) == 1 else None
        if settled and any(inside(h, c) for h in context.home for c in top if c != settled):
            return None
        if settled and context.score(settled):
            return settled
        return self._default(codes) if top else None

    def _default(self, codes: tuple[str, ...]) -> str | None:
        """Without context: the only city among districts of that short form, except for names known to mislead."""
        cities = [c for c in codes if _is_city(c)]
        if len(cities) != 1:
            return None
        return None if set(self._forms(cities[0])) & set(words()["places"]["no_default"]) else cities[0]

    def _forms(self, code: str) -> list[str]:
        return self.gazetteer.divisions[code][1].split("|")

    def _why(self, name: str, code: str, context: Context) -> str:
        around = [s for s in context.siblings if inside(code, s) and s != code]
        if around:
            return f"“{name}” stands beside {self.gazetteer.name(around[0])}, which contains it"
        if any(nearness(code, h) for h in context.home):
            return f"“{name}” is the one of that name nearest to the home place"
        return f"“{name}” names one division only"


def _is_small(code: str) -> bool:
    """A town or a statistical zone."""
    return len(code) == 9 or code[4] == "7"


def _is_city(code: str) -> bool:
    return len(code) == 6 and code.endswith("00") and not _is_province(code)


def _is_province(code: str) -> bool:
    return len(code) == 6 and code.endswith("0000")


def _largest(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    codes = gazetteer.codes(name) if name else ()
    large = tuple(c for c in codes if len(c) == 6)
    top = tuple(c for c in large if c.endswith("00"))
    return top[:1] if len(top) == 1 and _is_bare(key(name), gazetteer) else large or codes


def _is_bare(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the text is a short form: no division's own name."""
    return bool(gazetteer.names.get(text)) and all(gazetteer.divisions[c][0] != text for c in gazetteer.names[text])


def _after_place(stem: str, gazetteer: Gazetteer) -> str:
    """香坊区新成街道 → 新成街道."""
    place, rest = place_prefix(stem, gazetteer.names)
    return rest if len(place) > 2 and place.endswith(("区", "县", "市", "旗")) else stem


def _is_level(gazetteer: Gazetteer, code: str, level: str) -> bool:
    """Whether a division is one that the bare level word names: 区 also a zone, 市 also a municipality."""
    if level in ("开发区", "新区", "经开区", "高新区", "示范区", "管理区", "园区", "基地"):
        return len(code) == 6 and code[4] == "7"
    if level == "省":
        return _is_province(code)
    if level == "自治区":
        return code.endswith("0000") and gazetteer.name(code).endswith(level)
    return gazetteer.name(code).endswith(level) and not (level == "区" and code.endswith("0000"))


def infer_home(places: Mapping[str, int], linker: Linker | None = None) -> str | None:
    """The home of a page that does not say it: the smallest place that holds enough of the place mentions.

    `places` counts the place and body names of the page as written; the answer is one of them, or None.
    """
    linker = linker or Linker()
    codes: dict[str, str] = {}
    weights: dict[str, int] = defaultdict(int)
    for name, count in sorted(places.items()):
        for code in linker._plain(name):
            codes.setdefault(code, name)
            for area in linker.gazetteer.chain(code):
                weights[area] += count
    total = sum(places.values())
    named = [c for c in codes if len(c) == 6 and weights[c] >= max(2, MIN_SHARE * total)]
    best = max(named, key=lambda c: (len(linker.gazetteer.chain(c)), weights[c], c), default=None)
    return codes[best] if best else None
