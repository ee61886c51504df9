"""What the explorer shows, as one record of columns: entities and facts are numbers, every string is written once.

In: a `Shelf`, a `Sheet`, positions and `Limits`. Out: a dict for JSON:

    classes    [name, Chinese, English, colour] of those that occur
    relations  [name, Chinese, English, kind, symmetric or not]
    modalities [name, Chinese, English, asserts or not]
    rules, speakers  strings
    documents  id, headline, source, published (as known), from, to (days), all columns
    nodes      id (0 where it is class/name), name, aliases {node: names}, class, x, y, mentions; best connected first
    facts      head, relation, tail, note {fact: title of a post}, sure, from, to, passages; sorted so that those among
               the first n nodes come first
    values     of, relation, said (the attribute or figure as text), sure, from, to, passages
    spoken     readings {character: syllable}, others {name: syllables}: see `explorer_names`
    counts     nodes, facts, values, documents of the build; `left_out` how many of the first three are not in here

Days are days since the day before 0001-01-01, 0 where none is known; `sure` is confidence in thousandths. A passage is
[document, rule, sure, modality, speaker (-1: nobody), begin, end, …] with the half-open positions in the source.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kgraph.exports import explorer_names, times
from kgraph.exports.clean import number
from kgraph.exports.columns import Sheet
from kgraph.exports.facts import Shelf, headline
from kgraph.exports.layout import Positions
from kgraph.nouns import Claim, Fact, Value

Words = Mapping[str, Any]

_SPACING = 60.0  # units between nodes that the layout has left out, as between its neighbours
VERSION = 1  # of this record; the script in the browser refuses another


@dataclass(frozen=True)
class Limits:
    """How much a record may hold: entities, facts and values (each), and passages of one fact."""

    nodes: int
    facts: int
    passages: int

    def hold(self, record: Mapping[str, Any]) -> bool:
        """Whether a record made with wider limits would be the same with these."""
        kinds = (record["facts"]["passages"], record["values"]["passages"])
        return len(record["nodes"]["name"]) <= self.nodes and all(
            len(each) <= self.facts and all(len(passages) <= self.passages for passages in each) for each in kinds
        )


FOLDER = Limits(100_000, 400_000, 12)  # explorer.json: 60 MB at most, which a browser reads in seconds
MAIL = Limits(20_000, 40_000, 4)  # graph.html: 20,000 nodes are what is drawn; mail takes 20 MB


class Numbers(dict[Any, int]):
    """Things → 0, 1, 2 … in the order in which they are asked for."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self)
        return self[key]


