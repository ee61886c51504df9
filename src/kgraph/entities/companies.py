"""The parts of a company's name.

Comes in: a name as written, and the names of places. Goes out: a `CompanyName`: place, brand, trade, group, form,
branch.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache

from kgraph.entities.names import MIN_BRAND, cut_end, key, place_prefix, table, words


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
    stem, branch = cut_end(text, table("company", "branches"))
    registered = any(form in text for form in words()["company"]["registered"])
    form, end = "", "-"
    while end:
        stem, end = cut_end(stem, table("company", "forms"))
        form = end + form
    inner, group = cut_end(stem, table("company", "groups"))
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
        shorter, end = cut_end(brand, table("company", "trades"))
        brand = shorter if len(shorter) >= MIN_BRAND else brand
        end = end if len(shorter) >= MIN_BRAND else ""
    return CompanyName(place or brackets, core, brand, group, form, branch, member, registered)


@lru_cache(maxsize=65536)
def only_trades(core: str) -> bool:
    """Whether nothing but trades is left (发展, 水务建设), so that it names no firm."""
    return re.fullmatch("(?:" + "|".join(table("company", "trades")) + ")+", core) is not None


@lru_cache(maxsize=65536)
def _plain_company(name: str) -> CompanyName:
    return company(name)


def company_readings(name: str, places: Container[str]) -> list[CompanyName]:
    """The parts of a name, with a place at its start and, since brands look like places (东方), without one."""
    first, second = company(name, places), _plain_company(name)
    return [first] if first.core == second.core else [first, second]
