"""Evaluation: cases as data, each a small gold file, a prediction and the counts that must come out."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.errors import InputError, KgraphError
from kgraph.evaluation import Prediction, evaluate, predict
from kgraph.evaluation.gold import read_folder
from kgraph.evaluation.scoring import match, norm
from kgraph.nouns import Claim, Document, Entity, Fact, Knowledge, Mention, Page, Span, Value
from kgraph.ontology import Ontology

ONTOLOGY = Ontology.load()
GOLD = {
    "id": "a",
    "text": "市政府副市长、市委常委王明到恒远公司。恒远二期总投资3亿元,占地约千亩,年产能4.5万吨,出口12亿元,增长4.4%。",
    "published": "2024-05-06",
    "home": None,
    "entities": [
        {"id": "p", "type": "Person", "name": "王明", "aliases": []},
        {"id": "g", "type": "GovernmentBody", "name": "市政府", "aliases": []},
        {"id": "w", "type": "GovernmentBody", "name": "市委", "aliases": []},
        {"id": "c", "type": "Company", "name": "恒远(东)公司", "aliases": ["恒远"]},
        {"id": "j", "type": "Project", "name": "恒远", "aliases": ["“恒远” 二期"]},
    ],
    "relations": [
        {"type": "holdsPostAt", "head": "p", "tail": "g", "title": "副市长"},
        {"type": "holdsPostAt", "head": "p", "tail": "w", "title": "常委"},
        {"type": "undertakes", "head": "c", "tail": "j"},
        {"type": "partnerOf", "head": "g", "tail": "c"},
        {"type": "reportedBy", "head": "doc", "tail": "p"},
    ],
    "attributes": [
        {"entity": "j", "attribute": "investment", "value": 300000000},
        {"entity": "j", "attribute": "landArea", "value": 666666.7, "approx": True},
        {"entity": "j", "attribute": "capacity", "value": 4.5, "unit": "万吨"},
        {"entity": "j", "attribute": "status", "value": "signed"},
    ],
    "observations": [
        {"entity": "c", "indicator": "出口", "value": 1200000000, "unit": "元", "period": "2023", "change": 4.4},
        {"entity": "c", "indicator": "“出口” 增长", "value": 4.4, "unit": "%"},
    ],
}
PERFECT = Prediction(
    entities=(
        ("1", "Person", ("王明",)),
        ("2", "GovernmentBody", ("市政府",)),
        ("3", "GovernmentBody", ("市委",)),
        ("4", "Company", ("恒远（东）公司", "恒远")),
        ("5", "Project", ("恒远二期",)),
    ),
    relations=(
        ("holdsPostAt", "1", "2", "副市长"),
        ("holdsPostAt", "1", "3", "常委"),
        ("undertakes", "4", "5", None),
        ("partnerOf", "4", "2", None),
        ("reportedBy", "doc", "1", None),
    ),
    attributes=(
        ("5", "investment", 300000000.0, "CNY"),
        ("5", "landArea", 666667.0, "m²"),
        ("5", "capacity", 45000.0, "吨"),
        ("5", "status", "signed", None),
    ),
    observations=(
        ("4", "出口", 1.2e9, "元", "2023", 4.4),
        ("4", "出口增长", 4.4, "％", None, None),
    ),
)
GROUPS = ("entities", "relations", "attributes", "observations", "observations_without_indicator")
# what is predicted instead: (field, old row, new row or None), then (missed, false) for each group
CASES = {
    "an entity of another type, and what hangs on it": (
        ("entities", ("4", "Company", ("恒远（东）公司", "恒远")), ("4", "Project", ("恒远（东）公司",))),
        [(1, 1), (2, 2), (0, 0), (2, 2), (2, 2)],
    ),
    "a label that only begins alike": (
        ("entities", ("1", "Person", ("王明",)), ("1", "Person", ("王明明",))),
        [(1, 1), (3, 3), (0, 0), (0, 0), (0, 0)],
    ),
    "an entity missed": (("entities", ("3", "GovernmentBody", ("市委",)), None), [(1, 0), (1, 1), *[(0, 0)] * 3]),
    "a post with another title": (
        ("relations", ("holdsPostAt", "1", "2", "副市长"), ("holdsPostAt", "1", "2", "市长")),
        [(0, 0), (1, 1), *[(0, 0)] * 3],
    ),
    "a post without its title": (
        ("relations", ("holdsPostAt", "1", "2", "副市长"), ("holdsPostAt", "1", "2", None)),
        [(0, 0), (1, 1), *[(0, 0)] * 3],
    ),
    "a relation the wrong way round": (
        ("relations", ("undertakes", "4", "5", None), ("undertakes", "5", "4", None)),
        [(0, 0), (1, 1), *[(0, 0)] * 3],
    ),
    "a symmetric relation the other way round": (
        ("relations", ("partnerOf", "4", "2", None), ("partnerOf", "2", "4", None)),
        [(0, 0)] * 5,
    ),
    "a byline that names nobody of the gold": (
        ("relations", ("reportedBy", "doc", "1", None), ("reportedBy", "doc", "4", None)),
        [(0, 0), (1, 1), *[(0, 0)] * 3],
    ),
    "a figure 0.05 % off": (
        ("attributes", ("5", "investment", 300000000.0, "CNY"), ("5", "investment", 300150000.0, "CNY")),
        [(0, 0)] * 5,
    ),
    "a figure 0.5 % off": (
        ("attributes", ("5", "investment", 300000000.0, "CNY"), ("5", "investment", 301500000.0, "CNY")),
        [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0)],
    ),
    "the right number in another unit": (
        ("attributes", ("5", "capacity", 45000.0, "吨"), ("5", "capacity", 45000.0, "台")),
        [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0)],
    ),
    "a number word left in the unit": (
        ("attributes", ("5", "capacity", 45000.0, "吨"), ("5", "capacity", 4.5, "万吨")),
        [(0, 0)] * 5,
    ),
    "another status": (
        ("attributes", ("5", "status", "signed", None), ("5", "status", "started", None)),
        [(0, 0), (0, 0), (1, 1), (0, 0), (0, 0)],
    ),
    "another indicator counts in the strict figure only": (
        ("observations", ("4", "出口", 1.2e9, "元", "2023", 4.4), ("4", "出口额", 1.2e9, "元", "2023", 4.4)),
        [(0, 0), (0, 0), (0, 0), (1, 1), (0, 0)],
    ),
    "the right figure of another entity": (
        ("observations", ("4", "出口", 1.2e9, "元", "2023", 4.4), ("2", "出口", 1.2e9, "元", "2023", 4.4)),
        [(0, 0), (0, 0), (0, 0), (1, 1), (1, 1)],
    ),
    "a second entity of the same name is false": (
        ("entities", None, ("6", "Person", ("王明",))),
        [(0, 1), (0, 0), (0, 0), (0, 0), (0, 0)],
    ),
    "a relation said twice counts once": (("relations", None, ("undertakes", "4", "5", None)), [(0, 0)] * 5),
}


def _folder(tmp_path, *records):
    for record in records:
        (tmp_path / f"{record['id']}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def _counts(report):
    return [(report.totals[group].missed, report.totals[group].false) for group in GROUPS]


def test_the_perfect_prediction_scores_one(tmp_path):
    report = evaluate(_folder(tmp_path, GOLD), lambda page: PERFECT, ONTOLOGY)
    assert _counts(report) == [(0, 0)] * 5
    assert {score.f1 for score in report.totals.values()} == {1.0}
    assert not report.failures
    assert not report.errors


@pytest.mark.parametrize("case", CASES)
def test_one_change_costs_what_it_should(case, tmp_path):
    (group, old, new), expected = CASES[case]
    rows = [row for row in getattr(PERFECT, group) if row != old] + ([new] if new else [])
    changed = Prediction(**{**vars(PERFECT), group: tuple(rows)})
    report = evaluate(_folder(tmp_path, GOLD), lambda page: changed, ONTOLOGY)
    assert _counts(report) == expected


def test_the_page_is_what_the_gold_file_says(tmp_path):
    pages = []
    evaluate(_folder(tmp_path, GOLD), lambda page: pages.append(page) or PERFECT, ONTOLOGY)
    assert [(p.id, p.text, p.published, p.home, p.source) for p in pages] == [
        ("a", GOLD["text"], "2024-05-06", None, "a.json")
    ]


def test_documents_are_added_up_not_averaged(tmp_path):
    found = {"a": PERFECT, "b": Prediction(entities=(("x", "Person", ("无名",)),))}
    report = evaluate(_folder(tmp_path, GOLD, GOLD | {"id": "b"}), lambda page: found[page.id], ONTOLOGY)
    score = report.totals["entities"]
    assert (score.correct, score.missed, score.false) == (5, 5, 1)
    assert score.record() == {
        "precision": 0.8333, "recall": 0.5, "f1": 0.625, "gold": 10, "predicted": 6, "correct": 5,
    }  # fmt: skip


def test_json_and_text_are_stable_and_list_errors_on_request(tmp_path):
    report = evaluate(_folder(tmp_path, GOLD), lambda page: Prediction(), ONTOLOGY)
    record = json.loads(report.as_json(errors=True))
    assert list(record) == ["documents", "totals", "entities", "relations", "attributes", "failures", "errors"]
    assert list(record["totals"]) == list(GROUPS)
    assert record["errors"][-1] == {
        "document": "a", "outcome": "missed", "group": "observations", "name": "",
        "text": "恒远(东)公司: 出口增长 4.4 %", "confidence": None, "rule": None,
    }  # fmt: skip
    text = report.as_text(errors=True)
    assert "missed holdsPostAt: 王明 → 市政府 (副市长)" in text
    assert "missed" not in report.as_text()
    assert "errors" not in json.loads(report.as_json())


BROKEN = {
    "not JSON": ('{"id": "b",\n "text": }', "b.json: line 2, column 10: not JSON"),
    "not UTF-8": (b'{"id": "\xd6\xd0"}', "b.json: cannot be read"),
    "a list": ("[]", "b.json: a JSON object is expected"),
    "a field missing": ({k: v for k, v in GOLD.items() if k != "relations"}, 'b.json: "relations" is missing'),
    "text is a number": (GOLD | {"text": 3}, 'b.json: "text" is missing or not a string'),
    "an unknown class": (
        GOLD | {"entities": [*GOLD["entities"], {"id": "z", "type": "Robot", "name": "王明"}]},
        'b.json: entities[5]: the ontology has no class "Robot"',
    ),
    "an unknown relation": (
        GOLD | {"relations": [{"type": "undertaks", "head": "c", "tail": "j"}]},
        'b.json: relations[0]: the ontology has no relation or attribute "undertaks"',
    ),
    "an end that is no entity": (
        GOLD | {"relations": [{"type": "undertakes", "head": "c", "tail": "q"}]},
        'b.json: relations[0]: "tail" is "q", and no entity of the file has that id',
    ),
    "an observation without value": (
        GOLD | {"observations": [{"entity": "c", "indicator": "出口", "unit": "元"}]},
        'b.json: observations[0]: "value" is missing or not a number',
    ),
    "an id twice": (GOLD | {"entities": GOLD["entities"] * 2}, "b.json: two entities have the same id"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_bad_gold_file_is_named_and_the_others_are_scored(case, tmp_path):
    content, message = BROKEN[case]
    _folder(tmp_path, GOLD)
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    (tmp_path / "b.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    report = evaluate(tmp_path, lambda page: PERFECT, ONTOLOGY)
    assert [failure for failure in report.failures if failure.startswith(message)]
    assert report.totals["entities"].correct >= 5
    assert message in report.as_text()


def test_a_page_that_cannot_be_built_counts_as_nothing_found(tmp_path):
    def build(page):
        raise KgraphError("too long")

    report = evaluate(_folder(tmp_path, GOLD), build, ONTOLOGY)
    assert report.failures == ("a.json: not built, counted as nothing found: too long",)
    assert report.totals["entities"].missed == 5


def test_a_folder_without_gold_is_an_error(tmp_path):
    (tmp_path / "page.json").write_text("{}")
    with pytest.raises(InputError, match="holds no gold file"):
        evaluate(tmp_path, lambda page: PERFECT, ONTOLOGY)
    with pytest.raises(InputError, match="no such folder"):
        evaluate(tmp_path / "none", lambda page: PERFECT, ONTOLOGY)
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(InputError, match="no gold file can be used"):
        evaluate(tmp_path, lambda page: PERFECT, ONTOLOGY)


def _fact(name, subject, relation, object_, *modalities, **qualifiers):
    mention = Mention(Span(0, 1), "王", "Person", "test")
    claims = tuple(Claim("d", relation, mention, mention, Span(0, 1), "test", 1.0, m) for m in modalities)
    return Fact(name, subject, relation, object_, claims, tuple(qualifiers.items()))


def test_predict_leaves_out_what_is_denied_or_only_inferred():
    page = Page("d", "d.txt", "王明", "0")
    mention = ("d", Mention(Span(0, 2), "王明", "Person", "test"))
    entities = (
        Entity("p/王明", "Person", "王明", ("老王",), (mention,)),
        Entity("g/市政府", "GovernmentBody", "市政府", (), (mention,)),
        Entity("g/县政府", "GovernmentBody", "县政府"),
    )
    facts = (
        _fact("1", "p/王明", "holdsPostAt", "g/市政府", "asserted", title="市长", since="2020"),
        _fact("2", "p/王明", "holdsPostAt", "g/县政府", "inferred", title="县长"),
        _fact("3", "g/市政府", "undertakes", "g/县政府", "denied"),
        _fact("3b", "g/市政府", "partnerOf", "g/县政府", "planned"),
        _fact("4", "g/市政府", "undertakes", "p/王明", "inferred", "planned", title="not a qualifier of this relation"),
        _fact("5", "d", "reportedBy", "p/王明", "asserted"),
        _fact("6", "p/王明", "status", Value(text="signed"), "reported"),
        _fact("7", "p/王明", "investment", Value(number=3.0, unit="CNY", approx=True), "asserted"),
        _fact("8", "p/王明", "observation", Value(number=4.0, unit="家", indicator="企业", period="2022"), "asserted"),
    )
    known = Knowledge(documents=(Document("d", page, "王明", ()),), entities=entities, facts=facts)
    assert predict(known, ONTOLOGY) == Prediction(
        entities=(("p/王明", "Person", ("王明", "老王")), ("g/市政府", "GovernmentBody", ("市政府",))),
        relations=(
            ("holdsPostAt", "p/王明", "g/市政府", "市长"),
            ("undertakes", "g/市政府", "p/王明", None),
            ("reportedBy", "doc", "p/王明", None),
        ),
        attributes=(("p/王明", "status", "signed", None), ("p/王明", "investment", 3.0, "CNY")),
        observations=(("p/王明", "企业", 4.0, "家", "2022", None),),
    )


@given(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_matching_is_one_to_one_and_as_large_as_any(grid):
    pairs = match(range(len(grid)), range(4), lambda g, p: grid[g][p])
    assert len(set(pairs.values())) == len(pairs)
    assert all(grid[g][p] for g, p in pairs.items())
    assert len(pairs) == _largest(grid, frozenset(range(4)))


def _largest(grid, free):
    if not grid:
        return 0
    return max([_largest(grid[1:], free), *(1 + _largest(grid[1:], free - {p}) for p in free if grid[0][p])])


@given(st.text(max_size=20))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_norm_ignores_quotation_marks_and_width(text):
    assert norm(f"“{text}” ") == norm(text)


GOLD_SETS = {"seed": (9, 121, 85), "dev": (24, 418, 379)}  # documents, entities, relations


@pytest.mark.parametrize("name", GOLD_SETS)
def test_the_gold_sets_are_whole_and_score_one_against_themselves(name):
    folder = Path(__file__).parent / "gold" / name
    golds, failures = read_folder(folder, ONTOLOGY)
    statements = {gold.page.id: gold.statements for gold in golds}
    report = evaluate(folder, lambda page: statements[page.id])
    assert not failures
    assert not report.errors
    totals = report.totals
    assert (len(golds), totals["entities"].correct, totals["relations"].correct) == GOLD_SETS[name]
