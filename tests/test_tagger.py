"""The tagger's reading of a model is that of the definition, and training twice gives the same bytes."""

import hashlib
import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph import mentions
from kgraph.errors import OntologyError
from kgraph.mentions import crf
from kgraph.mentions.columns import Spans, columns
from kgraph.mentions.tagger import LONGEST_PART, Tagger, blocks, label_sequence, parts, spans
from kgraph.ontology import Ontology

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))
import crf as learning

quick = settings(max_examples=40, deadline=None, derandomize=True)
LEXICONS = mentions.lexicons(Ontology.load())
LABELS = ("B-X", "E-X", "O", "S-X")
TEXT = "郑州市委书记张伟、华为技术有限公司总经理李明出席(2023年)“数博会”开幕式。\n𠮷林 A股🙂妈妈妈妈"
weights = st.integers(-3 * crf.SCALE, 3 * crf.SCALE)


def scored(path, scores, steps):
    """The weight of one path of labels."""
    return sum(scores[i, y] for i, y in enumerate(path)) + sum(steps[a, b] for a, b in itertools.pairwise(path))


@quick
@given(st.data(), st.integers(1, 5))
def test_the_best_labels_and_their_probabilities_are_those_of_all_paths(data, length):
    draw = lambda n: data.draw(st.lists(weights, min_size=n, max_size=n))  # noqa: E731
    scores = np.array(draw(length * 4), np.int32).reshape(length, 4)
    layer = crf.Layer("x", LABELS, np.array(draw(16), np.int32).reshape(4, 4), 0)
    paths = list(itertools.product(range(4), repeat=length))
    totals = np.array([scored(path, scores, layer.transitions) for path in paths])
    pieces = crf.pieces(scores - [0, 0, 1 << 20, 0], layer.outside, [(0, length)])  # O is sure nowhere
    labels = crf.best(layer, scores, pieces)
    assert scored(labels, scores, layer.transitions) == totals.max()
    found = crf.probabilities(layer, scores, pieces, labels)
    shares = np.exp((totals - totals.max()) / crf.SCALE)
    named = any(label != layer.outside for label in labels)
    for i in range(length if named else 0):
        same = [share for path, share in zip(paths, shares, strict=True) if path[i] == labels[i]]
        assert found[i] == pytest.approx(sum(same) / shares.sum(), abs=1e-9)


@quick
@given(st.lists(st.integers(0, 2), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_cutting_where_o_is_sure_changes_no_label(kinds, random):
    """Kind 2: O leads by more than the transitions can win back."""
    scores = np.array([[random.randint(-1500, 1500) for _ in LABELS] for _ in kinds], np.int32)
    scores[:, 2] += np.array(kinds, np.int32) // 2 * (crf.SURE + 4000)
    steps = np.array([[random.randint(-900, 900) for _ in LABELS] for _ in LABELS], np.int32)
    layer = crf.Layer("x", LABELS, steps, 0)
    cut = crf.pieces(scores, layer.outside, [(0, len(kinds))])
    whole = crf.pieces(scores - [0, 0, 1 << 20, 0], layer.outside, [(0, len(kinds))])
    labels, same = (crf.best(layer, scores, pieces) for pieces in (cut, whole))
    assert scored(labels, scores, steps) == scored(same, scores, steps)


def test_keys_are_the_same_on_every_machine():
    made = columns(TEXT, LEXICONS)
    assert made.dense.shape[1] == len(TEXT)
    plain = columns("张三去北京。", mentions.compile_lexicons([("北京", "city")], [("张", 90.0)], ["项目"]))
    digest = hashlib.sha256(plain.dense[:15].astype("<u8").tobytes() + plain.keys.astype("<u8").tobytes()).hexdigest()
    assert digest == PINNED


PINNED = "9946a682c1f4f7b8130c2ca91486cd31f034ea7e5ae35b5e90a510de51ff984d"


def test_what_stands_at_a_character_says_the_same_wherever_the_text_begins():
    tail = "副市长王强到开发区调研。"
    dense = [
        columns(head + tail, LEXICONS).dense[:, -6:-3] for head in ("今天上午,", "昨天,记者从市里获悉。\n今天上午,")
    ]
    assert (dense[0] == dense[1]).all()


def test_equal_words_have_equal_hashes():
    codes = np.array([ord(c) for c in TEXT + TEXT], np.uint64)
    at = np.arange(len(TEXT) - 3)
    hashes = Spans(codes)
    assert (hashes.hashes(at, at + 3) == hashes.hashes(at + len(TEXT), at + len(TEXT) + 3)).all()
    assert len(set(hashes.hashes(at, at + 2).tolist())) == len({TEXT[i : i + 2] for i in at})


@pytest.mark.parametrize("text", ["", "\n", "。", "A", "🙂", "郑", "、、等"])
def test_any_text_has_columns(text):
    assert columns(text, LEXICONS).dense.shape[1] == len(text)


@quick
@given(st.text(alphabet="市长、张。\nA", max_size=60))
def test_parts_hold_all_blocks_in_order(text):
    found = list(blocks(text * 150))
    together = list(parts(iter(found)))
    assert [block for part in together for block in part] == found
    assert all(part[-1][1] - part[0][0] <= LONGEST_PART for part in together)


SENTENCES = [
    "[王强]到[北京]调研。",
    "[李明]在[上海]讲话。",
    "[北京]的会议由[王强]主持。",
    "今天没有会议。",
    "[上海]与[北京]签约。",
]


def sample(line):
    text, marked, start = "", [], 0
    for character in line:
        if character == "[":
            start = len(text)
        elif character == "]":
            marked.append((start, len(text), "L" if text[start:] in ("北京", "上海") else "P"))
        else:
            text += character
    return learning.Text(text, [(0, len(text))], {"x": label_sequence(len(text), marked)})


def learned():
    return learning.learn([sample(line) for line in SENTENCES] * 3, ["x"], LEXICONS, {"c1": 0.05, "max_iterations": 30})


def test_training_twice_gives_the_same_bytes(tmp_path):
    for name in "ab":
        learned().write(tmp_path / f"{name}.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_model_says_after_reading_what_was_learned(tmp_path):
    learned().write(tmp_path / "tagger.npz")
    tagger = Tagger.read(tmp_path, LEXICONS)
    for line in SENTENCES:
        given_ = sample(line)
        found = list(tagger.tag(given_.text, given_.sequences))
        assert [(s, e, type_) for s, e, type_, _, _ in found] == list(spans(given_.labels["x"]))
        assert all(0.5 < probability <= 1 for *_, probability in found)


def test_a_missing_model_says_how_to_make_it(tmp_path):
    with pytest.raises(OntologyError, match=r"training/train\.py"):
        Tagger.read(tmp_path, LEXICONS)
