"""Decides across documents which entities are one thing: same, perhaps, or apart, with the reasons.

In: one `Candidate` for each entity of each document. Out: a `Resolution`: clusters, the merges with their reasons,
and pairs that stay open (`possible`). Two steps: names that decide alone (a registered firm, a body of one place, a
person at one post) join at once; then pairs that share a block are scored by names, posts, homes, company they keep
and time. The order of the input changes nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product

from kgraph.entities.linking import Linker, inside, nearness
from kgraph.entities.names import (
    BodyName,
    abbreviates,
    body,
    company,
    company_readings,
    institution_key,
    is_local,
    key,
    kind_of,
    only_trades,
    place_prefix,
    project,
    relative_place,
    surname_title,
    words,
    zone_key,
)

MERGE = 3.0  # points; tuned on the dev half of tests/gold/resolution.jsonl, 2.5–3.5 tried
POSSIBLE = 1.5  # points from which an open pair is worth a reader's look
CLOSE_CALL = 0.35  # points between the two best full names of one short form; nearer ones stay open
MANY_HOMES = 3  # prefectures in which one short company name makes it a national one
SAME_TIME = 60  # days within which one person does not hold chief posts at two places
LONG_NAME = 7  # characters from which an institution's, project's or event's name repeats nowhere else
SEATED = ("body", "place", "institution")  # kinds whose names repeat from place to place
MUNICIPALITIES = ("11", "12", "31", "50")  # provinces that are one city
MAX_OPEN = 5  # open pairs of one cluster; a common name would have thousands
CROWD = 60  # groups in one block above which only those that share a finer key are compared


@dataclass(frozen=True)
class Candidate:
    """One entity of one document. `posts` are (organisation as written, title), `former` those told as over;
    `neighbours` names of the same document, `places` the places among them; `date` ISO 8601."""

    id: str
    document: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    home: str | None = None
    date: str | None = None
    posts: tuple[tuple[str, str], ...] = ()
    former: tuple[tuple[str, str], ...] = ()
    neighbours: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Merge:
    """Two candidates that are one thing, `score` points (3 suffice), and why."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Possible:
    """Two candidates that may be one thing: `score` between 0 and 1, and what speaks for and against."""

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """All candidates in clusters (ids, sorted), the merges that made them, the pairs left open, and pairs of one name
    that are two things."""

    clusters: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...]
    possible: tuple[Possible, ...]
    apart: tuple[Possible, ...] = ()

    def why(self, a: str, b: str) -> tuple[Merge, ...]:
        """The merges that lead from one candidate to the other; () when they are not one thing."""
        steps: dict[str, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            steps[merge.a].append(merge)
            steps[merge.b].append(merge)
        paths: dict[str, tuple[Merge, ...]] = {a: ()}
        queue = deque([a])
        while queue and b not in paths:
            here = queue.popleft()
            for merge in steps[here]:
                there = merge.b if merge.a == here else merge.a
                if there not in paths:
                    paths[there] = (*paths[here], merge)
                    queue.append(there)
        return paths.get(b, ())


@dataclass
class Group:
    """Candidates that already are one thing, with all that is known of them."""

    id: str
    kind: str
    names: Counter[str] = field(default_factory=Counter)
    legal: set[str] = field(default_factory=set)
    homes: set[str] = field(default_factory=set)
    orgs: set[str] = field(default_factory=set)
    org_places: set[str] = field(default_factory=set)
    led: set[str] = field(default_factory=set)
    chiefs: set[tuple[str, str]] = field(default_factory=set)
    past: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    size: int = 0

    @property
    def cities(self) -> set[str]:
        return {home[:4] for home in self.homes if home[2:4] != "00"}


Score = tuple[float, list[str]]
Pair = tuple[float, str, str, tuple[str, ...]]  # points, two group ids, reasons


class Resolver:
    """Holds the linker, so that home places and bodies are looked up once."""

    def __init__(self, linker: Linker | None = None):
        self.linker = linker or Linker()
        self.places = self.linker.gazetteer.names
        self.home_chain = lru_cache(maxsize=None)(self.linker.home_chain)
        self.body_identity = lru_cache(maxsize=1 << 18)(self._body_identity)
        self.company = lru_cache(maxsize=1 << 18)(lambda name: company(name, self.places))

    # Step 1: what decides alone

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
        rest, anchor = self._anchored(re.sub("(街道|地区)$", "", stem) + "街道", home)
        return f"办事处@{rest}@{anchor}" if anchor else ""

    def _place_identity(self, parts: BodyName, home: str | None) -> str:
        """The code of the place a body serves; for a zone that has none, its short name (德州经开区)."""
        place, level = parts.place, parts.level
        code = self.linker.serves(place, level, self._context(home), parts.organ)
        if code:
            return code
        if place.endswith(tuple(words()["places"]["within_county"])):
            rest, anchor = self._anchored(place, home)
            return f"{rest}@{anchor}" if anchor else ""
        zone = zone_key(place or level or home or "")
        kind = next((k for k in words()["zones"]["kinds"] if zone.endswith(k)), "")
        if zone == kind:
            zone = self._own_zone(kind, home)
            code = self.linker._best(zone, self._context(home)) if zone else None
        if code or not zone or not kind:
            return code or ""
        before, rest = place_prefix(zone, self.places)
        around = self.linker._best(before, self._context(home)) if before else self._city(home)
        return zone if before and rest in words()["zones"]["kinds"] else f"{rest}@{around}" if around else ""

    def _own_zone(self, kind: str, home: str | None) -> str:
        """What 高新区 or 开发区 means at home: home itself, or the zone of that kind named after home."""
        own, chain = zone_key(home or ""), self.home_chain(home)
        if own.endswith(kind):
            return own
        return (
            _short_name(self.linker.gazetteer.name(chain[0])) + ("经开区" if kind == "开发区" else kind)
            if chain
            else ""
        )

    def _home_code(self, level: str, home: str | None) -> str | None:
        return self.linker.of_home(level, self._context(home))

    @lru_cache(maxsize=1 << 16)  # noqa: B019  one resolver lives for one run
    def _context(self, home: str | None):
        return self.linker.context(home)

    def _link(self, name: str, home: str | None) -> str:
        body_type = next(t for t, kind in words()["kinds"].items() if kind == "body")
        link = self.linker.link(name, body_type, home)
        return link.code if link else ""

    def _city(self, home: str | None) -> str:
        chain = self.home_chain(home)
        return next((c for c in reversed(chain) if not c.endswith("0000")), chain[-1] if chain else "")

    def settle_home(self, c: Candidate) -> Candidate:
        """An ambiguous home (朝阳区) said in full where the document's places settle it."""
        if not c.home or not c.places or self.home_chain(c.home):
            return c
        codes = self.linker.context(c.home, c.places).home
        return replace(c, home=self.linker.gazetteer.full_name(codes[0])) if len(codes) == 1 else c

    def org_identity(self, name: str, home: str | None) -> str:
        """One word for the organisation of a post, so that posts can be compared across documents."""
        identity = self.body_identity(name, home)
        if identity:
            return identity
        stem, place = self._institution_place(key(name), home)
        parts = self.company(name)
        core = parts.core if parts.form and len(parts.core) > 2 else key(name)
        return f"{stem}@{place}" if place else core

    def decisive(self, c: Candidate) -> Iterator[tuple[str, str]]:
        """(key, reason) pairs: candidates of one type with an equal key are one thing."""
        yield from getattr(self, f"_decisive_{kind_of(c.type) or 'other'}", self._decisive_other)(c)

    def _decisive_body(self, c: Candidate) -> Iterator[tuple[str, str]]:
        placed = [name for name in (c.name, *c.aliases) if (parts := body(name)) and parts.place]
        for name in placed or [c.name]:
            identity = self.body_identity(name, c.home)
            if identity:
                organ, _, code = identity.partition("@")
                yield identity, f"both are the {organ} of {self._spoken(code)}"
                return
        if placed:
            yield from self._nearby(c, key(placed[0]))

    def _spoken(self, place: str) -> str:
        rest, _, code = place.rpartition("@")
        if place == "CN":
            return "the state"
        return self.linker.gazetteer.full_name(code) + rest if code.isdigit() else place

    def _decisive_place(self, c: Candidate) -> Iterator[tuple[str, str]]:
        for name in (c.name, *c.aliases):
            link = self.linker.link(name, c.type, c.home, c.places)
            if link:
                yield link.code, f"both are {self.linker.gazetteer.full_name(link.code)} ({link.code})"
                return
        text = zone_key(c.name)
        if relative_place(c.name):
            return
        if is_local(c.name) or text in self.places:
            yield from self._nearby(c, text)
        else:
            yield "=" + text, f"both are called {c.name}"

    def _nearby(self, c: Candidate, text: str) -> Iterator[tuple[str, str]]:
        """Names that repeat from town to town: the same name near the same home, or in the place it begins with."""
        found, anchor = self._anchored(text, c.home)
        if anchor and len(found) >= 2:
            yield f"{found}@{anchor}", f"the same name {c.name} in {self.linker.gazetteer.full_name(anchor)}"

    def _anchored(self, text: str, home: str | None) -> tuple[str, str]:
        """(城关镇, 411521): a local name and the place that it is told apart in, said before it or home."""
        place, rest = place_prefix(text, self.places)
        chain = self.home_chain(home)
        around = self.linker._best(place, self._context(home)) if place else None
        spelled = place.endswith(tuple("省市县区旗州盟")) and len(place) > 2
        if around and (spelled or (len(rest) > 2 and chain and nearness(around, chain[0]))):
            return rest, around
        small = rest.endswith(tuple(words()["places"]["within_county"]))
        return text, chain[0] if small and chain else self._city(home)

    def _decisive_company(self, c: Candidate) -> Iterator[tuple[str, str]]:
        city = self._city(c.home)
        for name in self._company_labels(c):
            if self.company(name).registered:
                yield "=" + key(name), f"the same registered name {name}"
            elif key(name) in words()["company"]["national"]:
                yield "=" + key(name), f"{name} is known in the whole country by this name"
            elif city and not city.endswith("0000"):
                yield f"{key(name)}@{city}", f"the same name {name} in papers of {self.linker.gazetteer.name(city)}"

    def _company_labels(self, c: Candidate) -> list[str]:
        """The names that tell a firm apart: not 公司, 该公司, 开发公司."""
        names = [n for n in (c.name, *c.aliases) if len(self.company(n).core) > 1]
        return [n for n in names if not only_trades(self.company(n).core)] or [c.name]

    def _decisive_person(self, c: Candidate) -> Iterator[tuple[str, str]]:
        if surname_title(c.name):
            return
        known, home = c.posts + c.former, self._home_code("", c.home)
        if not known and len(key(c.name)) > 2 and home and not home.endswith("0000"):
            place = self.linker.gazetteer.full_name(home)
            yield f"{key(c.name)}@{home}", f"the same name {c.name} in papers of {place}, and no post speaks against it"
        for org, title in known:
            identity = self.org_identity(org, c.home)
            if "@" in identity or len(identity) >= 3:
                yield f"{key(c.name)}:{identity}:{key(title)}", f"the same name and the same post: {org} {title}"

    def _decisive_institution(self, c: Candidate) -> Iterator[tuple[str, str]]:
        for name in (c.name, *c.aliases):
            stem, home = self._institution_place(key(name), c.home)
            if stem and home:
                yield f"{stem}@{home}", f"both are the {stem} of {self._spoken(home)}"
            elif not stem and (name == c.name or len(key(name)) >= LONG_NAME):
                yield "=" + institution_key(name), f"the same name {name}"

    def _institution_place(self, text: str, home: str | None) -> tuple[str, str]:
        """(8中, 410100) for 郑州八中, 市八中 in a paper of that city; ("", "") for a name that needs no place."""
        level = text[0] if text[0] in "省市州盟县区旗" and _is_generic(institution_key(text[1:])) else ""
        place, rest = ("", text[1:]) if level else place_prefix(text, self.places)
        level = level or (text[0] if not place and text[0] in "省市州盟县区旗" and len(text) <= 9 else "")
        stem = institution_key(text[1:] if level else rest)
        if not level and not _is_generic(stem):
            return "", ""
        code = self.linker._best(place, self._context(home)) if place else self._home_code(level, home)
        return stem, code or ""

    def _decisive_project(self, c: Candidate) -> Iterator[tuple[str, str]]:
        stem, phase = project(c.name)
        if len(stem) >= LONG_NAME:
            yield from self._nearby(c, f"{stem}#{phase}")

    def _decisive_event(self, c: Candidate) -> Iterator[tuple[str, str]]:
        text = key(c.name)
        numbered = any(mark in text for mark in ("年", "届", "次", "期"))
        when = (
            "" if numbered and any(ch.isdigit() or ch in "一二三四五六七八九十" for ch in text) else (c.date or "")[:7]
        )
        home = self._home_code("", c.home)
        if home and (when or numbered):
            yield f"{text}@{home}#{when}", f"the same event name {c.name}, home place and time"

    def _decisive_programme(self, c: Candidate) -> Iterator[tuple[str, str]]:
        text = key(c.name)
        if text in {key(n) for n in words()["programme"]["national"]}:
            yield "=" + text, f"{c.name} is a programme of the whole country"
        chain = self.home_chain(c.home)
        if chain:
            yield f"{text}@{chain[-1]}", f"the same programme {c.name} in {self.linker.gazetteer.name(chain[-1])}"

    def _decisive_other(self, c: Candidate) -> Iterator[tuple[str, str]]:
        yield from self._nearby(c, key(c.name))

    # Step 2: what must be weighed

    def group(self, members: list[Candidate]) -> Group:
        """All that the members know, together."""
        made = Group(min(c.id for c in members), kind_of(members[0].type), size=len(members))
        for c in members:
            chain = self.home_chain(c.home)
            made.homes.update(chain[:1])
            made.dates.update([c.date] if c.date else [])
            if made.kind in SEATED:
                made.legal.update(found for found, _ in self.decisive(c) if not found.startswith("="))
            made.around.update(key(n) for n in c.neighbours if len(key(n)) > 1 and body(n) is None)
            made.bodies.update(
                self.body_identity(n, c.home) for n in c.neighbours if (found := body(n)) and found.place
            )
            made.areas.update(p for p in (self._place_code(n, c.home) for n in c.places) if p)
            for name in self._labels(c):
                made.names[key(name)] += 1
                if made.kind == "company" and self.company(name).registered:
                    made.legal.add(key(name))
            self._add_posts(made, c)
        return made

    def _labels(self, c: Candidate) -> list[str]:
        kind = kind_of(c.type)
        return (
            self._company_labels(c)
            if kind == "company"
            else [c.name]
            if kind in ("person", "body")
            else [c.name, *c.aliases]
        )

    def _add_posts(self, made: Group, c: Candidate) -> None:
        for org, title in c.posts + c.former:
            identity = self.org_identity(org, c.home)
            made.orgs.add(identity)
            organ, _, place = identity.partition("@") if self.body_identity(org, c.home) else ("", "", "")
            made.org_places.update([place] if place else [])
            made.led.update([place] if organ in words()["body"]["leading"] else [])
            if (org, title) in c.former:
                made.past.add(f"{identity}:{key(title)}")
            elif place and key(title) in words()["person"]["chief"]:
                made.chiefs.add((f"{identity}:{key(title)}", c.date or ""))

    def _place_code(self, name: str, home: str | None) -> str:
        return self.linker._best(key(name), self._context(home)) or ""

    def score(self, a: Group, b: Group, crowd: dict[str, int]) -> Score:
        return getattr(self, f"_score_{a.kind}", self._score_named)(a, b, crowd)

    def _score_person(self, a: Group, b: Group, crowd: dict[str, int]) -> Score:
        name = next(iter(sorted(a.names)))
        points, reasons = {2: 0.0, 3: 0.5}.get(len(name), 1.0), [f"the same name {name}"]
        if any(surname_title(n) for n in a.names):
            return 0.0, reasons
        posts = self._posts(a, b)
        for part in (posts, self._homes(a, b, (1.0, 1.0, 0.25)), self._company_kept(a, b)):
            points += part[0]
            reasons += part[1]
        beside = sorted((a.orgs & b.bodies) | (b.orgs & a.bodies))
        if beside:
            points, reasons = points + 1.5, [*reasons, f"the one has a post at {beside[0]}, the other stands beside it"]
        if not (a.orgs and b.orgs) and self._homes(a, b, (1, 1, 0))[0]:
            known = a.led or b.led or not (a.orgs or b.orgs)
            points, reasons = points + (1.5 if known else 0.75), [*reasons, "no post speaks against it"]
        return points, reasons

    def _posts(self, a: Group, b: Group) -> Score:
        clash = self._clash(a, b)
        if clash:
            return -4.0, [clash]
        shared = sorted(a.orgs & b.orgs)
        if shared:
            return 3.0, [f"posts at one organisation ({shared[0]})"]
        places = sorted(p for p in a.org_places & b.org_places if p != "CN")
        if places and not (a.led | b.led) & set(places):
            return 0.5, [f"posts at two offices of {self._spoken(places[0])}"]
        if places:
            points = 2.5 if all(place.endswith("00") for place in places) else 3.0
            return points, [f"posts at leading bodies of one place ({self._spoken(places[0])})"]
        if any(nearness(x, y) == 3 for x in a.org_places for y in b.org_places if x.isdigit() and y.isdigit()):
            return 0.5, ["posts at a place and at one around it"]
        if a.org_places and b.org_places:
            return -1.5, ["posts at bodies of different places"]
        return (-1.5, ["unrelated posts"]) if a.orgs and b.orgs else (0.0, [])

    def apart(self, a: Group, b: Group) -> str:
        """Why two groups cannot be one thing; "" when nothing forbids it."""
        if a.kind == "company" and self._company_names(a, b)[0] < 0:
            return "two registered names"
        points, reasons = self._posts(a, b) if a.kind == "person" else (0.0, [])
        return reasons[0] if points < 0 else ""

    def _clash(self, a: Group, b: Group) -> str:
        for post, when in sorted(a.chiefs):
            for other, then in sorted(b.chiefs):
                differ = post.split("@")[1][:6] != other.split("@")[1][:6]
                left = post in b.past or other in a.past  # 原甲县县长 now leads another county: one person
                if differ and not left and when and then and _days(when, then) <= SAME_TIME:
                    return f"chief posts at two places within {SAME_TIME} days"
        return ""

    def _homes(self, a: Group, b: Group, weights: tuple[float, float, float]) -> Score:
        """Points for the same county or zone, city, province."""
        county, city, province = weights
        found = 0.0
        for home in a.homes & b.homes:
            whole = home.endswith("0000") and home[:2] not in MUNICIPALITIES
            found = max(found, province if whole else city if home.endswith("00") else county)
        for x, y in ((x, y) for x in a.homes for y in b.homes if x != y and x[:4] == y[:4] and x[2:4] != "00"):
            found = max(found, city if "00" in (x[4:6], y[4:6]) else 0.4 * city)
        if any(x[:2] == y[:2] and x != y and "0000" in (x[2:], y[2:]) for x in a.homes for y in b.homes):
            found = max(found, 0.5 * city if a.kind in ("event", "project") else province)
        if not found and {h[:2] for h in a.homes} & {h[:2] for h in b.homes}:
            found = province
        return (found, [f"home places near each other ({found:g})"]) if found else (0.0, [])

    def _company_kept(self, a: Group, b: Group) -> Score:
        shared = sorted((a.around & b.around) - set(a.names) - set(b.names), key=lambda n: (-len(n), n))
        points = min(3.0, sum(1.25 if len(n) >= 3 else 0.75 for n in shared))
        return (points, [f"both stand beside {'、'.join(shared[:3])}"]) if shared else (0.0, [])

    def _score_company(self, a: Group, b: Group, crowd: dict[str, int]) -> Score:
        points, reasons = self._company_names(a, b)
        if points <= 0:
            return points, reasons
        near, seat = self._homes(a, b, (1.5, 1.25, 0.5)), self._seat(a, b)
        if (points < MERGE / 2 and seat[0] > 0) or (near[0] > 1 and seat[0] < 0):
            seat = 0.0, []  # a weak likeness of names and a common home are one coincidence, not two
        for part in (near, self._company_kept(a, b), seat, self._said_short(a, b)):
            points += part[0]
            reasons = [*reasons, *part[1]]
        name = next((n for n in sorted(a.names) if n in b.names), "")
        if name and crowd.get(name, 0) >= MANY_HOMES:
            points, reasons = (
                points + 1.5,
                [*reasons, f"{name} is written of in {crowd[name]} cities, as one known firm"],
            )
        return points, reasons

    def _company_names(self, a: Group, b: Group) -> Score:
        if a.legal and b.legal and not any(abbreviates(x, y, self.places) or x == y for x in a.legal for y in b.legal):
            return -5.0, ["two registered names"]
        best: Score = (0.0, [])
        for x in sorted(a.names):
            for y in sorted(b.names):
                points, reasons = self._two_names(x, y)
                if points > best[0]:
                    best = points, reasons
        return best

    def _two_names(self, x: str, y: str) -> Score:
        first, second = self.company(x), self.company(y)
        known = {x, y} & set(words()["company"]["national"])
        if x == y:
            trade = len(first.core) - len(first.brand)
            points = 0.6 * len(first.brand) + 0.35 * trade + 0.45 * len(first.group)
            return min(3.0, points), [f"the same name {x}"]
        found = abbreviates(x, y, self.places) or abbreviates(y, x, self.places)
        if not found:
            return 0.0, []
        if known and (first.place or second.place):
            return 0.5, [
                *found.reasons,
                f"{min(known)} is a firm of the whole country, which has daughters at many places",
            ]
        points = 3.0 if known and first.core == second.core else 3.75 * found.strength
        return min(3.0, points), list(found.reasons)

    def _said_short(self, a: Group, b: Group) -> Score:
        """A document gives the registered name together with the short one that the other is written of by."""
        shared = sorted(n for n in a.names if n in b.names and len(n) > 3)
        if shared and bool(a.legal) != bool(b.legal):
            return 0.6, [f"{min(a.legal | b.legal)} is called {shared[0]} in a document"]
        return 0.0, []

    def _seat(self, a: Group, b: Group) -> Score:
        """The place in one's full name is the home of the other, or another place."""
        for one, other in ((a, b), (b, a)):
            for name in sorted(one.legal):
                place = self.company(name).place
                if not place or not other.homes or other.legal:
                    continue
                seats = self.places.get(place, ())
                if any(inside(home, seat) or inside(seat, home) for seat in seats for home in other.homes):
                    return 0.75, [f"{name} is named after the home of the other"]
                if seats:
                    return -0.75, [f"{name} is named after another place"]
        return 0.0, []

    def _score_named(self, a: Group, b: Group, crowd: dict[str, int]) -> Score:
        """Institutions, projects, events, programmes, places: an equal name, and how far it reaches."""
        shared = sorted(self._plain_names(a) & self._plain_names(b), key=lambda n: (-len(n), n))
        if not shared:
            return self._part_of_name(a, b)
        if a.legal and b.legal and a.kind in SEATED:
            return 0.0, [f"two places of one name {shared[0]}"]
        points = 1.0 if len(shared[0]) < LONG_NAME else 2.0
        reasons = [f"the same name {shared[0]}"]
        homes = self._homes(a, b, (2.0, 2.0, 0.25))
        if a.kind == "event" and homes[0] < 1:
            return 0.0, [*reasons, "events of different places"]
        for part in (homes, self._company_kept(a, b), self._when(a, b)):
            points += part[0]
            reasons += part[1]
        doubtful = a.kind in SEATED and (a.legal or b.legal)
        return min(points, MERGE - CLOSE_CALL) if doubtful else points, reasons

    def _plain_names(self, g: Group) -> set[str]:
        if g.kind == "project":
            return {"#".join(project(n)) for n in g.names}
        return {institution_key(n) if g.kind == "institution" else n for n in g.names}

    def _part_of_name(self, a: Group, b: Group) -> Score:
        """郑州大学附属医院 and 郑大附属医院 stay open: an institution's short form is a hint, no proof."""
        if a.kind != "institution":
            return 0.0, []
        for x in sorted(self._plain_names(a)):
            for y in sorted(self._plain_names(b)):
                short, full = sorted((x, y), key=len)
                if len(short) >= 4 and full in {short + tail for tail in words()["institution"]["tails"]}:
                    return 3.0, [f"{short} is {full} without its last word"]
        return 0.0, []

    def _when(self, a: Group, b: Group) -> Score:
        if a.kind != "event" or not (a.dates and b.dates):
            return 0.0, []
        gap = min(_days(x, y) for x in a.dates for y in b.dates)
        return (0.75, [f"{gap} days apart"]) if gap <= 15 else (-2.0, [f"{gap} days apart"])


def _is_generic(stem: str) -> bool:
    """医院, 8中, 1人民医院: a name that every town has."""
    return stem in _generic() or stem.lstrip("0123456789") in _generic() or bool(re.fullmatch(r"\d+[中小高院]", stem))


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return frozenset(institution_key(name) for name in words()["institution"]["generic"])


def _short_name(place: str) -> str:
    return re.sub("(?<=..)[省市县区旗]$", "", place)


def _days(a: str, b: str) -> int:
    """Days between two ISO dates, a missing month or day read as the first."""
    x, y = ([*map(int, d.split("/")[0].split("-")), 1, 1][:3] for d in (a, b))
    return abs((x[0] - y[0]) * 365 + (x[1] - y[1]) * 30 + x[2] - y[2])


# Blocks: which groups are compared at all


def blocks(groups: list[Group], resolver: Resolver) -> Iterator[list[Group]]:
    """Groups that share something a merge needs; pairs outside all blocks cannot reach the threshold."""
    found: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for group in groups:
        for block in dict.fromkeys(_block_keys(group)):
            found[(group.kind, *block)].append(group)
    for block in sorted(found):
        if 1 < len(found[block]) <= CROWD:
            yield found[block]
        elif len(found[block]) > CROWD:
            yield from _finer(found[block])
    yield from _short_and_full([g for g in groups if g.kind == "company"], resolver)


def _block_keys(group: Group) -> Iterator[tuple[str, ...]]:
    for name in group.names:
        if group.kind == "person":
            for evidence in (*group.orgs, *group.bodies, *group.org_places, *group.homes, *group.cities, *group.around):
                yield name, evidence
        elif group.kind == "event":
            for date in group.dates or {""}:
                yield name, date[:7]
                yield name, _next_month(date)
        elif group.kind == "project":
            yield project(name)
        else:
            yield (institution_key(name) if group.kind == "institution" else name,)
            if group.kind == "institution":
                yield (_without_tail(institution_key(name)),)


def _without_tail(text: str) -> str:
    return next(
        (text.removesuffix(t) for t in words()["institution"]["tails"] if text.endswith(t) and len(text) > 5), text
    )


def _next_month(date: str) -> str:
    if len(date) < 7:
        return ""
    year, month = int(date[:4]), int(date[5:7])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _finer(crowd: list[Group]) -> Iterator[list[Group]]:
    """A crowded block, cut by home place; a home that is crowded itself is cut into runs by id,
    each with the first member, so that what is one thing is joined through it."""
    by_home: dict[str, list[Group]] = defaultdict(list)
    for group in crowd:
        for home in group.homes or {""}:
            by_home[home].append(group)
    for home in sorted(by_home):
        members = sorted(by_home[home], key=lambda g: g.id)
        yield from ([members[0], *members[i : i + CROWD]] for i in range(1, len(members), CROWD))


def _short_and_full(groups: list[Group], resolver: Resolver) -> Iterator[list[Group]]:
    """Pairs of company names where one may abbreviate the other. No pair is lost: a short form begins with the first
    character of the full core and holds only characters of it, so the rarest (first, other) pair finds all."""
    holders: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for name in group.names:
            holders[name].append(group)
    readings = {name: company_readings(name, resolver.places) for name in sorted(holders)}
    posted: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, listed in readings.items():
        for core in dict.fromkeys(reading.core for reading in listed):
            for other in sorted(set(core[1:])):
                posted[core[0], other].append((name, core))
    for short, listed in readings.items():
        for core in dict.fromkeys(reading.core for reading in listed if len(reading.core) > 1):
            for full, long in min((posted[core[0], other] for other in core[1:]), key=len):
                if full != short and len(long) >= len(core) and set(core) <= set(long):
                    yield from ([a, b] for a in holders[short] for b in holders[full] if a is not b)


# Clusters


class _Clusters:
    """Union–find whose clusters remember what must not be joined."""

    def __init__(self, groups: Iterable[Group], resolver: Resolver):
        self.root = {g.id: g.id for g in groups}
        self.members = {g.id: [g] for g in groups}
        self.resolver = resolver

    def find(self, id: str) -> str:
        while self.root[id] != id:
            self.root[id] = self.root[self.root[id]]
            id = self.root[id]
        return id

    def conflict(self, a: str, b: str) -> str:
        one, other = (filter(_settled, self.members[self.find(id)]) for id in (a, b))
        pairs = product(one, other)
        return next(filter(None, (self.resolver.apart(x, y) for x, y in pairs)), "")

    def join(self, a: str, b: str) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self.root[second] = first
        self.members[first] += self.members.pop(second)


def _join_decisive(candidates: list[Candidate], resolver: Resolver) -> tuple[dict[str, list[Candidate]], list[Merge]]:
    """Step 1: groups of candidates that share a decisive key, by the id of their first."""
    root = {c.id: c.id for c in candidates}

    def find(id: str) -> str:
        while root[id] != id:
            root[id] = root[root[id]]
            id = root[id]
        return id

    first: dict[tuple[str, str], str] = {}
    merges = []
    for c in candidates:
        for decisive, reason in resolver.decisive(c):
            anchor = first.setdefault((c.type, decisive), c.id)
            a, b = find(anchor), find(c.id)
            if a != b:
                root[max(a, b)] = min(a, b)
                merges.append(Merge(anchor, c.id, 2 * MERGE, (reason,)))
    grouped: dict[str, list[Candidate]] = defaultdict(list)
    for c in candidates:
        grouped[find(c.id)].append(c)
    return grouped, merges


def _scored(groups: list[Group], resolver: Resolver) -> list[Pair]:
    """(points, a, b, reasons) of all compared pairs worth a look, or of one name, best first."""
    by_id = {group.id: group for group in groups}
    cities: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        if group.kind == "company":
            for name in group.names:
                cities[name] |= group.cities
    crowd = {name: len(found) for name, found in cities.items()}
    seen: dict[tuple[str, str], tuple[float, tuple[str, ...]]] = {}
    for block in blocks(groups, resolver):
        for i, a in enumerate(block):
            for b in block[i + 1 :]:
                pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
                if pair not in seen:
                    points, reasons = resolver.score(*((a, b) if a.id < b.id else (b, a)), crowd)
                    seen[pair] = (points, tuple(reasons))
    told = ((p, a, b, r) for (a, b), (p, r) in seen.items() if p >= POSSIBLE or by_id[a].names & by_id[b].names)
    return sorted(told, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _close_calls(scored: list[Pair], groups: dict[str, Group], resolver: Resolver) -> set[tuple[str, str]]:
    """Pairs of a short company name, or of a person without a post, with two that fit almost equally well."""
    fits: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for points, a, b, _ in scored:
        for one, other in ((a, b), (b, a)):
            if not _settled(groups[one]) and _settled(groups[other]):
                fits[one].append((points, other))
    close = set()
    for one, found in fits.items():
        for points, other in found:
            rivals = [o for p, o in found if o != other and p > points - CLOSE_CALL]
            if any(resolver.apart(groups[other], groups[o]) for o in rivals):
                close.add((one, other))
    return close | {(b, a) for a, b in close}


def _settled(group: Group) -> bool:
    """Whether the group says which firm or person it is: a registered name, a post."""
    return bool(group.legal if group.kind == "company" else group.orgs if group.kind == "person" else False)


def resolve(candidates: Iterable[Candidate], linker: Linker | None = None) -> Resolution:
    """Which candidates are one thing. The order of the candidates does not matter; their ids must be unique."""
    resolver = Resolver(linker)
    listed = sorted(map(resolver.settle_home, candidates), key=lambda c: c.id)
    grouped, merges = _join_decisive(listed, resolver)
    groups = {id: resolver.group(members) for id, members in sorted(grouped.items())}
    clusters = _Clusters(groups.values(), resolver)
    scored = _scored(list(groups.values()), resolver)
    close = _close_calls([pair for pair in scored if pair[0] >= POSSIBLE], groups, resolver)
    open_pairs = []
    for points, a, b, reasons in scored:
        if clusters.find(a) == clusters.find(b):
            continue
        against = "another firm fits as well" if (a, b) in close else clusters.conflict(a, b) if points >= MERGE else ""
        if points >= MERGE and not against:
            clusters.join(a, b)
            merges.append(Merge(a, b, round(points, 3), reasons))
        else:
            open_pairs.append((points, a, b, (*reasons, against) if against else reasons))
    seen: set[tuple[str, ...]] = set()
    possible = tuple(_possible([pair for pair in open_pairs if pair[0] >= POSSIBLE], clusters, seen))
    apart = tuple(_possible([pair for pair in open_pairs if pair[0] < POSSIBLE], clusters, seen))
    return Resolution(_members(grouped, clusters), tuple(merges), possible, apart)


def _members(grouped: dict[str, list[Candidate]], clusters: _Clusters) -> tuple[tuple[str, ...], ...]:
    found: dict[str, list[str]] = defaultdict(list)
    for id, members in grouped.items():
        found[clusters.find(id)] += [c.id for c in members]
    return tuple(sorted(tuple(sorted(ids)) for ids in found.values()))


def _possible(open_pairs: list[Pair], clusters: _Clusters, seen: set[tuple[str, ...]]) -> Iterator[Possible]:
    """The best open pair between each two clusters that are not in `seen`, at most MAX_OPEN for one cluster."""
    count: Counter[str] = Counter()
    for points, a, b, reasons in open_pairs:
        pair = tuple(sorted((clusters.find(a), clusters.find(b))))
        if pair[0] != pair[1] and pair not in seen and max(count[pair[0]], count[pair[1]]) < MAX_OPEN:
            seen.add(pair)
            count.update(pair)
            yield Possible(a, b, round(1 / (1 + math.exp(MERGE - points)), 3), reasons)
