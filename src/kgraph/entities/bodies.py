"""The parts of a government or party body's name.

Comes in: a name as written. Goes out: a `BodyName`: the place, the level word and the organ, each in one spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kgraph.entities.names import key, longest_first, table, words


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
    for prefix in table("body", "party"):
        text = text.removeprefix(prefix)
    if text.endswith("街道") and len(text) > 2:
        return BodyName(text, "", "办事处")
    for office in table("body", "offices"):
        if text.endswith(office) and "驻" not in text:
            return BodyName(text.removesuffix(office), "", "办事处")
    if text in words()["body"]["state"]:
        return BodyName("国家", "国家", organ(text))
    for prefix in table("body", "governmental"):
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
    for ending in longest_first([*_organs(), *words()["body"]["organs"]]):
        if text.endswith(ending) and len(ending) > 1:
            return BodyName(text.removesuffix(ending), "", organ(ending))
    return BodyName("", "", organ(text)) if _is_organ(text) else None


def _splits(text: str, cut: int) -> bool:
    guarded = any(text.startswith(guard, cut - 1) for guard in words()["body"]["guards"])
    return bool(_level_end(text[:cut])) and not guarded and _is_organ(text[cut:])


def _known_organ(text: str) -> bool:
    return text[:1] == "委" or text in _organs() or any(text.startswith(word) for word in _organs() if len(word) > 1)


def _level_end(text: str) -> str:
    return next((level for level in table("body", "levels") if text.endswith(level)), "")


def _is_organ(text: str) -> bool:
    """委, 政府, 委组织部, 公安局: begins with a known organ, or ends as one without a place inside."""
    if _known_organ(text):
        return True
    inside = any(level in text[:-1] for level in ("省", "市", "县", "旗", "街道", "区"))
    return not inside and any(text.endswith(word) for word in words()["body"]["organs"])
