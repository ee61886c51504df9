"""Names, blocks and clusters: what is one thing across documents, and what never is."""

import json
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.entities.abbreviations import abbreviates
from kgraph.entities.blocks import blocks
from kgraph.entities.bodies import body
from kgraph.entities.candidates import Candidate
from kgraph.entities.companies import company
from kgraph.entities.gazetteer import default_gazetteer
from kgraph.entities.groups import make_group
from kgraph.entities.identities import Identities
from kgraph.entities.names import institution_key, key, place_prefix, project, surname_title, zone_key
from kgraph.entities.resolution import resolve

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import resolution as bench

PLACES = default_gazetteer().names
ROWS = [json.loads(line) for line in bench.GOLD.read_text("utf-8").splitlines()]
LAW = settings(max_examples=25, deadline=None, derandomize=True)

SAME_KEY = [
    ("“三个一批”", "三个一批"),
    ("新丝路科技（河南）有限公司", "新丝路科技(河南)有限公司"),
    ("海爾 集团", "海尔集团"),
]
OTHER_KEY = [("王静", "王敬"), ("张波", "章博"), ("九龙", "九隆"), ("刘洋", "刘阳")]

ABBREVIATIONS = [
    ("一汽解放", "一汽解放汽车有限公司"),
    ("中铁装备", "中铁工程装备集团有限公司"),
    ("新丝路科技", "新丝路科技(河南)有限公司"),
    ("康佳集团", "康佳集团股份有限公司"),
    ("招商蛇口", "招商局蛇口工业区控股股份有限公司"),
    ("泓硕农业", "禹州市泓硕农业生态园有限公司"),
    ("东方电缆厂", "宁波东方电缆厂"),
]
NO_ABBREVIATIONS = [
    ("中联钢国际", "郑州中联钢实业有限公司"),
    ("宇航集团", "郑州宇航客车股份有限公司"),
    ("招商银行", "招商银行股份有限公司郑州分行"),
    ("郑州宏达建材有限公司", "新乡宏达建材有限公司"),
    ("金宏昌", "福建金宏达体育用品有限公司"),
    ("中铁装备集团", "中铁工程装备集团盾构制造有限公司"),
    ("桂林银行", "桂林农商银行"),
    ("郑州实业", "郑州中联钢实业有限公司"),
    ("中", "中铁工程装备集团有限公司"),
]

BODIES = [
    ("中共栖霞市委", "栖霞市", "市", "党委"),
    ("栖霞市委", "栖霞市", "市", "党委"),
    ("中国共产党乌审旗第十六届委员会", "乌审旗", "旗", "党委"),
    ("市人民政府", "", "市", "政府"),
    ("市政府", "", "市", "政府"),
    ("郑州经开区党工委", "郑州经开区", "经开区", "党工委"),
    ("区党工委", "", "区", "党工委"),
    ("管委会", "", "", "管委会"),
    ("市人大常委会", "", "市", "人大常委会"),
    ("郑州市人民代表大会常务委员会", "郑州市", "市", "人大常委会"),
    ("省发展改革委", "", "省", "发改委"),
    ("长沙市发展和改革委员会", "长沙市", "市", "发改委"),
    ("赣州市住房和城乡建设局", "赣州市", "市", "住建局"),
    ("郑州市市场监管局", "郑州市", "市", "市场监管局"),
    ("省委组织部", "", "省", "党委组织部"),
    ("潮河办事处", "潮河", "", "办事处"),
    ("国家发展改革委", "国家", "国家", "发改委"),
    ("政协曲靖市委员会", "曲靖市", "市", "政协"),
]


@pytest.mark.parametrize(("a", "b"), SAME_KEY)
def test_spellings_of_one_name_have_one_key(a, b):
    assert key(a) == key(b)


@pytest.mark.parametrize(("a", "b"), OTHER_KEY)
def test_names_that_only_sound_alike_keep_their_keys(a, b):
    assert key(a) != key(b)


@pytest.mark.parametrize(("short", "full"), ABBREVIATIONS)
def test_a_short_form_keeps_the_brand_in_order(short, full):
    found = abbreviates(short, full, PLACES)
    assert found and found.reasons and 0 < found.strength <= 1


@pytest.mark.parametrize(("short", "full"), NO_ABBREVIATIONS)
def test_a_near_miss_is_no_short_form(short, full):
    assert abbreviates(short, full, PLACES) is None


