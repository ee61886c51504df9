"""The terms of the RDF a build writes: the names of the evidence model, and numbers and dates as typed literals.

Numbers are in the canonical form of XSD 1.1 (`21680000000`, no exponent, no `.0`): the one form that rdflib, pyoxigraph
and a pyoxigraph store all give back unchanged. (A store turns `5.0` into `5`; rdflib's Turtle writer does the reverse.)
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kgraph import iris

DECIMALS = 6  # digits kept after the point, as in facts


@lru_cache(maxsize=1024)
def kg(name: str) -> NamedNode:
    """A term of the ontology."""
    return NamedNode(iris.KG + name)


TYPE = NamedNode(iris.RDF + "type")
STATEMENT = NamedNode(iris.RDF + "Statement")
SUBJECT = NamedNode(iris.RDF + "subject")
PREDICATE = NamedNode(iris.RDF + "predicate")
OBJECT = NamedNode(iris.RDF + "object")
PREF_LABEL = NamedNode(iris.SKOS + "prefLabel")
ALT_LABEL = NamedNode(iris.SKOS + "altLabel")
DERIVED_FROM = NamedNode(iris.PROV + "wasDerivedFrom")
HEADLINE = NamedNode(iris.SCHEMA + "headline")
SUBHEADLINE = NamedNode(iris.SCHEMA + "alternativeHeadline")
PUBLISHED = NamedNode(iris.SCHEMA + "datePublished")
PUBLISHER = NamedNode(iris.SCHEMA + "publisher")

QUOTE, BEGIN, END, ORDER, EVIDENCE_SPAN = (
    kg(name) for name in ("quote", "beginIndex", "endIndex", "order", "evidenceSpan")
)
RULE, CONFIDENCE, MODALITY, SPEAKER, CONCERNS = (
    kg(name) for name in ("rule", "confidence", "modality", "speaker", "concerns")
)
INDICATOR, VALUE, UNIT, PERIOD, CHANGE, APPROXIMATE = (
    kg(name) for name in ("indicator", "value", "unit", "period", "change", "approximate")
)
SOURCE_FILE, SHA256, BYLINE, HOME, TRUNCATED, MENTIONED_IN = (
    kg(name) for name in ("sourceFile", "sha256", "byline", "home", "truncated", "mentionedIn")
)
FIRST_SEEN, LAST_SEEN, SEEN_OVER, ENDED, CAREER_PLACE, CONTRADICTS = (
    kg(name) for name in ("firstSeen", "lastSeen", "seenOver", "ended", "careerPlace", "contradicts")
)
VERDICT, CHECKED_BY, IDENTITY, EQUATION, MISS, FIGURE_ROLE = (
    kg(name) for name in ("verdict", "checkedBy", "identity", "equation", "miss", "figureRole")
)
POSSIBLY_SAME_AS, REASON = (kg(name) for name in ("possiblySameAs", "reason"))
DECISION, ACTION, DECIDED_ON = (kg(name) for name in ("decision", "action", "decidedOn"))
ATTRIBUTED_TO, ASSOCIATED_WITH, AGENT = (
    NamedNode(iris.PROV + name) for name in ("wasAttributedTo", "wasAssociatedWith", "Agent")
)
LABEL = NamedNode(iris.RDFS + "label")
MEMBER_DURING = NamedNode(iris.ORG + "memberDuring")
INTERVAL, INSTANT, BEGINNING, FINISH = (
    NamedNode(iris.TIME + name) for name in ("Interval", "Instant", "hasBeginning", "hasEnd")
)
_IN_TIME = {"date": "inXSDDate", "gYearMonth": "inXSDgYearMonth", "gYear": "inXSDgYear"}  # by the datatype of the date

_DECIMAL, _INTEGER, _BOOLEAN = (NamedNode(iris.XSD + name) for name in ("decimal", "integer", "boolean"))
_DATES = (  # the exactness of an ISO 8601 date tells its datatype
    (re.compile(r"[0-9]{4}\Z"), NamedNode(iris.XSD + "gYear")),
    (re.compile(r"[0-9]{4}-[0-9]{2}\Z"), NamedNode(iris.XSD + "gYearMonth")),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), NamedNode(iris.XSD + "date")),
)


def plain_number(number: float) -> str:
    """A number without exponent, trailing zeros or rounding noise: 21680000000, 0.85, 4.4."""
    text = f"{Decimal(repr(round(float(number), DECIMALS))):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def named(name: str) -> Literal:
    """A name of an entity, in the language of names."""
    return Literal(name, language=iris.NAMES_IN)


def decimal(number: float) -> Literal:
    return Literal(plain_number(number), datatype=_DECIMAL)


def integer(number: float) -> Literal:
    return Literal(str(int(number)), datatype=_INTEGER)


def boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=_BOOLEAN)


def in_time(date: Literal) -> NamedNode | None:
    """The OWL-Time property that says when an instant is, by how exact the date is; None for no date."""
    name = _IN_TIME.get(date.datatype.value.removeprefix(iris.XSD))
    return NamedNode(iris.TIME + name) if name else None


def dated(text: str) -> Literal:
    """A year, month or day as such; an interval, or anything else, as a string."""
    datatype = next((datatype for form, datatype in _DATES if form.match(text)), None)
    return Literal(text, datatype=datatype) if datatype else Literal(text)
