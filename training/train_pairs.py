"""Train the trained claim finder: one model a relation, its threshold, and the weight of a pair against its list.

Comes in: analyses with found and with annotated mentions, by fold. Goes out: `<relation>.json.xz` and `settings.json`.
Prints what the models and the patterns together find on texts that the models did not see. Same texts, same bytes.
"""

from __future__ import annotations

import json
import lzma
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pycrfsuite
from tagging import FOLDS, Found, align

from kgraph.claims import pairs, scored, trained
from kgraph.claims.patterns import PatternFinder
from kgraph.evaluation import Score
from kgraph.mentions import nested
from kgraph.nouns import Analysis, Chain, Claim
from kgraph.ontology import Ontology

SETTINGS = {"c1": 3.0, "c2": 1.0, "max_iterations": 60}  # strong: the pairs of one text are much alike
PAIRS = "pairs"  # the folder of these models among the others
CLEAR = 0.002  # of F1
RARE = 0.004  # of pairs of two classes; with .01 F1 of organized, partnerOf and memberOf is 1 point lower
WIDEST = 5  # sentences between the ends of a pair; more count as so many
LEAST_EXAMPLES = 5  # positive pairs below which a relation gets no model


@dataclass
class Example:
    pair: object
    view: object
    relations: list
    labels: set[str]
    weight: int  # of its text; above 1 for the texts over real facts

    @property
    def features(self) -> list[str]:
        """What a model learns from: strict features only of texts over real facts, so that it learns from all texts
        what speaks for a relation, and from those alone how much has to be stated (as in the gold files). After
        Daumé 2007, Frustratingly easy domain adaptation."""
        return [f for f in self.pair.features if self.weight > 1 or not f.startswith(pairs.STRICT)]


DATA: list[list[tuple[int, Example]]] = []  # examples with found and with annotated mentions, each with its fold


def train(
    found: Sequence[Found],
    annotated: Iterable[Found],
    weights: Mapping[str, int],
    ontology: Ontology,
    folder: Path,
    work: Path,
    jobs: int = 1,
) -> None:
    """Trains all models into `folder`, and those of each fold below `work`; `found` are the analyses by taggers that
    had not seen the text, `weights` those of the texts. `jobs` relations are trained at a time, in forked processes."""
    reach = reaches([each[1:] for each in found], trained.Candidates(ontology))
    candidates, patterns = trained.Candidates(ontology, reach), PatternFinder(ontology)
    DATA.clear()
    for each in (found, annotated):
        made = ((n, examples(a, gold, candidates, patterns, weights[gold["id"]])) for n, a, gold in each)
        DATA.append([(n, example) for n, some in made for example in some])
    counts = _gold_counts(found, weights)
    folds = [work / str(number) / PAIRS for number in range(FOLDS)]
    for place in (folder, *folds):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    chosen = {}
    tasks = [(name, counts[name] * (2 if r.symmetric else 1)) for name, r in candidates.relations.items()]
    for (name, *_), made in zip(tasks, _each(tasks, jobs), strict=True):
        if made:
            chosen[name], reached, models = made
            print(f"{name:14} {chosen[name]} {reached}", flush=True)
            for place, model in zip((*folds, folder), models, strict=True):
                if model:
                    write_model(model, place / f"{name}.json.xz")
    for place in (folder, *folds):
        own = {name: each for name, each in chosen.items() if (place / f"{name}.json.xz").is_file()}
        (place / "settings.json").write_text(json.dumps(own, indent=1, sort_keys=True) + "\n")
        (place / trained.REACH).write_text(json.dumps(reach, indent=1, sort_keys=True) + "\n")


def reaches(found: Iterable[tuple[Analysis, dict]], candidates: trained.Candidates) -> dict[str, int]:
    """For the classes of both ends, the fewest sentences between beyond which less than `RARE` of the pairs stand in a
    relation; -1 where that holds of all. Classes that always do better are left out."""
    pairs_of: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((2, WIDEST + 1), int))  # all, related
    for analysis, gold in found:
        ids, related = align(analysis.chains, gold), _related(gold, candidates)
        for (head, target), (_, _, gap) in candidates.near(candidates.view(analysis, ())).items():
            ends = ids.get(id(head.item)), ids.get(id(target.item))
            column = pairs_of[pairs.kind(head.item, target.item)][:, min(gap, WIDEST)]
            column += (1, ends in related)
    beyond = {kind: counts[:, ::-1].cumsum(axis=1)[:, ::-1] for kind, counts in pairs_of.items()}  # at a gap and more
    rare = {kind: np.flatnonzero(related < RARE * every) for kind, (every, related) in beyond.items()}
    return {kind: int(gaps[0]) - 1 for kind, gaps in sorted(rare.items()) if len(gaps)}


