"""How the words of a question are taken: names in part or wrong, steps that are joined, questions as short as a search;
over the small world of data/questions/world.toml."""

from __future__ import annotations

import pytest
from helpers_questions import World

from kgraph import queries
from kgraph.errors import QueryError
from kgraph.ontology import Ontology


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def asker(world) -> queries.Asker:
    return queries.Asker(world.store, Ontology.load())


def named(world: World, values: tuple) -> set:
    return {world.name(one) for one in values}


# ── names ──

NAMES = [  # question, a part of the text, names of the answers
    ("远航有哪些项目？", "（“远航”按“远航重工”理解。）", {"远航重工新基地"}),
    ("显示模组的投资额是多少？", "总投资58亿元", {5800000000}),
    ("江城大学光电研究院属于哪所大学？", "江城大学光电研究院属于江城大学", {"江城大学"}),
    ("南岭的项目推进会是谁主持的？", "林若兰主持南岭县项目推进会", {"林若兰"}),
    ("海岳是哪家公司的子公司？", "“海岳”不止一个，是不是：海岳", set()),
    ("星野光店有哪些项目？", "不在图中：没有“星野光店”。 Did you mean (是不是): 星野光电", set()),
    ("陈小明参加了哪些活动？", "不在图中：没有“陈小明”", set()),
    ("周启民担任什么职务？", "不在图中：没有“周启民”。 Did you mean (是不是): 周启明", set()),
    ("区委有哪些领导？", "不在图中：没有“区委”", set()),
    ("河滨区的区长是谁？", "林若兰任河滨区政府区长", {"林若兰"}),
    ("河滨的副区长有哪些人？", "任河滨区政府副区长", {"叶知秋", "陆明轩"}),
    ("谁是河滨区镇长？", "不在图中：没有“谁任河滨区镇长”的记载", set()),
    ("林若兰是不是河滨区区长", "是。", {True}),
    ("谁主持了河滨区？", "不在图中：“河滨区”是地点，这样的问题只能问活动、人物", set()),
    ("江城产业论坛花了多少钱？", "不在图中：没有“江城产业论坛”的这项数字", set()),
    ("云栈大厦的产能多大？", "不在图中：没有“云栈大厦产能什么”的记载", set()),
    (
        "叶知秋是商务局局长吗？",
        "不在图中：没有“叶知秋任河滨区商务局局长”的记载。\n叶知秋曾任河滨区商务局局长。",
        {False},
    ),
    ("2019年有多少场活动？", "不在图中", {0}),
    ("2022年星野光电建设了哪些项目？", "（图中没有与此相应的时间，未按“2022年”筛选。）", {"星野光电显示模组项目"}),
]


@pytest.mark.parametrize(("question", "part", "answers"), NAMES)
def test_a_name_given_in_part_or_wrongly(question, part, answers, world, asker):
    answer = asker.ask(question)
    assert part in answer.text
    assert named(world, answer.values) == answers


@pytest.mark.parametrize("question", ["哪些项目没有开工？", "谁没参加江城产业论坛？", "周启明从未担任过什么职务？"])
def test_what_texts_do_not_say_cannot_be_asked(question, asker):
    with pytest.raises(QueryError, match="not what they do not say"):
        asker.ask(question)


JOINS = [
    ("主持江城产业论坛的人担任什么职务？", {"区长", "局长"}),
    ("星野光电的项目在哪里？", {"河滨区"}),
    ("河滨区的项目由哪些公司建设？", {"星野光电股份有限公司", "青禾置业集团有限公司"}),
    ("白鹭镇在建的项目有几个？", {1}),
    ("南岭县投资超过5亿元、已签约的项目有哪些？", {"云帆冷链物流园"}),
    ("建设云栈大厦的公司的子公司有哪些？", {"青禾物业服务有限公司"}),
    ("海岳物流母公司的子公司有哪些？", {"海岳物流", "海岳新材"}),
    ("河滨区投资最大的项目是哪个？", {"星野光电显示模组项目"}),
    ("投资最大的两个项目是什么？", {"星野光电显示模组项目", "远航重工新基地"}),
    ("投资额排名前两位的项目有哪些？", {"星野光电显示模组项目", "远航重工新基地"}),
    ("显示联盟理事长还在哪家公司任职？", {"星野光电股份有限公司"}),
    ("2024年3月林若兰参加了什么活动？", {"南岭县项目推进会"}),
    ("2023年之后举行的活动有哪些？", {"江城产业论坛", "南岭县项目推进会", "河滨区项目签约仪式"}),
    ("2021年南岭县委书记是谁？", {"周启明"}),
]


@pytest.mark.parametrize(("question", "answers"), JOINS)
def test_steps_are_joined(question, answers, world, asker):
    assert named(world, asker.ask(question).values) == answers


SHORT = [
    ("江城产业论坛 主办", {"河滨区政府", "江城大学"}),
    ("陆明轩任职于", {"河滨区政府", "南岭县委"}),
    ("河滨区项目清单", {"星野光电显示模组项目", "云栈大厦"}),
    ("海岳集团子公司数量", {2}),
    ("区长是谁", {"林若兰"}),
    ("江城有哪些区县", {"河滨区", "南岭县"}),
]


@pytest.mark.parametrize(("question", "answers"), SHORT)
def test_a_question_may_be_as_short_as_a_search(question, answers, world, asker):
    assert named(world, asker.ask(question).values) == answers