class Record:
    """One graph in numbers. `dates` (of `tables.toml`) say what holds dates, `words` are those of `explorer.toml`."""

    def __init__(self, shelf: Shelf, sheet: Sheet, places: Positions, dates: Words, words: Words, limits: Limits):
        self.shelf, self.sheet, self.places, self.limits = shelf, sheet, places, limits
        self.ontology, self.dates, self.words = shelf.ontology, dates, words
        degree = dict(sheet.graph.degree())
        self.ranked = sorted(degree, key=lambda node: (-degree[node], node))
        self.rank = {node: index for index, node in enumerate(self.ranked[: limits.nodes])}
        self.when = {node.id: node.interval for node in sheet.nodes}
        self.documents, self.rules, self.speakers = Numbers(), Numbers(), Numbers()
        self.classes, self.relations, self.modalities = Numbers(), Numbers(), Numbers()

    @cached_property
    def links(self) -> list[Fact]:
        """Facts between entities of this record, those among the best connected first."""
        found = [f for f in self.shelf.facts if not isinstance(f.object, Value)]
        kept = [f for f in found if f.subject in self.rank and f.object in self.rank]
        return sorted(kept, key=self._link_order)[: self.limits.facts]

    @cached_property
    def values(self) -> list[Fact]:
        """Attributes and figures of entities of this record, by entity and relation, the surest first."""
        kept = [f for f in self.shelf.facts if isinstance(f.object, Value) and f.subject in self.rank]
        order = list(self.ontology.relations)
        kept.sort(key=lambda f: (self.rank[f.subject], order.index(f.relation), -f.confidence, f.id))
        return kept[: self.limits.facts]

    def made(self) -> dict[str, Any]:
        """The record."""
        facts, values, nodes = self._facts(), self._values(), self._nodes()
        names = [*nodes["name"], *(name for more in nodes["aliases"].values() for name in more)]
        spoken = explorer_names.of_names(names)
        return {
            "version": VERSION,
            "classes": [self._class(name) for name in self.classes],
            "relations": [self._relation(name) for name in self.relations],
            "modalities": [[*self._labels(n), int(self.ontology.modalities.get(n, True))] for n in self.modalities],
            "rules": list(self.rules),
            "speakers": list(self.speakers),
            "documents": self._documents(),
            "nodes": nodes,
            "facts": facts,
            "values": values,
            "spoken": {"readings": spoken.readings, "others": spoken.others},
            **self._counts(),
        }

    # ── columns ──

    def _nodes(self) -> dict[str, Any]:
        ids, data = list(self.rank), self.sheet.graph.nodes
        spots = [self.places.get(node) or _spot(index) for index, node in enumerate(ids)]
        return {
            "id": [0 if node == f"{data[node]['type']}/{data[node]['label']}" else node for node in ids],
            "name": [data[node]["label"] for node in ids],
            "aliases": {index: more for index, node in enumerate(ids) if (more := data[node]["aliases"])},
            "class": [self.classes[data[node]["type"]] for node in ids],
            "x": [round(x) for x, _ in spots],
            "y": [round(y) for _, y in spots],
            "mentions": [data[node]["mentions"] or 0 for node in ids],
        }

    def _facts(self) -> dict[str, Any]:
        notes = (self._note(fact) for fact in self.links)
        return {
            "head": [self.rank[fact.subject] for fact in self.links],
            "tail": [self.rank[str(fact.object)] for fact in self.links],
            "note": {index: note for index, note in enumerate(notes) if note},
            **self._common(self.links),
        }

    def _values(self) -> dict[str, Any]:
        return {
            "of": [self.rank[fact.subject] for fact in self.values],
            "said": [self._said(fact.object) for fact in self.values if isinstance(fact.object, Value)],
            **self._common(self.values),
        }

    def _common(self, facts: Sequence[Fact]) -> dict[str, Any]:
        days = [_days(self._interval(fact)) for fact in facts]
        return {
            "relation": [self.relations[fact.relation] for fact in facts],
            "sure": [_thousandths(self.shelf.best(fact).confidence) for fact in facts],
            "from": [begin for begin, _ in days],
            "to": [end for _, end in days],
            "passages": [self._passages(fact) for fact in facts],
        }

    def _documents(self) -> dict[str, Any]:
        found = [self.shelf.documents[id] for id in self.documents]
        days = [_days(times.interval(document.published)) for document in found]
        return {
            "id": list(self.documents),
            "headline": [headline(document) for document in found],
            "source": [document.page.source for document in found],
            "published": [document.published or "" for document in found],
            "from": [begin for begin, _ in days],
            "to": [end for _, end in days],
        }

    def _counts(self) -> dict[str, Any]:
        valued = sum(isinstance(fact.object, Value) for fact in self.shelf.facts)
        whole = {"nodes": len(self.ranked), "facts": len(self.shelf.facts) - valued, "values": valued}
        shown = {"nodes": len(self.rank), "facts": len(self.links), "values": len(self.values)}
        counts = {**whole, "documents": len(self.shelf.documents)}
        return {"counts": counts, "left_out": {name: whole[name] - shown[name] for name in whole}}

    # ── one thing ──

    def _class(self, name: str) -> list[Any]:
        return [*self._labels(name), self.ontology.cls(name).colour]

    def _relation(self, name: str) -> list[Any]:
        relation = self.ontology.relation(name)
        return [*self._labels(name), relation.kind, int(relation.symmetric)]

    def _labels(self, name: str) -> list[str]:
        return [name, self.ontology.label(name), self.ontology.label(name, "en")]

    def _passages(self, fact: Fact) -> list[list[int]]:
        claims = sorted(fact.claims, key=self.shelf.claim_order)
        return [self._passage(claim) for claim in claims[: self.limits.passages]]

    def _passage(self, claim: Claim) -> list[int]:
        speaker = self.speakers[claim.speaker] if claim.speaker else -1
        ends = [end for span in self.shelf.positions(claim) for end in (span.start, span.end)]
        first = [self.documents[claim.document], self.rules[claim.rule], _thousandths(claim.confidence)]
        return [*first, self.modalities[claim.modality], speaker, *ends]

    def _interval(self, fact: Fact) -> times.Interval:
        """When it was, as texts say: what the fact says itself, else the day of the event it is about."""
        own = times.of_edge({"qualifiers": dict(fact.qualifiers)}, self.dates["edge_start"], self.dates["edge_end"])
        said = times.interval(fact.object.period) if isinstance(fact.object, Value) else times.UNKNOWN
        ends = [fact.subject] if isinstance(fact.object, Value) else [fact.subject, fact.object]
        known = (own, said, *(self.when.get(end, times.UNKNOWN) for end in ends))
        return next((interval for interval in known if interval != times.UNKNOWN), times.UNKNOWN)

    def _note(self, fact: Fact) -> str:
        """What a fact says besides its ends, without its dates: the title of a post."""
        dates = {*self.dates["edge_start"], *self.dates["edge_end"]}
        return "、".join(text for name, text in sorted(fact.qualifiers) if name not in dates and text)

    def _said(self, value: Value) -> str:
        """A value as a reader wants it: 约 200,000 m², 已签约, 进出口总值 8,640,000,000 元 (2023, 同比 +7.2%)."""
        parts = [value.indicator or ""]
        if value.number is not None:
            parts += [self.words["approx"] if value.approx else "", _grouped(value.number), value.unit or ""]
        elif value.text:
            parts.append(self.ontology.label(value.text))
        change = f"{self.words['growth']} {value.change:+g}%" if value.change is not None else ""
        more = ", ".join(part for part in (value.period or "", change) if part)
        return " ".join(part for part in (*parts, f"({more})" if more else "") if part)

    def _link_order(self, fact: Fact) -> tuple:
        head, tail = self.rank[fact.subject], self.rank[str(fact.object)]
        return max(head, tail), min(head, tail), fact.relation, head, fact.id


def _days(interval: times.Interval) -> tuple[int, int]:
    begin, end = (date.fromisoformat(day).toordinal() if day else 0 for day in interval)
    return begin, end


def _grouped(value: float) -> str:
    """12345.6 → 12,345.6."""
    whole, dot, rest = number(value).partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdigit() else whole + dot + rest


def _thousandths(confidence: float) -> int:
    return round(confidence * 1000)


def _spot(index: int) -> tuple[float, float]:
    """Where a node stands that the layout left out: on a sunflower, the best connected in the middle."""
    angle, far = index * math.pi * (3 - math.sqrt(5)), _SPACING * math.sqrt(index)
    return far * math.cos(angle), far * math.sin(angle)
