"""The words in which questions are asked.

Comes in: the ontology and `ontology/questions/*.toml`. Goes out: `Words`: each word with its senses, the patterns that
answer each kind of question, and the longest word. A word may have several senses; the reading chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kgraph.errors import OntologyError
from kgraph.nouns import Class, Relation
from kgraph.ontology import Ontology
from kgraph.text import name_key

FOLDER = "questions"
FILES = ("words", "relations", "attributes", "steps", "forms")
TITLES, STATUSES, EVENTS = "titles", "status_words", "event_suffixes"  # lexicons with words for questions
BODIES, IMPLIED = "title_bodies", "implied"  # the lexicon of bodies that a title says nothing of, but implies
SIDES = ("verb", "back", "head", "tail", "title", "free")
ROLE = {"post": "post", "byline": "byline"}
MIN_LEXICON_WORD = 2  # characters: 会 and 展 alone end names of events, but begin too many other words


@dataclass(frozen=True, order=True)
class Sense:
    """What a word may mean: a `kind` (fill, ask, class, flag, verb, head, attribute …) and which one of it."""

    kind: str
    value: str


@dataclass(frozen=True)
class Words:
    """All words with their senses, and the tables of the question files."""

    senses: dict[str, tuple[Sense, ...]]
    relations: dict[str, dict[str, Any]]
    attributes: dict[str, dict[str, Any]]
    steps: dict[str, Any]
    forms: dict[str, str]
    units: dict[str, float]
    again: tuple[str, ...]
    kinds: dict[str, tuple[Sense, ...]]  # words that names of a class end in: they are nouns of it behind 哪个
    short: dict[str, list[str]]  # titles that people shorten, and what they stand for
    bodies: dict[str, tuple[str, ...]]  # titles, and what the names of the bodies end in whose they are
    measures: dict[str, str]  # the last character of a measure word, and the class that it counts
    preface: str  # a clause before a question that only says what it is for, as a pattern
    request: str  # a question that asks to be told something, as a pattern
    compound: list[list[str]]  # classes whose nouns make a name together
    longest: int

    def of(self, word: str) -> tuple[Sense, ...]:
        """The senses of a word, none where it is not known."""
        return self.senses.get(word, ())


@cache
def load(ontology: Ontology) -> Words:
    """The words of an ontology folder. A relation or attribute without a table is asked by its label."""
    words, relations, attributes, steps, forms = (ontology.settings(f"{FOLDER}/{name}") for name in FILES)
    for name in (*(name for name, table in relations.items() if "where" not in table), *attributes):
        ontology.relation(name)
    relations = relations | {r.name: _plain(r) for r in ontology.of_kind("relation") if r.name not in relations}
    attributes = attributes | {a.name: _plain(a) for a in ontology.of_kind("attribute") if a.name not in attributes}
    senses: dict[str, dict[Sense, None]] = {}
    for word, sense in _all(words, relations, attributes, ontology):
        senses.setdefault(name_key(word), {}).setdefault(sense)
    again = tuple(expand_all(words["flag"]["again"]))
    known = {word: tuple(found) for word, found in senses.items() if word}
    return Words(
        known,
        relations,
        attributes,
        steps,
        forms,
        words["unit"],
        again,
        _kinds(words["suffixes"], ontology),
        {name_key(title): full.split() for title, full in words["short"].items()},
        {name_key(row[0]): tuple(row[2].split("|")) for row in ontology.lexicon(BODIES) if row[1] == IMPLIED},
        {word: cls for cls, group in words["measure"].items() for word in group.split()},
        words["preface"],
        words["request"],
        words["compound"],
        max(map(len, known)),
    )


def _all(words: dict, relations: dict, attributes: dict, ontology: Ontology) -> Iterator[tuple[str, Sense]]:
    for value, group in words["fill"].items():
        yield from _listed(group, "fill", value)
    for kind in ("ask", "class", "flag"):
        for value, group in words[kind].items():
            yield from _listed(group, kind, value)
    yield from (
        (cls.labels["zh"], Sense("class", cls.name)) for cls in ontology.classes.values() if _is_thing(cls, ontology)
    )
    for name, table in relations.items():
        for side in SIDES:
            yield from _listed(table.get(side, ""), "fill" if side == "free" else side, name)
        for flag in ("start", "end"):
            yield from _listed(table.get(flag, ""), "verb", name)
            yield from _listed(table.get(flag, ""), "flag", flag)
    for name, table in attributes.items():
        yield from _listed(table.get("words", ""), "attribute", name)
        for kind in ("verb", "amount", "most", "least"):
            yield from _listed(table.get(kind, ""), f"attribute {kind}", name)
    yield from _lexicons(ontology, words["short"])


def _is_thing(cls: Class, ontology: Ontology) -> bool:
    return cls.kind == "entity" and "zh" in cls.labels


def _lexicons(ontology: Ontology, short: Iterable[str]) -> Iterator[tuple[str, Sense]]:
    event = next(iter(ontology.relation(ontology.with_role("attendance")).range))
    for row in ontology.lexicon(TITLES):
        yield row[0], Sense("post", row[0])
    yield from ((title, Sense("post", title)) for title in short)
    for row in ontology.lexicon(STATUSES):
        yield row[0], Sense("phase", row[1])
    for row in ontology.lexicon(EVENTS):
        if len(row[0]) >= MIN_LEXICON_WORD:
            yield row[0], Sense("class", event)


def expand_all(group: str) -> Iterator[str]:
    """All words of a line."""
    for pattern in group.split():
        yield from expand(pattern)


def _kinds(suffixes: dict[str, str], ontology: Ontology) -> dict[str, tuple[Sense, ...]]:
    found: dict[str, dict[Sense, None]] = {}
    for lexicon, cls in suffixes.items():
        for row in ontology.lexicon(lexicon):
            found.setdefault(name_key(row[0]), {}).setdefault(Sense("class", cls))
    return {word: tuple(senses) for word, senses in found.items()}


def _listed(group: str, kind: str, value: str) -> Iterator[tuple[str, Sense]]:
    for word in expand_all(group):
        yield word, Sense(kind, value)


def _plain(term: Relation) -> dict[str, Any]:
    """How a relation or attribute is asked for that has no table of its own."""
    label = term.labels.get("zh", term.name)
    if term.kind == "attribute":
        return {"says": f"{{of}}{label}{{value:value}}", "words": label}
    return {"says": f"{{head}}{label}{{tail}}", "verb": label, "head": f"{label}方", "tail": f"{label}对象"}


def expand(pattern: str) -> list[str]:
    """All words of a pattern: `(投资)?建` → 投资建, 建; `(甲|乙)方` → 甲方, 乙方."""
    found, rest = _sequence(pattern, 0, pattern)
    if rest != len(pattern):
        raise OntologyError(f"{FOLDER}: the brackets of “{pattern}” do not match.")
    return list(dict.fromkeys(found))


def _sequence(text: str, at: int, whole: str) -> tuple[list[str], int]:
    choices: list[str] = []
    made = [""]
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            choices, made, at = [*choices, *made], [""], at + 1
            continue
        if text[at] == "(":
            part, at = _sequence(text, at + 1, whole)
            if at >= len(text):
                raise OntologyError(f"{FOLDER}: the brackets of “{whole}” do not match.")
        else:
            part = [text[at]]
        at += 1
        if at < len(text) and text[at] == "?":
            part, at = [*part, ""], at + 1
        made = _joined(made, part)
    return [*choices, *made], at


def _joined(made: Iterable[str], part: Iterable[str]) -> list[str]:
    tails = list(part)
    return [start + end for start in made for end in tails]
