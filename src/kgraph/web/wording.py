"""How facts read on a page: values with their units, posts with their titles, sentences with their places.

Comes in: facts and sentences. Goes out: the small records that the templates show; all text, nothing is HTML yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from kgraph.iris import KG, XSD
from kgraph.ontology import Ontology
from kgraph.queries import Sentence
from kgraph.queries.evidence import ASSERTED
from kgraph.queries.wording import about, change, number
from kgraph.web.facts import Fact, Facts, Term, Values, text
from kgraph.web.things import Things

DECIMAL = XSD + "decimal"


@dataclass(frozen=True)
class Name:
    """What a link says and where it leads; `kind` is the class of an entity, for its colour."""

    text: str
    path: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Passage:
    """A sentence for the page; `path` leads to its place in the article."""

    quote: str
    headline: str
    path: str
    place: str
    published: str
    confidence: float
    modality: str
    plain: bool
    speaker: str
    rule: str


@dataclass(frozen=True)
class Told:
    """A fact in words: the other end (and its `value` in the graph), what more is known, whether it stands, its surest
    claim."""

    other: Name
    value: str
    notes: tuple[str, ...]
    stands: bool
    confidence: float
    rule: str


@dataclass(frozen=True)
class Line:
    """A fact, or several that one sentence says, with the first passages; `said` counts all of them."""

    facts: tuple[Told, ...]
    passages: tuple[Passage, ...]
    said: int


class Wording:
    """Puts facts in words; knows the names of things."""

    def __init__(self, things: Things, ontology: Ontology, facts: Facts):
        self.things = things
        self.ontology = ontology
        self.facts = facts

    def name(self, term: Term, relation: str = "") -> Name:
        """A term for people: an entity or document with its link, a word of the ontology, a value with its unit."""
        if isinstance(term, Literal):
            return Name(self._value(term, relation))
        iri = term.value
        if iri.startswith(KG):
            return Name(self.ontology.label(iri.removeprefix(KG)))
        thing = self.things.get(iri)
        inside = iri.startswith(self.things.base)
        path = self.things.path(iri) if inside or iri.startswith(("http://", "https://")) else ""
        return Name(self.things.label(iri) if inside else iri, path, thing.type if thing else "")

    def _value(self, term: Literal, relation: str) -> str:
        if term.datatype.value != DECIMAL:
            return term.value
        known = self.ontology.relations.get(relation)
        return number(term.value) + ((known and known.unit) or "")

    def lines(self, facts: Iterable[Fact], most: int) -> tuple[Line, ...]:
        """Facts with their first `most` passages each; those that the same single sentence says in one line."""
        said: dict[object, list[tuple[Fact, tuple[Sentence, ...]]]] = {}
        for fact in facts:
            passages = self.facts.sentences(fact)
            first = passages[0] if len(passages) == 1 else None
            alone = (first.document, first.spans, first.quote, first.modality) if first else fact
            said.setdefault(alone, []).append((fact, passages))
        return tuple(self._line(told, most) for told in said.values())

    def _line(self, told: list[tuple[Fact, tuple[Sentence, ...]]], most: int) -> Line:
        passages = told[0][1]
        shown = tuple(self.passage(sentence) for sentence in passages[:most])
        return Line(tuple(self._told(fact, sentences) for fact, sentences in told), shown, len(passages))

    def _told(self, fact: Fact, passages: tuple[Sentence, ...]) -> Told:
        values = self.facts.values(fact.node) if fact.node else {}
        known = fact.relation in self.ontology.relations
        observed = known and self.ontology.relation(fact.relation).kind == "observation"
        path = self.things.path(fact.other.value) if observed else ""
        other = Name(self.figure(values), path) if observed else self.name(fact.other, fact.relation)
        best = max(passages, key=lambda passage: passage.confidence, default=None)
        notes = tuple(self._notes(fact, values, {p.modality for p in passages}))
        return Told(
            other, fact.other.value, notes, fact.stands, best.confidence if best else 1.0, best.rule if best else ""
        )

    def figure(self, values: Values) -> str:
        """An observation in words: 出口 5247亿元, 2022, 增长5.2%."""
        measured = number(text(values, "value")) + text(values, "unit")
        roughly, grown = about(text(values, "approximate")), text(values, "change")
        parts = (
            f"{text(values, 'indicator')} {roughly}{measured}",
            text(values, "period"),
            change(grown) if grown else "",
        )
        return "，".join(part.strip() for part in parts if part.strip())

    def _notes(self, fact: Fact, values: Values, modalities: set[str]) -> list[str]:
        """What a line adds to its name: the title and times of a post, when a status was reached, what is no fact."""
        notes = [text(values, "title")]
        notes += [f"{self.ontology.label(name)} {found}" for name in ("start", "end") if (found := text(values, name))]
        since = sorted({v.value for claim in fact.claims for v in claim.get(KG + "start", ())})
        notes += [f"{self.ontology.label('start')} {when}" for when in since if not fact.node]
        if modalities and ASSERTED not in modalities:
            notes += sorted(self.ontology.label(modality) for modality in modalities)
        return [note for note in notes if note]

    def passage(self, sentence: Sentence) -> Passage:
        """A sentence with the way to its place."""
        return Passage(
            quote=" ".join(sentence.quote.split()),
            headline=sentence.headline or sentence.document,
            path=self.place(sentence),
            place=sentence.place,
            published=sentence.published,
            confidence=sentence.confidence,
            modality=self.ontology.label(sentence.modality),
            plain=sentence.modality == ASSERTED,
            speaker=sentence.speaker,
            rule=sentence.rule,
        )

    def place(self, sentence: Sentence) -> str:
        """The article with the sentence marked."""
        iri = sentence.document if "://" in sentence.document else self.things.base + sentence.document
        spans = ",".join(f"{start}-{end}" for start, end in sentence.spans)
        return f"{self.things.path(iri)}?mark={quote(spans)}#mark" if spans else self.things.path(iri)


def is_thing(term: Term, things: Things) -> bool:
    """Whether a term is an entity of the folder."""
    return isinstance(term, NamedNode) and things.get(term.value) is not None
