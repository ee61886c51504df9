"""Train the tagger and the claim models on annotated texts, with cross-validation.

    python tools/train.py corpus/bulletins corpus -o src/kgraph/models [--folds 5] [--report FILE]

Comes in: folders of document-level annotated texts (`*.json`, the format of the gold guidelines) and of texts with
annotated mentions (`*.txt`, see corpus/README.md). Goes out: `<layer>.crfsuite`, `pairs/<relation>.json.xz` and
`pairs/settings.json`. The claim models learn from mentions that a tagger found which had not seen the text, so that
they know its errors. Same texts, same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pycrfsuite
from annotations import Sample, read

from kgraph import language, mentions
from kgraph.claims import trained
from kgraph.claims.patterns import PatternFinder
from kgraph.entities import chains
from kgraph.mentions.features import Lexicons, features
from kgraph.mentions.tagger import blocks, label_sequence
from kgraph.nouns import Analysis, Chain, Claim, Mention, Page, Span
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline
from kgraph.text import fold, name_key

TAGGER = {"c1": 0.05, "c2": 0.1, "max_iterations": 80, "feature.possible_transitions": True}
PAIRS = {"c1": 0.02, "c2": 0.05, "max_iterations": 60}
FOLDS = 5
LEAST_EXAMPLES = 5  # positive pairs below which a relation gets no model


def layer_labels(sample: Sample, types: Sequence[str]) -> list[str]:
    chosen, taken = [], set()
    for start, end, type_ in sorted(set(sample.spans), key=lambda s: (s[0] - s[1], s)):
        if type_ in types and not taken & set(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, end, type_))
    return label_sequence(len(sample.text), chosen)


def train_tagger(samples: Sequence[Sample], layers: Sequence[dict], lexicons: Lexicons, folder: Path) -> None:
    for layer in layers:
        trainer = pycrfsuite.Trainer(verbose=False)
        trainer.set_params(TAGGER)
        for sample in samples:
            labels = layer_labels(sample, layer["types"])
            if not sample.rows:
                sample.rows = [
                    (s, e, pycrfsuite.ItemSequence(features(sample.text[s:e], lexicons)))
                    for s, e in blocks(sample.text)
                ]
            for start, end, rows in sample.rows:
                trainer.append(rows, labels[start:end])
        trainer.train(str(folder / f"{layer['name']}.crfsuite"))


def fold_of(id_: str, folds: int) -> int:
    return int(hashlib.sha1(id_.encode()).hexdigest(), 16) % folds


def page_of(gold: dict) -> Page:
    return Page(gold["id"], f"{gold['id']}.json", gold["text"], "", published=gold["published"], home=gold["home"])


# --- pairs ---------------------------------------------------------------------------------------------------------


@dataclass
class Example:
    pair: object
    view: object
    relations: list
    labels: set[str]
    document: str


def examples(
    analysis: Analysis, gold: dict, candidates: trained.Candidates, patterns: PatternFinder
) -> Iterator[Example]:
    ids = align(analysis.chains, gold)
    related = defaultdict(set)
    for relation in gold["relations"]:
        related[relation["head"], relation["tail"]].add(relation["type"])
        if relation["type"] in candidates.relations and candidates.relations[relation["type"]].symmetric:
            related[relation["tail"], relation["head"]].add(relation["type"])
    view = candidates.view(analysis, patterns.propose(analysis))
    for pair, relations in candidates.pairs(view):
        head, tail = ids.get(id(pair.head)), ids.get(id(pair.target.item))
        labels = related.get((head, tail), set()) if head and tail else set()
        yield Example(pair, view, relations, labels, gold["id"])


def align(chains: Iterable[Chain], gold: dict) -> dict[int, str]:
    known = {}
    for entity in gold["entities"]:
        for name in (entity["name"], *entity["aliases"]):
            known[entity["type"], name_key(name)] = entity["id"]
    found = {}
    for chain in chains:
        ids = [known[chain.type, name_key(form)] for form in chain.forms if (chain.type, name_key(form)) in known]
        if ids:
            found[id(chain)] = ids[0]
    return found


def train_pairs(data: Sequence[Example], relation: str) -> dict[str, float]:
    """The weights (log odds) of a relation's features; empty where there are too few examples."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(PAIRS)
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


