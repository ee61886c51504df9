"""The trained claim finder: a maximum-entropy model for each relation over pairs of chains.

Comes in: an `Analysis` with chains. Goes out: a claim for each pair of things whose classes the ontology allows and
whose probability reaches the relation's threshold, and what the patterns say, as sure as the model is, which sees them:
`<pattern>+trained` where both spoke. Members of an enumeration are judged together where that helped in training.
Source: Berger, Della Pietra, Della Pietra 1996; weights by `training/train.py` (CRFsuite on sequences of length one).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import ahocorasick

from kgraph.claims import pairs
from kgraph.claims.masking import Alphabet, mask
from kgraph.claims.patterns import PatternFinder, surest
from kgraph.claims.scored import Scored, Weights, firsts, read_model, smooth
from kgraph.claims.view import End, View
from kgraph.nouns import Analysis, Chain, Claim, Span
from kgraph.ontology import Ontology, Relation

REACH = "reach.json"  # for the classes of both ends, the sentences between them beyond which pairs are not looked at
LOWER = 0.9  # of a threshold: well below it, whatever the rounding
TRAINED = "trained"  # in the rule of a claim that a model scored


class TrainedFinder:
    """Proposes what the patterns say, and what the models in `folder` find, which see the patterns that fit a pair.

    Relations without a model are left to the patterns.
    """

    def __init__(self, ontology: Ontology, folder: Path):
        self.patterns = PatternFinder(ontology)
        reach = folder / REACH
        self.candidates = Candidates(ontology, json.loads(reach.read_text("utf-8")) if reach.is_file() else {})
        settings = folder / "settings.json"
        self.settings: dict[str, dict] = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
        self.weights = Weights({name: read_model(folder / f"{name}.json.xz") for name in sorted(self.settings)})

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        said = list(self.patterns.propose(analysis))
        view = self.candidates.view(analysis, said)
        scored = list(self.weights.scored(list(self.candidates.pairs(view)), self.least))
        smoothed = list(smooth(scored, {name: each["own_weight"] for name, each in self.settings.items()}))
        said_of = [self._hits(item, view) for item in smoothed]
        yield from surest(analysis, _weighed(said, smoothed, said_of))
        told = {(item.relation, id(item.pair.head)) for item, found in zip(smoothed, said_of, strict=True) if found}
        sure = [sureness(found, item.probability) for item, found in zip(smoothed, said_of, strict=True)]
        best: dict[tuple, tuple[Scored, str]] = {}
        for item, found, first in zip(smoothed, said_of, firsts(smoothed, sure), strict=True):
            rule = self._home(item) if first and (item.relation, id(item.pair.head)) not in told else ""
            least = 0.0 if rule else self.settings[item.relation]["threshold" if first else "further"]
            if item.probability >= least and not found:
                key = self._key(item)
                if key not in best or item.probability > best[key][0].probability:
                    best[key] = item, rule
        for item, rule in best.values():
            yield _claim(analysis, view, item, rule)

    @cached_property
    def least(self) -> dict[str, float]:
        """How probable a candidate must be to count; what is less so can still be at home, if anything can."""
        homes = {home.relation.name for home in self.patterns.homes}
        return {
            name: LOWER * min(each["threshold"], each["further"])
            for name, each in self.settings.items()
            if name not in homes
        }

    def _home(self, item: Scored) -> str:
        """The rule, if there is one, by which a thing is at home where nothing else is surer, however unsure it is."""
        ends = item.pair.head, item.pair.target.item
        return next((home.rule for home in self.patterns.homes if home.fits(item.relation, *ends)), "")

    def _hits(self, item: Scored, view: View) -> list[Claim]:
        return hits(view, item, self.candidates.relations[item.relation].symmetric) if item.pair.told else []

    def _key(self, item: Scored) -> tuple:
        """A symmetric relation is proposed once, whichever way round is more probable."""
        ends = [id(item.pair.head), id(item.pair.target.item)]
        if self.candidates.relations[item.relation].symmetric:
            ends.sort()
        return (item.relation, *ends)


class Candidates:
    """Which pairs of chains may stand in which relations, and their features; `reach` as in the file `REACH`."""

    def __init__(self, ontology: Ontology, reach: Mapping[str, int] | None = None):
        self.reach = reach or {}
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
        close = self.near(view)
        ranks = pairs.ranks(close)
        for (head, target), near in close.items():
            if self._looked_at(view, head.item, target.item, near[2]):
                found = pairs.features(view, head, target, near, ranks[head, target])
                yield found, self._allowed[head.item.type, target.item.type]

    def near(self, view: View) -> dict[tuple[End, End], pairs.Near]:
        """The nearest places of all pairs whose classes allow a relation."""
        return {
            (head, target): pairs.nearest(head, target)
            for head in view.ends
            for target in view.ends
            if head is not target and self._allowed[head.item.type, target.item.type]
        }

    def _looked_at(self, view: View, head: Chain, target: Chain, gap: int) -> bool:
        if (id(head), id(target)) in view.hits:
            return True
        if gap > self.reach.get(pairs.kind(head, target), gap):
            return False
        return gap <= self.gap or _prominent(view, head, target)

    @cached_property
    def _allowed(self) -> dict[tuple[str, str], list[Relation]]:
        """The classes of both ends → the relations that they may stand in."""
        types, relations = self.alphabet.symbol, self.relations.values()
        return {(a, b): [r for r in relations if r.allows(a, b)] for a in types for b in types}


def _prominent(view: View, head: Chain, target: Chain) -> bool:
    """Whether a target is looked at however far away it is."""
    if target.is_home or view.first_of_type.get(target.type) is target:
        return True
    return view.focus(head, target.type) is target


def hits(view: View, item: Scored, symmetric: bool = False) -> list[Claim]:
    """What patterns say of the same pair and relation; of a `symmetric` relation either way round."""
    ends = (id(item.pair.head), id(item.pair.target.item))
    found = [*view.hits.get(ends, ()), *(view.hits.get(ends[::-1], ()) if symmetric else ())]
    return [claim for claim in found if claim.relation == item.relation]


def _weighed(said: Iterable[Claim], scored: Iterable[Scored], said_of: Iterable[Sequence[Claim]]) -> Iterator[Claim]:
    """What the patterns say; what they assert of a scored pair, with its probability. `said_of` is what they say of
    each."""
    sure: dict[int, float] = {}
    for item, found in zip(scored, said_of, strict=True):
        for claim in found:
            sure[id(claim)] = max(item.probability, sure.get(id(claim), 0.0))
    for claim in said:
        if id(claim) in sure and claim.modality == Claim.modality:
            claim = replace(claim, confidence=round(sure[id(claim)], 3), rule=f"{claim.rule}+{TRAINED}")
        yield claim


def sureness(said: Iterable[Claim], probability: float) -> float:
    """How sure a candidate is: 1 where patterns assert it, 0 where they deny it or speak of other times."""
    modalities = {claim.modality for claim in said}
    return float(Claim.modality in modalities) if modalities else probability


def _claim(analysis: Analysis, view: View, item: Scored, rule: str) -> Claim:
    pair = item.pair
    subject = pairs.mention_at(pair.head, pair.head_span)
    tail = pairs.mention_at(pair.target.item, pair.target_span)
    return Claim(
        document=analysis.document.id,
        relation=item.relation,
        subject=subject,
        object=tail,
        evidence=_evidence(view, pair),
        rule=f"{rule}+{TRAINED}" if rule else f"{item.relation}.{TRAINED}",
        confidence=round(item.probability, 3),
    )


def _evidence(view: View, pair: pairs.Pair) -> Span:
    """The sentences from the one end to the other; where they lie far apart, the sentence of the head."""
    first = view.analysis.sentences[view.sentence(min(pair.head_span.start, pair.target_span.start))]
    last = view.analysis.sentences[view.sentence(max(pair.head_span.start, pair.target_span.start))]
    if pair.gap > 1:
        first = last = view.analysis.sentences[view.sentence(pair.head_span.start)]
    return view.analysis.trimmed(Span(first.start, last.end))
