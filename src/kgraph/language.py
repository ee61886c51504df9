"""The language room: a spaCy pipeline that turns a document into an `Analysis`.

Comes in: a `Document`, its folded text, and finders (functions text → mentions, quantities, times).
Goes out: an `Analysis`. The spaCy `Doc` has one token a character, so that token positions are code points
of the text; sentences are `doc.sents`, names, titles, amounts and dates the span group `doc.spans["kgraph"]`. The same
components make the pipeline `zh_kgraph_bulletin` of `spacy.load`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.util import filter_spans, get_model_meta, load_config, load_model_from_config

from kgraph.nouns import Analysis, Document, Mention, Page, Quantity, Segment, Span, Time
from kgraph.text import fold

SENTENCE_END = re.compile(
    r"[。！？!?…]+[”’」』\")）]*"  # sentence-final marks with what closes after them
    r"|(?<=[^\x00-\x7f])\.(?=[^\x00-\x7f\d])"  # a half-width stop between Chinese characters
    r"|\n+"
)

START, NO_START = 1, -1  # spaCy's marks of sentence starts
SPANS = "kgraph"
TITLE, AMOUNT, DATE = "TITLE", "AMOUNT", "DATE"  # labels of what is no name
MODEL_FILES = "*.npz"
SOME_DAY = "2000-01-01"  # a date without a year is found only in a text of a known day; of which is all the same here

MentionFinder = Callable[[str, Document], Iterable[Mention]]


@dataclass(frozen=True)
class Finders:
    """What a pipeline looks for. Each takes the folded text; positions are of that text."""

    mentions: MentionFinder
    quantities: Callable[[str], Iterable[Quantity]]
    times: Callable[[str, str | None], Iterable[Time]]
    titles: Callable[[str, Iterable[Mention]], Iterable[Span]] = lambda text, mentions: ()


@Language.component("kgraph_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """A sentence begins after each sentence-final mark and each line break."""
    text = _folded(doc)
    marks = numpy.full(len(doc), NO_START, dtype=numpy.int64)
    starts = numpy.array([0, *(match.end() for match in SENTENCE_END.finditer(text))])
    if len(doc) != len(text):  # spaCy's tokenizer makes no token of a single space
        starts = numpy.searchsorted([token.idx for token in doc], starts)
    marks[starts[starts < len(doc)]] = START
    return doc.from_array([SENT_START], marks.astype(numpy.uint64))


def _folded(doc: Doc) -> str:
    return doc.user_data.get("folded") or fold(doc.text)


class Names:
    """What the finders find, as spaCy spans: `doc.spans["kgraph"]` holds names (labelled with their class, one inside
    the other), titles, amounts and dates, `doc.ents` the outermost names. For `analyse` the nouns themselves are in
    `doc.user_data`.

    `make` gives the finders that use the models of a folder, and `models` is that folder; both may be left out where
    `finders` are set by hand.
    """

    def __init__(self, make: Callable[[Path], Finders] | None = None, models: Path = Path()) -> None:
        self.make, self.models = make, models
        self.finders: Finders | None = make(models) if make else None

    def __call__(self, doc: Doc) -> Doc:
        own = "document" in doc.user_data  # of `analyse`; a Doc of spaCy's users holds only what spaCy can store
        text, document = _folded(doc), doc.user_data["document"] if own else plain_document(doc.text)
        mentions = tuple(self.finders.mentions(text, document))
        quantities = tuple(self.finders.quantities(text))
        times = tuple(self.finders.times(text, document.published))
        if own:
            doc.user_data.update(mentions=mentions, quantities=quantities, times=times)
        others = [*((q.span, AMOUNT) for q in quantities), *((t.span, DATE) for t in times)]
        others += [(span, TITLE) for span in self.finders.titles(text, mentions)]
        place = _by_character if len(doc) == len(text) else _by_token
        names = [place(doc, m.span, m.type) for m in mentions]
        found = [*names, *(place(doc, span, label) for span, label in others)]
        doc.spans[SPANS] = sorted(found, key=lambda s: (s.start, -s.end, s.label_))
        doc.ents = filter_spans(names)
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Put the models that it uses into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        for file in sorted(self.models.glob(MODEL_FILES)):
            shutil.copyfile(file, Path(path) / file.name)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> Names:
        self.__init__(self.make, Path(path))
        return self


def plain_document(text: str) -> Document:
    """A text taken as one article, as it is."""
    page = Page("text", "text", text, "", published=SOME_DAY)
    return Document("text", page, text, (Segment(0, 0, len(text)),))


def _by_character(doc: Doc, span: Span, label: str) -> SpacySpan:
    """For a `Doc` of one token a character."""
    return SpacySpan(doc, span.start, span.end, label=label)


def _by_token(doc: Doc, span: Span, label: str) -> SpacySpan:
    return doc.char_span(span.start, span.end, label=label, alignment_mode="expand")


@Language.factory("kgraph_mentions")
def make_mention_pipe(nlp: Language, name: str) -> Names:
    return Names()


def factory(name: str, make: Callable[[Path], Finders], models: Path) -> Callable[[Language, str], Names]:
    """Tells spaCy of a component `name` that uses these finders."""

    def made(nlp: Language, name: str) -> Names:
        return Names(make, models)

    return Language.factory(name, assigns=["doc.ents", "doc.spans"], func=made)


def load(folder: Path, **options: Any) -> Language:
    """The pipeline that `config.cfg` and `meta.json` of a folder describe."""
    config = load_config(folder / "config.cfg", overrides=dict(options.pop("config", None) or {}))
    return load_model_from_config(config, meta=get_model_meta(folder), auto_fill=True, **options)


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
