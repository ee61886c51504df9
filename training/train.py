"""Train the tagger, the claim models and the models of observations on annotated texts, with cross-validation.

    python training/train.py training/bulletins -o src/kgraph/models [--work DIR]

Comes in: folders of document-level annotated texts (`*.json`, the format of the gold guidelines) and of texts with
annotated mentions (`*.txt`, see bulletins/README.md). Goes out: `tagger.npz`, `pairs/<relation>.json.xz`,
`pairs/settings.json`, `values/<choice>.json.xz` and `confidence.json`. The claim models learn from mentions that a
tagger found which had not seen the text, so that they know its errors. Same texts, same bytes.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import calibration
import check
import tagging
import train_pairs
import train_values
from annotations import Sample

from kgraph.mentions.tagger import FILE
from kgraph.ontology import Ontology
from kgraph.pipeline import Pipeline


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--only-tagger", action="store_true", help="leave the claim models as they are")
    parser.add_argument("--work", type=Path, help="keep the cross-validated taggers here and use those already there")
    parser.add_argument("--jobs", type=int, default=1, help="models that are trained at a time (2 GB each)")
    arguments = parser.parse_args()
    ontology = Ontology.load()
    samples = check.load(arguments.folders, ontology)
    print(f"{len(samples)} texts, {sum(len(s.text) for s in samples)} characters")
    with tempfile.TemporaryDirectory() as scratch:
        work = arguments.work or Path(scratch)
        folds = {} if arguments.only_tagger else {number: work / str(number) for number in range(tagging.FOLDS)}
        kept = [number for number, folder in folds.items() if (folder / FILE).is_file()]
        folders = {number: folder for number, folder in folds.items() if number not in kept}
        tagging.train_all(samples, {None: arguments.output} | folders, arguments.jobs)
        if not arguments.only_tagger:
            _train_claims(samples, ontology, work, arguments.output, arguments.jobs)


def _train_claims(samples: list[Sample], ontology: Ontology, work: Path, output: Path, jobs: int) -> None:
    """With what cross-validated taggers found, so that the models know a tagger's errors."""
    found = tagging.cross_validated(samples, ontology, tagging.FOLDS, work)
    tagging.mention_report(found, ontology)
    pipeline = Pipeline(ontology, work / "0")
    annotated = list(tagging.with_gold_mentions(samples, pipeline))
    weights = {sample.id: sample.weight for sample in samples}
    train_pairs.train(found, annotated, weights, ontology, output / "pairs", work, jobs)
    train_values.train(found, annotated, pipeline, output / "values", work)
    calibration.train(samples, ontology, work, output)


if __name__ == "__main__":
    main()
