"""Question kinds, read from `ontology/questions.toml`.

Comes in: the ontology. Goes out: `Template`s with compiled wordings. The file says what each field means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kgraph.errors import OntologyError
from kgraph.ontology import Ontology

FILE = "questions"
MARK = "\0"  # stands for the thing asked about, where its name was found in the question
SLOTS = {"t": "(?P<t>.{1,20}?)", "year": r"(?P<year>(?:19|20)\d\d)"}
FREE = "(?P<x>.{2,60}?)"  # a name that the graph does not have
_SLOT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True)
class Part:
    """One query of a kind: SPARQL over the facts, what the claim says, and how a row reads."""

    where: str
    claim: str
    answer: str


@dataclass(frozen=True)
class Wording:
    """One way to ask: `strict` with a mark for the thing, `loose` with any words in its place (None: too general)."""

    strict: re.Pattern[str]
    loose: re.Pattern[str] | None


@dataclass(frozen=True)
class Template:
    """One kind of question. `classes` are those of the thing asked about (empty: the question names no thing)."""

    name: str
    about: str
    classes: tuple[str, ...]
    wordings: tuple[Wording, ...]
    parts: tuple[Part, ...]
    none: str
    order: tuple[str, ...]
    first: bool
    sentences: int | None


@dataclass(frozen=True)
class Questions:
    """All kinds, in the order in which they are tried, and what is dropped from a question before."""

    templates: tuple[Template, ...]
    drop: tuple[re.Pattern[str], ...]


@cache
def load(ontology: Ontology) -> Questions:
    """The question kinds of an ontology folder; raises `OntologyError` with the kind that is broken."""
    content = ontology.settings(FILE)
    words = {name: f"(?:{pattern})" for name, pattern in content.get("words", {}).items()}
    found = [_template(record, words, ontology) for record in content.get("question", ())]
    if not found:
        raise OntologyError(f"{FILE}.toml holds no [[question]]. Restore the file that comes with kgraph.")
    return Questions(tuple(found), tuple(_regex(pattern, "drop") for pattern in content.get("drop", ())))


def _template(record: dict[str, Any], words: dict[str, str], ontology: Ontology) -> Template:
    name = record.get("name", "?")
    for field in ("name", "about", "asks", "answer", "none"):
        if field not in record:
            raise OntologyError(f'{FILE}.toml: question "{name}" has no "{field}".')
    for cls in record.get("x", ()):
        ontology.cls(cls)
    shared = {"where": "", "claim": "", "answer": record["answer"]}
    parts = record.get("parts") or [{key: record.get(key, "") for key in ("where", "claim")}]
    return Template(
        name,
        record["about"],
        tuple(record.get("x", ())),
        tuple(_wording(ask, words, name) for ask in record["asks"]),
        tuple(Part(**(shared | part)) for part in parts),
        record["none"],
        tuple(record.get("order", ())),
        record.get("first", False),
        record.get("sentences"),
    )


def _wording(ask: str, words: dict[str, str], name: str) -> Wording:
    def fill(thing: str) -> re.Pattern[str]:
        slots = {**words, **SLOTS, "x": thing}
        try:
            filled = _SLOT.sub(lambda match: slots[match[1]], _SLOT.sub(lambda match: slots[match[1]], ask))
        except KeyError as error:
            raise OntologyError(f'{FILE}.toml: question "{name}": no word {error} in [words].') from None
        return _regex(filled, name)

    strict = fill(MARK)
    loose = fill(FREE)
    return Wording(strict, None if "{x}" not in ask or loose.fullmatch("某某某某") else loose)


def _regex(pattern: str, name: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.I)
    except re.error as error:
        raise OntologyError(f'{FILE}.toml: "{name}": not a regular expression: {pattern} ({error}).') from None
