"""What one passage says of mentions, and what reading a page gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha1

from kgraph.nouns.analyses import Analysis
from kgraph.nouns.curation import Decision
from kgraph.nouns.documents import Span
from kgraph.nouns.mentions import Mention

KEY_LENGTH = 12  # hex digits that tell the claims of one document apart


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
