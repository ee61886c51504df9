"""A model of kgraph's architecture trained on a public set, to measure with. It is never shipped.

Comes in: a `PublicSet`. Goes out: a model, and functions from a text to its names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import crf
from sets import PublicSet, Sentence

from kgraph.mentions.columns import Lexicons
from kgraph.mentions.crf import Model
from kgraph.mentions.tagger import Tagger, blocks, label_sequence

LAYER = "names"
TOGETHER = 50  # sentences that are read as one text, each a line
SETTINGS = tomllib.loads(Path(__file__).with_name("config.toml").read_text("utf-8"))["measured"]


def trained(found: PublicSet, lexicons: Lexicons, path: Path) -> Model:
    """The model at `path`, or, where there is none, one that learns from the set's training part."""
    if not path.is_file():
        crf.learn(list(texts(found.train)), [LAYER], lexicons, SETTINGS).write(path)
    return Model.read(path)


def texts(sentences: Sequence[Sentence]) -> Iterator[crf.Text]:
    for first in range(0, len(sentences), TOGETHER):
        part = sentences[first : first + TOGETHER]
        sequences, labels, start = [], [], 0
        for sentence in part:
            sequences.append((start, start + len(sentence.text)))
            labels += [*label_sequence(len(sentence.text), flat(sentence.names)), "O"]
            start += len(sentence.text) + 1
        yield crf.Text("\n".join(s.text for s in part), sequences, {LAYER: labels[:-1]})


def flat(names: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names without overlaps, longer before shorter."""
    chosen, taken = [], set()
    for start, end, label in sorted(set(names), key=lambda name: (name[0] - name[1], name)):
        if not taken & set(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, end, label))
    return chosen


def reader(model: Model, lexicons: Lexicons) -> Callable[[str], list[tuple[int, int, str]]]:
    """What finds names as the model labels them; a line of a text is one sequence."""
    tagger = Tagger(model, lexicons)
    return lambda text: [(s, e, label) for s, e, label, _, _ in tagger.tag(text, list(_lines(text)))]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def of_tagger(tagger: Tagger, text: str, labels: Mapping[str, str]) -> list[tuple[int, int, str]]:
    found = tagger.tag(text, list(blocks(text)))
    return [(start, end, labels[label]) for start, end, label, _, _ in found if label in labels]
