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

from collections.abc import Iterable, Mapping
from typing import Any

import networkx

from kgraph.nouns import Claim, Document, Fact, Knowledge, Value


def make(knowledge: Knowledge, ontology: Any) -> networkx.MultiDiGraph:
    """The graph of everything that holds; the same whatever the order of the input."""
    graph = networkx.MultiDiGraph()
    shelf = {document.id: document for document in knowledge.documents}
    for entity in sorted(knowledge.entities, key=lambda e: e.id):
        named_in = sorted({document for document, _ in entity.mentions})
        graph.add_node(entity.id, label=entity.name, type=entity.type, aliases=sorted(entity.aliases),
                       mentions=len(entity.mentions), documents=named_in, values={})  # fmt: skip
    for fact in sorted((f for f in knowledge.facts if _stands(f, ontology)), key=_order):
        relation = ontology.relation(fact.relation)
        _ensure(graph, fact.subject, shelf, ontology)
        if not isinstance(fact.object, Value):
            _ensure(graph, fact.object, shelf, ontology)
            _add_edge(graph, fact, relation, evidence(fact.claims, shelf, ontology))
        elif relation.kind == "attribute":
            _add_value(graph.nodes[fact.subject], fact, fact.object, evidence(fact.claims, shelf, ontology))
    return graph


def plain(value: Value) -> int | float | str | None:
    """What a value says, as a number (whole where it is whole) or a text."""
    if value.number is None:
        return value.text
    return int(value.number) if float(value.number).is_integer() else value.number


def evidence(claims: Iterable[Claim], shelf: Mapping[str, Document], ontology: Any) -> list[dict[str, Any]]:
    """Where each claim stands, those that assert first: its sentence and the half-open ranges of the source."""
    found = [_passage(claim, shelf[claim.document], ontology.modalities) for claim in claims]
    return sorted(
        found,
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


def _ensure(graph: networkx.MultiDiGraph, key: str, shelf: Mapping[str, Document], ontology: Any) -> None:
    """A node for a document that a fact starts from; entities have theirs already."""
    if key in graph:
        return
    document = shelf[key]
    label = document.quote(document.headline) if document.headline else document.page.title or key
    graph.add_node(key, label=label, type=ontology.with_role("document"), aliases=[], mentions=0, documents=[key],
                   values={})  # fmt: skip


def _add_edge(graph: networkx.MultiDiGraph, fact: Fact, relation: Any, passages: list[dict[str, Any]]) -> None:
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


def _add_value(node: dict[str, Any], fact: Fact, value: Value, passages: list[dict[str, Any]]) -> None:
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
