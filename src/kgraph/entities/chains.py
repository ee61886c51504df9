"""Mentions of one thing in one document, gathered into chains.

Comes in: mentions, pairs of (full form, short form) that the text defines, the document's home. Goes out: chains,
sorted by their first mention. A short form joins a fuller one only where the logic of its kind of name allows it
(`names`) and only one fuller form fits; the home settles which (市委 in a paper of 昌邑 is 昌邑市委).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kgraph.entities import abbreviations, bodies, names
from kgraph.entities.gazetteer import default_gazetteer
from kgraph.nouns import Chain, Mention

SHORTEST_TAIL = 2  # characters of a name's end that may stand for it (经开区 for 郑州经开区)
UNSURE = 0.5  # confidence; what is less sure than this does not take in a surer name
SHORTEST_PART = 4  # characters of a project's or event's name that may stand for it from anywhere inside

Group = list[Mention]


def gather(
    mentions: Iterable[Mention], defined: Iterable[tuple[Mention, Mention]], home: str | None
) -> tuple[Chain, ...]:
    """The chains of one document. `defined` are (full, short) pairs such as 安平宏达实业有限公司, 宏达国际."""
    groups: dict[tuple[str, str], Group] = {}
    for mention in sorted(mentions, key=lambda m: m.span):
        groups.setdefault((mention.type, names.key(mention.text)), []).append(mention)
    owner = {key: key for key in groups}
    reasons: dict[tuple[str, str], str] = {}
    for full, short in defined:
        key = (short.type, names.key(short.text))
        if _join(owner, key, (full.type, names.key(full.text))):
            reasons[key] = f"the text says that {short.text} is short for {full.text}"
    for key in sorted(groups, key=lambda k: (len(k[1]), k)):
        if owner[key] == key and (fuller := _fuller(key, groups, home)) is not None and _join(owner, key, fuller):
            reasons[key] = f"{groups[key][0].text} can be short for {groups[fuller][0].text} and no other name here"
    whole: dict[tuple[str, str], Group] = {}
    why: dict[tuple[str, str], list[str]] = {}
    for key, group in groups.items():
        whole.setdefault(_root(owner, key), []).extend(group)
        why.setdefault(_root(owner, key), []).extend(reasons[key] for _ in range(key in reasons))
    chains = [replace(chain(group, home), reasons=tuple(sorted(why[key]))) for key, group in whole.items()]
    return tuple(sorted(chains, key=lambda c: (c.mentions[0].span, c.type)))


def _join(owner: dict, key: tuple[str, str], fuller: tuple[str, str]) -> bool:
    """Whether the two were not yet one."""
    apart = key in owner and fuller in owner and _root(owner, fuller) != _root(owner, key)
    if apart:
        owner[_root(owner, key)] = _root(owner, fuller)
    return apart


def _root(owner: dict, key: tuple[str, str]) -> tuple[str, str]:
    while owner[key] != key:
        key = owner[key]
    return key


def _fuller(key: tuple[str, str], groups: dict, home: str | None) -> tuple[str, str] | None:
    """The one group of the same class that `key` is a short form of."""
    type_, short = key
    fits = FITS.get(names.kind_of(type_))
    if fits is None:
        return None
    found = [other for other in groups if other[0] == type_ and other[1] != short and fits(short, other[1])]
    found = [other for other in found if _sure(groups[other]) >= min(UNSURE, _sure(groups[key]))]
    if fits is _fits_body:
        found = [other for other in found if not _elsewhere(short, other[1], home)]
    if len(found) > 1:
        found = _by_home(found, home) or _longest_family(found)
    return found[0] if len(found) == 1 else None


def _sure(group: Group) -> float:
    return max(mention.confidence for mention in group)


def _elsewhere(short: str, full: str, home: str | None) -> bool:
    """Whether a body of the home's level (市委 in a paper of 昌邑市) would be one of another place (潍坊市委)."""
    a, b = bodies.body(short), bodies.body(full)
    if not home or a is None or b is None or a.place or not a.level or not home.endswith(a.level) or not b.place:
        return False
    place, here = (names.zone_key(text).removesuffix(a.level) for text in (b.place, home))
    return place not in here and here not in place


