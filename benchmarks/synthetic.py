"""Writes the output folder of an invented region with as many facts as asked for, to measure what reads such a folder.

    python benchmarks/synthetic.py -o FOLDER [--facts 100000] [--seed 1]

Cities, offices, firms, projects and people are made of syllables and drawn by a seeded generator, a few of them far
more often than the rest, as in real news. Every article is a text of plain sentences, and every claim has its place in
one; no finder reads them, so that 100,000 facts take minutes. They are judged and written like those of any build.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import product

from kgraph import api, facts, iris
from kgraph.nouns import Claim, Document, Entity, Knowledge, Mention, Page, Segment, Span, Value
from kgraph.ontology import Ontology

CITY = ["青溪", "云岭", "白沙", "临湖", "松阳", "南屏", "赤水", "银滩", "梅川", "石门"]
DISTRICT = ["东河", "西山", "北苑", "南关", "高新", "滨江", "长桥", "新城"]
SURNAME = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建文辉"
BRAND = [a + b for a, b in product("远云天海金华瑞恒博联", "山达泰航科源通盛辰邦")]
TRADE = ["机械", "科技", "生物医药", "新能源", "物流", "食品", "电子", "建材"]
KIND = ["有限公司", "股份有限公司", "集团有限公司"]
WORKS = ["生产基地项目", "产业园项目", "研发中心项目", "智能工厂项目", "仓储中心项目", "改造工程"]
OFFICE = ["人民政府", "发展和改革委员会", "商务局", "教育局", "交通运输局", "市场监督管理局", "委宣传部", "委组织部"]
TITLE = ["书记", "副书记", "主任", "副主任", "局长", "副局长", "部长"]
MEETING = ["招商工作会议", "项目建设推进会", "安全生产工作会议", "经济运行分析会", "乡村振兴现场会", "集中开工仪式"]
CAMPAIGN = ["春雷行动", "百日攻坚行动", "强链计划", "万企升级工程", "双百项目计划"]
INDICATOR = ["地区生产总值", "规模以上工业增加值", "进出口总额", "固定资产投资", "社会消费品零售总额"]
STATUS = {"签约": "signed", "开工": "started", "在建": "underConstruction", "竣工": "completed", "投产": "inProduction"}
START, DAYS = date(2019, 1, 1), 2190  # when articles are published: six years
STEEPNESS = 1.1  # of the power law by which names are drawn

PERSON, COMPANY, BODY, PLACE = "Person", "Company", "GovernmentBody", "Place"
PROJECT, EVENT, PROGRAMME = "Project", "Event", "Programme"


@dataclass
class Region:
    """All names, by class, and what is drawn of them."""

    chance: random.Random
    size: int
    names: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = [f"{city}市{district}区" for city, district in product(CITY, DISTRICT)]
        people = [a + b + c for a, b, c in product(SURNAME, GIVEN, ["", *GIVEN])]
        firms = [f"{city}{b}{t}{k}" for b, t, k, city in product(BRAND, TRADE, KIND, CITY)]
        campaigns = [f"{place}{year}年{name}" for place, year, name in product(places, range(2019, 2025), CAMPAIGN)]
        bodies = [place + office for place, office in product(places, OFFICE)]
        for type, known, share in ((PLACE, places, 1), (PERSON, people, 25), (COMPANY, firms, 20),
                                   (PROGRAMME, campaigns, 200), (BODY, bodies, 1)):  # fmt: skip
            many = len(known) if share == 1 else max(10, self.size // share)
            self.names[type] = self.chance.sample(known, min(len(known), many))

    def draw(self, type: str) -> str:
        """A name; the first ones come often."""
        known = self.names[type]
        return known[int(len(known) * self.chance.random() ** (1 + STEEPNESS))]


@dataclass
class Article:
    """A text that grows by sentences; `said` are proposals for the judge."""

    id: str
    published: date
    text: str = ""
    said: list[tuple[Claim, str, str | Value]] = field(default_factory=list)
    named: list[Mention] = field(default_factory=list)

    def say(self, *parts: str | tuple[str, str]) -> dict[str, Mention]:
        """Add a sentence of words and (class, name) pairs; its mentions by name, and "" its place as a mention."""
        begin, found = len(self.text), {}
        for part in parts:
            if not isinstance(part, str):
                type, name = part
                found[name] = Mention(Span(len(self.text), len(self.text) + len(name)), name, type, "synthetic")
            self.text += part if isinstance(part, str) else part[1]
        self.named += found.values()
        whole = Span(begin, len(self.text))
        self.text += "\n"
        return found | {"": Mention(whole, "", "", "")}

    def claim(self, found: dict[str, Mention], relation: str, head: str, tail: str | Value, **more) -> None:
        """Propose a fact that the sentence says; `head` "" is the article itself."""
        subject = found[head] if head else None
        target = found[tail] if isinstance(tail, str) else tail
        sure = 0.5 + int(sha256(f"{self.id}{relation}{head}".encode()).hexdigest()[:4], 16) / 0x20000
        made = Claim(self.id, relation, subject, target, found[""].span, "synthetic", round(sure, 3), **more)
        tail_id = entity_id(target) if isinstance(target, Mention) else target
        self.said.append((made, entity_id(subject) if subject else self.id, tail_id))

    def document(self) -> Document:
        words = self.text.removesuffix("\n")
        digest = sha256(words.encode()).hexdigest()
        page = Page(self.id, f"{self.id}.txt", words, digest, "", self.published.isoformat(), None, "综合日报")
        return Document(self.id, page, words, (Segment(0, 0, len(words)),), Span(0, words.index("\n")))


def entity_id(mention: Mention) -> str:
    return iris.local(mention.type, mention.text)


def meeting(article: Article, region: Region) -> None:
    place, body = region.draw(PLACE), region.draw(BODY)
    event = f"{place}{article.published.year}年第{region.chance.randint(1, 40)}次{region.chance.choice(MEETING)}"
    chair, *others = dict.fromkeys(region.draw(PERSON) for _ in range(5))
    title = region.chance.choice(TITLE)
    listed = [part for name in others for part in ("、", (PERSON, name))][1:] or ["有关人员"]
    day = f"{article.published.month}月{article.published.day}日,"
    led = ((BODY, body), title, (PERSON, chair), "主持会议并讲话,")
    found = article.say(day, (EVENT, event), "在", (PLACE, place), "举行,", *led, *listed, "参加会议。")
    for relation in ("presidedOver", "spokeAt"):
        article.claim(found, relation, chair, event)
    for name in (chair, *others):
        article.claim(found, "attended", name, event)
    article.claim(found, "holdsPostAt", chair, body, qualifiers=(("title", title),))
    article.claim(found, "locatedIn", event, place)
    article.claim(found, "date", event, Value(text=article.published.isoformat()))


def building(article: Article, region: Region) -> None:
    place, firm, campaign = region.draw(PLACE), region.draw(COMPANY), region.draw(PROGRAMME)
    project = firm[2:4] + place[-3:] + region.chance.choice(WORKS)
    amount, area, word = (
        region.chance.randint(5, 900) / 10,
        region.chance.randint(20, 900),
        region.chance.choice([*STATUS]),
    )
    found = article.say((COMPANY, firm), f"投资{amount}亿元在", (PLACE, place), "建设", (PROJECT, project),
                        f",占地{area}亩,项目已{word},列入", (PROGRAMME, campaign), "。")  # fmt: skip
    article.claim(found, "undertakes", firm, project)
    article.claim(found, "locatedIn", project, place)
    article.claim(found, "includedIn", project, campaign)
    article.claim(found, "investment", project, Value(number=round(amount * 1e8, 0), unit="CNY"))
    article.claim(found, "landArea", project, Value(number=round(area * 666.6667, 1), unit="m²"))
    article.claim(
        found, "status", project, Value(text=STATUS[word]), qualifiers=(("start", article.published.isoformat()),)
    )


def ties(article: Article, region: Region) -> None:
    one, other, body = region.draw(COMPANY), region.draw(COMPANY), region.draw(BODY)
    if one != other:
        word, relation = region.chance.choice([("是", "subsidiaryOf"), ("向", "tradesWith"), ("与", "partnerOf")])
        end = {"是": "的子公司。", "向": "供货。", "与": "签约合作。"}[word]
        denied = region.chance.random() < 0.03
        found = article.say((COMPANY, one), "否认" if denied else "", word, (COMPANY, other), end)
        article.claim(found, relation, one, other, modality="denied" if denied else "asserted")
    found = article.say((BODY, body), "与", (COMPANY, one), "签订合作协议。")
    article.claim(found, "partnerOf", body, one)


def posts(article: Article, region: Region) -> None:
    person, body, title = region.draw(PERSON), region.draw(BODY), region.chance.choice(TITLE)
    found = article.say((PERSON, person), "任", (BODY, body), title, "。")
    start = (("start", article.published.isoformat()), ("title", title))
    article.claim(found, "holdsPostAt", person, body, qualifiers=start)


def figures(article: Article, region: Region) -> None:
    place, indicator, year = region.draw(PLACE), region.chance.choice(INDICATOR), article.published.year - 1
    amount, change = region.chance.randint(100, 90000) / 100, region.chance.randint(-50, 150) / 10
    found = article.say(f"{year}年,", (PLACE, place), f"{indicator}{amount}亿元,增长{change}%。")
    said = Value(round(amount * 1e8, 0), "元", indicator=indicator, period=str(year), change=change)
    article.claim(found, "observation", place, said)
    found = article.say((PLACE, place), "属于", (PLACE, place[:3]), "。")
    article.claim(found, "partOf", place, place[:3])


KINDS: list[tuple[Callable[[Article, Region], None], int]] = [
    (meeting, 4),
    (building, 5),
    (ties, 2),
    (posts, 2),
    (figures, 2),
]


def write_article(number: int, region: Region) -> Article:
    published = START + timedelta(days=region.chance.randrange(DAYS))
    article = Article(f"daily/{number:06}", published, f"综合日报第{number}号消息\n")
    for make, _ in region.chance.choices(KINDS, [weight for _, weight in KINDS], k=2):
        make(article, region)
    reporter = region.draw(PERSON)
    found = article.say("记者 ", (PERSON, reporter))
    article.claim(found, "reportedBy", "", reporter)
    return article


def knowledge(count: int, seed: int, ontology: Ontology) -> Knowledge:
    """An invented region with at least `count` facts."""
    region = Region(random.Random(seed), count)
    articles: list[Article] = []
    known: set[tuple] = set()
    while len(known) < count:
        article = write_article(len(articles), region)
        articles.append(article)
        known |= {(head, c.relation, tail, dict(c.qualifiers).get("title")) for c, head, tail in article.said}
    mentions: dict[tuple[str, str], list[tuple[str, Mention]]] = {}
    for article in articles:
        for mention in article.named:
            mentions.setdefault((mention.type, mention.text), []).append((article.id, mention))
    entities = tuple(Entity(iris.local(*key), *key, (), tuple(found)) for key, found in sorted(mentions.items()))
    documents = tuple(article.document() for article in articles)
    said = [proposal for article in articles for proposal in article.said]
    made, refused = facts.judge(said, entities, documents, ontology)
    if refused:
        raise SystemExit(f"{len(refused)} claims refused, such as {refused[0]}")
    return Knowledge(documents=documents, entities=entities, facts=made)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-o", "--output", required=True, help="folder to write")
    parser.add_argument("--facts", type=int, default=100_000, help="at least so many (%(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ontology = Ontology.load()
    made = knowledge(options.facts, options.seed, ontology)
    print(f"{len(made.documents)} articles, {len(made.entities)} entities, {len(made.facts)} facts", file=sys.stderr)
    api.Graph(made, ontology).write(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
