"""A small `Knowledge` made by hand: two invented articles, every kind of fact, and something that goes wrong.

The first article runs across a joint (its end stands before its beginning in the source); names are invented.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kgraph.nouns import (
    Analysis,
    Claim,
    Document,
    Entity,
    Fact,
    Knowledge,
    Mention,
    Page,
    Quantity,
    Rejection,
    Segment,
    Span,
    Time,
    Value,
)

FIRST = (
    "青岭市东溪区举行重点项目签约仪式\n"
    "本报讯 3月2日,东溪区举行2024年第一季度重点项目签约仪式。区委副书记、区长周远航主持仪式并讲话,副区长林可为出席。"
    "星禾电气有限公司(以下简称星禾电气)投资12.5亿元建设白鹭湾储能产业园项目,占地300亩,列入“百日攻坚”行动。\n"
    "去年,青岭市进出口总值达86.4亿元,同比增长7.2%。\n"
    "记者 何晓棠"
)
SECOND = (
    "白鹭湾储能产业园开工\n"
    "星禾电气<em>&“二期”</em>计划投资3亿元。有消息称林可为任星禾电气董事长,公司予以否认。东溪区区长周远航到场。"
)
CUT = FIRST.index("列入")


def mention(document: Document, text: str, type: str, nth: int = 0, finder: str = "hand") -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = document.text.index(text, start + 1)
    return Mention(Span(start, start + len(text)), text, type, finder)


def sentence(document: Document, part: str) -> Span:
    start = document.text.index(part)
    begin = max(document.text.rfind(stop, 0, start) for stop in "。\n") + 1
    ends = [end for stop in "。\n" if (end := document.text.find(stop, start)) >= 0]
    return Span(begin, min(ends, default=len(document.text) - 1) + 1)


def knowledge() -> Knowledge:
    """The fixture; every call makes an equal one."""
    one, two = _documents()
    entities = _entities(one, two)
    return Knowledge(
        documents=(one, two),
        analyses=(_analysis(one, entities), _analysis(two, entities)),
        entities=entities,
        facts=_facts(one, two),
        rejections=(
            Rejection("facts", "星禾电气 is a Company, but the tail of locatedIn is a Place", two.id, "星禾电气",
                      (("relation", "locatedIn"), ("rule", "near-place"))),
        ),
        failures=("broken.txt: not UTF-8, GB18030 or UTF-16; save it as UTF-8",),
    )  # fmt: skip


def shuffled(whole: Knowledge) -> Knowledge:
    """The same knowledge in another order."""
    facts = tuple(replace(fact, claims=fact.claims[::-1]) for fact in whole.facts[::-1])
    return Knowledge(
        whole.documents[::-1], whole.analyses[::-1], whole.entities[::-1], facts, whole.rejections[::-1],
        whole.failures[::-1],
    )  # fmt: skip


def _documents() -> tuple[Document, Document]:
    tail, head = FIRST[CUT:], FIRST[:CUT]
    source = f"{tail}\n\n{head}\n"
    first = Document(
        id="d-first",
        page=Page("p-first", "east.txt", source, "0" * 64, published="2024-03-03", home="东溪区"),
        text=FIRST,
        segments=(Segment(0, len(tail) + 2, len(head)), Segment(len(head), 0, len(tail))),
        headline=Span(0, FIRST.index("\n")),
        byline=(Span(FIRST.index("记者"), len(FIRST)),),
        pieces=(Span(len(tail) + 2, len(tail) + 2 + len(head)), Span(0, len(tail))),
    )
    second = Document(
        id="d-second",
        page=Page("p-second", "corpus.jsonl#7", SECOND, "1" * 64, title="白鹭湾", published="2024-05-20"),
        text=SECOND,
        segments=(Segment(0, 0, len(SECOND)),),
        headline=Span(0, SECOND.index("\n")),
        pieces=(Span(0, len(SECOND)),),
        truncated=True,
        doubtful_joints=((len(SECOND), 0),),
    )
    return first, second


# name, type, aliases, (document, text, how many times)
_NAMES = (
    ("Person/周远航", "Person", (), (("d-first", "周远航", 1), ("d-second", "周远航", 1))),
    ("Person/林可为", "Person", (), (("d-first", "林可为", 1), ("d-second", "林可为", 1))),
    ("Person/何晓棠", "Person", (), (("d-first", "何晓棠", 1),)),
    ("Company/星禾电气有限公司", "Company", ("星禾电气",),
     (("d-first", "星禾电气有限公司", 1), ("d-second", "星禾电气", 2))),
    ("Place/青岭市", "Place", (), (("d-first", "青岭市", 2),)),
    ("Place/青岭市/东溪区", "Place", (), (("d-first", "东溪区", 2), ("d-second", "东溪区", 1))),
    ("GovernmentBody/东溪区委", "GovernmentBody", ("区委",), (("d-first", "区委", 1),)),
    ("GovernmentBody/东溪区政府", "GovernmentBody", (), ()),
    ("Project/白鹭湾储能产业园项目", "Project", ("白鹭湾储能产业园",),
     (("d-first", "白鹭湾储能产业园项目", 1), ("d-second", "白鹭湾储能产业园", 1))),
    ("Programme/百日攻坚", "Programme", (), (("d-first", "百日攻坚", 1),)),
    ("Event/2024年第一季度重点项目签约仪式", "Event", (), (("d-first", "2024年第一季度重点项目签约仪式", 1),)),
)  # fmt: skip


def _entities(one: Document, two: Document) -> tuple[Entity, ...]:
    shelf = {one.id: one, two.id: two}
    found = []
    for key, type, aliases, places in _NAMES:
        mentions = [(d, mention(shelf[d], text, type, n)) for d, text, times in places for n in range(times)]
        found.append(Entity(key, type, key.rpartition("/")[2], aliases, tuple(mentions)))
    return tuple(sorted(found, key=lambda e: e.id))


def _analysis(document: Document, entities: tuple[Entity, ...]) -> Analysis:
    mentions = [m for e in entities for d, m in e.mentions if d == document.id]
    if document.id == "d-first":
        mentions.append(mention(document, "星禾电气", "Company", 1))  # a name that no entity and no fact has
    stops = [i + 1 for i, c in enumerate(document.text) if c in "。\n"]
    bounds = sorted({0, *stops, len(document.text)})
    return Analysis(
        document,
        document.text,
        sentences=tuple(Span(a, b) for a, b in pairwise(bounds)),
        mentions=tuple(sorted(mentions, key=lambda m: (m.span, m.type))),
        quantities=_quantities(document),
        times=tuple(Time(Span(i, i + 4), "2024-03-02") for i in [document.text.find("3月2日")] if i >= 0),
    )


def _quantities(document: Document) -> tuple[Quantity, ...]:
    rows = (("12.5亿元", 1.25e9, "元", "money"), ("300亩", 300.0, "亩", "area"), ("86.4亿元", 8.64e9, "元", "money"),
            ("7.2%", 7.2, "%", "percent"), ("3亿元", 3e8, "元", "money"))  # fmt: skip
    found = []
    for text, number, unit, dimension in rows:
        at = document.text.find(text)
        if at >= 0:
            found.append(Quantity(Span(at, at + len(text)), number, unit, dimension))
    return tuple(found)


def _facts(one: Document, two: Document) -> tuple[Fact, ...]:
    # subject, relation, object, sentence, (subject text, object text), qualifiers, modality, confidence
    zhou, lin, firm = "Person/周远航", "Person/林可为", "Company/星禾电气有限公司"
    body, party = "GovernmentBody/东溪区政府", "GovernmentBody/东溪区委"
    project, event = "Project/白鹭湾储能产业园项目", "Event/2024年第一季度重点项目签约仪式"
    rows = (
        (one, zhou, "holdsPostAt", party, "周远航主持", (("title", "副书记"),), "asserted", 0.95),
        (one, zhou, "holdsPostAt", body, "周远航主持", (("start", "2023-11"), ("title", "区长")), "asserted", 0.9),
        (one, zhou, "holdsPostAt", body, "周远航主持", (("title", "党组书记"),), "inferred", 0.4),
        (one, lin, "holdsPostAt", body, "周远航主持", (("title", "副区长"),), "asserted", 0.9),
        (one, zhou, "presidedOver", event, "周远航主持", (), "asserted", 0.9),
        (one, zhou, "spokeAt", event, "周远航主持", (), "asserted", 0.85),
        (one, zhou, "attended", event, "周远航主持", (), "asserted", 0.85),
        (one, lin, "attended", event, "周远航主持", (), "asserted", 0.9),
        (one, "Place/青岭市/东溪区", "organized", event, "3月2日", (), "asserted", 0.8),
        (one, firm, "undertakes", project, "投资12.5亿元", (), "asserted", 0.92),
        (one, project, "includedIn", "Programme/百日攻坚", "投资12.5亿元", (), "asserted", 0.8),
        (one, "d-first", "reportedBy", "Person/何晓棠", "记者", (), "asserted", 0.99),
        (two, lin, "holdsPostAt", firm, "有消息称", (("title", "董事长"),), "denied", 0.7),
        (one, project, "investment", Value(1.25e9, "CNY"), "投资12.5亿元", (), "asserted", 0.9),
        (two, project, "investment", Value(3e8, "CNY"), "投资3亿元", (), "planned", 0.6),
        (one, project, "landArea", Value(200000.01, "m²", approx=True), "300亩", (), "asserted", 0.9),
        (one, project, "status", Value(text="signed"), "投资12.5亿元", (), "asserted", 0.8),
        (one, event, "date", Value(text="2024-03-02"), "3月2日", (), "asserted", 0.9),
        (one, "Place/青岭市", "observation",
         Value(8.64e9, "元", indicator="进出口总值", period="2023", change=7.2), "进出口总值", (), "asserted", 0.9),
    )  # fmt: skip
    shelf = {e.id: e for e in _entities(one, two)}
    facts = []
    for number, (document, subject, relation, target, part, qualifiers, modality, confidence) in enumerate(rows):
        ends = [_first_mention(shelf, document.id, end) for end in (subject, target)]
        claim = Claim(document.id, relation, ends[0], target if isinstance(target, Value) else ends[1],
                      sentence(document, part), f"hand-{relation}", confidence, modality, None, qualifiers)  # fmt: skip
        facts.append(Fact(f"f{number:02}", subject, relation, target, (claim,), qualifiers))
    again = replace(facts[1].claims[0], document=two.id, evidence=sentence(two, "区长周远航"), confidence=0.8,
                    subject=mention(two, "周远航", "Person"))  # fmt: skip
    facts[1] = replace(facts[1], claims=(facts[1].claims[0], again))
    return tuple(facts)


def _first_mention(shelf: dict[str, Entity], document: str, key: object) -> Mention | None:
    found = shelf[key].mentions if key in shelf else ()
    return next((m for d, m in found if d == document), None)
