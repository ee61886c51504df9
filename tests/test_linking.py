"""Places and bodies to the codes of the administrative divisions; ambiguous names stay open."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.entities.gazetteer import default_gazetteer, inside, nearness
from kgraph.entities.linking import Linker, infer_home

GOLD = Path(__file__).parent / "gold" / "linking.jsonl"
ROWS = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
LINKER = Linker()
LAW = settings(max_examples=50, deadline=None, derandomize=True)

OFFICES = [
    ("潮河办事处", "410171561"),
    ("祥云办事处", "410171565"),
    ("明湖办事处", "410171560"),
    ("九龙办事处", "410171111"),
]
SETTLED = [
    ("鼓楼区", "Place", "南京市", (), "320106"),
    ("鼓楼区", "Place", "江苏省", ("徐州",), "320302"),
    ("长安镇", "Place", "东莞市", (), "441900119"),
    ("区党工委", "GovernmentBody", "郑州经开区", (), "410171"),
    ("经开区", "Place", "新乡市", (), "410772"),
    ("省政府", "GovernmentBody", "郑州经开区", (), "410000"),
    ("市委", "GovernmentBody", "渝中区", (), "500000"),
    ("遵义市播州区", "Place", None, (), "520304"),
    ("襄樊市", "Place", "武汉市", (), "420600"),
    ("栖霞", "Place", "商州区", ("南京",), "320113"),
]
OPEN = [
    ("鼓楼区", "Place", None, ()),
    ("鼓楼区", "Place", "江苏省", ()),
    ("长安镇", "Place", None, ()),
    ("城关镇", "Place", "河南省", ()),
    ("潮河办事处", "GovernmentBody", "新乡市", ()),
    ("经开区", "Place", "湖南省", ()),
    ("管委会", "GovernmentBody", "大理州", ()),
    ("郑州海关", "GovernmentBody", "郑州市", ()),
    ("湖北省政府驻京办事处", "GovernmentBody", "武汉市", ()),
    ("吉林", "Place", "吉林市", ()),
    ("黑山", "Place", "宁波市", ("塞尔维亚",)),
    ("我省", "Place", None, ()),
    ("张波", "Person", "郑州市", ()),
]


@pytest.mark.parametrize(("name", "code"), OFFICES)
def test_an_office_links_to_its_sub_district_in_the_home_zone(name, code):
    link = LINKER.link(name, "GovernmentBody", "郑州经开区")
    assert link.code == code and link.code.startswith("410171") and link.reasons


@pytest.mark.parametrize(("name", "type", "home", "siblings", "code"), SETTLED)
def test_context_settles_a_name(name, type, home, siblings, code):
    link = LINKER.link(name, type, home, siblings)
    assert link and link.code == code and link.name == LINKER.gazetteer.name(code)


@pytest.mark.parametrize(("name", "type", "home", "siblings"), OPEN)
def test_a_name_that_the_context_does_not_settle_stays_open(name, type, home, siblings):
    assert LINKER.link(name, type, home, siblings) is None


def figures(split):
    rows = [row for row in ROWS if row["split"] == split]
    found = [(row["code"], LINKER.link(row["name"], row["type"], row["home"], row["siblings"])) for row in rows]
    given = [(code, link.code) for code, link in found if link]
    right = sum(code == mine for code, mine in given)
    return right / len(given), right / sum(code is not None for code, _ in found)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_precision_and_coverage_do_not_fall(split):
    precision, coverage = figures(split)
    assert precision >= 0.98 and coverage >= 0.95


def test_the_gold_covers_the_country_and_has_not_shrunk():
    assert len(ROWS) >= 600
    assert len({row["code"][:2] for row in ROWS if row["code"]}) == 34
    assert sum(row["code"] is None for row in ROWS) >= 120


def test_the_home_of_a_page_is_its_most_frequent_zone_or_district():
    assert infer_home({"郑州经开区": 5, "潮河办事处": 3, "河南省": 2, "乌克兰": 1}, LINKER) == "郑州经开区"
    assert infer_home({"商州区": 4, "南京": 2, "江苏": 1}, LINKER) == "商州区"
    assert infer_home({"越南": 4, "泰国": 2}, LINKER) is None
    assert infer_home({}, LINKER) is None


def test_the_chain_of_a_home_goes_up_to_its_province():
    assert LINKER.home_chain("郑州经开区") == ("410171", "410100", "410000")
    assert LINKER.home_chain("渝中区") == ("500103", "500000")
    assert LINKER.home_chain("鼓楼区") == ()


@LAW
@given(st.sampled_from(sorted(default_gazetteer().divisions)), st.sampled_from(sorted(default_gazetteer().divisions)))
def test_nearness_is_symmetric_and_a_place_lies_in_its_chain(a, b):
    assert nearness(a, b) == nearness(b, a)
    assert all(inside(a, area) for area in default_gazetteer().chain(a))


@LAW
@given(
    st.text(max_size=8),
    st.sampled_from(["Place", "GovernmentBody"]),
    st.sampled_from([None, "郑州经开区", "江苏省", "没有"]),
)
def test_any_text_links_or_stays_open(name, type, home):
    link = LINKER.link(name, type, home)
    assert link is None or LINKER.gazetteer.name(link.code) == link.name


def test_the_tables_load_quickly_and_are_small():
    code = (
        "import time; from kgraph.entities import gazetteer; start = time.perf_counter(); "
        "g = gazetteer.default_gazetteer(); g.names; g.town_names; print(time.perf_counter() - start)"
    )
    seconds = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(2))
    assert seconds < 1.0, "loading takes 0.15 s on a quiet machine"
    assert sum(file.stat().st_size for file in default_gazetteer().folder.iterdir()) < 1_000_000
