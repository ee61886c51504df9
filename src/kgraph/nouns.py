"""The nouns of the pipeline, made once each.

    pages → documents → mentions → claims → entities → facts → graph → exports / queries

All positions are half-open [start, end) in Unicode code points. A `Page` holds the decoded source;
a `Document` maps each character of its text to one character of that source; everything later
points into the document's text and reaches the source through `Document.source_spans`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha1

KEY_LENGTH = 12  # hex digits that tell the claims of one document apart


@dataclass(frozen=True, order=True)
class Span:
    """Half-open range [start, end) of code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Page:
    """One input as it came: a text file, or one record of a JSON Lines corpus.

    `source` names the file relative to the input (with `#id` for a record), so that it does not depend
    on the machine; `text` is the decoded file (or the record's `text` field); `sha256` is of the raw
    bytes of the file (of the UTF-8 `text` field for a record). `published` is an ISO 8601 date or None;
    `home` the place whose paper or site this is, or None.
    """

    id: str
    source: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None
    home: str | None = None
    publisher: str | None = None


@dataclass(frozen=True)
class Input:
    """A file as it was given: `place` is a hash of where it stands (so that the same file given twice is one), `name`
    relative to what was given, its pages, and a message for each thing in it that could not be read."""

    place: str
    name: str
    pages: tuple[Page, ...] = ()
    failures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """`length` characters at `start` of a document's text stand at `source_start` of its page's text."""

    start: int
    source_start: int
    length: int


