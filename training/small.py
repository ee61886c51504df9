"""A model of kgraph's architecture trained on a public set, to measure with. It is never shipped.

Comes in: a `PublicSet`. Goes out: a model, and functions from a text to its names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


def trained_on_more(
    found: PublicSet, others: Iterable[tuple[Sequence[Sentence], Mapping[str, str]]], lexicons: Lexicons, path: Path
) -> Model:
    """As `trained`, in terms of PER, LOC and ORG, with the sentences of `others`, whose labels their maps give."""
    if not path.is_file():
        more = [text for sentences, labels in others for text in texts(sentences, labels)]
        own = list(texts(found.train, found.map, found.weight))
        crf.learn([*own, *more], [LAYER], lexicons, SETTINGS).write(path)
    return Model.read(path)


def texts(
    sentences: Sequence[Sentence], labels: Mapping[str, str] | None = None, weight: int = 1
) -> Iterator[crf.Text]:
    """The sentences with their names; `labels` maps the names' labels, and leaves out those that it has not."""
    for first in range(0, len(sentences), TOGETHER):
        part = sentences[first : first + TOGETHER]
        sequences, marks, start = [], [], 0
        for sentence in part:
            sequences += [(start + a, start + b) for a, b in _lines(sentence.text)]
            names = [
                (a, b, labels[name] if labels else name)
                for a, b, name in sentence.names
                if not labels or name in labels
            ]
            marks += [*label_sequence(len(sentence.text), crf.flat(names)), "O"]
            start += len(sentence.text) + 1
        yield crf.Text("\n".join(s.text for s in part), sequences, {LAYER: marks[:-1]}, weight)


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
