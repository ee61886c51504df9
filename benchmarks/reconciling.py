"""Measures how well the reconciliation service finds the entity that a cell means, on any output folder.

    python benchmarks/reconciling.py FOLDER [--names 400] [--seed 1]

Names of entities are drawn, changed as cells of real columns are (another name, full-width signs, a dropped legal
form, a wrong character …), and asked for with their class. Printed for each kind of change: cells, how many have the
right entity first, how many among the first five, how many are said to match, and how many of those matches are wrong.
For the line "not there" the entities are taken out of the index before, so that every match is wrong.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

from kgraph import queries
from kgraph.entities import companies, names
from kgraph.ontology import Ontology
from kgraph.spoken import syllables
from kgraph.web.names import Names
from kgraph.web.reconcile import Service, likeness
from kgraph.web.reconcile.queries import Query
from kgraph.web.things import Thing, Things

Change = Callable[[Thing, random.Random, "Bench"], str | None]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
OUT = 5  # every fifth entity is taken out for "not there"


class Bench:
    """The entities of a folder, and what cells are changed with."""

    def __init__(self, folder: Path):
        self.ontology = Ontology.load()
        store = queries.open(folder)
        self.things = Things(store, self.ontology, queries.Texts(folder))
        self.all = list(self.things.by_iri.values())
        self.letters = sorted({c for thing in self.all for c in thing.name if "\u4e00" <= c <= "\u9fff"})
        self.titles = [row[0] for row in self.ontology.lexicon("titles")]

    def service(self, things: list[Thing]) -> Service:
        return Service(self.things, Names(things), self.ontology)


def same(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    return thing.name


def alias(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    return chance.choice(thing.aliases) if thing.aliases else None


def wide(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """Full-width signs, and a space in the middle."""
    middle = len(thing.name) // 2
    return f" {thing.name[:middle]} {thing.name[middle:]}".translate(WIDE)


def no_place(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """Without the place at its beginning."""
    place, rest = names.place_prefix(thing.name, likeness.places())
    return rest if place and len(rest) > 3 and names.kind_of(thing.type) in ("company", "institution") else None


def no_form(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """Without the legal form."""
    form = companies.company(thing.name).form if names.kind_of(thing.type) == "company" else ""
    return thing.name.removesuffix(form) if form and thing.name.endswith(form) and thing.name != form else None


def wrong(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """One character wrong."""
    at = chance.randrange(len(thing.name))
    return thing.name[:at] + chance.choice(bench.letters) + thing.name[at + 1 :]


def missing(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """One character missing, of four or more."""
    at = chance.randrange(len(thing.name))
    return thing.name[:at] + thing.name[at + 1 :] if len(thing.name) > 3 else None


def spoken(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    return " ".join(syllables(thing.name)).title() if not thing.name.isascii() else None


def titled(thing: Thing, chance: random.Random, bench: Bench) -> str | None:
    """A person with some title before or after the name."""
    if names.kind_of(thing.type) != "person":
        return None
    title = chance.choice(bench.titles)
    return chance.choice([f"{thing.name}{title}", f"{title}{thing.name}", f"{thing.name}（{title}）"])


CHANGES: dict[str, Change] = {
    "the name": same, "an alias": alias, "full width, spaces": wide, "place dropped": no_place,
    "legal form dropped": no_form, "one character wrong": wrong, "one character missing": missing, "pinyin": spoken,
    "a title beside it": titled,
}  # fmt: skip


def measure(bench: Bench, count: int, seed: int) -> None:
    chance = random.Random(seed)
    service = bench.service(bench.all)
    service.matcher.candidates(Query("准备"))  # what is made when first asked for
    print(f"{'cells':24}{'n':>6}{'first':>9}{'in five':>9}{'match':>9}{'wrong':>7}{'ms':>8}")
    for label, change in CHANGES.items():
        cells = []
        for thing in chance.sample(bench.all, len(bench.all)):
            if (cell := change(thing, chance, bench)) and len(cells) < count:
                cells.append((thing, cell))
        report(label, service, cells)
    inside = [thing for n, thing in enumerate(bench.all) if n % OUT]
    outside = [(thing, thing.name) for n, thing in enumerate(bench.all) if not n % OUT]
    report("not there", bench.service(inside), chance.sample(outside, min(count, len(outside))), there=False)


def report(label: str, service: Service, cells: list[tuple[Thing, str]], there: bool = True) -> None:
    first = five = matched = wrong = 0
    begun = time.perf_counter()
    for thing, cell in cells:
        found = service.matcher.candidates(Query(cell, (thing.type,), 5))
        first += bool(found) and found[0].thing == thing
        five += any(each.thing == thing for each in found)
        said = [each.thing for each in found if each.match]
        matched += bool(said)
        wrong += bool(said) and said[0] != thing
    each = 1000 * (time.perf_counter() - begun) / max(1, len(cells))
    total = max(1, len(cells))
    shares = f"{first / total:9.1%}{five / total:9.1%}" if there else f"{'–':>9}{'–':>9}"
    print(f"{label:24}{len(cells):6}{shares}{matched / total:9.1%}{wrong:7}{each:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    measure(Bench(given.folder), given.names, given.seed)


if __name__ == "__main__":
    main()
