"""Reads claims back from the graph.

Comes in: a store and the IRI of a claim. Goes out: its `Sentence`: the quote with its document, headline, source
positions, rule, confidence and modality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Store

from kgraph.iris import BASE, KG, PROV, SCHEMA
from kgraph.ontology import Ontology

ASSERTED = "asserted"  # the modality that goes without saying

Node = NamedNode | BlankNode


@dataclass(frozen=True, order=True)
class Sentence:
    """The words of a source that say something.

    `spans` are half-open ranges of code points of `source` in reading order; the quote is their text one after the
    other. `document` is the local part of the document's IRI.
    """

    document: str
    spans: tuple[tuple[int, int], ...]
    quote: str
    headline: str
    source: str
    published: str
    rule: str
    confidence: float
    modality: str
    speaker: str
    title: str

    @property
    def place(self) -> str:
        """File and positions, such as `page.txt [120–133] [410–422]`."""
        return " ".join([self.source, *(f"[{start}–{end}]" for start, end in self.spans)]).strip()


class Evidence:
    """Sentences of a store, each read once."""

    def __init__(self, store: Store, ontology: Ontology):
        self.store = store
        self.ontology = ontology
        self.known: dict[Node, Sentence] = {}
        self.documents: dict[Node, dict[str, list]] = {}

    def sentence(self, claim: Node) -> Sentence:
        """The sentence of a claim."""
        if claim not in self.known:
            self.known[claim] = self.told(self.values(claim))
        return self.known[claim]

    def told(self, said: dict[str, list]) -> Sentence:
        """The sentence of a claim of which this is said: the IRI of each property, and its values."""
        document = next(iter(said.get(PROV + "wasDerivedFrom", ())), None)
        about = self._about(document) if document is not None else {}
        return Sentence(
            document=document.value.removeprefix(BASE) if document is not None else "",
            spans=self._spans(said),
            quote=_text(said, KG + "quote"),
            headline=_text(about, SCHEMA + "headline"),
            source=_text(about, KG + "sourceFile"),
            published=_text(about, SCHEMA + "datePublished"),
            rule=_text(said, KG + "rule"),
            confidence=float(_text(said, KG + "confidence") or 1),
            modality=_text(said, KG + "modality").removeprefix(KG) or ASSERTED,
            speaker=_text(said, KG + "speaker"),
            title=_text(said, KG + "title"),
        )

    def values(self, node: Node) -> dict[str, list]:
        """What is said of a node, in any graph: the IRI of each property, and its values in order."""
        values: dict[str, list] = {}
        for quad in self.store.quads_for_pattern(node, None, None, None):
            values.setdefault(quad.predicate.value, []).append(quad.object)
        return {name: sorted(set(terms), key=str) for name, terms in values.items()}

    def _about(self, document: Node) -> dict[str, list]:
        if document not in self.documents:
            self.documents[document] = self.values(document)
        return self.documents[document]

    def _spans(self, said: dict[str, list]) -> tuple[tuple[int, int], ...]:
        """In reading order where the claim has ordered pieces, else by position."""
        pieces = [self.values(node) for node in said.get(KG + "evidenceSpan", ())]
        if pieces:
            pieces.sort(key=lambda piece: int(_text(piece, KG + "order") or 0))
            return tuple((int(_text(p, KG + "beginIndex")), int(_text(p, KG + "endIndex"))) for p in pieces)
        begins, ends = (sorted(int(t.value) for t in said.get(KG + n, ())) for n in ("beginIndex", "endIndex"))
        return tuple(zip(begins, ends, strict=False))


def best(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """One sentence for each passage and modality, the surest; in the order of documents and positions."""
    kept: dict[tuple, Sentence] = {}
    for sentence in sorted(sentences, key=lambda s: (-s.confidence, s)):
        kept.setdefault((sentence.document, sentence.spans, sentence.quote, sentence.modality), sentence)
    return tuple(sorted(kept.values()))


def _text(values: dict[str, list], name: str) -> str:
    return values[name][0].value if name in values else ""
