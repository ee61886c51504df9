"""A small hand-made `Knowledge` with one of everything: a joint, a post, a denial, a symmetric pair, figures."""

from __future__ import annotations

from hashlib import sha256

from kgraph import iris
from kgraph.facts import judge
from kgraph.nouns import Claim, Document, Entity, Knowledge, Mention, Page, Segment, Span, Value
from kgraph.ontology import Ontology

ONTOLOGY = Ontology.load()

PARTS = (  # of the source; the middle one is another article, so that the first sentence runs across a joint
    "远山新能源基地开工\n远山机械有限公司投资12.5亿元建设远山新",
    "(广告)三月花开\n",
    "能源基地,占地约3万平方米。青溪区副区长、区投资促进局局长赵青松3月2日出席青溪区招商大会并讲话。\n"
    "远山机械否认收购白鹭科技。远山机械与白鹭科技签约。春雷行动共有项目16个,全区进出口总额4.4亿元,增长7.5%。\n"
    "记者 林小满",
)
SOURCE = "".join(PARTS)
CUTS = (len(PARTS[0]), len(PARTS[0]) + len(PARTS[1]))
TEXT = PARTS[0] + PARTS[2]

DOCUMENT = Document(
    id="qingxi/01",
    page=Page(
        id="qingxi",
        source="qingxi.txt",
        text=SOURCE,
        sha256=sha256(SOURCE.encode()).hexdigest(),
        published="2024-03-05",
        home="青溪区",
        publisher="青溪报",
    ),
    text=TEXT,
    segments=(Segment(0, 0, CUTS[0]), Segment(CUTS[0], CUTS[1], len(PARTS[2]))),
    headline=Span(0, TEXT.index("\n")),
    byline=(Span(TEXT.index("记者"), len(TEXT)),),
    pieces=(Span(0, CUTS[0]), Span(CUTS[1], len(SOURCE))),
)
OTHER = Document(
    id="corpus/7",
    page=Page(
        id="corpus/7",
        source="corpus.jsonl#7",
        text="赵青松任青溪区副区长。",
        sha256=sha256("赵青松任青溪区副区长。".encode()).hexdigest(),
        title="任职",
        published="2024-04",
    ),
    text="赵青松任青溪区副区长。",
    segments=(Segment(0, 0, 11),),
)

ENTITIES = {  # key → (type, name, aliases, links)
    "firm": ("Company", "远山机械有限公司", ("远山机械",), (("stockCode", "600999"),)),
    "other": ("Company", "白鹭科技", (), (("possiblySameAs", "company/远山机械有限公司"),)),
    "base": ("Project", "远山新能源基地", (), ()),
    "zhao": ("Person", "赵青松", (), ()),
    "reporter": ("Person", "林小满", (), ()),
    "bureau": ("GovernmentBody", "青溪区投资促进局", ("区投资促进局",), ()),
    "district": ("Place", "青溪区", ("全区",), (("adminCode", "990101"),)),
    "government": ("GovernmentBody", "青溪区人民政府", ("青溪区",), ()),
    "fair": ("Event", "青溪区招商大会", (), ()),
    "spring": ("Programme", "春雷行动", (), ()),
}


def entity_id(key: str) -> str:
    type, name, *_ = ENTITIES[key]
    return iris.local(type.lower(), name)


def mention(key: str, document: Document = DOCUMENT) -> Mention:
    type, name, aliases, _ = ENTITIES[key]
    text = next((form for form in (name, *aliases) if form in document.text), name)
    start = max(document.text.find(text), 0)
    return Mention(Span(start, start + len(text)), text, type, "hand")


def claim(relation, head, tail, words, document=DOCUMENT, **more):
    """A proposal for the judge: (claim, head id, tail id or value)."""
    start = document.text.index(words)
    made = Claim(
        document=document.id,
        relation=relation,
        subject=None if head is None else mention(head, document),
        object=tail if isinstance(tail, Value) else mention(tail, document),
        evidence=Span(start, start + len(words)),
        rule=more.pop("rule", f"{relation}/1"),
        confidence=more.pop("confidence", 0.9),
        **more,
    )
    return made, document.id if head is None else entity_id(head), tail if isinstance(tail, Value) else entity_id(tail)


BUILDS = "远山机械有限公司投资12.5亿元建设远山新能源基地,占地约3万平方米。"
POSTS = "青溪区副区长、区投资促进局局长赵青松"
MEETS = "赵青松3月2日出席青溪区招商大会并讲话"
DENIES = "远山机械否认收购白鹭科技。"
SIGNS = "远山机械与白鹭科技签约。"
FIGURES = "春雷行动共有项目16个,全区进出口总额4.4亿元,增长7.5%。"

PROPOSALS = [
    claim("undertakes", "firm", "base", BUILDS),
    claim("undertakes", "firm", "base", BUILDS, rule="name", confidence=0.8, modality="inferred"),
    claim("investment", "base", Value(number=12.5e8, unit="CNY"), BUILDS),
    claim("landArea", "base", Value(number=30000.0, unit="平方米", approx=True), BUILDS),
    claim("status", "base", Value(text="started"), "远山新能源基地开工"),
    claim("capacity", "base", Value(number=30000.0, unit="台"), BUILDS),
    claim("holdsPostAt", "zhao", "government", POSTS, qualifiers=(("title", "副区长"),)),
    claim("holdsPostAt", "zhao", "government", OTHER.text, document=OTHER, qualifiers=(("title", "副区长"),)),
    claim("holdsPostAt", "zhao", "bureau", POSTS, qualifiers=(("title", "局长"),)),
    claim("attended", "zhao", "fair", MEETS),
    claim("spokeAt", "zhao", "fair", MEETS, modality="reported", speaker="记者"),
    claim("date", "fair", Value(text="2024-03-02"), MEETS),
    claim("subsidiaryOf", "other", "firm", DENIES, modality="denied"),
    claim("partnerOf", "other", "firm", SIGNS),
    claim("partnerOf", "firm", "other", SIGNS, rule="list"),
    claim("projectCount", "spring", Value(number=16.0), FIGURES),
    claim(
        "observation",
        "district",
        Value(number=4.4e8, unit="元", indicator="进出口总额", period="2024-01-01/2024-02-29", change=7.5),
        FIGURES,
    ),
    claim("reportedBy", None, "reporter", "记者 林小满"),
]


def entities() -> tuple[Entity, ...]:
    found = []
    for key, (type, name, aliases, links) in ENTITIES.items():
        named = tuple((d.id, mention(key, d)) for d in (DOCUMENT, OTHER) if mention(key, d).text in d.text)
        found.append(Entity(entity_id(key), type, name, aliases, named, links))
    return tuple(sorted(found, key=lambda entity: entity.id))


def knowledge() -> Knowledge:
    """The whole fixture; nothing of it is refused."""
    documents = tuple(sorted((DOCUMENT, OTHER), key=lambda d: d.id))
    facts, refused = judge(PROPOSALS, entities(), documents, ONTOLOGY)
    assert not refused, refused
    return Knowledge(documents=documents, entities=entities(), facts=facts)
