"""The logic of names: what two spellings say about being one thing.

In: names as written (str), and the words of `ontology/entities.toml`. Out: comparable keys, the parts of a name
(company, body, project, person), and whether one name abbreviates another, with the reasons. Pure functions.
Characters count, never sounds or shapes: 王静 is not 王敬.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from kgraph.errors import OntologyError
from kgraph.text import fold

_DROPPED = str.maketrans(dict.fromkeys(" \t\r\n\u3000“”‘’\"'「」『』《》〈〉·•・‧"))
_DROPPED |= str.maketrans("（）【】〔〕［］－—–", "()()()()---")
MIN_BRAND = 2  # characters of the brand that a short form must keep
DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"十": "10", "十一": "11", "十二": "12"}


def data_folder() -> Path:
    """The folder `ontology/`: inside the installed package, else beside `src/`."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "ontology", package.parents[1] / "ontology"):
        if (folder / "entities.toml").is_file():
            return folder
    raise OntologyError("The file ontology/entities.toml is missing. Reinstall kgraph, or restore the file.")


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The word lists of `ontology/entities.toml`."""
    with (data_folder() / "entities.toml").open("rb") as file:
        return tomllib.load(file)


def kind_of(type_name: str) -> str:
    """Which logic of names a class follows, e.g. "company"; "" for a class that has none."""
    return words()["kinds"].get(type_name, "")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The form in which equal names are equal: folded, without spaces and quotation marks, one kind of bracket."""
    return fold(name).translate(_DROPPED).casefold()


def _longest_first(listed: list[str]) -> list[str]:
    return sorted(listed, key=lambda word: (-len(word), word))


@lru_cache(maxsize=16)
def _table(section: str, name: str) -> tuple[str, ...]:
    return tuple(_longest_first(words()[section][name]))


def _cut_end(text: str, endings: tuple[str, ...]) -> tuple[str, str]:
    """(rest, ending) for the longest ending that leaves something."""
    for ending in endings:
        if text.endswith(ending) and len(text) > len(ending):
            return text[: -len(ending)], ending
    return text, ""


# Companies


@dataclass(frozen=True)
class CompanyName:
    """郑州 | 宇明 | 机械 | 集团 | 有限公司: `core` is brand and trade; `member` what follows 集团 (甲集团乙公司)."""

    place: str
    core: str
    brand: str
    group: str
    form: str
    branch: str
    member: str
    registered: bool


@lru_cache(maxsize=65536)
def _company_parts(name: str) -> tuple[str, str, str, str, str, str, bool]:
    text, brackets = key(name), ""
    for inside in re.findall(r"\(([^()]*)\)", text):
        brackets += "" if inside in words()["company"]["groups"] else inside
        text = text.replace(f"({inside})", inside if inside in words()["company"]["groups"] else "")
    stem, branch = _cut_end(text, _table("company", "branches"))
    registered = any(form in text for form in words()["company"]["registered"])
    form, end = "", "-"
    while end:
        stem, end = _cut_end(stem, _table("company", "forms"))
        form = end + form
    inner, group = _cut_end(stem, _table("company", "groups"))
    head, mark, member = inner.partition("集团")
    if not group and mark and head and member:
        inner, group = head, mark
    else:
        member = ""
    return brackets, inner, group, form, branch, member, registered


def company(name: str, places: Container[str] = ()) -> CompanyName:
    """The parts of a company's name. `places` knows the names of places, to find one at the start."""
    brackets, inner, group, form, branch, member, registered = _company_parts(name)
    place, core = place_prefix(inner, places)
    if core == inner and inner.startswith("中国") and len(inner) > 5 and places:
        place, core = "", inner[2:]  # 中国工商银行 is 工商银行
    if only_trades(core) or only_trades(core[1:]):
        place, core = "", inner
    brand, end = core, "-"
    while end and len(brand) > MIN_BRAND:
        shorter, end = _cut_end(brand, _table("company", "trades"))
        brand = shorter if len(shorter) >= MIN_BRAND else brand
        end = end if len(shorter) >= MIN_BRAND else ""
    return CompanyName(place or brackets, core, brand, group, form, branch, member, registered)


