"""What a name stands for, in one word that can be compared across documents: 党委@410171, 8中@410100.

Comes in: a name as written and the home place of its document. Goes out: the identity of a body, an organisation or an
institution, the place that a local name is told apart in, and the names by which a firm is known.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from kgraph.entities.bodies import BodyName, body
from kgraph.entities.candidates import Candidate
from kgraph.entities.companies import company, only_trades
from kgraph.entities.gazetteer import nearness
from kgraph.entities.linking import Linker
from kgraph.entities.names import institution_key, key, place_prefix, words, zone_key


class Identities:
    """Says what names stand for; home places and bodies are looked up once."""

    def __init__(self, linker: Linker | None = None):
        self.linker = linker or Linker()
        self.places = self.linker.gazetteer.names
        self.home_chain = lru_cache(maxsize=None)(self.linker.home_chain)
        self.body_identity = lru_cache(maxsize=1 << 18)(self._body_identity)
        self.company = lru_cache(maxsize=1 << 18)(lambda name: company(name, self.places))

    def _body_identity(self, name: str, home: str | None) -> str:
        """The organ and the place it serves (党委@410171); "" when the place cannot be told."""
        parts = body(name)
        if parts is None:
            return ""
        if parts.level == "国家":
            return f"{parts.organ}@CN"
        if parts.organ == "办事处":
            return self._office_identity(name, parts.place, home) if parts.place else ""
        place = self._place_identity(parts, home)
        return f"{parts.organ}@{place}" if place else ""

    def _office_identity(self, name: str, stem: str, home: str | None) -> str:
        code = self._link(name, home)
        if code:
            return f"办事处@{code}"
        rest, anchor = self.anchored(re.sub("(街道|地区)$", "", stem) + "街道", home)
        return f"办事处@{rest}@{anchor}" if anchor else ""

    def _place_identity(self, parts: BodyName, home: str | None) -> str:
        """The code of the place a body serves; for a zone that has none, its short name (德州经开区)."""
        place, level = parts.place, parts.level
        code = self.linker.serves(place, level, self._context(home), parts.organ)
        if code:
            return code
        if place.endswith(tuple(words()["places"]["within_county"])):
            rest, anchor = self.anchored(place, home)
            return f"{rest}@{anchor}" if anchor else ""
        zone = zone_key(place or level or home or "")
        kind = next((k for k in words()["zones"]["kinds"] if zone.endswith(k)), "")
        if zone == kind:
            zone = self._own_zone(kind, home)
            code = self.linker.best(zone, self._context(home)) if zone else None
        if code or not zone or not kind:
            return code or ""
        before, rest = place_prefix(zone, self.places)
        around = self.linker.best(before, self._context(home)) if before else self.city(home)
        return zone if before and rest in words()["zones"]["kinds"] else f"{rest}@{around}" if around else ""

    def _own_zone(self, kind: str, home: str | None) -> str:
        """What 高新区 or 开发区 means at home: home itself, or the zone of that kind named after home."""
        own, chain = zone_key(home or ""), self.home_chain(home)
        if own.endswith(kind):
            return own
        if not chain:
            return ""
        return _short_name(self.linker.gazetteer.name(chain[0])) + ("经开区" if kind == "开发区" else kind)

    def _link(self, name: str, home: str | None) -> str:
        body_type = next(t for t, kind in words()["kinds"].items() if kind == "body")
        link = self.linker.link(name, body_type, home)
        return link.code if link else ""

    def org_identity(self, name: str, home: str | None) -> str:
        """One word for the organisation of a post, so that posts can be compared across documents."""
        identity = self.body_identity(name, home)
        if identity:
            return identity
        stem, place = self.institution_place(key(name), home)
        parts = self.company(name)
        core = parts.core if parts.form and len(parts.core) > 2 else key(name)
        return f"{stem}@{place}" if place else core

    def institution_place(self, text: str, home: str | None) -> tuple[str, str]:
        """(8中, 410100) for 安平八中, 市八中 in a paper of that city; ("", "") for a name that needs no place."""
        level = text[0] if text[0] in "省市州盟县区旗" and _is_generic(institution_key(text[1:])) else ""
        place, rest = ("", text[1:]) if level else place_prefix(text, self.places)
        level = level or (text[0] if not place and text[0] in "省市州盟县区旗" and len(text) <= 9 else "")
        stem = institution_key(text[1:] if level else rest)
        if not level and not _is_generic(stem):
            return "", ""
        code = self.linker.best(place, self._context(home)) if place else self.home_code(level, home)
        return stem, code or ""

    def company_labels(self, c: Candidate) -> list[str]:
        """The names that tell a firm apart: not 公司, 该公司, 开发公司."""
        names = [n for n in (c.name, *c.aliases) if len(self.company(n).core) > 1]
        return [n for n in names if not only_trades(self.company(n).core)] or [c.name]

    def settle_home(self, c: Candidate) -> Candidate:
        """An ambiguous home (朝阳区) said in full where the document's places settle it."""
        if not c.home or not c.places or self.home_chain(c.home):
            return c
        codes = self.linker.context(c.home, c.places).home
        return replace(c, home=self.linker.gazetteer.full_name(codes[0])) if len(codes) == 1 else c

    def anchored(self, text: str, home: str | None) -> tuple[str, str]:
        """(城关镇, 411521): a local name and the place that it is told apart in, said before it or home."""
        place, rest = place_prefix(text, self.places)
        chain = self.home_chain(home)
        around = self.linker.best(place, self._context(home)) if place else None
        spelled = place.endswith(tuple("省市县区旗州盟")) and len(place) > 2
        if around and (spelled or (len(rest) > 2 and chain and nearness(around, chain[0]))):
            return rest, around
        small = rest.endswith(tuple(words()["places"]["within_county"]))
        return text, chain[0] if small and chain else self.city(home)

    def city(self, home: str | None) -> str:
        """The code of the largest place around home below its province; that of the province itself, else ""."""
        chain = self.home_chain(home)
        return next((c for c in reversed(chain) if not c.endswith("0000")), chain[-1] if chain else "")

    def home_code(self, level: str, home: str | None) -> str | None:
        """The code of home, or of the place around it that a level word (市, 省) means."""
        return self.linker.of_home(level, self._context(home))

    def place_code(self, name: str, home: str | None) -> str:
        """The code of a place said beside a name; "" where it stays open."""
        return self.linker.best(key(name), self._context(home)) or ""

    @lru_cache(maxsize=1 << 16)  # noqa: B019  an `Identities` lives for one run
    def _context(self, home: str | None):
        return self.linker.context(home)

    def spoken(self, place: str) -> str:
        """The place of an identity in words."""
        rest, _, code = place.rpartition("@")
        if place == "CN":
            return "the state"
        return self.linker.gazetteer.full_name(code) + rest if code.isdigit() else place


def _is_generic(stem: str) -> bool:
    """医院, 8中, 1人民医院: a name that every town has."""
    return stem in _generic() or stem.lstrip("0123456789") in _generic() or bool(re.fullmatch(r"\d+[中小高院]", stem))


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(institution_key(name) for name in words()["institution"]["generic"])


def _short_name(place: str) -> str:
    return re.sub("(?<=..)[省市县区旗]$", "", place)
