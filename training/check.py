"""Check every annotated text against the ontology and against itself, and count what there is.

    python training/check.py training/bulletins [--counts]

Comes in: folders of annotated texts. Goes out: a line for each mistake (exit status 1), or counts by kind, province and
topic for the data card.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotations import Sample, read
from provinces import Provinces

from kgraph.ontology import Ontology
from kgraph.text import name_key

SHOWN = 40  # topics in the counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--counts", action="store_true")
    options = parser.parse_args()
    ontology = Ontology.load()
    samples = load(options.folders, ontology)
    if options.counts:
        print("\n".join(counts(samples, ontology)))
    wrong = list(mistakes(samples, ontology))
    print("\n".join(wrong))
    return 1 if wrong else 0


def load(folders: Iterable[Path], ontology: Ontology) -> list[Sample]:
    return read(folders, [t for layer in ontology.settings("tagger")["layer"] for t in layer["types"]])


def mistakes(samples: Sequence[Sample], ontology: Ontology) -> Iterator[str]:
    for id_, number in Counter(sample.id for sample in samples).items():
        if number > 1:
            yield f"{id_}: {number} texts have this id"
    for sample in samples:
        for mistake in (*_of_spans(sample), *(_of_gold(sample.gold, ontology) if sample.gold else ())):
            yield f"{sample.id}: {mistake}"


def _of_spans(sample: Sample) -> Iterator[str]:
    if not sample.text.strip():
        yield "no text"
    for start, end, type_ in sample.spans:
        name = sample.text[start:end]
        if not name or name != name.strip():
            yield f"{type_} {name!r} is empty or has white space at its edge"


def _of_gold(gold: dict, ontology: Ontology) -> Iterator[str]:
    types = {entity["id"]: entity["type"] for entity in gold["entities"]}
    text = name_key(gold["text"])
    if len(types) != len(gold["entities"]):
        yield "two entities have one id"
    labels = Counter(label for entity in gold["entities"] for label in _labels(entity))
    yield from (f"{label} belongs to several entities" for label, number in labels.items() if number > 1)
    for entity in gold["entities"]:
        if entity["type"] not in ontology.entity_classes:
            yield f"no class {entity['type']}"
        for name in (entity["name"], *entity["aliases"]):
            if name_key(name) not in text:
                yield f"{name} is not in the text"
    said = Counter((r["type"], r["head"], r["tail"], r.get("title")) for r in gold["relations"])
    yield from (f"{relation} is said twice" for relation, number in said.items() if number > 1)
    for row in gold["relations"]:
        yield from _of_relation(row, types, text, ontology)
    for row in [*gold["attributes"], *gold["observations"]]:
        if row["entity"] not in types:
            yield f"no entity {row['entity']} for {row}"
    for row in gold["observations"]:
        if not isinstance(row["value"], int | float) or name_key(row["indicator"]) not in text:
            yield f"observation {row}"


def _labels(entity: dict) -> set[tuple[str, str]]:
    return {(entity["type"], name_key(name)) for name in (entity["name"], *entity["aliases"])}


def _of_relation(row: dict, types: dict[str, str], text: str, ontology: Ontology) -> Iterator[str]:
    relation = ontology.relation(row["type"])
    tail = types.get(row["tail"])
    if row["head"] != "doc" and types.get(row["head"]) not in relation.domain:
        yield f"the head of {row} is {types.get(row['head'])}"
    if tail not in relation.range:
        yield f"the tail of {row} is {tail}"
    if relation.required and name_key(row.get("title") or "?") not in text:
        yield f"the title of {row} is not in the text"


def counts(samples: Sequence[Sample], ontology: Ontology) -> Iterator[str]:
    provinces = Provinces(ontology)
    yield f"texts {len(samples)}, characters {sum(len(s.text) for s in samples)}, with statements {_annotated(samples)}"
    for title, found in (
        ("names", Counter(t for s in samples for _, _, t in s.spans)),
        ("relations", Counter(r["type"] for s in samples if s.gold for r in s.gold["relations"])),
        ("attributes", Counter(r["attribute"] for s in samples if s.gold for r in s.gold["attributes"])),
        ("observations", Counter("all" for s in samples if s.gold for _ in s.gold["observations"])),
        ("provinces", Counter(provinces.names.get(provinces.find(s), "none or several") for s in samples)),
        ("topics", Counter(word for s in samples for word in s.topic.split()[:1])),
    ):
        yield f"{title}: " + ", ".join(f"{name} {number}" for name, number in found.most_common(SHOWN))


def _annotated(samples: Sequence[Sample]) -> int:
    return sum(sample.gold is not None for sample in samples)


if __name__ == "__main__":
    sys.exit(main())
