"""Makes nodes and links of the pieces of a question.

Comes in: a `Bag`. Goes out: the nodes (names, kinds, what is asked for) and the links (words for relations, titles)
that `frames` ties together; several ways where a noun may stand for what is asked for or for something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kgraph.queries.asking.bag import Bag, Item
from kgraph.queries.asking.frames import APART
from kgraph.queries.asking.nodes import Link, Node
from kgraph.queries.asking.roles import Roles
from kgraph.queries.asking.words import Words

RELATION_WORDS = ("verb", "back", "head", "tail")
ASKED = ("who", "person", "which", "where", "many")
VALUES = ("title", "attribute")  # of which 是什么 asks for the value
NOUNS = ("head", "tail", "title", "post", "attribute", "phase")  # with which 哪些 may go

SORTS = ("unknown", "phase")  # what may stand between 哪些 and its noun
TITLES = ("post", "title")  # 主任, 职务
IS, AND, LINKING = "是为有", "和与及、()或", "是为有的都里中共分别一总各包括含叫,"
SHARED = {"together": "attendance", "colleague": "post"}

Made = tuple[float, list[Node], list[Link]]


def pieces(bag: Bag, roles: Roles, words: Words) -> Iterator[Made]:
    """All ways to make nodes and links of a bag, each with what it costs."""
    names = [node for node in _names(bag) if not _before_whom(node, bag, roles)]
    nodes = [*names, *(node for node in _asked(bag, roles, words) if not _same_person(node, names, bag, roles))]
    nouns = _nouns(bag, nodes, roles)
    for links in _links(bag, roles):
        yield 0.0, sorted([*nodes, *nouns], key=_at), links
        for at, noun in enumerate(nouns):
            for place, node in enumerate(nodes):
                if node.asked and node.types & noun.types and not node.nouns:
                    one = replace(node, types=node.types & noun.types, nouns=noun.nouns)
                    rest = [*nodes[:place], one, *nodes[place + 1 :], *nouns[:at], *nouns[at + 1 :]]
                    apart = 0.0 if "most" not in bag.flags else APART
                    yield -APART if _beside(bag, node, noun) else apart, sorted(rest, key=_at), links


def _before_whom(node: Node, bag: Bag, roles: Roles) -> bool:
    """张三之前谁是主任: whoever held the post, but not 张三."""
    past = any(at in (node.end, node.end + 1) for at in bag.flags.get("former", ()))
    return (
        past
        and node.types == roles.leaves([roles.person])
        and bool(bag.asks("who", "person"))
        and bool(bag.all("post"))
    )


def _beside(bag: Bag, one: Node, other: Node) -> bool:
    """Whether nothing but 是, 有 and the like stands between two nodes."""
    first, second = sorted((one, other), key=_at)
    return not bag.text[first.end : second.at].strip(LINKING)


def _same_person(asked: Node, names: list[Node], bag: Bag, roles: Roles) -> bool:
    """Whether 谁 only asks who the person beside it is: 张三是谁."""
    who = asked.asked in ("who", "person") and not asked.nouns
    people = [node for node in names if node.types == roles.leaves([roles.person])]
    ends = [(node.end, asked.at) if node.at < asked.at else (asked.end, node.at) for node in people]
    return who and any(bag.text[end:start] in ("", "是", "就是") for end, start in ends)


def _at(node: Node) -> int:
    return node.at


def _names(bag: Bag) -> list[Node]:
    return [
        Node(frozenset(t.type for t in item.things), item.start, item.end, item, item.things)
        for item in bag.all("name")
    ]


def _asked(bag: Bag, roles: Roles, words: Words) -> list[Node]:
    """What 谁, 哪家公司, 哪里, 多少个项目 ask for; 哪些子公司 asks for what its noun stands for."""
    found = []
    for at, item in enumerate(bag.items):
        if item.kind != "ask" or item.value not in ASKED:
            continue
        if item.value == "which" and at and _of_value(bag, bag.items[at - 1], item):
            continue
        after = _noun_after(bag.items[at + 1 :])
        if after is not None and after.kind == "class" and item.value in ("which", "many"):
            types, nouns, end = roles.leaves([after.value]), (after,), after.end
        elif any(node.asked == "many" for node in found) and item.value == "which":
            continue  # 几个, 分别是哪些
        elif item.value == "many" and item.text[-1] in words.measures and (after is None or after.kind not in NOUNS):
            types, nouns, end = roles.leaves([words.measures[item.text[-1]]]), (), item.end
        elif item.value == "many" or (item.value == "which" and after is not None and after.kind in NOUNS):
            continue
        else:
            social = item.value == "who" and any(flag in bag.flags for flag in SHARED)
            types, nouns, end = _kinds("person" if social else item.value, roles), (), item.end
        found.append(Node(types, item.start, end, item, nouns=nouns, asked=item.value))
    return found


def _noun_after(items: Sequence[Item]) -> Item | None:
    """The noun that goes with an asking word; what only says of which sort it is may stand between: 哪些在建工程."""
    between = next((at for at, item in enumerate(items) if item.kind not in SORTS), len(items))
    if between < len(items) and items[between].kind == "class":
        return items[between]
    return items[0] if items else None


def _of_value(bag: Bag, before: Item, item: Item) -> bool:
    """Whether 是什么 asks for the value of the noun before it: 投资额是什么."""
    return before.kind in VALUES and not bag.text[before.end : item.start].strip(IS)


def _kinds(value: str, roles: Roles) -> frozenset[str]:
    """The classes that an asking word may mean."""
    people = roles.leaves([roles.person, roles.organisation])
    places = roles.everything - {roles.person, roles.event, roles.document}
    return {
        "who": people | roles.places,
        "person": roles.leaves([roles.person]),
        "where": places & (roles.places | people),
    }.get(value, roles.everything)


def _nouns(bag: Bag, nodes: list[Node], roles: Roles) -> list[Node]:
    """Nouns of classes that do not go with an asking word; several of one class side by side are one."""
    taken = {noun.start for node in nodes for noun in node.nouns}
    found: list[Node] = []
    for item in bag.all("class"):
        types = roles.leaves([item.value])
        alike = [node for node in (*found, *nodes) if node.nouns and node.types == types]
        beside = [node for node in alike if not bag.text[node.end : item.start].strip(AND)]
        if beside and beside[0] in found:
            place = found.index(beside[0])
            found[place] = replace(beside[0], end=item.end, nouns=(*beside[0].nouns, item))
        elif item.start not in taken and not beside:
            found.append(Node(types, item.start, item.end, item, nouns=(item,)))
    return found


def _links(bag: Bag, roles: Roles) -> Iterator[list[Link]]:
    """The links; words for one relation side by side are one, a title and a verb of posts may be one or two."""
    links: list[Link] = []
    for item in bag.all(*RELATION_WORDS):
        if item.value != roles.post:
            _add(links, Link(item.value, item.kind, item.start, item.end))
    _add_shared(links, bag, roles)
    posts = [item for item in bag.items if item.kind in TITLES or item in _words_for(bag, roles.post)]
    yield from _twice(bag, links, roles)
    if not links and not posts and _who_is(bag, roles):
        yield [Link(roles.post, "title", len(bag.text), len(bag.text))]
    if not posts:
        yield links
        return
    yield [*links, _post(posts, roles)]
    titled = [item for item in posts if item.kind == "post"]
    others = [item for item in posts if item.kind != "post"]
    if titled and others:
        yield [*links, _post(titled, roles), _post(others, roles)]


def _words_for(bag: Bag, relation: str) -> list[Item]:
    return [item for item in bag.all(*RELATION_WORDS) if item.value == relation]


def _twice(bag: Bag, links: list[Link], roles: Roles) -> Iterator[list[Link]]:
    """Each word a link of its own, where one relation is named twice: the companies that build X build what else?"""
    items = [item for item in bag.all(*RELATION_WORDS) if item.value != roles.post]
    if len(items) > len(links) and not bag.all("post", "title"):
        yield [Link(item.value, item.kind, item.start, item.end) for item in items]


def _who_is(bag: Bag, roles: Roles) -> bool:
    people = [item for item in bag.all("name") if all(thing.type == roles.person for thing in item.things)]
    return len(people) == 1 == len(bag.items) - len(bag.asks("who", "person", "which")) and (
        "job" in bag.flags or "career" in bag.flags or bool(bag.asks("who", "person"))
    )


def _add_shared(links: list[Link], bag: Bag, roles: Roles) -> None:
    """一起, 见过: all people of the question were at one event; 同事: all have a post at one body."""
    for flag, relation in SHARED.items():
        name = getattr(roles, relation)
        if flag in bag.flags and all(link.relation != name for link in links):
            at = bag.flags[flag][0]
            links.append(Link(name, "shared", at, at))


def _add(links: list[Link], link: Link) -> None:
    """One link for a relation: a noun says more than a verb; 母公司 and 子公司 are two."""
    for at, known in enumerate(links):
        if known.relation == link.relation and {known.side, link.side} != {"head", "tail"}:
            links[at] = link if link.side in ("head", "tail") else known
            return
    links.append(link)


def _post(items: list[Item], roles: Roles) -> Link:
    """One post of which these words speak."""
    titles = [item.value for item in items if item.kind == "post"]
    side = next((item.kind for item in items if item.kind in ("head", "tail")), "post")
    first = next((item for item in items if item.kind == "post"), items[0])
    return Link(roles.post, side, first.start, first.end, "|".join(titles))
