"""Knowledge → `networkx.MultiDiGraph`: entities are nodes, facts between them are edges, attributes are node values.

In: a `Knowledge` and the `Ontology`. Out: a graph that holds only what holds (a denied fact is left out).

Nodes are keyed by entity id:

    label, type, aliases (list), mentions (how often it is named), documents (list of ids),
    one key for each attribute known (`graph.nodes[id]["date"]`, the best supported value),
    values  {attribute: [every value, best first: value, unit, approx, confidence, evidence]}

A document is a node only where a fact starts from it (a byline); its type is the class with that role.
Edges are keyed by relation, so `graph.has_edge(a, b, "locatedIn")` and `graph[a][b]["locatedIn"]` work. Where a pair
has several facts of one relation (two posts at one body), the first keeps the plain key and the others get
`relation#2`, `relation#3`; `relation` on the edge always has the plain name:

    relation, label (of the relation, in Chinese), title (of a post, else ""), qualifiers (dict), confidence, modality,
    weight (passages), fact (its id),
    evidence  [document, quote, positions in the source, rule, confidence, modality, speaker, asserts]; `asserts` is
              false for a denial, and those stand last
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx

from kgraph.nouns import Claim, Document, Fact, Knowledge, Value

Passages = list[dict[str, Any]]  # `evidence` of the docstring above


def make(knowledge: Knowledge, ontology: Any) -> networkx.MultiDiGraph:
    """The graph of everything that holds; the same whatever the order of the input."""
    graph = networkx.MultiDiGraph()
    shelf = {document.id: document for document in knowledge.documents}
    for entity in sorted(knowledge.entities, key=lambda e: e.id):
        add_entity(graph, entity.id, entity.name, entity.type, entity.aliases, len(entity.mentions),
                   {document for document, _ in entity.mentions})  # fmt: skip
    standing = [fact for fact in knowledge.facts if _stands(fact, ontology)]
    add_facts(graph, ((fact, evidence(fact.claims, shelf, ontology)) for fact in standing),
              lambda id: _headline(shelf[id]), ontology)  # fmt: skip
    return graph


def add_entity(
    graph: networkx.MultiDiGraph, id: str, label: str, type: str, aliases: Iterable[str], mentions: int | None,
    documents: Iterable[str],
) -> None:  # fmt: skip
    """A node; its facts come later."""
    graph.add_node(id, label=label, type=type, aliases=sorted(aliases), mentions=mentions,
                   documents=sorted(documents), values={})  # fmt: skip


def add_facts(
    graph: networkx.MultiDiGraph,
    facts: Iterable[tuple[Fact, Passages]],
    headline: Callable[[str], str],
    ontology: Any,
) -> None:
    """Facts that stand, each with its passages (see `evidence`), in one order whatever theirs; `headline` names a
    document, by id."""
    for fact, passages in sorted(facts, key=lambda pair: _order(pair[0])):
        relation = ontology.relation(fact.relation)
        _ensure(graph, fact.subject, headline, ontology)
        if not isinstance(fact.object, Value):
            _ensure(graph, fact.object, headline, ontology)
            _add_edge(graph, fact, relation, passages)
        elif relation.kind == "attribute":
            _add_value(graph.nodes[fact.subject], fact, fact.object, passages)


def plain(value: Value) -> int | float | str | None:
    """What a value says, as a number (whole where it is whole) or a text."""
    if value.number is None:
        return value.text
    return int(value.number) if float(value.number).is_integer() else value.number


def evidence(claims: Iterable[Claim], shelf: Mapping[str, Document], ontology: Any) -> Passages:
    """Where each claim stands, those that assert first: its sentence and the half-open ranges of the source."""
    return in_order(_passage(claim, shelf[claim.document], ontology.modalities) for claim in claims)


def in_order(passages: Iterable[dict[str, Any]]) -> Passages:
    """Those that assert first, the surest before others."""
    return sorted(
        passages,
        key=lambda p: (not p["asserts"], -p["confidence"], p["document"], p["positions"], p["rule"], p["modality"]),
    )


def _stands(fact: Fact, ontology: Any) -> bool:
    return ontology.stands(fact.relation, [claim.modality for claim in fact.claims])


def _order(fact: Fact) -> tuple:
    target = "" if isinstance(fact.object, Value) else fact.object
    return fact.subject, fact.relation, target, fact.qualifiers, fact.id


def _passage(claim: Claim, document: Document, modalities: Mapping[str, bool]) -> dict[str, Any]:
    return {
        "document": claim.document,
        "quote": document.quote(claim.evidence),
        "positions": [(span.start, span.end) for span in document.source_spans(claim.evidence)],
        "rule": claim.rule,
        "confidence": claim.confidence,
        "modality": claim.modality,
        "speaker": claim.speaker,
        "asserts": modalities.get(claim.modality, True),
    }


def _headline(document: Document) -> str:
    return document.quote(document.headline) if document.headline else document.page.title or document.id


def _ensure(graph: networkx.MultiDiGraph, key: str, headline: Callable[[str], str], ontology: Any) -> None:
    """A node for a document that a fact starts from; entities have theirs already."""
    if key not in graph:
        add_entity(graph, key, headline(key), ontology.with_role("document"), (), 0, [key])


def _add_edge(graph: networkx.MultiDiGraph, fact: Fact, relation: Any, passages: Passages) -> None:
    best = passages[0]
    qualifiers = dict(sorted(fact.qualifiers))
    graph.add_edge(
        fact.subject,
        fact.object,
        key=_key(graph, fact),
        relation=relation.name,
        label=relation.labels.get("zh", relation.name),
        title=next((qualifiers[name] for name in relation.required if name in qualifiers), ""),
        qualifiers=qualifiers,
        confidence=best["confidence"],
        modality=best["modality"],
        weight=len({(p["document"], tuple(p["positions"])) for p in passages if p["asserts"]}),
        fact=fact.id,
        evidence=passages,
    )


def _key(graph: networkx.MultiDiGraph, fact: Fact) -> str:
    others = graph.get_edge_data(fact.subject, fact.object, default={}).values()
    count = sum(other["relation"] == fact.relation for other in others)
    return f"{fact.relation}#{count + 1}" if count else fact.relation


def _add_value(node: dict[str, Any], fact: Fact, value: Value, passages: Passages) -> None:
    known = node["values"].setdefault(fact.relation, [])
    known.append(
        {
            "value": plain(value),
            "unit": value.unit,
            "approx": value.approx,
            "confidence": passages[0]["confidence"],
            "fact": fact.id,
            "evidence": passages,
        }
    )
    known.sort(key=lambda v: (-v["confidence"], -len(v["evidence"]), v["fact"]))
    node[fact.relation] = known[0]["value"]
