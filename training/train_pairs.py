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

import pycrfsuite
from tagging import FOLDS, Found, align

from kgraph.claims import trained
from kgraph.claims.patterns import PatternFinder
from kgraph.mentions import nested
from kgraph.nouns import Analysis, Chain, Claim
from kgraph.ontology import Ontology

SETTINGS = {"c1": 0.02, "c2": 0.05, "max_iterations": 60}
PAIRS = "pairs"  # the folder of these models among the others
LEAST_EXAMPLES = 5  # positive pairs below which a relation gets no model


@dataclass
class Example:
    pair: object
    view: object
    relations: list
    labels: set[str]
    weight: int  # of its text


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
    candidates, patterns = trained.Candidates(ontology), PatternFinder(ontology)
    DATA.clear()
    for each in (found, annotated):
        made = ((n, examples(a, gold, candidates, patterns, weights[gold["id"]])) for n, a, gold in each)
        DATA.append([(n, example) for n, some in made for example in some])
    counts, floor = _gold_counts(found, weights), ontology.settings("facts")["confidence_floor"]["relation"]
    folds = [work / str(number) / PAIRS for number in range(FOLDS)]
    for place in (folder, *folds):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    chosen = {}
    tasks = [(name, counts[name] * (2 if r.symmetric else 1), floor) for name, r in candidates.relations.items()]
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


def _each(tasks: Sequence[tuple], jobs: int) -> Iterator:
    if jobs == 1:
        yield from map(_relation, tasks)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:  # `DATA` is inherited, not sent
        yield from pool.map(_relation, tasks)


def _relation(task: tuple[str, int, float]) -> tuple[dict, dict, list[dict[str, float]]] | None:
    """The settings of a relation, what they reach, and the weights of each fold and of all; None without examples."""
    name, count, floor = task
    seen, told = DATA
    weights = [train_pairs([e for n, e in seen + told if n != number], name) for number in range(FOLDS)]
    scored = []
    for number, found in enumerate(weights):
        scored += score([e for n, e in seen if n == number], name, found) if found else []
    if not scored:
        return None
    return *settle(scored, name, count, floor), [*weights, train_pairs([e for _, e in seen + told], name)]


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
    related = defaultdict(set)
    for relation in gold["relations"]:
        related[relation["head"], relation["tail"]].add(relation["type"])
        if relation["type"] in candidates.relations and candidates.relations[relation["type"]].symmetric:
            related[relation["tail"], relation["head"]].add(relation["type"])
    view = candidates.view(analysis, patterns.propose(analysis))
    for pair, relations in candidates.pairs(view):
        if any(id(chain) not in ids and _nested(chain) for chain in (pair.head, pair.target.item)):
            continue  # names inside names are annotated where a relation needs them: their absence says nothing
        head, tail = ids.get(id(pair.head)), ids.get(id(pair.target.item))
        labels = related.get((head, tail), set()) if head and tail else set()
        yield Example(pair, view, relations, labels, weight)


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
            trainer.append([list(example.pair.features)], ["y" if relation in example.labels else "n"])
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
    return [(example, trained.probability(weights, example.pair.features)) for example in found]


def settle(scored: list[tuple[Example, float]], relation: str, gold_count: int, floor: float) -> tuple[dict, dict]:
    """The own weight and threshold of best F1, and the counts that they gave; `floor` is the least confidence of all
    claims."""
    best: tuple[float, dict, dict] = (0.0, {"own_weight": 1.0, "threshold": 0.5}, {})
    for own_weight in (1.0, 0.8, 0.5):
        judged = list(_smoothed(scored, relation, own_weight, floor))
        missed = max(0, gold_count - sum(weight for _, yes, weight in judged if yes))
        for step in range(3, 19):
            least = step / 20
            tp = sum(w for p, y, w in judged if p >= least and y)
            fp = sum(w for p, y, w in judged if p >= least and not y)
            fn = sum(w for p, y, w in judged if p < least and y) + missed
            f1 = 2 * tp / max(1, 2 * tp + fp + fn)
            if f1 > best[0]:
                best = (
                    f1,
                    {"own_weight": own_weight, "threshold": least},
                    {"f1": round(f1, 3), "tp": tp, "fp": fp, "fn": fn},
                )
    return best[1], best[2]


def _smoothed(
    scored: list[tuple[Example, float]], relation: str, own_weight: float, floor: float
) -> Iterator[tuple[float, bool, int]]:
    """Each candidate's probability, whether it is right, and the weight of its text; what a pattern says is kept (1)
    or refused (0)."""
    by_view = defaultdict(list)
    for example, probability in scored:
        by_view[id(example.view)].append((trained.Scored(relation, example.pair, probability), example))
    for found in by_view.values():
        smoothed = trained.smooth([s for s, _ in found], {relation: own_weight})
        for item, (_, example) in zip(smoothed, found, strict=True):
            symmetric = any(r.symmetric for r in example.relations if r.name == relation)
            said = {claim.modality for claim in trained.hits(example.view, item, symmetric)}
            kept = Claim.modality in said and item.probability >= floor
            yield float(kept) if said else item.probability, relation in example.labels, example.weight
