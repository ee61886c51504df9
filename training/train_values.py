"""Train the models that read observations: indicator, owner, period, and whether a figure is one.

Part of `train.py`. Comes in: annotated texts as analyses, with the mentions that taggers found which had not seen them
and with the annotated ones. Goes out: `<choice>.json.xz` for each choice of
`kgraph.claims.choosing`. Prints what is right on texts that a model did not see. Same texts, same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import softmax
import tagging
from tagging import Found
from train_pairs import write_model

from kgraph.claims import choosing
from kgraph.claims.observations import ObservationFinder
from kgraph.claims.ranking import Ranker, best
from kgraph.claims.reading import Figure, Reading
from kgraph.evaluation.scoring import TOLERANCE, match, norm
from kgraph.nouns import Analysis
from kgraph.pipeline import Pipeline

SETTINGS = {  # penalty on the weights' squares; tried 1–10
    choosing.INDICATOR: 2.0,
    choosing.OWNER: 5.0,
    choosing.PERIOD: 8.0,
    choosing.KEPT: 3.0,
}
STEPS, LEAST, SMALLEST = 60, 2, 0.02
VALUES = "values"  # the folder of these models among the others
REACH = 40  # characters around a figure in which its indicator stands

Pupil = Callable[[str, Sequence], tuple[int, float]]


@dataclass
class Row:
    """One choice in one text of one fold; `gold` is the observation, None for a figure that is none."""

    fold: int
    name: str
    choice: softmax.Choice
    gold: dict | None


class Teacher:
    """Notes every choice, and makes what the annotation says, or what a model says that has not seen the text."""

    def __init__(self, fold: int, analysis: Analysis, gold: dict, figures: Sequence[Figure], pupil: Pupil | None):
        self.fold, self.ids, self.pupil = fold, tagging.align(analysis.chains, gold), pupil
        self.gold = dict(pairs(analysis, gold, figures, self._owners(analysis)))
        self.rows: list[Row] = []

    def _owners(self, analysis: Analysis) -> dict[tuple, str | None]:
        return {(m.span, m.type): self.ids.get(id(c)) for c in analysis.chains for m in c.mentions}

    def choose(self, name: str, figure: Figure, candidates: Sequence) -> tuple[int, float]:
        gold = self.gold.get(figure.quantity.span)
        right = frozenset(i for i, each in enumerate(candidates) if self._is_right(name, each, gold))
        choice = softmax.Choice([each.features for each in candidates], right)
        self.rows.append(Row(self.fold, name, choice, gold))
        if self.pupil:
            return self.pupil(name, candidates)
        if right:
            return min(right), 1.0
        return _rules(name, figure, candidates), 1.0

    def _is_right(self, name: str, candidate, gold: dict | None) -> bool:
        if name == choosing.KEPT:
            return candidate.yes == (gold is not None)
        if gold is None:
            return False
        if name == choosing.INDICATOR:
            return norm(candidate.text) == norm(gold["indicator"])
        if name == choosing.OWNER:
            return self.ids.get(id(candidate.chain)) == gold["entity"]
        return candidate.value == gold.get("period")


def _rules(name: str, figure: Figure, candidates: Sequence) -> int:
    """What the rules chose, where the annotation says nothing."""
    if name == choosing.INDICATOR:
        same = (i for i, each in enumerate(candidates) if each.text == figure.indicator)
    elif name == choosing.OWNER:
        same = (i for i, each in enumerate(candidates) if figure.owner in each.chain.mentions)
    else:
        same = iter(())
    return next(same, 0)


def pairs(analysis: Analysis, gold: dict, figures: Sequence[Figure], owners: dict) -> Iterator[tuple]:
    """The place of each figure that the annotation has, with the observation that it is."""
    figures = [figure for figure in figures if figure.relation is None]
    told = gold["observations"]

    def same(observation: dict, figure: Figure) -> int:
        number, said = abs(figure.quantity.number), abs(observation["value"])
        if norm(observation.get("unit") or "") != norm(figure.quantity.unit or ""):
            return 0
        if abs(number - said) > TOLERANCE * max(number, said):
            return 0
        span = figure.quantity.span
        near = norm(analysis.document.text[max(0, span.start - REACH) : span.end + REACH // 2])
        is_owner = owners.get((figure.owner.span, figure.owner.type)) == observation["entity"]
        is_named = norm(observation["indicator"]) in near
        return 1 + 2 * is_owner + 2 * is_named + (norm(figure.indicator) == norm(observation["indicator"]))

    for i, j in match(told, figures, same).items():
        yield figures[j].quantity.span, told[i]


def rows(found: Iterable[Found], finder: ObservationFinder, pupils: Sequence[Pupil] = ()) -> Iterator[Row]:
    """Every choice in every text; those before it are right ones, or those of the pupil that has not seen the text."""
    for fold, analysis, gold in found:
        figures = finder.figures.read(analysis)
        teacher = Teacher(fold, analysis, gold, figures, pupils[fold] if pupils else None)
        list(finder.chooser.figures(Reading(analysis), figures, teacher.choose))
        yield from teacher.rows


def models(told: Iterable[Row]) -> dict[str, Ranker]:
    """A model for each kind of choice."""
    by_name = defaultdict(list)
    for row in told:
        by_name[row.name].append(row.choice)
    return {
        name: Ranker(softmax.train(by_name[name], penalty, STEPS, LEAST, SMALLEST))
        for name, penalty in SETTINGS.items()
    }


def pupil(made: dict[str, Ranker]) -> Pupil:
    """Chooses with models."""
    return lambda name, candidates: best([made[name].score(each.features) for each in candidates])


def cross_validated(told: Sequence[Row], heard: Sequence[Row], folds: int) -> Iterator[dict[str, Ranker]]:
    """The models of each fold, trained without its texts, and what they get right."""
    right, total = defaultdict(int), defaultdict(int)
    for fold in range(folds):
        made = models(row for row in (*told, *heard) if row.fold != fold)
        for row in told:
            if row.fold == fold and row.choice.candidates and (row.gold or row.name == choosing.KEPT):
                scores = [made[row.name].score(features) for features in row.choice.candidates]
                right[row.name] += scores.index(max(scores)) in row.choice.right
                total[row.name] += 1
        yield made
    for name in SETTINGS:
        print(f"{name:10} {right[name] / total[name]:.3f} right of {total[name]}", flush=True)


def train(found: Sequence[Found], annotated: Sequence[Found], pipeline: Pipeline, folder: Path, work: Path) -> None:
    """Trains all models into `folder`, and those of each fold below `work`; `found` are the analyses by taggers that
    had not seen the text, `annotated` those with the annotated mentions.

    Twice: first on right choices, then on those that the first models make of texts that they have not seen."""
    ontology = pipeline.ontology
    name = ontology.with_role("observation")
    finder = ObservationFinder(ontology.patterns[name], ontology, folder / "none")
    told, heard = list(rows(found, finder)), list(rows(annotated, finder))
    pupils = [pupil(made) for made in cross_validated(told, heard, tagging.FOLDS)]
    told, heard = list(rows(found, finder, pupils)), list(rows(annotated, finder, pupils))
    print("after models' choices:")
    for number, made in enumerate(cross_validated(told, heard, tagging.FOLDS)):
        _write(made, work / str(number) / VALUES)
    _write(models([*told, *heard]), folder)


def _write(made: Mapping[str, Ranker], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, ranker in made.items():
        write_model(ranker.weights, folder / f"{name}.json.xz")
