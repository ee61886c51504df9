"""Cross-validation of the tagger alone: strict scores of names in texts, or whole provinces, that it did not see.

    python training/validate.py training/bulletins [--by province] [--folds 5] [--part 0.25 0.5 1]

Comes in: folders of annotated texts. Goes out: a table by class. By text, a fold is chosen by the text's id. By
province, all texts of a province stand in one fold, so that no place of it, and hardly a body or firm, was seen.
`--part` trains on that share of the other folds, for a learning curve.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import check
import tagging
from annotations import Sample
from provinces import Provinces

from kgraph import mentions
from kgraph.evaluation import Score
from kgraph.mentions.tagger import Tagger, blocks
from kgraph.ontology import Ontology

Counts = dict[str, Counter]  # class → right, found, gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--by", choices=("text", "province"), default="text")
    parser.add_argument("--folds", type=int, default=tagging.FOLDS)
    parser.add_argument("--only", type=int, help="only this fold")
    parser.add_argument("--part", type=float, nargs="+", default=[1.0])
    options = parser.parse_args()
    ontology = Ontology.load()
    samples = check.load(options.folders, ontology)
    folds = grouped(samples, Provinces(ontology), options.folds) if options.by == "province" else hashed(options.folds)
    chosen = range(options.folds) if options.only is None else [options.only]
    for part in options.part:
        print(f"{options.by}, {options.folds} folds, trained on {part:.0%} of the others:\n")
        print(table(validate(samples, ontology, folds, chosen, part)), flush=True)


def hashed(folds: int) -> Callable[[Sample], int]:
    return lambda sample: tagging.fold_of(sample.id, folds)


def grouped(samples: Iterable[Sample], provinces: Provinces, folds: int) -> Callable[[Sample], int]:
    """Whole provinces in one fold, the folds about equally large; texts of no one province are only trained on."""
    of = {sample.id: provinces.find(sample) for sample in samples}
    sizes, chosen = Counter(), {"": -1}
    for code, number in sorted(Counter(of.values()).items(), key=lambda item: (-item[1], item[0])):
        if code:
            chosen[code] = min(range(folds), key=lambda fold: (sizes[fold], fold))
            sizes[chosen[code]] += number
    return lambda sample: chosen[of[sample.id]]


def validate(
    samples: Sequence[Sample],
    ontology: Ontology,
    fold: Callable[[Sample], int],
    folds: Iterable[int],
    part: float,
    work: Path | None = None,
) -> Counts:
    """Counts of names in the held-out texts. `work` holds taggers trained on all other texts, if there are such."""
    layers, lexicons = ontology.settings("tagger")["layer"], mentions.lexicons(ontology)
    counts: Counts = defaultdict(Counter)
    for number in folds:
        if work and part == 1:
            tagger = Tagger.read(work / str(number), lexicons)
        else:
            seen = [s for s in samples if fold(s) != number and share(s.id) < part]
            tagger = Tagger(tagging.learned(seen, layers, lexicons), lexicons)
        for type_, found in judged([s for s in samples if fold(s) == number], tagger, layers).items():
            counts[type_].update(found)
    return counts


def judged(samples: Iterable[Sample], tagger: Tagger, layers: Sequence[dict]) -> Counts:
    """Counts of what a tagger finds in these texts."""
    counts: Counts = defaultdict(Counter)
    for sample in samples:
        found = {(s, e, type_) for s, e, type_, _, _ in tagger.tag(sample.text, list(blocks(sample.text)))}
        gold = {span for layer in layers for span in tagging.layer_spans(sample, layer["types"])}
        count(counts, found, gold)
    return counts


def score(counts: Counter) -> Score:
    return Score(counts["right"], counts["gold"] - counts["right"], counts["found"] - counts["right"])


def share(id_: str) -> float:
    """A number in [0, 1) that depends on the id alone."""
    return int(hashlib.sha1(f"part {id_}".encode()).hexdigest()[:8], 16) / 16**8


def count(counts: Counts, found: set, gold: set) -> None:
    for name, spans in (("right", found & gold), ("found", found), ("gold", gold)):
        for *_, type_ in spans:
            counts[type_][name] += 1
            counts["all"][name] += 1


def table(counts: Counts) -> str:
    lines = ["| class | P | R | F1 | names |", "|---|---|---|---|---|"]
    for type_, c in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        s = score(c)
        lines.append(f"| {type_} | {100 * s.precision:.1f} | {100 * s.recall:.1f} | {100 * s.f1:.1f} | {c['gold']:,} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
