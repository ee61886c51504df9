"""The word lists under ontology/lexicons: readable, sourced, sorted, and not smaller than they were."""

from __future__ import annotations

import lzma
import re
import runpy
import sys
from pathlib import Path

import pytest

from kgraph.text import fold

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "ontology" / "lexicons"
FILES = sorted(path for path in FOLDER.iterdir() if ".tsv" in path.name)
LEAST = {  # rows; a list may grow, and shrinks only with this number
    "alias_cues": 60,
    "attend_verbs": 90,
    "byline_words": 100,
    "chair_verbs": 20,
    "company_short_forms": 20000,
    "company_suffixes": 500,
    "countries": 700,
    "denied_cues": 60,
    "divisions": 42000,
    "event_suffixes": 250,
    "former_cues": 80,
    "government_suffixes": 650,
    "industries": 170,
    "institution_suffixes": 480,
    "known_companies": 790,
    "non_names": 380,
    "places_suffixes": 440,
    "planned_cues": 55,
    "programme_suffixes": 100,
    "programmes": 200,
    "project_suffixes": 180,
    "speech_verbs": 115,
    "status_words": 100,
    "surnames": 1070,
    "title_bodies": 150,
    "title_prefixes": 60,
    "title_stems": 620,
    "title_words": 20,
    "titles": 1290,
}
UNFOLDED = {"divisions", "surnames"}  # official spellings keep what folding changes (於); the reader folds them
SIZE = 5_000_000  # bytes, all lists together
TOOL = runpy.run_path(str(ROOT / "tools" / "lexicons.py"))


def name_of(path: Path) -> str:
    return path.name.split(".")[0]


def lines_of(path: Path) -> list[str]:
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def rows_of(name: str) -> list[tuple[str, ...]]:
    return TOOL["read"](FOLDER, name)


def test_every_list_is_known_and_none_is_missing():
    assert {name_of(path) for path in FILES} == set(LEAST)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_list_is_well_formed(path):
    lines = lines_of(path)
    head = [line for line in lines if line.startswith("# ")]
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert any(re.match("# Source: .*(CC0|Apache|WTFPL|MIT)", line) for line in head)
    assert len(rows) >= LEAST[name_of(path)]
    assert all(row[0] and row[0] == row[0].strip() for row in rows)
    assert len({tuple(row) for row in rows}) == len(rows)
    if name_of(path) not in UNFOLDED:
        assert [row[0] for row in rows if fold(row[0]) != row[0]] == []


def test_readme_names_every_list_with_its_rows():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    wrong = [p.name for p in FILES if f"| {p.name} | {len(rows_of(name_of(p)))} |" not in readme]
    assert wrong == []


def test_lists_stay_small():
    assert sum(path.stat().st_size for path in FILES) < SIZE
    assert [p.name for p in FILES if p.suffix == ".tsv" and p.stat().st_size > 200_000] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "titles",
            [
                "书记",
                "副书记",
                "常务副主任",
                "党组成员",
                "党组书记",
                "代市长",
                "董事长",
                "副总经理",
                "理事长",
                "秘书长",
                "常务副县长",
            ],
        ),
        ("surnames", ["王", "欧阳", "司马"]),
        ("divisions", ["河南省", "郑州市", "管城回族区", "东华门街道"]),
        ("countries", ["乌克兰", "东盟", "汉堡", "中亚", "粤港澳大湾区"]),
        ("company_suffixes", ["有限公司", "集团", "重工", "分行"]),
        ("government_suffixes", ["党工委", "管委会", "海关", "纪委监委", "科技部", "办事处"]),
        ("institution_suffixes", ["大学", "八中", "创新联合体", "日报社", "工商联"]),
        ("former_cues", ["原", "时任", "不再担任", "提名"]),
        ("non_names", ["企业", "项目", "我国", "各部门"]),
    ],
)
def test_words_are_there(name, words):
    assert set(words) <= {row[0] for row in rows_of(name)}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("titles", ["记者", "通讯员", "区领导", "王"]),
        ("company_short_forms", ["平安", "苹果", "大众", "城市", "郑州市"]),
        ("surnames", ["书记", "的"]),
        ("divisions", ["市辖区", "经开区"]),
    ],
)
def test_near_misses_are_not_there(name, words):
    assert not set(words) & {row[0] for row in rows_of(name)}


def test_titles_are_what_the_tool_makes():
    assert rows_of("titles") == TOOL["titles"](FOLDER)


def test_the_tool_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["lexicons.py"])
    with pytest.raises(SystemExit, match=r"no title_prefixes\.tsv"):
        TOOL["main"](["--titles", str(tmp_path)])


def test_divisions_point_to_their_parents():
    rows = rows_of("divisions")
    codes = {row[2] for row in rows if len(row) > 2}
    assert [row for row in rows if len(row) > 3 and row[3] and row[3] not in codes] == []
