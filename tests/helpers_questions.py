"""A store of the invented world of tests/data/questions/world.toml, for tests of questions."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kgraph.iris import BASE, KG, NAMES_IN, PROV, RDF, SCHEMA, SKOS, XSD

FOLDER = Path(__file__).parent / "data" / "questions"
SOURCE = "world.txt"


class World:
    """The graph of a world file: `store`, and the `name` of a value of an answer."""

    def __init__(self, path: Path = FOLDER / "world.toml", language: str | None = NAMES_IN):
        self.told = tomllib.loads(path.read_text("utf-8"))
        self.store, self.language = Store(), language
        self.nodes: dict[str, NamedNode] = {}
        self.at = 0
        self._things()
        self._facts()
        self._posts()
        self._figures()

    def name(self, value: object) -> object:
        """An IRI as the name of its thing, or without its namespace; any other value as it is."""
        if not isinstance(value, str):
            return value
        known = {node.value: name for name, node in self.nodes.items()}
        return known.get(value, value.removeprefix(KG))

    def _put(self, subject: NamedNode, property: str, value: object, graph: NamedNode | None = None) -> None:
        object_ = value if isinstance(value, NamedNode | Literal) else Literal(str(value))
        self.store.add(Quad(subject, NamedNode(property), object_, graph or DefaultGraph()))

    def _things(self) -> None:
        for cls, names in self.told["things"].items():
            for name, others in names.items():
                node = self.nodes[name] = NamedNode(f"{BASE}{cls}/{name}")
                self._put(node, RDF + "type", NamedNode(KG + cls))
                document = name in self.told["published"]
                if document:
                    self._put(node, SCHEMA + "headline", name)
                else:
                    self._put(node, SKOS + "prefLabel", Literal(name, language=self.language))
                for other in others:
                    self._put(node, SKOS + "altLabel", Literal(other, language=self.language))
        for name, day in self.told["published"].items():
            self._put(self.nodes[name], SCHEMA + "datePublished", Literal(day, datatype=NamedNode(XSD + "date")))
            self._put(self.nodes[name], KG + "sourceFile", SOURCE)
        for name, mentioned in self.told["mentions"].items():
            for thing in mentioned:
                self._put(self.nodes[thing], KG + "mentionedIn", self.nodes[name], self.nodes[name])

    def _facts(self) -> None:
        for relation, pairs in self.told["facts"].items():
            for head, tail in pairs:
                self._fact(self.nodes[head], relation, self.nodes[tail], f"{head} {relation} {tail}")
        for name, pairs in self.told["attributes"].items():
            for of, value in pairs:
                self._fact(self.nodes[of], name, self._value(name, value), f"{of} {name} {value}")

    def _value(self, name: str, value: object) -> NamedNode | Literal:
        if isinstance(value, int | float):
            return Literal(str(value), datatype=NamedNode(XSD + "decimal"))
        return NamedNode(KG + value) if name == "status" else Literal(value)

    def _fact(self, head: NamedNode, relation: str, tail: NamedNode | Literal, quote: str) -> NamedNode:
        self._put(head, KG + relation, tail)
        document = self.nodes[next(iter(self.told["published"]))]
        self.at += 1
        claim = NamedNode(f"{BASE}claim/{self.at}")
        said = {RDF + "type": NamedNode(KG + "Claim"), RDF + "subject": head, RDF + "object": tail,
                RDF + "predicate": NamedNode(KG + relation), KG + "quote": quote, KG + "beginIndex": self.at,
                KG + "endIndex": self.at + 1, PROV + "wasDerivedFrom": document}  # fmt: skip
        for property, value in said.items():
            self._put(claim, property, value, document)
        return claim

    def _posts(self) -> None:
        for at, post in enumerate(self.told["post"]):
            node = NamedNode(f"{BASE}tenure/{at}")
            head, tail = self.nodes[post["holder"]], self.nodes[post["body"]]
            quote = f"{post['holder']}任{post['body']}{post['title']}"
            claim = self._fact(head, "holdsPostAt", tail, quote)
            self._put(claim, KG + "concerns", node, self.nodes[next(iter(self.told["published"]))])
            said = {RDF + "type": NamedNode(KG + "Tenure"), KG + "holder": head, KG + "postAt": tail,
                    KG + "title": post["title"], KG + "careerPlace": at,
                    KG + "ended": Literal(str(post["ended"]).lower(), datatype=NamedNode(XSD + "boolean"))}  # fmt: skip
            said |= {KG + name: Literal(post[name]) for name in ("start", "end") if name in post}
            for property, value in said.items():
                self._put(node, property, value)

    def _figures(self) -> None:
        for at, figure in enumerate(self.told["figure"]):
            node, of = NamedNode(f"{BASE}observation/{at}"), self.nodes[figure["of"]]
            claim = self._fact(of, "observation", node, f"{figure['of']}{figure['indicator']}{figure['value']}")
            self._put(claim, KG + "concerns", node, self.nodes[next(iter(self.told["published"]))])
            numbers = {name: figure[name] for name in ("value", "change") if name in figure}
            self._put(node, KG + "observedEntity", of)
            for name in ("indicator", "unit", "period"):
                if name in figure:
                    self._put(node, KG + name, figure[name])
            for name, number in numbers.items():
                self._put(node, KG + name, Literal(str(number), datatype=NamedNode(XSD + "decimal")))


def table(examples: list[dict]) -> str:
    """The forms as the page lists them."""
    lines = ["| form | example | answer |", "|---|---|---|"]
    lines += [f"| `{e['form']}` | {e['question']} | {_said(e['answers'])} |" for e in examples]
    return "\n".join(lines) + "\n"


def _said(answers: list) -> str:
    told = {True: "yes", False: "not in the graph"}
    return "、".join(told[a] if isinstance(a, bool) else f"{a:g}" if isinstance(a, float) else str(a) for a in answers)
