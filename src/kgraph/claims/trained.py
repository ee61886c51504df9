"""The trained claim finder: a maximum-entropy model for each relation over pairs of chains.

Comes in: an `Analysis` with chains. Goes out: a claim for each pair of things whose classes the ontology allows and
whose probability reaches the relation's threshold, and what the patterns say, as sure as the model is, which sees them:
`<pattern>+trained` where both spoke. Members of an enumeration are judged together where that helped in training.
Source: Berger, Della Pietra, Della Pietra 1996; weights by `training/train.py` (CRFsuite on sequences of length one).
"""

from __future__ import annotations

import json
import lzma
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import ahocorasick
import numpy as np

from kgraph.claims import pairs
from kgraph.claims.masking import Alphabet, mask
from kgraph.claims.patterns import PatternFinder, surest
from kgraph.claims.view import View
from kgraph.nouns import Analysis, Chain, Claim, Span
from kgraph.ontology import Ontology, Relation

SCALE = 10_000  # weights have four decimals
TRAINED = "trained"  # in the rule of a claim that a model scored


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
        self.weights = Weights({name: read_model(folder / f"{name}.json.xz") for name in sorted(self.settings)})

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        said = list(self.patterns.propose(analysis))
        view = self.candidates.view(analysis, said)
        scored = list(self.weights.scored(list(self.candidates.pairs(view))))
        smoothed = list(smooth(scored, {name: each["own_weight"] for name, each in self.settings.items()}))
        yield from surest(analysis, self._weighed(said, smoothed, view))
        best: dict[tuple, Scored] = {}
        for item in smoothed:
            if item.probability >= self.settings[item.relation]["threshold"] and not self._hits(item, view):
                key = self._key(item)
                if key not in best or item.probability > best[key].probability:
                    best[key] = item
        for item in best.values():
            yield _claim(analysis, view, item)

    def _weighed(self, said: Iterable[Claim], scored: Iterable[Scored], view: View) -> Iterator[Claim]:
        """What the patterns say; what they assert of a scored pair, with its probability."""
        sure: dict[int, float] = {}
        for item in scored:
            for claim in self._hits(item, view):
                sure[id(claim)] = max(item.probability, sure.get(id(claim), 0.0))
        for claim in said:
            if id(claim) in sure and claim.modality == Claim.modality:
                claim = replace(claim, confidence=round(sure[id(claim)], 3), rule=f"{claim.rule}+{TRAINED}")
            yield claim

    def _hits(self, item: Scored, view: View) -> list[Claim]:
        return hits(view, item, self.candidates.relations[item.relation].symmetric)

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

    def view(self, analysis: Analysis, said: Iterable[Claim]) -> View:
        """The document as pairs see it. `said` is what the patterns say of it."""
        return View(analysis, mask(analysis, self.alphabet), self.cues, said)

    def pairs(self, view: View) -> Iterator[tuple[pairs.Pair, list[Relation]]]:
        for head in view.ends:
            for target in view.ends:
                relations = self._allowed[head.item.type, target.item.type]
                if relations and head is not target:
                    near = pairs.nearest(head, target)
                    if near[2] <= self.gap or _prominent(view, head.item, target.item):
                        yield pairs.features(view, head, target, near), relations

    @cached_property
    def _allowed(self) -> dict[tuple[str, str], list[Relation]]:
        """The classes of both ends → the relations that they may stand in."""
        types, relations = self.alphabet.symbol, self.relations.values()
        return {(a, b): [r for r in relations if r.allows(a, b)] for a in types for b in types}


def _prominent(view: View, head: Chain, target: Chain) -> bool:
    """Whether a target is looked at however far away it is."""
    if (id(head), id(target)) in view.hits or target.is_home or view.first_of_type.get(target.type) is target:
        return True
    return view.focus(head, target.type) is target


def hits(view: View, item: Scored, symmetric: bool = False) -> list[Claim]:
    """What patterns say of the same pair and relation; of a `symmetric` relation either way round."""
    ends = (id(item.pair.head), id(item.pair.target.item))
    found = [*view.hits.get(ends, ()), *(view.hits.get(ends[::-1], ()) if symmetric else ())]
    return [claim for claim in found if claim.relation == item.relation]


