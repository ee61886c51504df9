"""Answers questions in Chinese from the graph.

Comes in: a store and a question. Goes out: an `Answer` in words, with its rows and their sentences. No model guesses:
the question must fit a wording of `ontology/questions.toml`, and everything said comes from a SPARQL query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Store

from kgraph.errors import QueryError
from kgraph.iris import KGS
from kgraph.ontology import Ontology
from kgraph.queries.evidence import ASSERTED, Evidence, Sentence, best
from kgraph.queries.names import Names, Thing, did_you_mean, plain
from kgraph.queries.results import run
from kgraph.queries.templates import MARK, SLOTS, Part, Questions, Template, load
from kgraph.queries.wording import Writer

MAX_QUESTION = 300  # characters; a question with the longest name of the training texts has 60
FUNCTIONS = {NamedNode(KGS + "plain"): lambda term: Literal(plain(term.value))}  # for words of the question
MAX_DIGITS = 4  # of a number that is ordered as one; years and dates are ordered by spelling
NOT_FOUND = "图谱中{}(not in the graph)。"


@dataclass(frozen=True)
class Row:
    """One answer: its words, the values in them by variable, and the sentences that say so."""

    text: str
    values: dict[str, str]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Answer:
    """`kind` of question, the whole `text` for people, and the `rows` it is made from (none: not in the graph)."""

    question: str
    kind: str
    text: str
    rows: tuple[Row, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.rows)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all rows, each once, in the order of the rows."""
        return tuple(dict.fromkeys(sentence for row in self.rows for sentence in row.sentences))

    def as_record(self) -> dict[str, Any]:
        """The answer for JSON."""
        rows = [{"text": r.text, "values": r.values, "sentences": [vars(s) for s in r.sentences]} for r in self.rows]
        return {"question": self.question, "kind": self.kind, "found": self.found, "text": self.text, "answers": rows}


@dataclass(frozen=True)
class Reading:
    """A way to take a question: its kind, the things its name may mean, and the words in the other slots."""

    template: Template
    things: tuple[Thing, ...]
    slots: dict[str, str]


def ask(store: Store, question: str, ontology: Ontology) -> Answer:
    """The answer to one question; raises `QueryError` with the kinds of question where none fits."""
    return Asker(store, ontology).ask(question)


class Asker:
    """Answers many questions to one store, whose names are read once."""

    def __init__(self, store: Store, ontology: Ontology):
        self.store = store
        self.ontology = ontology
        self.questions = load(ontology)
        self.names = Names(store, ontology)
        self.evidence = Evidence(store, ontology)
        self.writer = Writer(self.names, ontology)

    def ask(self, question: str) -> Answer:
        """The answer to a question: that of the first reading that has one."""
        text = _bare(question, self.questions)
        readings = list(_readings(text, self.questions, self.names, self.ontology))
        if not readings:
            return _unknown(question, text, self.questions, self.names, self.ontology)
        for reading in readings:
            if rows := self._rows(reading):
                return Answer(question, reading.template.name, _say(rows, self.ontology), rows)
        first = readings[0]
        name = first.things[0].name if first.things else ""
        missing = first.template.none.format(x=name, **{slot: first.slots.get(slot, "") for slot in SLOTS})
        return Answer(question, first.template.name, NOT_FOUND.format(missing))

    def _rows(self, reading: Reading) -> tuple[Row, ...]:
        """The answers to a reading, each text once with all its sentences."""
        found: dict[str, tuple[tuple, dict[str, str], set[Sentence]]] = {}
        for part in reading.template.parts:
            result = run(self.store, _query(part, reading), FUNCTIONS)
            columns = [variable.value for variable in result.variables]
            for solution in result:
                self._collect(part, reading.template, dict(zip(columns, solution, strict=True)), found)
            if found and reading.template.first:
                break
        most = reading.template.sentences
        rows = [(order, Row(text, values, best(said)[:most])) for text, (order, values, said) in found.items()]
        return tuple(row for _, row in sorted(rows, key=lambda pair: (pair[0], _position(pair[1]), pair[1].text)))

    def _collect(self, part: Part, template: Template, terms: dict, found: dict) -> None:
        text = self.writer.write(part.answer, terms)
        values = {v: self.writer.name(terms[v]) for v in self.writer.variables(part.answer) if terms.get(v) is not None}
        order = tuple(self._sortable(terms.get(variable)) for variable in template.order)
        entry = found.setdefault(text, (order, values, set()))
        if terms.get("claim") is not None:
            entry[2].add(self.evidence.sentence(terms["claim"]))

    def _sortable(self, term: object) -> tuple:
        """Whole numbers by size, before other words by spelling."""
        name = self.writer.name(term)
        return (0, int(name), "") if name.isdecimal() and len(name) < MAX_DIGITS else (1, 0, name)


