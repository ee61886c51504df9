"""Links places and government bodies to the codes of the administrative divisions.

Comes in: a name with its type, the home place of its document and its sentence's other places. Goes out: a `Link`, or
None where the context does not settle it: an ambiguous name is left open, never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kgraph.entities.bodies import body
from kgraph.entities.contexts import NEAR, Context, choose
from kgraph.entities.gazetteer import (
    Gazetteer,
    after_place,
    default_gazetteer,
    inside,
    is_bare,
    is_level,
    is_small,
    largest_of,
    nearness,
)
from kgraph.entities.names import key, kind_of, place_prefix, relative_place, words

_TOWNS = ("街道", "镇", "乡", "苏木")
MIN_SHARE = 0.4  # of all place mentions must lie in the inferred home; 0.3–0.6 give the same on the bulletins


@dataclass(frozen=True)
class Link:
    """`code` and `name` of the division a name stands for, and the reasons in plain words."""

    code: str
    name: str
    reasons: tuple[str, ...]


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
        codes = largest_of(self.gazetteer, home)
        if codes or (found := self._chained(key(home), Context())):
            return True, codes or (found,)
        return False, largest_of(self.gazetteer, place_prefix(key(home), self.gazetteer.names)[0])

    def _plain(self, name: str) -> tuple[str, ...]:
        found = self.best(key(name), Context())
        return (found,) if found else ()

    def _place(self, name: str, context: Context) -> tuple[str, tuple[str, ...]] | None:
        level = relative_place(name)
        if level:
            code = self.of_home(level, context)
            return (code, (f"“{name}” is said of the home place",)) if code else None
        code = self.best(key(name), context)
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
        codes = self.gazetteer.office_codes(after_place(stem, self.gazetteer))
        code = choose(codes, context, self.gazetteer, bare=False)
        return (code, (f"the office of {self.gazetteer.name(code)}", self._why(name, code, context))) if code else None

    def serves(self, place: str, level: str, context: Context, organ: str = "") -> str | None:
        """The code of the place in a body's name, or of the home place that its level word means."""
        if place:
            return self.best(place, context)
        home = self.of_home(level, context)
        if home and level in ("", "区") and organ.startswith(tuple(words()["body"]["zone_organs"])):
            return home if is_small(home) else None
        return home or (self.best(level, context) if len(level) > 1 else None)

    def of_home(self, level: str, context: Context) -> str | None:
        """The home place, or the place around it, of the level that the bare word (市, 省, 区) names."""
        if len(context.home) != 1:
            shared = {
                next((c for c in self.gazetteer.chain(h) if is_level(self.gazetteer, c, level)), "")
                for h in context.home
            }
            return shared.pop() or None if len(shared) == 1 and level else None
        chain = self.gazetteer.chain(context.home[0])
        if not level:
            return chain[0] if context.exact else None
        return next((c for c in chain if is_level(self.gazetteer, c, level)), None)

    def best(self, text: str, context: Context) -> str | None:
        """The one division that the text names: as a whole, or as a chain of places (遵义市播州区)."""
        if text in self.gazetteer.countries and max(map(context.score, self.gazetteer.codes(text)), default=0) < NEAR:
            return None
        if text in words()["places"]["sights"]:
            return None
        whole = choose(self.gazetteer.codes(text), context, self.gazetteer, bare=is_bare(text, self.gazetteer))
        return whole or self._chained(text, context)

    def _chained(self, text: str, context: Context) -> str | None:
        """河南商丘, 遵义市播州区, 郑州市经开区: the last place, inside those before it."""
        for cut in range(len(text) - 2, 1, -1):
            tails = self.gazetteer.codes(text[cut:])
            heads = self._heads(text[:cut]) if tails else ()
            within = tuple(t for t in tails if any(inside(t, h) and t != h for h in heads))
            if within:
                return choose(within, context, self.gazetteer, bare=False, sure=True)
        return None

    def _heads(self, text: str) -> tuple[str, ...]:
        whole = self.gazetteer.names.get(text, ())
        chained = self._chained(text, Context()) if not whole else None
        return whole or ((chained,) if chained else ())

    def _why(self, name: str, code: str, context: Context) -> str:
        around = [s for s in context.siblings if inside(code, s) and s != code]
        if around:
            return f"“{name}” stands beside {self.gazetteer.name(around[0])}, which contains it"
        if any(nearness(code, h) for h in context.home):
            return f"“{name}” is the one of that name nearest to the home place"
        return f"“{name}” names one division only"


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