def smooth(scored: list[Scored], own_weights: Mapping[str, float]) -> Iterator[Scored]:
    """Each candidate with its probability drawn towards the mean of its enumeration (same relation, other end, list).

    `own_weights` gives for each relation how much of its own probability a pair keeps (1: all of it)."""
    groups: dict[tuple, list[float]] = defaultdict(list)
    for item in scored:
        for members in item.pair.lists:
            groups[item.relation, members].append(item.probability)
    mean = {key: sum(found) / len(found) for key, found in groups.items()}
    for item in scored:
        own = own_weights[item.relation]
        means = [mean[item.relation, members] for members in item.pair.lists]
        shared = sum(means) / len(means) if means else item.probability
        yield Scored(item.relation, item.pair, own * item.probability + (1 - own) * shared)


def _claim(analysis: Analysis, view: View, item: Scored) -> Claim:
    pair = item.pair
    subject = pairs.mention_at(pair.head, pair.head_span)
    tail = pairs.mention_at(pair.target.item, pair.target_span)
    return Claim(
        document=analysis.document.id,
        relation=item.relation,
        subject=subject,
        object=tail,
        evidence=_evidence(view, pair),
        rule=f"{item.relation}.{TRAINED}",
        confidence=round(item.probability, 3),
    )


def _evidence(view: View, pair: pairs.Pair) -> Span:
    """The sentences from the one end to the other; where they lie far apart, the sentence of the head."""
    first = view.analysis.sentences[view.sentence(min(pair.head_span.start, pair.target_span.start))]
    last = view.analysis.sentences[view.sentence(max(pair.head_span.start, pair.target_span.start))]
    if pair.gap > 1:
        first = last = view.analysis.sentences[view.sentence(pair.head_span.start)]
    return _trim(view.analysis.text, Span(first.start, last.end))


def _trim(text: str, span: Span) -> Span:
    quote = text[span.start : span.end]
    return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))


class Weights:
    """The models of all relations in one table: `rows` tells the row of a feature, a column is a relation's; in units
    of 1/SCALE, so that sums are exact."""

    def __init__(self, models: Mapping[str, Mapping[str, float]]):
        self.columns = {name: number for number, name in enumerate(sorted(models))}
        self.rows: dict[str, int] = {}
        places = {name: [self.rows.setdefault(f, len(self.rows)) for f in model] for name, model in models.items()}
        self.table = np.zeros((len(self.rows), len(models)), np.int32)
        for name, model in models.items():
            self.table[places[name], self.columns[name]] = np.rint(np.array(list(model.values())) * SCALE)

    def scored(self, found: Sequence[tuple[pairs.Pair, Sequence[Relation]]]) -> Iterator[Scored]:
        """Each pair with each of its relations that has a model."""
        sums = self._sums([pair for pair, _ in found])
        for (pair, relations), row in zip(found, sums.tolist(), strict=True):
            for relation in relations:
                if relation.name in self.columns:
                    yield Scored(relation.name, pair, _squashed(row[self.columns[relation.name]] / SCALE))

    def _sums(self, found: Sequence[pairs.Pair]) -> np.ndarray:
        """int64 [pairs, relations]. What stands around a name is summed once, since it stands in many pairs."""
        total = np.zeros((len(found), len(self.columns)), np.int64)
        kept: dict[int, np.ndarray] = {}
        flat, starts = [], []
        for number, pair in enumerate(found):
            starts.append(len(flat))
            flat += self._known((*pair.rows, *pair.typed))
            for part in pair.around:
                if id(part) not in kept:
                    kept[id(part)] = self.table[self._known(part)].sum(axis=0, dtype=np.int64)
                total[number] += kept[id(part)]
        if flat:
            sums = np.concatenate([np.zeros((1, total.shape[1]), np.int64), self.table[flat].cumsum(0, np.int64)])
            total += sums[[*starts[1:], len(flat)]] - sums[starts]
        return total

    def _known(self, features: Iterable[str]) -> list[int]:
        return [row for row in map(self.rows.get, features) if row is not None]


def probability(model: Mapping[str, float], features: Iterable[str]) -> float:
    """The logistic model's probability: the weights of the features that it knows, summed and squashed."""
    return _squashed(sum(weight for weight in map(model.get, features) if weight is not None))


def _squashed(weight: float) -> float:
    return 1 / (1 + math.exp(-weight))


def read_model(path: Path) -> dict[str, float]:
    """Feature → weight (log odds)."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