def settle(scored: list[tuple[Example, float]], relation: str, gold_count: int) -> tuple[dict, dict]:
    """The own weight and threshold of best F1, and the counts that they gave."""
    best: tuple[float, dict, dict] = (0.0, {"own_weight": 1.0, "threshold": 0.5}, {})
    for own_weight in (1.0, 0.8, 0.5):
        judged = list(_smoothed(scored, relation, own_weight))
        missed = max(0, gold_count - sum(yes for _, yes in judged))
        for step in range(2, 19):
            least = step / 20
            tp = sum(p >= least and y for p, y in judged)
            fp = sum(p >= least and not y for p, y in judged)
            fn = sum(p < least and y for p, y in judged) + missed
            f1 = 2 * tp / max(1, 2 * tp + fp + fn)
            if f1 > best[0]:
                best = (
                    f1,
                    {"own_weight": own_weight, "threshold": least},
                    {"f1": round(f1, 3), "tp": tp, "fp": fp, "fn": fn},
                )
    return best[1], best[2]


def _smoothed(scored: list[tuple[Example, float]], relation: str, own_weight: float) -> Iterator[tuple[float, bool]]:
    by_view = defaultdict(list)
    for example, probability in scored:
        by_view[id(example.view)].append((trained.Scored(relation, example.pair, probability), example))
    for found in by_view.values():
        smoothed = trained.smooth(found[0][1].view, [s for s, _ in found], {relation: own_weight})
        for item, (_, example) in zip(smoothed, found, strict=True):
            said = trained.by_pattern(example.view, item)
            probability = item.probability if said is None else float(said == Claim.modality)
            yield probability, relation in example.labels


# --- main ----------------------------------------------------------------------------------------------------------


def cross_validated(
    samples: Sequence[Sample], ontology: Ontology, folds: int, work: Path
) -> list[tuple[int, Analysis, dict]]:
    """Analyses of the document-level texts, each by a tagger that did not see it."""
    layers, lexicons = ontology.settings("tagger")["layer"], mentions.lexicons(ontology)
    found = []
    for number in range(folds):
        folder = work / str(number)
        if not folder.is_dir():
            folder.mkdir(parents=True)
            train_tagger([s for s in samples if fold_of(s.id, folds) != number], layers, lexicons, folder)
        pipeline = Pipeline(ontology, folder)
        for sample in samples:
            if sample.gold and fold_of(sample.id, folds) == number:
                found += [(number, analysis, sample.gold) for analysis in pipeline.read(page_of(sample.gold))]
        print(f"fold {number + 1} of {folds}", flush=True)
    return found


def with_gold_mentions(samples: Sequence[Sample], pipeline: Pipeline) -> Iterator[tuple[int, Analysis, dict]]:
    """Analyses of the document-level texts with the annotated mentions and chains instead of found ones."""
    layers = {t: n for n, layer in enumerate(pipeline.ontology.settings("tagger")["layer"]) for t in layer["types"]}
    for sample in samples:
        if sample.gold:
            known = {}
            for entity in sample.gold["entities"]:
                known |= {(fold(name), entity["type"]): entity["id"] for name in (entity["name"], *entity["aliases"])}
            for document in pipeline.documents(page_of(sample.gold)):
                found = _annotated_mentions(fold(document.text), known, layers)
                analysis = language.analyse(
                    language.make(pipeline.finders(lambda *_, found=found: found)), document, fold(document.text)
                )
                groups = defaultdict(list)
                for mention in analysis.mentions:
                    groups[known[fold(mention.text), mention.type]].append(mention)
                made = sorted(
                    (chains.chain(g, document.home) for g in groups.values()), key=lambda c: c.mentions[0].span
                )
                yield fold_of(sample.id, FOLDS), replace(analysis, chains=tuple(made)), sample.gold


