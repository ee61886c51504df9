"""The language room: a spaCy pipeline that turns a document into an `Analysis`.

Comes in: a `Document`, its folded text, and finders (functions text → mentions, quantities, times).
Goes out: an `Analysis`. The spaCy `Doc` has one token a character, so that token positions are code points
of the text; sentences are `doc.sents`, mentions are the span group `doc.spans["mentions"]`. No spaCy model is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from kgraph.nouns import Analysis, Document, Mention, Quantity, Span, Time

SENTENCE_END = re.compile(
    r"[。！？!?…]+[”’」』\")）]*"  # sentence-final marks with what closes after them
    r"|(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f\d])"  # a half-width stop between Chinese characters
    r"|\n+"
)

START, NO_START = 1, -1  # spaCy's marks of sentence starts

MentionFinder = Callable[[str, Document], Iterable[Mention]]


@dataclass(frozen=True)
class Finders:
    """What a pipeline looks for. Each takes the folded text; positions are of that text."""

    mentions: MentionFinder
    quantities: Callable[[str], Iterable[Quantity]]
    times: Callable[[str, str | None], Iterable[Time]]


@Language.component("kgraph_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """A sentence begins after each sentence-final mark and each line break."""
    marks = numpy.full(len(doc), NO_START, dtype=numpy.int64)
    starts = [0, *(match.end() for match in SENTENCE_END.finditer(doc.user_data["folded"]))]
    marks[[start for start in starts if start < len(doc)]] = START
    return doc.from_array([SENT_START], marks.astype(numpy.uint64))


class MentionFinderPipe:
    """Puts what the finders propose into `doc.spans["mentions"]` and `doc.user_data`."""

    def __init__(self) -> None:
        self.finders: Finders | None = None

    def __call__(self, doc: Doc) -> Doc:
        text, document = doc.user_data["folded"], doc.user_data["document"]
        mentions = tuple(self.finders.mentions(text, document))
        doc.user_data["mentions"] = mentions
        doc.spans["mentions"] = [SpacySpan(doc, m.span.start, m.span.end, label=m.type) for m in mentions]
        doc.user_data["quantities"] = tuple(self.finders.quantities(text))
        doc.user_data["times"] = tuple(self.finders.times(text, document.published))
        return doc


@Language.factory("kgraph_mentions")
def make_mention_pipe(nlp: Language, name: str) -> MentionFinderPipe:
    return MentionFinderPipe()


def make(finders: Finders) -> Language:
    """A spaCy pipeline with one token a character, sentences, and the finders' mentions."""
    nlp = Language()
    nlp.add_pipe("kgraph_sentences")
    nlp.add_pipe("kgraph_mentions")
    nlp.get_pipe("kgraph_mentions").finders = finders
    return nlp


def analyse(nlp: Language, document: Document, folded: str) -> Analysis:
    """Run the pipeline on one document. `folded` is its text folded for matching, of the same length."""
    doc = Doc(nlp.vocab, words=list(folded), spaces=[False] * len(folded))
    doc.user_data.update(folded=folded, document=document)
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    return Analysis(
        document=document,
        text=folded,
        sentences=tuple(Span(s.start, s.end) for s in doc.sents),
        paragraphs=tuple(paragraphs(folded)),
        mentions=tuple(replace(m, text=document.quote(m.span)) for m in doc.user_data["mentions"]),
        quantities=doc.user_data["quantities"],
        times=doc.user_data["times"],
    )


def paragraphs(text: str) -> Iterable[Span]:
    """The lines of a text that hold more than white space."""
    for match in re.finditer(r"[^\n]+", text):
        if match.group().strip():
            yield Span(*match.span())