@lru_cache(maxsize=65536)
def only_trades(core: str) -> bool:
    """Whether nothing but trades is left (发展, 水务建设), so that it names no firm."""
    return re.fullmatch("(?:" + "|".join(_table("company", "trades")) + ")+", core) is not None


def place_prefix(text: str, places: Container[str]) -> tuple[str, str]:
    """(place, rest): the known place names at the start that leave at least two characters. A second place must be
    spelled out (河南省郑州市…), since brands look like short place names."""
    cut = 0
    while True:
        ends = (cut + n for n in range(9, 1, -1) if cut + n + MIN_BRAND <= len(text))
        known = (end for end in ends if text[cut:end] in places)
        step = next((end for end in known if not cut or text[end - 1] in "省市县区旗州盟"), 0)
        if not step:
            return text[:cut], text[cut:]
        cut = step


@dataclass(frozen=True)
class Abbreviation:
    """Why one name may stand for the other, and how many brand characters speak for it (0 < strength ≤ 1)."""

    reasons: tuple[str, ...]
    strength: float


def abbreviates(short: str, full: str, places: Container[str] = ()) -> Abbreviation | None:
    """Whether `short` is made from the company name `full` by leaving out characters in order; None if it cannot be.

    Place and form words may go; at least two characters of the brand must stay, and they begin the brand. A branch
    never stands for its firm, nor a group for a member. Strength is below 0.5 where only the bare brand is left
    of a name with a trade, since sister firms share it.
    """
    for a in company_readings(short, places):
        for b in company_readings(full, places):
            found = _abbreviates(a, b, short, full, places)
            if found:
                return found
    return None


@lru_cache(maxsize=65536)
def _plain_company(name: str) -> CompanyName:
    return company(name)


def company_readings(name: str, places: Container[str]) -> list[CompanyName]:
    """The parts of a name, with a place at its start and, since brands look like places (东方), without one."""
    first, second = company(name, places), _plain_company(name)
    return [first] if first.core == second.core else [first, second]


def _abbreviates(a: CompanyName, b: CompanyName, short: str, full: str, places: Container[str]) -> Abbreviation | None:
    if a.core == b.core and key(short) != key(full):
        return _same_core(a, b, short, full)
    if len(a.core) >= len(b.core) or a.registered or a.branch != b.branch or not a.core or a.core[0] != b.core[0]:
        return None
    if (
        a.member != b.member
        or (a.group and not b.group)
        or _places_differ(a, b)
        or _ordinals(a.core) != _ordinals(b.core)
    ):
        return None
    runs = _runs(a.core, b.core)
    if runs and len(runs) > 1 and a.brand in places:
        return None  # 桂林银行 is not 桂林农商银行: a place is no brand
    kept = sum(1 for position in _positions(a.core, b.core) if position < len(b.brand))
    if runs is None or kept < MIN_BRAND:
        return None
    left = "".join(c for i, c in enumerate(b.core) if i not in set(_positions(a.core, b.core)))
    reasons = (
        f"“{short}” keeps characters of “{full}” in order",
        f"left out: {left}" if left else "only form words left out",
    )
    return Abbreviation(reasons, _strength(a, b, runs, left, places))


def _same_core(a: CompanyName, b: CompanyName, short: str, full: str) -> Abbreviation | None:
    if a.branch != b.branch or a.member != b.member or _places_differ(a, b) or len(a.core) < MIN_BRAND:
        return None
    if (a.registered and b.registered and (bool(a.group) != bool(b.group) or a.place != b.place)) or (
        a.group and not b.group
    ):
        return None
    return Abbreviation((f"“{short}” and “{full}” differ in place and form words only",), _weight(a))


def _weight(a: CompanyName, group: bool = True) -> float:
    """How telling the characters of a short form are: brand 0.2 each, trade 0.1, 集团 0.4, as firms share trades."""
    trade = len(a.core) - len(a.brand)
    return min(1.0, 0.2 * len(a.brand) + 0.1 * trade + (0.2 * len(a.group) if group else 0.0))


def _places_differ(a: CompanyName, b: CompanyName) -> bool:
    return bool(a.place and b.place) and a.place not in b.place and b.place not in a.place


def _ordinals(text: str) -> str:
    return (
        "".join(re.findall(r"[一二三四五六七八九十]?(?=[期厂号冶局院建])|\d+", text))
        if re.search(r"\d|[期厂号冶局院建]", text)
        else ""
    )


