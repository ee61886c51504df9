"""Read the annotated training texts of `bulletins/` into one form.

Three formats come in: document-level JSON (`*.json`, as in the gold guidelines), texts with annotated mentions
(`*.txt`), and texts with mentions and statements (`full/*.txt`, statements after a line `--`). `bulletins/README.md`
describes them. Goes out: `Sample`s with folded text, mention spans and, where there is one, the document-level
annotation as a gold dict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kgraph.ontology import Ontology
from kgraph.text import fold

CODES = "PCGILJER"  # one letter a class, in the order of the layers in ontology/tagger.toml
DATE = re.compile(r"[12]\d{3}(-[\d/-]+)?")
STATEMENTS = "\n--\n"
BULLETIN_WEIGHT = 3  # against 1 of an invented text; with 1, F1 on unseen bulletins was 0.5 points lower


@dataclass
class Sample:
    """One annotated text: `spans` are (start, end, type) in `text`; `gold` the document-level annotation, if any;
    `weight` how many times the tagger sees it; `topic` and `place` what its header says it is about."""

    id: str
    text: str
    spans: list[tuple[int, int, str]]
    gold: dict | None = None
    weight: int = 1
    topic: str = ""
    place: str = ""


def read(folders: Iterable[Path], types: Sequence[str]) -> list[Sample]:
    """All samples of the folders, sorted by path. `types` are the class names that CODES stand for."""
    samples: list[Sample] = []
    for folder in folders:
        for path in sorted(folder.rglob("*.json")):
            samples.append(_document_level(json.loads(path.read_text("utf-8"))))
        for path in sorted(folder.rglob("*.txt")):
            samples.extend(_annotated(path.read_text("utf-8"), types))
    return samples


@cache
def ontology() -> Ontology:
    return Ontology.load()


def _document_level(gold: dict) -> Sample:
    text, spans = fold(gold["text"]), []
    for entity in gold["entities"]:
        for name in (entity["name"], *entity["aliases"]):
            spans += [(m.start(), m.end(), entity["type"]) for m in re.finditer(re.escape(fold(name)), text)]
    return Sample(gold["id"], text, spans, gold, BULLETIN_WEIGHT, place=gold["home"] or "")


def _annotated(content: str, types: Sequence[str]) -> Iterator[Sample]:
    for block in re.split(r"\n\s*\n(?=# )", content.strip("\n")):
        header, _, rest = block.partition("\n")
        body, statements, lines = rest.partition(STATEMENTS)
        text, spans = marked(body, types)
        fields = [part.strip() for part in header.lstrip("# ").split("|")]
        gold = _gold(fields, text, spans, lines.splitlines()) if statements else None
        topic, place = (fields[3:], gold["home"]) if gold else (fields[1:2], "".join(fields[2:3]))
        yield Sample(fields[0].split(" ")[0], fold(text), spans, gold, topic=" ".join(topic), place=place or "")


def marked(body: str, types: Sequence[str]) -> tuple[str, list[tuple[int, int, str]]]:
    """The plain text of a body with [name|C] marks, and its spans."""
    text, spans, open_ = [], [], []
    for piece in re.findall(r"\[|\|[A-Z]\]|[^\[|]|\|", body):
        if piece == "[":
            open_.append(len(text))
        elif len(piece) == 3:
            spans.append((open_.pop(), len(text), types[CODES.index(piece[1])]))
        else:
            text.append(piece)
    return "".join(text), spans


def _gold(fields: list[str], text: str, spans: list[tuple[int, int, str]], lines: list[str]) -> dict:
    """The document-level annotation that statement lines make."""
    facts = {name: value for name, _, value in (part.partition("=") for part in fields[1:3])}
    entities, ids = _entities(text, spans, lines)
    gold = {
        "id": fields[0],
        "text": text,
        "home": _given(facts.get("home")),
        "published": _given(facts.get("published")),
    }
    relations, attributes, observations = [], [], []
    for line in lines:
        if line.startswith("@"):
            attribute, name, value = re.fullmatch(r"@(\w+) (.+?) = (.+)", line.strip()).groups()
            said = {"value": value.strip()} if DATE.fullmatch(value.strip()) else _value(value)
            entity = ids(name, ontology().relation(attribute).domain)
            attributes.append({"entity": entity, "attribute": attribute} | said)
        elif line.startswith("#obs "):
            name, indicator, value, unit, period, change = (part.strip() for part in line[5:].split("|"))
            found = {"entity": ids(name, ()), "indicator": indicator, "value": float(value), "unit": unit or None}
            observations.append(
                found | ({"period": period} if period else {}) | ({"change": float(change)} if change else {})
            )
        elif match := re.fullmatch(r"(\w+) (.+?) -> (.+?)(?: : (.+))?", line.strip()):
            relation, head, tail, title = match.groups()
            ends = ontology().relation(relation)
            found = {"type": relation, "head": ids(head, ends.domain), "tail": ids(tail, ends.range)}
            relations.append(found | ({"title": title} if title else {}))
    return gold | {"entities": entities, "relations": relations, "attributes": attributes, "observations": observations}


def _value(text: str) -> dict:
    """What an attribute says: a number (with its unit as written, 万 and 亿 multiplied out) or a date or category."""
    if not (number := re.fullmatch(r"([\d.]+)([万亿]?)(\D*)", text.strip())):
        return {"value": text.strip()}
    value = float(number[1]) * {"": 1, "万": 1e4, "亿": 1e8}[number[2]]
    return {"value": value} | ({"unit": number[3]} if number[3] else {})


def _given(value: str | None) -> str | None:
    return None if value in (None, "", "-") else value


def _entities(text: str, spans: list[tuple[int, int, str]], lines: list[str]):
    """Entities with their aliases, and the look-up from a name in a statement to an entity's id."""
    pairs = [line[6:].split(" = ") for line in lines if line.startswith("alias ")]
    full_of = {short.strip(): full.strip() for full, short in pairs}
    names = sorted({(text[start:end], type_) for start, end, type_ in spans})
    entities: dict[tuple[str, str], dict] = {}
    for name, type_ in names:
        full = full_of.get(name, name)
        known = entities.setdefault(
            (full, type_), {"id": f"e{len(entities) + 1}", "type": type_, "name": full, "aliases": []}
        )
        if name != full:
            known["aliases"].append(name)

    def find(name: str, classes: Collection[str]) -> str:
        """The entity of that name: of several, one of a class that may stand there."""
        full = full_of.get(name, name)
        named = sorted((e["type"] not in classes, i) for i, (k, e) in enumerate(entities.items()) if k[0] == full)
        return "doc" if name == "doc" else list(entities.values())[named[0][1]]["id"] if named else name

    return list(entities.values()), find