def _annotated_mentions(text: str, known: dict, layers: dict[str, int]) -> list[Mention]:
    spans = [(m.start(), m.end(), type_) for name, type_ in known for m in re.finditer(re.escape(name), text)]
    chosen, taken = [], set()
    for start, end, type_ in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        cells = {(layers[type_], i) for i in range(start, end)}
        if not cells & taken:
            taken |= cells
            chosen.append(Mention(Span(start, end), text[start:end], type_, "annotated"))
    return sorted(chosen, key=lambda m: (m.span.start, -m.span.end, m.type))


def mention_report(found: list[tuple[int, Analysis, dict]], ontology: Ontology) -> None:
    counts = defaultdict(lambda: [0, 0, 0])
    by_doc = defaultdict(list)
    for _, analysis, gold in found:
        by_doc[gold["id"]].append((analysis, gold))
    for parts in by_doc.values():
        gold = parts[0][1]
        chains = [c for analysis, _ in parts for c in analysis.chains]
        matched = {}
        for chain in chains:
            entity = align([chain], gold).get(id(chain))
            counts[chain.type][0 if entity and entity not in matched else 1] += 1
            matched[entity] = True
        for entity in gold["entities"]:
            counts[entity["type"]][2] += entity["id"] not in matched
    total = [sum(c[i] for c in counts.values()) for i in range(3)]
    for name, (tp, fp, fn) in [*sorted(counts.items()), ("all", total)]:
        precision, recall, f1 = tp / max(1, tp + fp), tp / max(1, tp + fn), 2 * tp / max(1, 2 * tp + fp + fn)
        print(f"{name:16} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}  {tp} {fp} {fn}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="keep the cross-validated taggers here and use those already there")
    arguments = parser.parse_args()
    ontology = Ontology.load()
    types = [t for layer in ontology.settings("tagger")["layer"] for t in layer["types"]]
    samples = read(arguments.folders, types)
    print(f"{len(samples)} texts, {sum(len(s.text) for s in samples)} characters")
    candidates, patterns = trained.Candidates(ontology), PatternFinder(ontology)
    with tempfile.TemporaryDirectory() as scratch:
        work = arguments.work or Path(scratch)
        found = cross_validated(samples, ontology, FOLDS, work)
        mention_report(found, ontology)
        data = [(n, e) for n, analysis, gold in found for e in examples(analysis, gold, candidates, patterns)]
        annotated = with_gold_mentions(samples, Pipeline(ontology, work / "0"))
        extra = [(n, e) for n, analysis, gold in annotated for e in examples(analysis, gold, candidates, patterns)]
        shutil.rmtree(arguments.output / "pairs", ignore_errors=True)
        (arguments.output / "pairs").mkdir(parents=True)
        chosen = {}
        for relation in candidates.relations:
            scored = []
            for number in range(FOLDS):
                if weights := train_pairs([e for n, e in data + extra if n != number], relation):
                    scored += score([e for n, e in data if n == number], relation, weights)
            gold_count = sum(r["type"] == relation for s in samples if s.gold for r in s.gold["relations"])
            if not scored:
                continue
            twice = 2 if candidates.relations[relation].symmetric else 1
            chosen[relation], counts = settle(scored, relation, gold_count * twice)
            print(f"{relation:14} {chosen[relation]} {counts}", flush=True)
            weights = train_pairs([e for _, e in data + extra], relation)
            write_model(weights, arguments.output / "pairs" / f"{relation}.json.xz")
        settings = json.dumps(chosen, indent=1, sort_keys=True) + "\n"
        (arguments.output / "pairs" / "settings.json").write_text(settings)
    train_tagger(samples, ontology.settings("tagger")["layer"], mentions.lexicons(ontology), arguments.output)


if __name__ == "__main__":
    main()
