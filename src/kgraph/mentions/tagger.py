"""The trained tagger: linear-chain CRFs over characters, one for each layer of classes.

Comes in: folded text and its sentences. Goes out: mentions with the probability of their weakest character.
The model is made by the recipe in `training/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kgraph.errors import OntologyError
from kgraph.mentions import crf
from kgraph.mentions.columns import Lexicons, columns
from kgraph.nouns import Mention, Span

FILE = "tagger.npz"
BLOCK = re.compile(r"[^\n。!?]+[。!?]?")  # what one CRF sequence sees: a sentence
LONGEST_BLOCK = 2000  # characters; longer runs without a stop are cut so that memory stays bounded
LONGEST_PART = (
    4000  # characters that are read at once; with 20,000 the tables leave the cache and it is 1.4 times slower
)


class Tagger:
    """Finds mentions with the model in `folder`."""

    def __init__(self, model: crf.Model, lexicons: Lexicons):
        self.model, self.lexicons = model, lexicons

    @classmethod
    def read(cls, folder: Path, lexicons: Lexicons) -> Tagger:
        path = folder / FILE
        if not path.is_file():
            raise OntologyError(f"{path.name} is missing: train it with training/train.py, or reinstall kgraph.")
        return cls(crf.Model.read(path), lexicons)

    def find(self, text: str) -> Iterator[Mention]:
        for sequences in parts(blocks(text)):
            first, last = sequences[0][0], sequences[-1][1]
            inner = [(start - first, end - first) for start, end in sequences]
            for start, end, type_, layer, probability in self.tag(text[first:last], inner):
                place = Span(first + start, first + end)
                name = text[place.start : place.end]
                yield Mention(place, name, type_, f"tagger.{layer}", round(probability, 3))

    def tag(self, text: str, sequences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str, str, float]]:
        """[start, end), class, layer and probability of each name. `sequences` are the [start, end) to label."""
        scores = self.model.scores(columns(text, self.lexicons))
        for layer in self.model.layers:
            own = scores[:, layer.first : layer.first + len(layer.labels)]
            pieces = crf.pieces(own, layer.outside, sequences)
            labels = crf.best(layer, own, pieces)
            probable = crf.probabilities(layer, own, pieces, labels)
            names = [layer.labels[label] for label in labels]
            for first, last in sequences:
                for start, end, type_ in spans(names[first:last]):
                    ends = probable[first + start], probable[first + end - 1]
                    yield first + start, first + end, type_, layer.name, float(min(ends))


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text as [start, end), none longer than LONGEST_BLOCK."""
    for match in BLOCK.finditer(text):
        for start in range(match.start(), match.end(), LONGEST_BLOCK):
            yield start, min(start + LONGEST_BLOCK, match.end())


def parts(found: Iterator[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring blocks, together not longer than LONGEST_PART."""
    part: list[tuple[int, int]] = []
    for start, end in found:
        if part and end - part[0][0] > LONGEST_PART:
            yield part
            part = []
        part.append((start, end))
    if part:
        yield part


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
