"""/document/ID: an article in reading order, its entities linked, one sentence marked where it is asked for.

`mark` holds positions of the source file as kgraph writes them everywhere (120-133,410-422: half-open ranges of code
points, in reading order); #mark then scrolls to the first. Names are linked where they stand in the text: those of the
entities that the graph has for this article, the longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import NamedNode

from kgraph import iris
from kgraph.exports.clean import html
from kgraph.exports.marks import Mark, marked
from kgraph.iris import KG
from kgraph.nouns import Span
from kgraph.queries import Sentence, Text
from kgraph.text import fold
from kgraph.web import templates
from kgraph.web.described import ENDINGS
from kgraph.web.entities import data_path, links, missing, number_of
from kgraph.web.facts import OBJECT, PREDICATE, SUBJECT
from kgraph.web.http import Refused, Request, Response
from kgraph.web.portraits import Painter
from kgraph.web.served import Served
from kgraph.web.things import HEADLINE, MENTIONED, PUBLISHED, TYPE, Thing, Things
from kgraph.web.wording import Name

MIN_NAME = 2  # characters of a name that is linked; a single one stands in too many words
MAX_MARKS = 50  # ranges of one sentence; the longest that runs across joints has four
PAGE = 100  # articles on one page of the list
Range = tuple[int, int]
_RANGES = re.compile(r"\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9})*")
_FIRST = '<mark class="said"'
_SAID, _TOLD, _NAME = range(3)  # from the outside in: the sentence asked for, other sentences of claims, names


@dataclass(frozen=True)
class Told:
    """A claim of the article: who, what, whom; `path` marks its sentence, `shown` when it is the one marked."""

    subject: Name
    label: str
    object: Name
    path: str
    stands: bool
    shown: bool


def page(request: Request, served: Served, id: str) -> Response:
    """One article."""
    text = served.texts.get(id)
    if text is None:
        return missing(request, served, id)
    node = NamedNode(iris.document(text.id, base=served.things.base))
    painter = Painter(served.things, served.ontology)
    spans = tuple(_spans(request.one("mark", "")))
    ranges = _joined(text.ranges(spans))
    claims = sorted(_claims(node, painter), key=lambda pair: (pair[0].spans, pair[1][SUBJECT.value][0].value))
    told = [text.ranges(sentence.spans) for sentence, _ in claims]
    headline, body = _body(text, ranges, told, _names(node, served), served.things)
    rows = [q for q in served.store.quads_for_pattern(node, None, None, None) if q.predicate not in (TYPE, HEADLINE)]
    relations = {KG + name for name in served.ontology.relations}
    return templates.page(
        "article.html", headers=links(served, node), text=text, headline=headline, body=body,
        lost=bool(spans) and not ranges, told=[_told(sentence, values, painter, spans) for sentence, values in claims],
        rows=[painter.row(q.predicate, q.object) for q in rows if q.predicate.value not in relations], iri=node.value,
        formats={ending: data_path(served, node, ending) for ending in ENDINGS},
    )  # fmt: skip


def listed(request: Request, served: Served) -> Response:
    """All articles, the latest first, page by page."""
    number, things = number_of(request), served.things
    dated = {q.subject.value: q.object.value for q in served.store.quads_for_pattern(None, PUBLISHED, None, None)}
    ordered = sorted(things.documents, key=lambda iri: dated.get(iri, ""), reverse=True)
    shown = [(dated.get(i, ""), Name(things.label(i), things.path(i))) for i in ordered[PAGE * (number - 1) :][:PAGE]]
    pages = max(1, -(-len(ordered) // PAGE))
    return templates.page("articles.html", articles=shown, total=len(ordered), number=number, pages=pages)


def _spans(text: str) -> Iterator[Range]:
    if not text:
        return
    if not _RANGES.fullmatch(text) or text.count(",") >= MAX_MARKS:
        raise Refused(400, 'give "mark" as ranges of positions, such as 120-133,410-422')
    for part in text.split(","):
        begin, _, end = part.partition("-")
        yield int(begin), int(end)


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """In order, those that touch or overlap as one, so that there is one mark to scroll to."""
    found: list[Range] = []
    for begin, end in sorted(ranges):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def _claims(node: NamedNode, painter: Painter) -> Iterator[tuple[Sentence, dict]]:
    """What the article says, with its sentences."""
    for quad in painter.store.quads_for_pattern(None, PREDICATE, None, node):
        values = painter.facts.evidence.values(quad.subject)
        yield painter.facts.evidence.told(values), values


def _told(sentence: Sentence, values: dict, painter: Painter, spans: tuple[Range, ...]) -> Told:
    relation = values[PREDICATE.value][0].value.removeprefix(KG)
    wording, other = painter.wording, values[OBJECT.value][0]
    figure = painter.facts.values(other) if isinstance(other, NamedNode) else {}
    name = wording.name(other, relation)
    if KG + "indicator" in figure:
        name = Name(wording.figure(figure), name.path)
    stands = relation not in painter.ontology.relations or painter.ontology.stands(relation, [sentence.modality])
    return Told(
        wording.name(values[SUBJECT.value][0]), painter.ontology.label(relation), name, wording.place(sentence), stands,
        bool(spans) and sentence.spans == spans,
    )  # fmt: skip


def _names(node: NamedNode, served: Served) -> dict[str, Thing]:
    """What the entities of the article are called in it: folded name → the best known entity so called."""
    found: dict[str, Thing] = {}
    quads = served.store.quads_for_pattern(None, MENTIONED, node, None)
    things = {thing for quad in quads if (thing := served.things.get(quad.subject.value))}
    for thing in sorted(things, key=lambda thing: thing.rank):
        for name in thing.names:
            if len(name) >= MIN_NAME:
                found.setdefault(fold(name), thing)
    return found


def _body(text: Text, said: list[Range], told: Iterable[list[Range]], names: dict[str, Thing], things: Things) -> list:
    """Headline and text as HTML with their marks; the first piece of the sentence asked for has the id to scroll to."""
    marks = [Mark(Span(*place), _SAID, "mark", 'class="said"') for place in said]
    marks += [Mark(Span(*place), _TOLD, "span", 'class="told"') for place in {p for places in told for p in places}]
    marks += [Mark(span, _NAME, "a", _anchor(thing, things)) for span, thing in _places(text.text, names)]
    end = len(text.headline) if text.headline and text.text.startswith(text.headline) else 0
    parts = marked(text.text, marks, Span(0, end)), marked(text.text, marks, Span(end, len(text.text))).lstrip("\n")
    first = next((n for n, part in enumerate(parts) if _FIRST in part), None)
    return [Markup(p.replace(_FIRST, f'{_FIRST} id="mark"', 1) if n == first else p) for n, p in enumerate(parts)]


def _places(text: str, names: dict[str, Thing]) -> Iterator[tuple[Span, Thing]]:
    """Where names stand, from the left, the longest at each place."""
    if not names:
        return
    longest = sorted(names, key=lambda name: (-len(name), name))
    for match in re.finditer("|".join(map(re.escape, longest)), fold(text)):
        yield Span(match.start(), match.end()), names[match[0]]


def _anchor(thing: Thing, things: Things) -> str:
    return f'class="name c-{html(thing.type)}" href="{html(things.path(thing.iri))}" title="{html(thing.name)}"'