def _positions(short: str, full: str) -> tuple[int, ...]:
    """Where the characters of `short` stand in `full`, longest pieces first come; () when it is no subsequence."""
    found, start = [], 0
    for i, char in enumerate(short):
        pair = full.find(short[i : i + 2], start) if i + 1 < len(short) else -1
        at = full.find(char, start)
        if pair >= 0 and not (found and at == found[-1] + 1) and _fits(short[i:], full[pair:]):
            at = pair
        if at < 0:
            return ()
        found.append(at)
        start = at + 1
    return tuple(found)


def _fits(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


def _runs(short: str, full: str) -> list[int] | None:
    """Lengths of the unbroken pieces in which `short` stands in `full`."""
    positions = _positions(short, full)
    if not positions:
        return None
    runs = [1]
    for before, after in pairwise(positions):
        if after == before + 1:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


def _strength(a: CompanyName, b: CompanyName, runs: list[int], left: str, places: Container[str]) -> float:
    if min(runs) < MIN_BRAND:
        return 0.3  # single characters picked out (广投 ⊂ 广西投资) also fit by chance
    subsidiary = any(left[i:j] in places for i in range(len(left)) for j in range(i + 2, min(len(left), i + 4) + 1))
    if a.core == a.brand and b.brand != b.core and len(a.core) < 4:
        return 0.15 * len(a.core) + (
            0.2 if a.place and a.place == b.place else 0.0
        )  # sister firms share the bare brand
    doubt = (0.25 if subsidiary else 0.0) + (0.1 if len(runs) > 1 else 0.0)
    return max(0.1, _weight(a, group=False) - doubt)  # a place left out inside tells a daughter firm


# Government bodies


@dataclass(frozen=True)
class BodyName:
    """栖霞市 | 党委. `place` is "" for a relative name (市委, 管委会); `level` is the level word before the organ."""

    place: str
    level: str
    organ: str


@lru_cache(maxsize=1)
def _organs() -> dict[str, str]:
    return {variant: group[0] for group in words()["body"]["same"] for variant in group}


def organ(text: str) -> str:
    """One spelling for an organ: 人民政府 → 政府, 发展改革委 → 发改委; longest known part first, at the start."""
    if text in _organs():
        return _organs()[text]
    for size in range(len(text) - 1, 1, -1):
        if text[:size] in _organs():
            return _organs()[text[:size]] + organ(text[size:])
    if text[:1] == "委" and len(text) > 1:
        return "党委" + organ(text[1:])
    return text


@lru_cache(maxsize=65536)
def body(name: str) -> BodyName | None:
    """The parts of a government or party body's name; None when no organ can be told."""
    text = re.sub(r"第[一二三四五六七八九十百\d]+届|[一二三四五六七八九十]+届", "", key(name))
    text = re.sub(r"(?<!基)地委", "地区委", text)
    text = re.sub(r"^政协(.{2,})委员会$", r"\1政协", text)
    text = re.sub(r"(?<=.)([省市区县旗])\1(?=委|政府|政协|人大)", r"\1", text)  # 郑州市市委
    for prefix in _table("body", "party"):
        text = text.removeprefix(prefix)
    if text.endswith("街道") and len(text) > 2:
        return BodyName(text, "", "办事处")
    for office in _table("body", "offices"):
        if text.endswith(office) and "驻" not in text:
            return BodyName(text.removesuffix(office), "", "办事处")
    if text in words()["body"]["state"]:
        return BodyName("国家", "国家", organ(text))
    for prefix in _table("body", "governmental"):
        if text.startswith(prefix) and _is_organ(text.removeprefix(prefix)):
            return BodyName("国家", "国家", organ(text.removeprefix(prefix)))
    return _split_body(text)


def _split_body(text: str) -> BodyName | None:
    if text in _organs():
        return BodyName("", "省" if text.endswith(tuple(words()["body"]["provincial"])) else "", organ(text))
    cuts = [cut for cut in range(len(text) - 1, 0, -1) if _splits(text, cut)]
    for cut in sorted(cuts, key=lambda cut: (not _known_organ(text[cut:]), -cut)):
        level = _level_end(text[:cut])
        return BodyName("" if text[:cut] == level else text[:cut], level, organ(text[cut:]))
    for ending in _longest_first([*_organs(), *words()["body"]["organs"]]):
        if text.endswith(ending) and len(ending) > 1:
            return BodyName(text.removesuffix(ending), "", organ(ending))
    return BodyName("", "", organ(text)) if _is_organ(text) else None


def _splits(text: str, cut: int) -> bool:
    guarded = any(text.startswith(guard, cut - 1) for guard in words()["body"]["guards"])
    return bool(_level_end(text[:cut])) and not guarded and _is_organ(text[cut:])


def _known_organ(text: str) -> bool:
    return text[:1] == "委" or text in _organs() or any(text.startswith(word) for word in _organs() if len(word) > 1)


def _level_end(text: str) -> str:
    return next((level for level in _table("body", "levels") if text.endswith(level)), "")


def _is_organ(text: str) -> bool:
    """委, 政府, 委组织部, 公安局: begins with a known organ, or ends as one without a place inside."""
    if _known_organ(text):
        return True
    inside = any(level in text[:-1] for level in ("省", "市", "县", "旗", "街道", "区"))
    return not inside and any(text.endswith(word) for word in words()["body"]["organs"])


# Places, zones


@lru_cache(maxsize=65536)
def zone_key(name: str) -> str:
    """The short way to name a development zone: 郑州经济技术开发区 → 郑州经开区; other names stay as they are."""
    text = key(name)
    for prefix in ("国家级", "国家"):
        text = text.removeprefix(prefix) if len(text) > len(prefix) + 3 else text
    for long, short in words()["zones"]["rules"]:
        if text.endswith(long) and len(text) > len(long) + (0 if short else 1):
            text = text.removesuffix(long) + short
            if short:
                break
    for kind in _table("zones", "kinds"):
        if text.endswith("市" + kind) or (text.endswith("县" + kind) and len(text) > len(kind) + 3):
            text = text.removesuffix(kind)[:-1] + kind
    return text


def relative_place(name: str) -> str:
    """The level word of 我市, 该区, 全省; "" when the name is not relative."""
    text = key(name)
    if text[:1] in words()["places"]["relative"] and text[1:] in words()["body"]["levels"]:
        return text[1:]
    return ""


def is_local(name: str) -> bool:
    """Whether the name is of a kind that repeats from town to town (人民公园, 中山路)."""
    return key(name).endswith(tuple(words()["places"]["local"]))


# Institutions, projects, persons


@lru_cache(maxsize=65536)
def institution_key(name: str) -> str:
    """郑州市第八中学 → 郑州8中学: level words go, ordinals get one form."""
    text = re.sub(
        r"第?(十[一二]|[一二三四五六七八九十])(?=[中小高附院实幼人])", lambda m: DIGITS.get(m[1], m[1]), key(name)
    )
    text = re.sub(r"(高级中学|高中|中学)$", "中", text)
    text = re.sub(r"(\d+)(人民)?医院$", r"\1院", text)
    text = re.sub(r"(?<=.)小学$", "小", text) if re.search(r"\d小学$", text) else text
    return re.sub(r"(?<=.)[省市县](?=.{2})", "", text)


@lru_cache(maxsize=65536)
def project(name: str) -> tuple[str, str]:
    """(stem, phase): 瞪羚产业园二期项目 → (瞪羚产业园, 2). Another phase is another project."""
    stem = _cut_end(key(name), _table("project", "tails"))[0]
    pattern = re.compile(words()["project"]["phase"])
    phase = ",".join(DIGITS.get(m, m) for m in pattern.findall(stem))
    stem = pattern.sub("", stem).replace("()", "").rstrip("-")
    return _cut_end(stem, _table("project", "tails"))[0], phase


def person_key(name: str) -> str:
    """A person's name for comparison; characters must be equal, nothing else counts."""
    return key(name)


def surname_title(name: str) -> tuple[str, str] | None:
    """(王, 主任) for 王主任; None for a full name."""
    text = key(name)
    size = 2 if text[:2] in words()["person"]["compound_surnames"] else 1
    return (text[:size], text[size:]) if text[size:] in words()["person"]["titles"] else None
