"""The pieces of a question that are no word and no name of the graph.

Comes in: a `Bag`. Goes out: those that may be a name which the graph lacks, and whether such a piece is likely one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kgraph.queries.asking.bag import CUES, Bag, Item

NOMINAL = ("name", "class", "unknown")
ASPECTS = "了过着"  # what stands right behind a verb
TOPICS = ("about", "alias", "career", "former", "job", "path", "together")  # flags that say what is asked of a name
VAGUE, LONG = ("how", "whether"), 4  # asking words that say nothing of what is asked; characters of a sure name
MAX_SORT = 8  # characters between 哪些 and its noun
DETERMINERS = ("which", "many")


def unknown(bag: Bag, pairs: Sequence[list[str]]) -> list[Item]:
    """The pieces that are no word; but for those that only narrow a noun of a class (哪些海上风电项目).

    `pairs`: classes whose nouns make a name together.
    """
    items = bag.items
    if made := _compound(items, pairs):
        return [made]
    pieces = [(at, item) for at, item in enumerate(items) if item.kind == "unknown"]
    return [item for at, item in pieces if not _narrows(items, at) and not _noise(items, at)]


def _compound(items: Sequence[Item], pairs: Sequence[list[str]]) -> Item | None:
    """Two nouns of classes that make a name together, which the graph lacks: 区政府."""
    for before, one, other in zip((None, *items), items, items[1:], strict=False):
        asked = before is not None and before.kind == "ask" and before.end == one.start
        nouns = one.kind == other.kind == "class" and one.end == other.start
        if nouns and not asked and [one.value, other.value] in pairs:
            return replace(one, kind="unknown", end=other.end, text=one.text + other.text)
    return None


def nameable(item: Item, bag: Bag) -> bool:
    """Whether the rest of a question is such that an unknown piece can only be a name."""
    alone = item.start == 0 and item.end == len(bag.text)
    asks = any(i.kind != "ask" or i.value not in VAGUE for i in bag.items if i.kind in CUES)
    topic = any(flag in bag.flags for flag in TOPICS) or (item.end - item.start >= LONG and bool(bag.asks("how")))
    return alone or asks or topic


def is_verb(item: Item, bag: Bag) -> bool:
    """Whether an unknown piece is rather a verb than a name: 否决 in 谁否决了…."""
    after = bag.text[item.end : item.end + 1]
    asked = any(i.kind == "ask" and i.end == item.start for i in bag.items)
    return bool(after) and (after in ASPECTS or (asked and any(i.start == item.end for i in bag.all("name"))))


def _noise(items: Sequence[Item], at: int) -> bool:
    """A single character that stands beside no name, or what 把 takes: no name."""
    item = items[at]
    beside = [i for i in items[max(at - 1, 0) : at + 2] if i.kind in NOMINAL and item.start in (i.end, i.start - 1)]
    return item.marker == "object" or (item.end - item.start == 1 and not beside)


def _narrows(items: Sequence[Item], at: int) -> bool:
    """Whether a piece only says of which sort the things asked for are: 海上风电 in 哪些海上风电项目."""
    before = next((i for i in reversed(items[:at]) if i.kind in ("name", "ask")), None)
    after = next((i for i in items[at + 1 :] if i.kind in ("name", "ask", "class")), None)
    asked = before is not None and before.kind == "ask" and before.value in DETERMINERS
    return asked and after is not None and after.kind == "class" and after.start - before.end <= MAX_SORT