@pytest.mark.parametrize(("name", "place", "level", "organ"), BODIES)
def test_a_body_has_place_level_and_organ(name, place, level, organ):
    found = body(name)
    assert (found.place, found.level, found.organ) == (place, level, organ)


def test_zones_have_one_short_name():
    assert zone_key("郑州经济技术开发区") == zone_key("郑州经开区") == "郑州经开区"
    assert zone_key("秦皇岛市经济技术开发区") == "秦皇岛经开区"
    assert zone_key("国家许昌经济技术开发区") == "许昌经开区"
    assert zone_key("郑州高新技术产业开发区") != zone_key("郑州经济技术开发区")


def test_phases_tell_projects_apart():
    assert project("瞪云产业园二期项目") == project("瞪云产业园二期")
    assert project("瞪云产业园一期") != project("瞪云产业园二期")
    assert project("瞪云产业园") != project("瞪云产业园一期")


def test_schools_have_one_spelling_but_keep_their_number():
    assert institution_key("郑州市第八中学") == institution_key("郑州八中")
    assert institution_key("郑州市第八中学") != institution_key("郑州市第十八中学")


def test_a_surname_with_a_title_is_no_full_name():
    assert surname_title("王主任") == ("王", "主任")
    assert surname_title("欧阳局长") == ("欧阳", "局长")
    assert surname_title("王主") is None and surname_title("王建国") is None


def test_company_parts_name_place_brand_and_form():
    parts = company("郑州泰岳实业有限公司", PLACES)
    assert (parts.place, parts.brand, parts.form, parts.registered) == ("郑州", "泰岳", "有限公司", True)
    assert company("建设银行黄山分行", PLACES).branch == "分行"


@LAW
@given(st.text(max_size=12), st.text(max_size=12))
def test_key_is_stable_and_place_and_rest_spell_the_text(a, b):
    assert key(key(a)) == key(a)
    place, rest = place_prefix(a + b, PLACES)
    assert place + rest == a + b


@LAW
@given(st.sampled_from(ROWS), st.sampled_from(ROWS))
def test_a_short_form_is_never_longer_than_the_full_one_and_no_name_abbreviates_itself(a, b):
    assert abbreviates(a["name"], a["name"], PLACES) is None
    if abbreviates(a["name"], b["name"], PLACES) and abbreviates(b["name"], a["name"], PLACES):
        assert company(a["name"], PLACES).brand == company(b["name"], PLACES).brand


# Across documents


def make(id, type, name, home="洛阳市", **more):
    return Candidate(id, f"d{id}", type, name, home=home, **more)


def together(*candidates):
    return len(resolve(candidates).clusters) == 1