def _by_home(found: list[tuple[str, str]], home: str | None) -> list[tuple[str, str]]:
    if not home:
        return []
    stem = names.zone_key(home)
    return [other for other in found if names.zone_key(other[1]).startswith((stem, stem[:-1]))]


def _longest_family(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of several fuller forms the longest, when it contains all others (东山中学, 市东山中学, 安平市东山中学)."""
    longest = max(found, key=lambda other: (len(other[1]), other))
    return [longest] if all(other[1] in longest[1] for other in found) else []


# Which short forms fit which fuller forms, by kind of name. All take (short key, full key).


def _fits_company(short: str, full: str) -> bool:
    return abbreviations.abbreviates(short, full, default_gazetteer().names) is not None


def _fits_person(short: str, full: str) -> bool:
    """王主任 is the only 王 of the text who has a full name."""
    parts = names.surname_title(short)
    return parts is not None and full.startswith(parts[0]) and names.surname_title(full) is None


def _fits_body(short: str, full: str) -> bool:
    a, b = bodies.body(short), bodies.body(full)
    if a is None or b is None or a.organ != b.organ or len(short) >= len(full):
        return full.endswith(short) and len(short) > SHORTEST_TAIL
    if not a.place:
        return bool(b.place or b.level) and (not a.level or b.level == a.level or b.place.endswith(a.level))
    if b.place == a.place + b.level:
        return True  # 青州 ends like an autonomous prefecture and is a city
    if a.level and b.level and a.level != b.level:
        return False  # the government of a district is not that of a town in it
    return b.place.startswith(a.place) or b.place.endswith(a.place) or a.place.startswith(b.place)


def _fits_place(short: str, full: str) -> bool:
    if names.zone_key(short) == names.zone_key(full):
        return len(short) < len(full)
    if short in names.words()["zones"]["kinds"]:
        place, kind = names.cut_end(names.zone_key(full), (short,))
        return bool(kind) and place in default_gazetteer().names  # 很多高新区 is no zone
    level, levels, divisions = full.removeprefix(short), names.words()["body"]["levels"], default_gazetteer().names
    if level != full and 0 < len(level) <= 3 and level in levels:
        return short not in divisions or full in divisions  # a city is not its development zone
    if len(short) == 2 and short[1] in levels and full in divisions:  # 哈市 for 哈尔滨市
        return full.startswith(short[0]) and full.endswith(short[1]) and short not in divisions
    return full.endswith(short) and len(short) > SHORTEST_TAIL and short not in levels


def _fits_institution(short: str, full: str) -> bool:
    return (full.endswith(short) and len(short) >= SHORTEST_TAIL) or names.institution_key(
        short
    ) == names.institution_key(full)


def _fits_project(short: str, full: str) -> bool:
    (a, phase), (b, other) = names.project(short), names.project(full)
    if phase != other:
        return False
    return a == b or (b.endswith(a) and len(a) >= SHORTEST_PART) or (a in b and len(a) > SHORTEST_PART)


def _fits_event(short: str, full: str) -> bool:
    return full.endswith(short) or (short in full and len(short) > SHORTEST_PART)


def _fits_programme(short: str, full: str) -> bool:
    return len(short) >= 3 and (full.endswith(short) or full.startswith(short))


FITS: dict[str, Callable[[str, str], bool]] = {
    "company": _fits_company,
    "person": _fits_person,
    "body": _fits_body,
    "place": _fits_place,
    "institution": _fits_institution,
    "project": _fits_project,
    "event": _fits_event,
    "programme": _fits_programme,
}


def chain(group: Sequence[Mention], home: str | None) -> Chain:
    """The chain of mentions that are known to be one thing."""
    mentions = tuple(sorted(group, key=lambda m: m.span))
    forms = sorted({m.text for m in mentions}, key=lambda form: (bool(names.relative_place(form)), -len(form), form))
    first = mentions[0]
    is_home = names.kind_of(first.type) == "place" and any(_is_home(form, home) for form in forms)
    return Chain(first.type, forms[0], tuple(forms), mentions, is_home)


def _is_home(form: str, home: str | None) -> bool:
    if names.relative_place(form):
        return home is None or home.endswith(names.relative_place(form))
    if not home:
        return False
    a, b = names.zone_key(form), names.zone_key(home)
    return a == b or _fits_place(a, b) or _fits_place(b, a)
