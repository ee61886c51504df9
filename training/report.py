"""Measure the trained pipeline and write the tables of docs/quality.md that need training or the gold files.

    python training/report.py training/bulletins GOLD [--only alone curve provinces reliability] [--work DIR]
        [--write docs/quality.md]

Comes in: folders of annotated texts and a folder of gold files. Goes out, part by part: what patterns and models find
alone and together; what taggers find that were trained on a share of the texts; what taggers find in provinces that
they have not seen; how far confidences can be trusted. `--work` holds the models of each fold (see `train.py`), which
`reliability` needs. Same texts, same figures.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import calibration
import check
import tables
import tagging
import validate
from annotations import Sample
from provinces import Provinces

from kgraph import evaluation, language, mentions
from kgraph.claims import calibrating
from kgraph.claims.trained import TrainedFinder
from kgraph.evaluation import reliability
from kgraph.mentions.tagger import FILE, Tagger
from kgraph.nouns import Analysis, Claim, Page
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline

SHARES = (0.125, 0.25, 0.5, 1.0)
GROUPS = ("entities", "relations", "attributes", "observations")


class Silent:
    """Patterns that say nothing."""

    homes = ()

    def propose(self, analysis: Analysis) -> Iterator[Claim]:
        return iter(())


@dataclass(frozen=True)
class Learned(Pipeline):
    """A pipeline of the trained models alone: names by the tagger, claims between names by the models of pairs."""

    @cached_property
    def nlp(self):
        tagger = Tagger.read(self.models, mentions.lexicons(self.ontology))
        return language.make(self.finders(lambda text, document: tuple(tagger.find(text))))

    @cached_property
    def find_claims(self) -> Callable[[Analysis], Iterable[Claim]]:
        finder = TrainedFinder(self.ontology, self.models / "pairs")
        finder.patterns = Silent()
        return finder.find


@dataclass(frozen=True)
class Measured:
    """What the parts are measured on."""

    samples: Sequence[Sample]
    gold: Path
    ontology: Ontology
    work: Path | None

    def report(self, pipeline: Pipeline) -> evaluation.Report:
        """The comparison of a pipeline with all gold files."""

        def build(page: Page) -> evaluation.Prediction:
            return evaluation.predict(pipeline.know([page]), self.ontology)

        return evaluation.evaluate(self.gold, build, self.ontology)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path, help="a folder of annotated texts")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), default=sorted(PARTS))
    parser.add_argument("--work", type=Path, help="the models of each fold")
    parser.add_argument("--write", type=Path, help="put the tables into this page, between their marks")
    options = parser.parse_args()
    ontology = Ontology.load()
    measured = Measured(check.load([options.texts], ontology), options.gold, ontology, options.work)
    for name in options.only:
        table = "\n".join(PARTS[name](measured))
        print(f"{name}\n\n{table}\n", flush=True)
        if options.write:
            tables.put(options.write, name, "training/report.py", table)


def alone(measured: Measured) -> Iterator[str]:
    """Patterns alone, models alone, both."""
    yield "| | " + " | ".join(f"{group} P / R / F1" for group in GROUPS) + " |"
    yield "|---" * (len(GROUPS) + 1) + "|"
    pipelines = {
        "patterns alone (`--no-model`)": Pipeline(measured.ontology, None),
        "models alone": Learned(measured.ontology),
        "both": Pipeline(measured.ontology),
    }
    for name, pipeline in pipelines.items():
        totals = measured.report(pipeline).totals
        yield f"| {name} | " + " | ".join(_figures(totals[group]) for group in GROUPS) + " |"


def curve(measured: Measured) -> Iterator[str]:
    """Taggers that learned a share of four fifths of the texts, on the other fifth and, with the shipped claim models,
    on the gold files."""
    yield "| share | texts | names in unseen texts, F1 | gold: entities F1 | gold: relations F1 |"
    yield "|---|---|---|---|---|"
    layers, lexicons = measured.ontology.settings("tagger")["layer"], mentions.lexicons(measured.ontology)
    held = [s for s in measured.samples if tagging.fold_of(s.id, tagging.FOLDS) == 0]
    others = [s for s in measured.samples if tagging.fold_of(s.id, tagging.FOLDS) != 0]
    for share in SHARES:
        part = [sample for sample in others if validate.share(sample.id) < share]
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "models"
            shutil.copytree(mentions.MODELS, folder)
            if share == 1 and measured.work:
                shutil.copy(measured.work / "0" / FILE, folder / FILE)
            else:
                tagging.train_tagger(part, layers, lexicons, folder)
            names = validate.judged(held, Tagger.read(folder, lexicons), layers)["all"]
            totals = measured.report(Pipeline(measured.ontology, folder)).totals
        scores = [100 * score.f1 for score in (validate.score(names), *(totals[group] for group in GROUPS[:2]))]
        yield f"| {100 * share:g} % | {len(part):,} | {' | '.join(f'{score:.1f}' for score in scores)} |"


def provinces(measured: Measured) -> Iterator[str]:
    """Five folds of whole provinces, and five of single texts."""
    samples, ontology, folds = measured.samples, measured.ontology, tagging.FOLDS
    ways = {
        "provinces left out": (validate.grouped(samples, Provinces(ontology), folds), None),
        "texts left out": (validate.hashed(folds), measured.work),
    }
    found = {
        name: validate.validate(samples, ontology, fold, range(folds), 1.0, work) for name, (fold, work) in ways.items()
    }
    yield "| class | names | " + " | ".join(f"{name}, P / R / F1" for name in ways) + " |"
    yield "|---" * (len(ways) + 2) + "|"
    first = next(iter(found.values()))
    for type_ in sorted(first, key=lambda name: (name == "all", -validate.score(first[name]).f1)):
        figures = " | ".join(_figures(validate.score(counts[type_])) for counts in found.values())
        yield f"| {type_} | {first[type_]['gold']:,} | {figures} |"


def reliabilities(measured: Measured) -> Iterator[str]:
    """Confidences on the gold files, and of texts by models that had not seen them."""
    curves = calibrating.Calibration.read(mentions.MODELS)
    found = {"gold files": measured.report(Pipeline(measured.ontology, min_confidence=0.0)).items}
    if measured.work:
        judged = calibration.judged(measured.samples, measured.ontology, measured.work)
        found["texts, cross-validated"] = [calibration.calibrated(item, curves) for item, _ in judged]
    yield "| | statements | expected calibration error | above 0.9: right | relations above 0.9: right |"
    yield "|---|---|---|---|---|"
    for name, items in found.items():
        every, said = (reliability.Reliability.of(items, g) for g in (reliability.GROUPS, ("relations",)))
        yield f"| {name} | {len(every.said):,} | {every.error:.3f} | {_share(every.high)} | {_share(said.high)} |"
    for name, items in found.items():
        yield f"\n{name}:\n"
        yield "| confidence | statements | mean confidence | right |"
        yield "|---|---|---|---|"
        for b in reliability.Reliability.of(items).bins:
            most = b.least + 1 / reliability.BINS
            yield f"| {b.least:.1f}–{most:.1f} | {b.count:,} | {b.confidence:.3f} | {b.right:.3f} |"


def _figures(score: evaluation.Score) -> str:
    if not score.correct + score.false:
        return "–"
    return f"{100 * score.precision:.1f} / {100 * score.recall:.1f} / **{100 * score.f1:.1f}**"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


PARTS = {"alone": alone, "curve": curve, "provinces": provinces, "reliability": reliabilities}

if __name__ == "__main__":
    main()
