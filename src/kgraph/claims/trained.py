"""The trained claim finder: a maximum-entropy model for each relation over pairs of chains.

Comes in: an `Analysis` with chains. Goes out: a claim for each pair of things whose classes the ontology allows and
whose probability reaches the relation's threshold. Members of an enumeration are judged together where that helped in
training. Source: Berger, Della Pietra, Della Pietra 1996; weights by `tools/train.py` (CRFsuite on sequences of length
one).
"""

from __future__ import annotations

import json
import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ahocorasick

from kgraph.claims import pairs
from kgraph.claims.masking import Alphabet, mask
from kgraph.claims.patterns import PatternFinder, surest
from kgraph.nouns import Analysis, Chain, Claim, Span
from kgraph.ontology import Ontology, Relation


@dataclass(frozen=True)
class Scored:
    """A candidate claim: a relation between the head and the target of a pair, and its probability."""

    relation: str
    pair: pairs.Pair
    probability: float


class TrainedFinder:
    """Proposes what the patterns say, and what the models in `folder` find, which see the patterns that fit a pair.

    Relations without a model are left to the patterns.
    """

    def __init__(self, ontology: Ontology, folder: Path):
        self.patterns = PatternFinder(ontology)
        self.candidates = Candidates(ontology)
        settings = folder / "settings.json"
        self.settings: dict[str, dict] = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
        self.models = {name: read_model(folder / f"{name}.json.xz") for name in sorted(self.settings)}

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        said = list(self.patterns.propose(analysis))
        yield from surest(analysis, said)
        view = self.candidates.view(analysis, said)
        scored = [s for pair, relations in self.candidates.pairs(view) for s in self._score(pair, relations)]
        best: dict[tuple, Scored] = {}
        for item in smooth(view, scored, {name: each["own_weight"] for name, each in self.settings.items()}):
            if item.probability >= self.settings[item.relation]["threshold"] and not by_pattern(view, item):
                key = self._key(item)
                if key not in best or item.probability > best[key].probability:
                    best[key] = item
        for item in best.values():
            yield _claim(analysis, view, item)

    def _score(self, pair: pairs.Pair, relations: list[Relation]) -> Iterator[Scored]:
        for relation in relations:
            if relation.name in self.models:
                yield Scored(relation.name, pair, probability(self.models[relation.name], pair.features))

    def _key(self, item: Scored) -> tuple:
        """A symmetric relation is proposed once, whichever way round is more probable."""
        ends = [id(item.pair.head), id(item.pair.target.item)]
        if self.candidates.relations[item.relation].symmetric:
            ends.sort()
        return (item.relation, *ends)


class Candidates:
    """Which pairs of chains may stand in which relations, and their features."""

    def __init__(self, ontology: Ontology):
        settings = ontology.settings("trained")
        self.relations = {name: ontology.relation(name) for name in settings["relations"]}
        self.gap = settings["limits"]["gap"]
        self.alphabet = Alphabet(ontology.entity_classes)
        words = set(settings["words"])
        for lexicon in settings["lexicons"]:
            words.update(row[0] for row in ontology.lexicon(lexicon))
        self.cues = ahocorasick.Automaton()
        for word in sorted(words):
            self.cues.add_word(word, word)
        self.cues.make_automaton()

    def view(self, analysis: Analysis, said: Iterable[Claim]) -> pairs.View:
        """The document as pairs see it. `said` is what the patterns say of it."""
        return pairs.View(analysis, mask(analysis, self.alphabet), self.cues, said)

    def pairs(self, view: pairs.View) -> Iterator[tuple[pairs.Pair, list[Relation]]]:
        targets = [_target(chain) for chain in view.analysis.chains]
        for head in view.analysis.chains:
            for target in targets:
                relations = self._allowed(head, target.item)
                if relations and self._near(view, head, target):
                    yield pairs.features(view, head, target), relations

    def _allowed(self, head: Chain, tail: Chain) -> list[Relation]:
        if head is tail:
            return []
        return [relation for relation in self.relations.values() if relation.allows(head.type, tail.type)]

    def _near(self, view: pairs.View, head: Chain, target: pairs.Target) -> bool:
        if (id(head), id(target.item)) in view.hits or target.item.is_home:
            return True
        if view.first_of_type.get(target.type) is target.item:
            return True
        if pairs.focus(view, head, target.type) is target.item:
            return True
        return pairs.nearest(view, head, target.spans)[2] <= self.gap


def _target(chain: Chain) -> pairs.Target:
    return pairs.Target(chain.type, tuple(m.span for m in chain.mentions), chain, chain.name)


def by_pattern(view: pairs.View, item: Scored) -> str | None:
    """The modality in which a pattern says the same of the same pair, asserted before others."""
    ends = (id(item.pair.head), id(item.pair.target.item))
    said = [c.modality for c in view.hits.get(ends, ()) if c.relation == item.relation]
    return Claim.modality if Claim.modality in said else min(said, default=None)


def smooth(view: pairs.View, scored: list[Scored], own_weights: Mapping[str, float]) -> Iterator[Scored]:
    """Each candidate with its probability drawn towards the mean of its enumeration (same relation, other end, list).

    `own_weights` gives for each relation how much of its own probability a pair keeps (1: all of it)."""
    groups: dict[tuple, list[float]] = defaultdict(list)
    for item in scored:
        for key in _lists(view, item):
            groups[key].append(item.probability)
    for item in scored:
        own = own_weights[item.relation]
        means = [sum(groups[key]) / len(groups[key]) for key in _lists(view, item)]
        shared = sum(means) / len(means) if means else item.probability
        yield Scored(item.relation, item.pair, own * item.probability + (1 - own) * shared)


def _lists(view: pairs.View, item: Scored) -> Iterator[tuple]:
    pair = item.pair
    if (group := view.group(pair.head_span)) != pair.head_span:
        yield (item.relation, "head", group, id(pair.target.item))
    if (group := view.group(pair.target_span)) != pair.target_span:
        yield (item.relation, "target", group, id(pair.head))


def _claim(analysis: Analysis, view: pairs.View, item: Scored) -> Claim:
    pair = item.pair
    subject = pairs.mention_at(pair.head, pair.head_span)
    tail = pairs.mention_at(pair.target.item, pair.target_span)
    return Claim(
        document=analysis.document.id,
        relation=item.relation,
        subject=subject,
        object=tail,
        evidence=_evidence(view, pair),
        rule=f"{item.relation}.trained",
        confidence=round(item.probability, 3),
    )


def _evidence(view: pairs.View, pair: pairs.Pair) -> Span:
    """The sentences from the one end to the other; where they lie far apart, the sentence of the head."""
    first = view.analysis.sentences[view.sentence(min(pair.head_span.start, pair.target_span.start))]
    last = view.analysis.sentences[view.sentence(max(pair.head_span.start, pair.target_span.start))]
    if pair.gap > 1:
        first = last = view.analysis.sentences[view.sentence(pair.head_span.start)]
    return _trim(view.analysis.text, Span(first.start, last.end))


def _trim(text: str, span: Span) -> Span:
    quote = text[span.start : span.end]
    return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))


def probability(model: Mapping[str, float], features: Iterable[str]) -> float:
    """The logistic model's probability: the weights of the features that it knows, summed and squashed."""
    return 1 / (1 + math.exp(-sum(model.get(feature, 0.0) for feature in features)))


def read_model(path: Path) -> dict[str, float]:
    """Feature → weight (log odds)."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