SAME = [
    (make("1", "Company", "一汽解放", "长春市"), make("2", "Company", "一汽解放汽车有限公司", "长春市")),
    (make("1", "GovernmentBody", "经开区党工委", "郑州经开区"), make("2", "GovernmentBody", "区党工委", "郑州经开区")),
    (make("1", "GovernmentBody", "市委", "洛阳市"), make("2", "GovernmentBody", "中共洛阳市委", "河南省")),
    (make("1", "Place", "我省", "洛阳市"), make("2", "Place", "河南", "信阳市")),
    (make("1", "Place", "徐水", "保定市"), make("2", "Place", "徐水区", "河北省")),
    (
        make("1", "Person", "张波", "郑州经开区", posts=(("管委会", "主任"),)),
        make("2", "Person", "张波", "河南省", posts=(("郑州经开区党工委", "副书记"),)),
    ),
    (
        make("1", "Company", "郑州泰岳实业有限公司", "郑州市", aliases=("泰岳国际",)),
        make("2", "Company", "泰岳国际", "郑州市"),
    ),
]
APART = [
    (make("1", "GovernmentBody", "经开区党工委", "郑州经开区"), make("2", "GovernmentBody", "经开区党工委", "新乡市")),
    (make("1", "GovernmentBody", "市委", "洛阳市"), make("2", "GovernmentBody", "市委", "开封市")),
    (make("1", "Place", "我省", "洛阳市"), make("2", "Place", "我省", "泉州市")),
    (
        make("1", "Person", "王静", posts=(("市商务局", "局长"),)),
        make("2", "Person", "王敬", posts=(("市商务局", "局长"),)),
    ),
    (make("1", "Person", "张波"), make("2", "Person", "张波", "泉州市")),
    (make("1", "Person", "王主任"), make("2", "Person", "王主任")),
    (
        make("1", "Person", "李建国", "洛阳市", posts=(("市教育局", "局长"),)),
        make("2", "Person", "李建国", "洛阳市", posts=(("洛阳恒达机械有限公司", "董事长"),)),
    ),
    (make("1", "Project", "瞪云产业园一期"), make("2", "Project", "瞪云产业园二期")),
    (make("1", "Company", "海荣集团"), make("2", "Company", "海荣生物医疗股份有限公司")),
    (make("1", "Company", "郑州泰岳实业有限公司"), make("2", "Company", "新乡泰岳实业有限公司")),
    (make("1", "Place", "九龙镇", "郑州经开区"), make("2", "GovernmentBody", "九龙办事处", "郑州经开区")),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_one_thing_is_one_cluster_and_says_why(a, b):
    resolution = resolve([a, b])
    assert resolution.clusters == (("1", "2"),)
    assert all(merge.reasons for merge in resolution.why("1", "2")) and resolution.why("1", "2")


@pytest.mark.parametrize(("a", "b"), APART)
def test_two_things_stay_apart(a, b):
    assert not together(a, b)


def test_an_uncertain_pair_is_left_open_with_a_score():
    a, b = make("1", "Company", "正大集团", "石门县"), make("2", "Company", "正大集团", "襄阳市")
    resolution = resolve([a, b])
    assert len(resolution.clusters) == 2
    assert [(p.a, p.b) for p in resolution.possible] == [("1", "2")]
    assert 0 < resolution.possible[0].score < 1 and resolution.possible[0].reasons


def test_a_short_form_that_fits_two_firms_equally_is_left_open():
    firms = [make("1", "Company", "天马显示科技有限公司"), make("2", "Company", "天马显示器件有限公司")]
    resolution = resolve([*firms, make("3", "Company", "天马显示")])
    assert len(resolution.clusters) == 3 and len(resolution.possible) == 2


def test_nothing_in_nothing_out():
    assert resolve([]).clusters == ()


@LAW
@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(ROWS), max_size=60, unique_by=lambda r: r["id"]))
def test_the_order_of_the_candidates_changes_nothing(random, rows):
    candidates = [bench.candidate(row) for row in rows]
    shuffled = candidates.copy()
    random.shuffle(shuffled)
    assert resolve(candidates) == resolve(shuffled)


@LAW
@given(st.lists(st.sampled_from(ROWS), max_size=60, unique_by=lambda r: r["id"]))
def test_every_candidate_is_in_one_cluster_of_one_type_and_every_join_has_a_path(rows):
    resolution = resolve(bench.candidate(row) for row in rows)
    types = {row["id"]: row["type"] for row in rows}
    names = {row["id"]: row["name"] for row in rows}
    assert sorted(id for cluster in resolution.clusters for id in cluster) == sorted(types)
    for cluster in resolution.clusters:
        assert len({types[id] for id in cluster}) == 1
        assert all(resolution.why(cluster[0], id) for id in cluster[1:])
        if types[cluster[0]] == "Person":
            assert len({key(names[id]) for id in cluster}) == 1


# Gold


def test_the_gold_has_not_shrunk():
    for split, clusters, pairs in (("dev", 500, 2000), ("test", 120, 500)):
        rows = [row for row in ROWS if row["split"] == split]
        assert len({row["cluster"] for row in rows}) >= clusters
        assert len(bench.pairs(bench.clusters(rows, "family"))) >= pairs


@pytest.mark.parametrize("split", ["dev", "test"])
def test_quality_does_not_fall(split):
    figures = bench.quality(split)
    assert figures["all pairs"][0] >= 0.99 and figures["all pairs"][2] >= 0.95
    assert figures["B³"][2] >= 0.97


def test_blocks_lose_no_true_pair_that_needs_scoring():
    candidates, true = bench.invented(600)
    identities = Identities()
    groups = [make_group([c], identities) for c in candidates]
    shared = {
        tuple(sorted((a.id, b.id))) for block in blocks(groups, identities.places) for a, b in combinations(block, 2)
    }
    assert len(bench.pairs(true) & shared) / len(bench.pairs(true)) > 0.99
