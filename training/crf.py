"""Learn the weights of a CRF with CRFsuite (Okazaki 2007) and put them into the form that kgraph reads.

Comes in: texts with the labels of their characters, one list of labels a layer. Goes out: a
`kgraph.mentions.crf.Model`. Same texts in the same order, same bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pycrfsuite

from kgraph.mentions.columns import Columns, Lexicons, columns
from kgraph.mentions.crf import SCALE, Layer, Model

LARGEST = 32767 / SCALE
NEVER = -100 * SCALE  # weight of a pair of labels that no name has


def flat(names: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names [start, end), label without overlaps, longer before shorter."""
    chosen, taken = [], set()
    for start, end, label in sorted(set(names), key=lambda name: (name[0] - name[1], name)):
        if not taken & set(range(start, end)):
            taken |= set(range(start, end))
            chosen.append((start, end, label))
    return chosen


@dataclass(frozen=True)
class Text:
    """A text with its CRF sequences [start, end), the labels of its characters by layer, and how often it counts."""

    text: str
    sequences: Sequence[tuple[int, int]]
    labels: Mapping[str, Sequence[str]]
    weight: int = 1


def learn(texts: Sequence[Text], layers: Sequence[str], lexicons: Lexicons, settings: Mapping) -> Model:
    """`settings` as in `config.toml`: CRFsuite's for L-BFGS, and `least`, how many characters must have a key."""
    settings = dict(settings)
    least = settings.pop("least", 1)
    seen = [columns(text.text, lexicons) for text in texts]
    keys = _frequent(seen, least)
    names = np.array([format(key, "x") for key in keys.tolist()], object)
    rows = [_sequences(text, made, keys, names) for text, made in zip(texts, seen, strict=True)]
    del seen
    trained = {layer: _train(texts, rows, layer, settings) for layer in layers}
    return merged(trained)


def _frequent(seen: Iterable[Columns], least: int) -> np.ndarray:
    everything = np.concatenate([part for made in seen for part in (made.dense.ravel(), made.keys)])
    keys, counts = np.unique(everything, return_counts=True)
    return keys[counts >= least]


def _sequences(text: Text, made: Columns, keys: np.ndarray, names: np.ndarray) -> list[pycrfsuite.ItemSequence]:
    width, length = made.dense.shape
    every = np.concatenate([made.dense.T.ravel(), made.keys])
    places = np.concatenate([np.repeat(np.arange(length), width), made.rows])
    at = np.minimum(np.searchsorted(keys, every), len(keys) - 1)
    known = np.flatnonzero(keys[at] == every)
    known = known[np.argsort(places[known], kind="stable")]
    values, bounds = names[at[known]], np.searchsorted(places[known], np.arange(length + 1))
    rows = [values[a:b].tolist() for a, b in pairwise(bounds)]
    return [pycrfsuite.ItemSequence(rows[start:end]) for start, end in text.sequences]


def _train(texts: Sequence[Text], rows: Sequence[list], layer: str, settings: Mapping):
    """Labels, transitions, and weights by key and label."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"feature.possible_transitions": True, **settings})
    for text, sequences in zip(texts, rows, strict=True):
        for _ in range(text.weight):
            for (start, end), items in zip(text.sequences, sequences, strict=True):
                trainer.append(items, text.labels[layer][start:end])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        tagger = pycrfsuite.Tagger()
        tagger.open(str(path))
        info = tagger.info()
        tagger.close()
    return info


def follows(a: str, b: str) -> bool:
    """Whether label b may stand after label a: a name begins with B and ends with E, or is S."""
    if a[0] in "BI":
        return b[0] in "IE" and a[2:] == b[2:]
    return b[0] in "BSO"


def merged(trained: Mapping[str, object]) -> Model:
    """One model of all layers: a key is looked up once for all of them."""
    keys = np.array(sorted({int(key, 16) for info in trained.values() for key, _ in info.state_features}), np.uint64)
    layers, parts = [], []
    for name, info in trained.items():
        labels = sorted(info.labels)
        place = {label: i for i, label in enumerate(labels)}
        weights = np.zeros((len(keys), len(labels)))
        rows = np.searchsorted(keys, np.array([int(key, 16) for key, _ in info.state_features], np.uint64))
        weights[rows, [place[label] for _, label in info.state_features]] = list(info.state_features.values())
        steps = np.zeros((len(labels), len(labels)), np.int32)
        for (a, b), weight in info.transitions.items():
            steps[place[a], place[b]] = round(weight * SCALE) if follows(a, b) else NEVER
        layers.append(Layer(name, tuple(labels), steps, sum(part.shape[1] for part in parts)))
        parts.append(weights)
    whole = np.rint(np.clip(np.concatenate(parts, axis=1), -LARGEST, LARGEST) * SCALE).astype(np.int16)
    kept = np.flatnonzero(whole.any(axis=1))
    return Model(keys[kept], whole[kept], layers)
