"""The words of `ontology/layout.toml` made ready for matching: a dict comes in, compiled patterns go out."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
SPACE = "[ \t\u3000\xa0]"
NEAR_START = 100  # characters at a line's start in which a lead and its byline stand
NEAR_END = 90  # characters at a line's end in which a byline stands
LABEL = 20  # characters; section labels seen have 3–10
JUMP = 24  # characters of a jump line such as 下转第二版
FINAL = "。！？!?…"
CLOSERS = "”’」』）)》】\"'"


def _any(words: list[str]) -> str:
    """Alternatives, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


class Cues:
    """Compiled patterns of one layout; attributes are named after what they find."""

    def __init__(self, layout: dict[str, Any]):
        self.layout = layout
        self.head_marks = tuple(layout["headline"]["markers"])
        self.never = frozenset(layout["joint"]["never"])
        self.inside = frozenset(layout["joint"]["inside"]) | self.never
        joint = layout["joint"]
        self.counted, self.units, self.amounts = (frozenset(joint[key]) for key in ("counted", "units", "amounts"))
        self.running = re.compile(_any(layout["headline"]["running"]))
        self.torn = frozenset(layout["joint"]["torn"])
        self.unended = self.torn | frozenset(layout["joint"]["binding"])
        self.credit = re.compile(f"[（(]?(?:{_any(layout['credit']['starts'])})(?:{SPACE}|[:：/])")
        behind = f"[{CLOSERS}]*(?:[（(][^（()）]{{1,40}}[）)])?$"
        self.final = re.compile(f"[{FINAL}]{behind}|[^0-9A-Za-z]\\.{behind}|[)）0-9%％]\\.$")

    @cached_property
    def pairs(self) -> dict[str, int]:
        """How much more often than chance two characters stand together inside a word, as a logarithm."""
        return {
            row[0] + second: int(level)
            for level, rows in self.layout["pairs"].items()
            for row in rows.split()
            for second in row[1:]
        }

    @cached_property
    def lead(self) -> re.Pattern[str]:
        lead = self.layout["lead"]
        agency = f"[^\\s，。,；;“”（(]{{0,16}}?(?:{_any(lead['words'])})(?=[\\s（(:：])"
        return re.compile(f"(?:{_any(lead['always'])})|{agency}")

    @cached_property
    def sure_lead(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_any(self.layout['lead']['always'])})[\\s（(:：]?")

    @cached_property
    def fresh(self) -> re.Pattern[str]:
        return re.compile("|".join(self.layout["lead"]["fresh"]))

    @cached_property
    def label(self) -> re.Pattern[str]:
        label = self.layout["label"]
        marked = f"[{label['marks']}]{SPACE}*[^，。,；;：:!?！？]{{1,{LABEL}}}"
        brackets = [f"{re.escape(b[0])}[^，。,]{{1,{LABEL}}}{re.escape(b[1])}" for b in label["brackets"]]
        return re.compile("|".join([marked, *brackets]))

    @cached_property
    def jump(self) -> re.Pattern[str]:
        words = self.layout["jump"]
        number = "第?\\s*[A-Za-z]?\\s*[0-9０-９一二三四五六七八九十]{1,3}"
        inner = f"(?:{_any(words['before'])})\\s*{number}\\s*(?:{_any(words['after'])})[^，。,（）()]{{0,12}}"
        return re.compile(f"[（(\\[【]?\\s*[▶►→]?\\s*{inner}[）)\\]】]?")

    @cached_property
    def jump_inside(self) -> re.Pattern[str]:
        """A jump line in brackets that ends or begins a paragraph."""
        return re.compile(f"(?:^[（(]{self._jump_core}[）)])|(?:[（(]{self._jump_core}[）)]$)")

    @property
    def _jump_core(self) -> str:
        words = self.layout["jump"]
        return f"(?:{_any(words['before'])})[^，。,（）()]{{1,12}}(?:{_any(words['after'])})[^，。,（）()]{{0,8}}"

    @cached_property
    def caption_start(self) -> re.Pattern[str]:
        words = self.layout["caption"]
        numbered = f"(?:{_any(words['numbered'])})(?:[①-⑳0-9]|[一二三四五六七八九十](?=[为為:：]))"
        marks = "[" + words["marks"] + "]"
        label_mark = "[" + self.layout["label"]["marks"] + "]?"
        return re.compile(f"{marks}|{label_mark}{SPACE}*[（(【]?(?:{_any(words['starts'])}|{numbered})")

    @cached_property
    def caption_end(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_any(self.layout['caption']['ends'])})[）)】]?$")

    # Bylines: "记者 A B 文/图", "（文/A 图/B）", "A 摄". A name beside a role is any 2–4 characters; without one it
    # must begin with a surname.

    @cached_property
    def _role(self) -> str:
        return f'(?:[^\\s，。,.;；:：!！?？()（）“”"、/]{{0,10}}?(?:{_any(self.layout["byline"]["roles"])}))'

    @cached_property
    def _tail(self) -> str:
        return f"(?:{_any(self.layout['byline']['tails'])})"

    @cached_property
    def _surnamed(self) -> str:
        words = self.layout["byline"]
        return (
            f"(?:(?:{_any(words['double'])}){HAN}{{1,2}}|[{words['surnames']}](?:{HAN}{{1,2}}|{SPACE}{HAN}(?!{HAN})))"
        )

    @cached_property
    def _names(self) -> str:
        taken = f"(?!{HAN}{{0,8}}?(?:{_any(self.layout['byline']['roles'])})|{self._tail}(?!{HAN}))"
        name = f"(?:{taken}(?:{HAN}{{1,6}}·{HAN}{{1,8}}|{HAN}{SPACE}{HAN}(?!{HAN})|{HAN}{{2,4}}))"
        return f"{name}(?:(?:{SPACE}|[、,，])+{name})*"

    @cached_property
    def _signed(self) -> str:
        return f"{self._surnamed}(?:(?:{SPACE}|、)+{self._surnamed})*"

    @cached_property
    def item(self) -> re.Pattern[str]:
        """One part of a byline: a role with its names, 文/A, or A 摄."""
        edge = "(?=[\\s、，,;；:：/()（）]|$)"
        slashes = _any(self.layout["byline"]["slashes"])
        role = f"{self._role}(?:{SPACE}|[:：])*{self._names}(?:{SPACE}*{self._tail})?{edge}"
        slash = f"(?:{slashes}){SPACE}?[/／:：]{SPACE}?{self._names}{edge}"
        long = "(?:" + _any([tail for tail in self.layout["byline"]["tails"] if len(tail) > 1]) + ")"
        return re.compile(f"{role}|{slash}|(?<!{HAN}){self._signed}(?:{SPACE}+{self._tail}|{long}){edge}")

    @cached_property
    def _items(self) -> str:
        item = self.item.pattern
        return f"(?:{item})(?:[\\s、，,;；/]*(?:{item}))*"

    @cached_property
    def byline(self) -> re.Pattern[str]:
        """A whole line that is a byline."""
        marks = self.layout["byline"]["marks"]
        return re.compile(f"[{marks}]?\\s*[（(]?\\s*({self._items})\\s*[）)]?$")

    @cached_property
    def byline_at_end(self) -> re.Pattern[str]:
        """A byline behind the last sentence of a paragraph; the group holds its parts."""
        ended = f"(?<=[{FINAL}”」』.])"
        bracketed = f"(?<=[{FINAL}{CLOSERS}.])\\s*[（(]\\s*({self._items}|{self._signed})\\s*[）)]$"
        bare = f"{ended}\\s*({self._items})$"
        named = f"{ended}{SPACE}+({self._signed})$"
        return re.compile(f"{bracketed}|{bare}|{named}")

    @cached_property
    def byline_in_lead(self) -> re.Pattern[str]:
        """The brackets behind a lead (本报讯（记者 A）), or "记者A报道：" before its text."""
        bracketed = "(?:^|[讯訊电電息道导導])\\s*[（(]([^（()）。]{2,60})[）)]"
        report = f"(?<=\\s)((?:{self._signed}{SPACE}+)?{self._role}{SPACE}*{self._signed}(?:{self._tail}))(?=[:：,，])"
        return re.compile(f"{bracketed}|{report}")

    @cached_property
    def signed(self) -> re.Pattern[str]:
        """Names alone, each with a surname."""
        return re.compile(self._signed)


_last: list[Cues] = []


def cues(layout: dict[str, Any]) -> Cues:
    """The compiled `layout`; the last one is kept, as all pages of a build have the same."""
    if not _last or _last[0].layout is not layout:
        _last[:] = [Cues(layout)]
    return _last[0]