def _each(tasks: Sequence[tuple], jobs: int) -> Iterator:
    if jobs == 1:
        yield from map(_relation, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:  # `DATA` is inherited, not sent
        yield from pool.map(_relation, tasks)


def _relation(task: tuple[str, int]) -> tuple[dict, dict, list[dict[str, float]]] | None:
    """The settings of a relation, what they reach, and the weights of each fold and of all; None without examples."""
    name, count = task
    seen, told = DATA
    weights = [train_pairs([e for n, e in seen + told if n != number], name) for number in range(FOLDS)]
    judged = []
    for number, found in enumerate(weights):
        judged += score([e for n, e in seen if n == number], name, found) if found else []
    if not judged:
        return None
    return *settle(judged, name, count), [*weights, train_pairs([e for _, e in seen + told], name)]


def _gold_counts(found: Iterable[Found], weights: Mapping[str, int]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for gold in {gold["id"]: gold for _, _, gold in found}.values():
        for relation in gold["relations"]:
            counts[relation["type"]] += weights[gold["id"]]
    return counts


def examples(
    analysis: Analysis, gold: dict, candidates: trained.Candidates, patterns: PatternFinder, weight: int
) -> Iterator[Example]:
    ids = align(analysis.chains, gold)
    related = _related(gold, candidates)
    view = candidates.view(analysis, patterns.propose(analysis))
    for pair, relations in candidates.pairs(view):
        if any(id(chain) not in ids and _nested(chain) for chain in (pair.head, pair.target.item)):
            continue  # names inside names are annotated where a relation needs them: their absence says nothing
        head, tail = ids.get(id(pair.head)), ids.get(id(pair.target.item))
        labels = related.get((head, tail), set()) if head and tail else set()
        yield Example(pair, view, relations, labels, weight)


def _related(gold: dict, candidates: trained.Candidates) -> dict[tuple[str, str], set[str]]:
    """(head, tail) → relations; symmetric ones both ways round."""
    related = defaultdict(set)
    for relation in gold["relations"]:
        related[relation["head"], relation["tail"]].add(relation["type"])
        if relation["type"] in candidates.relations and candidates.relations[relation["type"]].symmetric:
            related[relation["tail"], relation["head"]].add(relation["type"])
    return related


def _nested(chain: Chain) -> bool:
    return all(mention.finder.startswith(nested.FINDER) for mention in chain.mentions)


def train_pairs(data: Sequence[Example], relation: str) -> dict[str, float]:
    """The weights (log odds) of a relation's features; empty where there are too few examples."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(SETTINGS)
    positive = 0
    for example in data:
        if any(r.name == relation for r in example.relations):
            positive += relation in example.labels
            trainer.append([example.features], ["y" if relation in example.labels else "n"])
    if positive < LEAST_EXAMPLES:
        return {}
    with tempfile.NamedTemporaryFile() as file:
        trainer.train(file.name)
        model = pycrfsuite.Tagger()
        model.open(file.name)
        weights: dict[str, float] = defaultdict(float)
        for (feature, label), weight in model.info().state_features.items():
            weights[feature] += weight if label == "y" else -weight
    return {feature: round(weight, 4) for feature, weight in sorted(weights.items()) if abs(weight) >= 0.0001}


def write_model(weights: dict[str, float], path: Path) -> None:
    text = json.dumps(weights, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode("utf-8"), preset=9))


def score(data: Sequence[Example], relation: str, weights: dict[str, float]) -> list[tuple[Example, float]]:
    """Each candidate of the relation with its probability."""
    found = (example for example in data if any(r.name == relation for r in example.relations))
    return [(example, scored.probability(weights, example.features)) for example in found]


def settle(found: Sequence[tuple[Example, float]], relation: str, gold_count: int) -> tuple[dict, dict]:
    """The own weight and thresholds of best F1, and the counts that they gave. A threshold of its own for what comes
    second to a thing (`further`) needs a clear gain."""
    best: tuple[float, dict, dict] = (0.0, {"own_weight": 1.0, "threshold": 0.5, "further": 0.5}, {})
    for own_weight in (1.0, 0.8, 0.5):
        judged = Judged.of(found, relation, own_weight)
        for step in range(2, 19):
            for further in range(step, 20):
                counts = judged.counts(step / 20, further / 20, gold_count)
                f1 = Score(*counts.values()).f1
                if f1 > best[0] + (CLEAR if further > step else 0):
                    chosen = {"own_weight": own_weight, "threshold": step / 20, "further": further / 20}
                    best = (f1, chosen, {"f1": round(f1, 3)} | counts)
    return best[1], best[2]


@dataclass(frozen=True)
class Judged:
    """Candidates of a relation by number: their probability, whether it is right and the surest of its thing, and the
    weight of the text; what a pattern says is kept (1) or refused (0)."""

    probability: np.ndarray
    right: np.ndarray
    first: np.ndarray
    weight: np.ndarray

    @staticmethod
    def of(found: Sequence[tuple[Example, float]], relation: str, own_weight: float) -> Judged:
        by_view = defaultdict(list)
        for example, probability in found:
            by_view[id(example.view)].append((scored.Scored(relation, example.pair, probability), example))
        rows = []
        for each in by_view.values():
            cases = [example for _, example in each]
            smoothed = list(scored.smooth([item for item, _ in each], {relation: own_weight}))
            said = [_said(example, relation) for example in cases]
            sure = [trained.sureness(s, item.probability) for s, item in zip(said, smoothed, strict=True)]
            first = scored.firsts(smoothed, sure)
            rows += [(s, relation in e.labels, f, e.weight) for s, f, e in zip(sure, first, cases, strict=True)]
        columns = zip(*rows, strict=True)
        return Judged(*(np.array(column, kind) for column, kind in zip(columns, (float, bool, bool, int), strict=True)))

    def counts(self, threshold: float, further: float, gold_count: int) -> dict[str, int]:
        """What is right, missed and false with these thresholds."""
        said = self.probability >= np.where(self.first, threshold, further)
        right = int(self.weight[said & self.right].sum())
        every = max(gold_count, int(self.weight[self.right].sum()))
        return {"right": right, "missed": every - right, "false": int(self.weight[said & ~self.right].sum())}


def _said(example: Example, relation: str) -> list[Claim]:
    """What patterns say of this pair and relation."""
    symmetric = any(r.symmetric for r in example.relations if r.name == relation)
    return trained.hits(example.view, scored.Scored(relation, example.pair, 0.0), symmetric)