@dataclass(frozen=True)
class Document:
    """One article of a page, put back in reading order.

    `text` is headline, sub-headlines, body and byline in reading order, paragraphs separated by one
    "\\n"; every character of it is a character of the source (see `segments`, sorted by `start`, without gaps).
    `headline`, `subheadlines` and `byline` are spans of `text` (`headline` None when the article has none).
    `pieces` are the [start, end) ranges of the source in reading order. `doubtful_joints` are
    pairs of source positions (end of one piece, start of another) that may belong together but were not joined.
    """

    id: str
    page: Page
    text: str
    segments: tuple[Segment, ...]
    headline: Span | None = None
    subheadlines: tuple[Span, ...] = ()
    byline: tuple[Span, ...] = ()
    pieces: tuple[Span, ...] = ()
    truncated: bool = False
    doubtful_joints: tuple[tuple[int, int], ...] = ()

    @property
    def home(self) -> str | None:
        return self.page.home

    @property
    def published(self) -> str | None:
        return self.page.published

    def quote(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def source_spans(self, span: Span) -> tuple[Span, ...]:
        """The ranges of the source that spell `span` of this text, in reading order, adjacent ones merged."""
        found: list[Span] = []
        for piece in self._cut(span):
            if found and found[-1].end == piece.start:
                piece = Span(found.pop().start, piece.end)
            found.append(piece)
        return tuple(found)

    def _cut(self, span: Span) -> Iterator[Span]:
        first = bisect_right(self.segments, span.start, key=lambda s: s.start) - 1
        for segment in self.segments[max(first, 0) :]:
            if segment.start >= span.end:
                return
            start = max(span.start, segment.start)
            end = min(span.end, segment.start + segment.length)
            if start < end:
                shift = segment.source_start - segment.start
                yield Span(start + shift, end + shift)


@dataclass(frozen=True)
class Mention:
    """A name in a document's text: `type` is a class of the ontology, `finder` who proposed it."""

    span: Span
    text: str
    type: str
    finder: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Chain:
    """All mentions of one thing in one document. `name` is its fullest form, `forms` all forms, fullest first.

    `is_home` where the thing is the place whose paper or site the document comes from; `reasons` why its forms are one
    thing, in plain words."""

    type: str
    name: str
    forms: tuple[str, ...]
    mentions: tuple[Mention, ...]
    is_home: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """A counted or measured amount: `number` with 万/亿 multiplied out, `unit` as written without them.

    `dimension` is "money", "area", "count", "percent" or "other"; `approx` where the text says 约, 近, 余, 多 …;
    `change` is "+" or "-" for a growth or fall in percent (增长4.4%), else "".
    """

    span: Span
    number: float
    unit: str
    dimension: str
    approx: bool = False
    change: str = ""


@dataclass(frozen=True)
class Time:
    """A date or period: `value` is ISO 8601 (year, month, day, or interval "a/b"), as exact as the text allows."""

    span: Span
    value: str


@dataclass(frozen=True)
class Analysis:
    """A document with all that was found in it before claims are made. `text` is the document's text folded
    for matching (same length: half width, simplified); `sentences` and `paragraphs` are spans of it."""

    document: Document
    text: str
    sentences: tuple[Span, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    times: tuple[Time, ...] = ()
    chains: tuple[Chain, ...] = ()


@dataclass(frozen=True)
class Value:
    """What an attribute or observation says. Numbers are in the unit given (CNY, m², as written).

    Attributes use `number`+`unit`+`approx`, or `text` (ISO date, category such as "signed").
    Observations also have `indicator` (as written), `period` (ISO 8601) and `change` (percent).
    """

    number: float | None = None
    unit: str | None = None
    text: str | None = None
    approx: bool = False
    indicator: str | None = None
    period: str | None = None
    change: float | None = None


@dataclass(frozen=True)
class Claim:
    """What one passage says. `subject` None means the document itself. `object` is a mention or a value.

    `relation` is a relation, attribute or observation class of the ontology. `evidence` is a span of the
    document's text. `modality` is asserted, planned, denied, inferred, reported or former; `speaker` who says it.
    `qualifiers` are what the passage adds (a post's title; when it began or ended). `decision` is a curator's, if any.
    """

    document: str
    relation: str
    subject: Mention | None
    object: Mention | Value
    evidence: Span
    rule: str
    confidence: float
    modality: str = "asserted"
    speaker: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """Tells the claims of one document apart by what they say, where and by which rule; other documents, the
        confidence and decisions change nothing."""
        ends = (_said(self.subject), _said(self.object))
        place = (self.evidence.start, self.evidence.end)
        more = (f"{name}={value}" for name, value in self.qualifiers)
        content = (self.relation, *ends, *place, self.rule, self.modality, self.speaker or "", *more)
        return sha1("\n".join(map(str, content)).encode()).hexdigest()[:KEY_LENGTH]


def _said(end: Mention | Value | None) -> str:
    if end is None:
        return ""
    if isinstance(end, Mention):
        return f"{end.type}\t{end.text}"
    return "\t".join(map(str, (end.number, end.unit, end.text, end.indicator, end.period, end.change)))


@dataclass(frozen=True)
class Reading:
    """What reading one page gave: its documents, analysed, and what they claim."""

    analyses: tuple[Analysis, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What a curator decided, in one line of a decisions file: `action` on `claims` or `entities`, by whom, when, why.

    `name`, `type` and `documents` are what an action needs besides: a new name, another class, the documents whose
    mentions are split off.
    """

    line: int
    action: str
    who: str
    when: str
    why: str
    claims: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    name: str | None = None
    type: str | None = None


@dataclass(frozen=True)
class Entity:
    """A thing that mentions share. `id` is the local part of its IRI; `name` its fullest form.

    `mentions` are (document id, mention) pairs, sorted; `links` are (property, value) pairs such as codes;
    `decisions` those of curators that made it what it is.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[tuple[str, Mention], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Fact:
    """What the graph holds: `subject` and `object` are entity ids (or a document id for byline facts;
    or a `Value`); `claims` are its evidence, sorted, never empty. Only a fact with an asserted or planned claim
    stands as a plain triple (`holds`). `qualifiers` are those its claims share, and of the others (when it began or
    ended) one value each, drawn from all claims."""

    id: str
    subject: str
    relation: str
    object: str | Value
    claims: tuple[Claim, ...]
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        return any(claim.modality != "denied" for claim in self.claims)

    @property
    def confidence(self) -> float:
        return max(claim.confidence for claim in self.claims)


@dataclass(frozen=True)
class Rejection:
    """Something proposed that a later step refused: `stage`, `reason` in plain words, and what it was."""

    stage: str
    reason: str
    document: str
    quote: str
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Likeness:
    """A decision about two names in two documents: `same` where they were joined into one entity, `apart` where they
    are two things of one name; else they may be one.

    `a` and `b` are entity ids (equal where joined), `score` points (joined) or a probability, `reasons` in plain words.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    a_document: str
    b_document: str
    score: float
    reasons: tuple[str, ...]
    same: bool
    apart: bool = False

    @property
    def open(self) -> bool:
        return not (self.same or self.apart)


@dataclass(frozen=True)
class Knowledge:
    """Everything a build knows: what the graph and all exports are made from. All tuples are sorted by id.

    `failures` are inputs and decisions that could not be read, `unapplied` decisions that no longer apply.
    """

    documents: tuple[Document, ...] = ()
    analyses: tuple[Analysis, ...] = ()
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    failures: tuple[str, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    unapplied: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tenure:
    """One person in one post, through time. `start` and `end` are what texts say (ISO 8601); `first_seen`, `last_seen`
    and `seen_over` are publication dates: of the documents that say it is held, and of the first that says it is over.

    `former` where the latest document that speaks of it says it is over; `place` in the person's career, from 1;
    `claim` the passage to show.
    """

    fact: str
    person: str
    organisation: str
    title: str
    claim: Claim
    place: int
    start: str | None = None
    end: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    seen_over: str | None = None
    former: bool = False


@dataclass(frozen=True)
class Step:
    """A project reached a status: `date` as the text says (None where it does not), `published` when the document did.

    `last_seen` is the latest publication that still says so; `back` where a later status had been told before.
    """

    project: str
    relation: str
    status: str
    claim: Claim
    date: str | None = None
    published: str | None = None
    last_seen: str | None = None
    back: bool = False


@dataclass(frozen=True)
class Side:
    """One of the values that contradict each other: as a text, with the fact and the claims that say so."""

    value: str
    fact: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Contradiction:
    """Different values of one `attribute` of one thing, all kept. `object` tells apart what the thing has several of
    (the post whose beginning is in question); `within` where one document gives all of them."""

    subject: str
    attribute: str
    sides: tuple[Side, ...]
    object: str = ""
    within: bool = False


@dataclass(frozen=True)
class Histories:
    """What a build knows through time. Tenures are by person and place in the career, steps by project and time."""

    tenures: tuple[Tenure, ...] = ()
    steps: tuple[Step, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(frozen=True, order=True)
class Member:
    """A figure of an identity: where it stands, as it is written, its number, its part in it (total, part, …), and the
    ids of the facts that use it."""

    span: Span
    text: str
    number: float
    role: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Check:
    """An identity among figures of a document. `span` goes from the first member to the end of the last.

    `kind` is sum, difference, growth, share or restatement; `verdict` confirmed, rounded or contradicted; `equation`
    spells it in the numbers as written; `miss` is what the text says less what follows from its other numbers.
    """

    document: str
    span: Span
    kind: str
    members: tuple[Member, ...]
    verdict: str
    equation: str
    miss: float
    rule: str


@dataclass(frozen=True)
class Entry:
    """A number, date or name of a text, and the ids of the facts that use it; none where it is unexplained.

    `kind` is quantity, time, name or digits (a number that nothing read), `detail` the dimension or class.
    """

    document: str
    span: Span
    text: str
    kind: str
    detail: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Audit:
    """What a build can say of its own reading: sums that hold or not, and the ledger. Sorted by document and place."""

    checks: tuple[Check, ...] = ()
    ledger: tuple[Entry, ...] = ()
