"""The trained tagger: linear-chain CRFs over characters, one for each layer of classes.

Comes in: folded text and its sentences. Goes out: mentions with the probability of their weakest character.
Source: Lafferty, McCallum, Pereira 2001; trained by `tools/train.py` with CRFsuite (Okazaki 2007).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

from kgraph.errors import OntologyError
from kgraph.mentions.features import Lexicons, features
from kgraph.nouns import Mention, Span

BLOCK = re.compile(r"[^\n。!?]+[。!?]?")  # what one CRF sequence sees: a sentence
LONGEST_BLOCK = 2000  # characters; longer runs without a stop are cut so that memory stays bounded


class Tagger:
    """Finds mentions with the models in `folder` (`<layer>.crfsuite`, one for each layer name)."""

    def __init__(self, folder: Path, layers: Sequence[str], lexicons: Lexicons):
        self.lexicons = lexicons
        self.models = {layer: _open(folder / f"{layer}.crfsuite") for layer in layers}

    def find(self, text: str) -> Iterator[Mention]:
        for start, end in blocks(text):
            rows = pycrfsuite.ItemSequence(features(text[start:end], self.lexicons))
            for layer, model in self.models.items():
                yield from _decode(text, start, layer, model, rows)


def _open(path: Path) -> pycrfsuite.Tagger:
    if not path.is_file():
        raise OntologyError(f"{path.name} is missing: train it with tools/train.py, or reinstall kgraph.")
    model = pycrfsuite.Tagger()
    model.open(str(path))
    return model


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text as [start, end), none longer than LONGEST_BLOCK."""
    for match in BLOCK.finditer(text):
        for start in range(match.start(), match.end(), LONGEST_BLOCK):
            yield start, min(start + LONGEST_BLOCK, match.end())


def _decode(text: str, offset: int, layer: str, model: pycrfsuite.Tagger, rows) -> Iterator[Mention]:
    model.set(rows)
    labels = model.tag()
    for start, end, type_ in spans(labels):
        confidence = min(model.marginal(labels[i], i) for i in (start, end - 1))
        place = Span(offset + start, offset + end)
        yield Mention(place, text[place.start : place.end], type_, f"tagger.{layer}", round(confidence, 3))


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """[start, end) and class of each complete B-I-E or S run of labels such as "B-Person"."""
    start = None
    for i, label in enumerate(labels):
        mark, _, type_ = label.partition("-")
        if mark == "S":
            yield i, i + 1, type_
        elif mark == "B":
            start = i
        elif mark == "E" and start is not None:
            yield start, i + 1, type_
        if mark in "ESO":
            start = None


def label_sequence(length: int, mentions: Sequence[tuple[int, int, str]]) -> list[str]:
    """The inverse of `spans`: one label a character for non-overlapping mentions."""
    labels = ["O"] * length
    for start, end, type_ in mentions:
        if end - start == 1:
            labels[start] = f"S-{type_}"
            continue
        labels[start:end] = [f"I-{type_}"] * (end - start)
        labels[start], labels[end - 1] = f"B-{type_}", f"E-{type_}"
    return labels