def kinds(ontology: Ontology) -> tuple[str, ...]:
    """One line for each kind of question that is understood."""
    return tuple(template.about.format(x="…") for template in load(ontology).templates)


def _bare(question: str, questions: Questions) -> str:
    if len(question) > MAX_QUESTION:
        raise QueryError(f"the question has {len(question)} characters; ask one question of {MAX_QUESTION} at most")
    text = plain(question).replace(MARK, "")
    for pattern in questions.drop:
        text = pattern.sub("", text)
    return text


def _readings(text: str, questions: Questions, names: Names, ontology: Ontology) -> Iterator[Reading]:
    """All ways to take the question, those with the longest name first."""
    for start, end, things in names.inside(text):
        masked = text[:start] + MARK + text[end:]
        for template in questions.templates:
            fitting = tuple(t for t in things if _fits(t, template, ontology))
            if fitting and (slots := _slots(template, masked)) is not None:
                yield Reading(template, fitting, slots)
    for template in questions.templates:
        if not template.classes and (slots := _slots(template, text)) is not None:
            yield Reading(template, (), slots)


def _fits(thing: Thing, template: Template, ontology: Ontology) -> bool:
    return any(ontology.is_a(thing.type, cls) for cls in template.classes)


def _slots(template: Template, text: str) -> dict[str, str] | None:
    for wording in template.wordings:
        if match := wording.strict.fullmatch(text):
            return {name: value or "" for name, value in match.groupdict().items()}
    return None


def _query(part: Part, reading: Reading) -> str:
    things = " ".join(f"<{thing.iri}>" for thing in reading.things)
    bound = [f"VALUES ?x {{ {things} }}"] if things else []
    bound += [f"VALUES ?{slot} {{ {_literal(reading.slots.get(slot, ''))} }}" for slot in SLOTS]
    claim = f"OPTIONAL {{ GRAPH ?document {{ ?claim {part.claim} }} }}" if part.claim else ""
    return f"PREFIX kgs: <{KGS}> SELECT DISTINCT * WHERE {{ {' '.join(bound)} {part.where} {claim} }}"


def _literal(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in '"\\' else c if c.isprintable() else " " for c in text)
    return f'"{escaped}"'


def _position(row: Row) -> tuple:
    """By the first sentence, and within it in the order in which it names things."""
    if not row.sentences:
        return (1,)
    first = row.sentences[0]
    places = [first.quote.find(value) for value in row.values.values()]
    return 0, first, [place if place >= 0 else len(first.quote) for place in places]


def _say(rows: tuple[Row, ...], ontology: Ontology) -> str:
    lines = []
    for row in rows:
        lines.append(f"{row.text}。")
        lines += [line for sentence in row.sentences for line in _cite(sentence, ontology)]
    return "\n".join(lines)


def _cite(sentence: Sentence, ontology: Ontology) -> tuple[str, str]:
    notes = [] if sentence.modality == ASSERTED else [ontology.label(sentence.modality)]
    notes += [sentence.speaker] if sentence.speaker else []
    how = f"（{'，'.join(notes)}）" if notes else ""
    source = "，".join(
        part for part in (f"《{sentence.headline}》" if sentence.headline else "", sentence.place) if part
    )
    return f"    原文：{_one_line(sentence.quote)}{how}", f"    出处：{source}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unknown(question: str, text: str, questions: Questions, names: Names, ontology: Ontology) -> Answer:
    """Why no reading was found: a name the graph lacks, a name of another class, or a question of no known kind."""
    loose = [
        (template, match["x"])
        for template in questions.templates
        for wording in template.wordings
        if wording.loose is not None and (match := wording.loose.fullmatch(text))
    ]
    if not loose:
        listed = "\n".join(f"  {line}" for line in kinds(ontology))
        raise QueryError(f"the question is not understood (没有读懂这个问题): {question}\nKinds of question:\n{listed}")
    template, name = next((pair for pair in loose if names.named(pair[1])), loose[0])
    if things := names.named(name):
        wanted = "、".join(dict.fromkeys(ontology.label(cls) for t, n in loose if n == name for cls in t.classes))
        has = "、".join(dict.fromkeys(ontology.label(thing.type) for thing in things))
        why = f"“{things[0].name}”是{has}，这样的问题只能问{wanted}；没有答案"
        return Answer(question, template.name, NOT_FOUND.format(why))
    return Answer(question, template.name, NOT_FOUND.format(f"没有“{name}”") + did_you_mean(names.like(name)))
