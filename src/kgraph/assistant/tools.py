"""The tools that an assistant may call: the verbs of `kgraph.open`, each with what it needs to cite.

Comes in: an opened folder and arguments. Goes out: `Reply`s: a text to read, and the same as JSON. What the assistant
is told of each tool stands in tools.toml. A name that the graph does not have is an answer, not an error: 不在图中.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kgraph.assistant.limits import Limits, within
from kgraph.errors import NotInGraph
from kgraph.iris import PREFIXES
from kgraph.opened import Answer, BuiltGraph, Entities
from kgraph.opened.naming import NOT_FOUND

MOST = 20  # answers that one call gives where it does not say
MOST_SENTENCES = 5  # of one fact; the first ones
LISTS = {"sentences": MOST_SENTENCES, "facts": MOST}  # lists in a record that are cut, and after how many


@dataclass(frozen=True)
class Reply:
    """An answer as text and as JSON; `record["found"]` says whether the graph has one."""

    text: str
    record: dict[str, Any]


class Tools:
    """The tools over one folder; `opened` gives its graph, and may take a while the first time."""

    def __init__(self, opened: Callable[[], BuiltGraph], limits: Limits):
        self.opened, self.limits = opened, limits

    @property
    def graph(self) -> BuiltGraph:
        return self.opened()

    def all(self) -> list[Callable[..., Reply]]:
        """Every tool, in the order in which they are listed."""
        return [self.find, self.entity, self.companies_of, self.projects_of, self.posts_of, self.attended, self.path,
                self.ask, self.explain, self.vocabulary, self.sparql]  # fmt: skip

    def find(self, name: str, most: int = MOST) -> Reply:
        return reply(self.graph.find(name), most)

    def entity(self, name: str) -> Reply:
        one = self.graph.entity(name)
        return reply(Entities(one.name, (one,), one.facts), 1)

    def companies_of(self, project: str, most: int = MOST) -> Reply:
        return reply(self.graph.companies_of(project), most)

    def projects_of(self, company: str, most: int = MOST) -> Reply:
        return reply(self.graph.projects_of(company), most)

    def posts_of(self, person: str, on: str | None = None, most: int = MOST) -> Reply:
        return reply(self.graph.posts_of(person, on), most)

    def attended(self, person: str, most: int = MOST) -> Reply:
        return reply(self.graph.attended(person), most)

    def path(self, one: str, other: str) -> Reply:
        return reply(self.graph.path(one, other), MOST)

    def ask(self, question: str) -> Reply:
        found = reply(self.graph.ask(question), MOST)
        found.record.pop("text")  # the answers have it
        return found

    def explain(self, subject: str, relation: str | None = None, object: str | None = None) -> Reply:
        return reply(self.graph.explain(subject, relation, object), MOST)

    def vocabulary(self) -> Reply:
        ontology = self.graph.ontology
        classes = {f"kg:{name}": ontology.label(name) for name in ontology.entity_classes}
        relations = [
            {"name": f"kg:{r.name}", "label": ontology.label(r.name), "kind": r.kind, "from": sorted(r.domain),
             "to": sorted(r.range) or list(r.values) or r.unit or "value"}
            for r in ontology.relations.values()
        ]  # fmt: skip
        record = {"found": True, "classes": classes, "relations": relations, "prefixes": PREFIXES}
        return Reply(json.dumps(record, ensure_ascii=False), record)

    def sparql(self, query: str) -> Reply:
        graph, most = self.graph, self.limits.rows
        record = within(self.limits.seconds, lambda: graph.sparql(query, most).record())
        text = json.dumps(record, ensure_ascii=False) if record["rows"] else f"{NOT_FOUND}: no row"
        return Reply(text, {"found": bool(record["rows"])} | record)


def not_there(error: NotInGraph) -> Reply:
    """The answer where a name is not in the graph."""
    return Reply(str(error), {"found": False, "why": str(error)})


def reply(answer: Answer, most: int) -> Reply:
    """An answer with its first items; `more` says how many there are besides."""
    rest = len(answer) - most
    kept = replace(answer, items=answer.items[:most]) if rest > 0 else answer
    record = cut(kept.record()) | ({"more": rest} if rest > 0 else {})
    return Reply(str(kept) + (f"\n… {rest} more" if rest > 0 else ""), record)


def cut(record: Any) -> Any:
    """A record whose long lists are cut, with how many there are besides."""
    if isinstance(record, list):
        return [cut(part) for part in record]
    if not isinstance(record, dict):
        return record
    known = {name: part for name, part in record.items() if isinstance(part, list) and name in LISTS}
    more = {f"more_{name}": len(part) - LISTS[name] for name, part in known.items() if len(part) > LISTS[name]}
    return {name: cut(part[: LISTS[name]] if name in known else part) for name, part in record.items()} | more
