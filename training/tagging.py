"""Train the tagger, and read annotated texts with taggers that did not see them.

Comes in: `Sample`s. Goes out: `tagger.npz`, and analyses of the document-level texts by fold: with found mentions
(so that claim models know a tagger's errors) or with the annotated ones. Same texts, same bytes.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import crf
from annotations import Sample

from kgraph import language, mentions
from kgraph.entities import chains
from kgraph.evaluation import Score
from kgraph.mentions.columns import Lexicons
from kgraph.mentions.crf import Model
from kgraph.mentions.tagger import FILE, blocks, label_sequence
from kgraph.nouns import Analysis, Chain, Mention, Page, Span
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline
from kgraph.text import fold, name_key

SETTINGS = tomllib.loads(Path(__file__).with_name("config.toml").read_text("utf-8"))["tagger"]
FOLDS = 5

Found = tuple[int, Analysis, dict]  # fold, analysis, gold


def train_tagger(samples: Sequence[Sample], layers: Sequence[dict], lexicons: Lexicons, folder: Path) -> None:
    learned(samples, layers, lexicons).write(folder / FILE)


def learned(samples: Iterable[Sample], layers: Sequence[dict], lexicons: Lexicons) -> Model:
    texts = [
        crf.Text(
            sample.text,
            list(blocks(sample.text)),
            {x["name"]: label_sequence(len(sample.text), layer_spans(sample, x["types"])) for x in layers},
            sample.weight,
        )
        for sample in samples
    ]
    return crf.learn(texts, [layer["name"] for layer in layers], lexicons, SETTINGS)


def layer_spans(sample: Sample, types: Sequence[str]) -> list[tuple[int, int, str]]:
    """The names of these classes without overlaps, longer before shorter."""
    return crf.flat(span for span in sample.spans if span[2] in types)


def train_all(samples: Sequence[Sample], folders: Mapping[int | None, Path], jobs: int) -> None:
    """A tagger into each folder: of all texts (None), or of all but those of a fold. `jobs` are trained at a time."""
    with ProcessPoolExecutor(jobs) as pool:
        for folder in pool.map(_train_fold, repeat(samples), *zip(*folders.items(), strict=True)):
            print(f"trained {folder.name}/{FILE}", flush=True)


def _train_fold(samples: Sequence[Sample], fold: int | None, folder: Path) -> Path:
    ontology = Ontology.load()
    layers, lexicons = ontology.settings("tagger")["layer"], mentions.lexicons(ontology)
    folder.mkdir(parents=True, exist_ok=True)
    train_tagger([s for s in samples if fold_of(s.id, FOLDS) != fold], layers, lexicons, folder)
    return folder


def cross_validated(samples: Sequence[Sample], ontology: Ontology, folds: int, work: Path) -> list[Found]:
    """Analyses of the document-level texts, each by the tagger in `work` that did not see it."""
    found = []
    for number in range(folds):
        pipeline = Pipeline(ontology, work / str(number))
        for sample in samples:
            if sample.gold and fold_of(sample.id, folds) == number:
                found += [(number, analysis, sample.gold) for analysis in pipeline.read(page_of(sample.gold))]
        print(f"fold {number + 1} of {folds}", flush=True)
    return found


def fold_of(id_: str, folds: int) -> int:
    return int(hashlib.sha1(id_.encode()).hexdigest(), 16) % folds


def page_of(gold: dict) -> Page:
    return Page(gold["id"], f"{gold['id']}.json", gold["text"], "", published=gold["published"], home=gold["home"])


def with_gold_mentions(samples: Sequence[Sample], pipeline: Pipeline) -> Iterator[Found]:
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
    seen = {known[m.text, m.type] for m in chosen}
    for start, end, type_ in spans:  # what the text names only inside longer names
        if known[text[start:end], type_] not in seen:
            chosen.append(Mention(Span(start, end), text[start:end], type_, "annotated"))
    return sorted(chosen, key=lambda m: (m.span.start, -m.span.end, m.type))


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


def mention_report(found: list[Found], ontology: Ontology) -> None:
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
        score = Score(tp, fn, fp)
        print(f"{name:16} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}  {tp} {fp} {fn}")
