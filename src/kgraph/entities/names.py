"""The logic of names: what two spellings say about being one thing.

Comes in: names as written (str), and the words of `ontology/entities.toml`. Goes out: comparable keys, and the parts of
the names of places, zones, institutions, projects and persons; `companies` and `bodies` take apart the others. Pure
functions. Characters count, never sounds or shapes: 王静 is not 王敬.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from functools import lru_cache
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


def longest_first(listed: list[str]) -> list[str]:
    return sorted(listed, key=lambda word: (-len(word), word))


@lru_cache(maxsize=16)
def table(section: str, name: str) -> tuple[str, ...]:
    return tuple(longest_first(words()[section][name]))


def cut_end(text: str, endings: tuple[str, ...]) -> tuple[str, str]:
    """(rest, ending) for the longest ending that leaves something."""
    if text.endswith(endings):
        for ending in endings:
            if text.endswith(ending) and len(text) > len(ending):
                return text[: -len(ending)], ending
    return text, ""


# Places, zones


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
    for kind in table("zones", "kinds"):
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
    """(stem, phase): 东山产业园二期项目 → (东山产业园, 2). Another phase is another project."""
    stem = cut_end(key(name), table("project", "tails"))[0]
    pattern = re.compile(words()["project"]["phase"])
    phase = ",".join(DIGITS.get(m, m) for m in pattern.findall(stem))
    stem = pattern.sub("", stem).replace("()", "").rstrip("-")
    return cut_end(stem, table("project", "tails"))[0], phase


def surname_title(name: str) -> tuple[str, str] | None:
    """(王, 主任) for 王主任; None for a full name."""
    text = key(name)
    size = 2 if text[:2] in words()["person"]["compound_surnames"] else 1
    return (text[:size], text[size:]) if text[size:] in words()["person"]["titles"] else None
