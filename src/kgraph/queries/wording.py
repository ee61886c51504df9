"""Writes rows in words.

Comes in: an answer template such as `{x}总投资{value:number}元[，{change:change}]` and the terms of a row.
Goes out: the sentence; a part in square brackets is left out where a variable in it is not bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode

from kgraph.iris import KG, XSD
from kgraph.ontology import Ontology
from kgraph.queries.names import Names
from kgraph.queries.results import short

_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
WHAT, MANY = "什么", "多少"
_SCALES = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))

Terms = Mapping[str, object]


class Writer:
    """Fills templates with the names of a graph and the labels of its ontology."""

    def __init__(self, names: Names, ontology: Ontology):
        self.names = names
        self.ontology = ontology

    def write(self, template: str, terms: Terms) -> str:
        """The template with its variables filled in."""
        return _FIELD.sub(
            lambda m: self._field(m, terms), _OPTIONAL.sub(lambda m: self._optional(m[1], terms), template)
        )

    def write_asked(self, template: str, named: Mapping[str, str], asked: Mapping[str, str]) -> str:
        """The template as a question: names where they are given, asking words for the rest."""

        def put(match: re.Match[str]) -> str:
            blank = MANY if match[2] in ("number", "change") else "" if match[2] == "about" else WHAT
            return named.get(match[1]) or asked.get(match[1], blank)

        return _FIELD.sub(put, _OPTIONAL.sub("", template))

    def variables(self, template: str) -> list[str]:
        """The variables a template shows, in order."""
        return list(dict.fromkeys(match[1] for match in _FIELD.finditer(template)))

    def name(self, term: object) -> str:
        """A term for people: a name, a label of the ontology, or the value."""
        if isinstance(term, NamedNode):
            if term.value in self.names.preferred:
                return self.names.preferred[term.value]
            if term.value.startswith(KG):
                return self.ontology.label(term.value.removeprefix(KG))
        if isinstance(term, Literal) and term.datatype.value == XSD + "decimal":
            return _trim(Decimal(term.value))
        return short(term) if term is not None else ""

    def _optional(self, part: str, terms: Terms) -> str:
        bound = all(terms.get(match[1]) is not None for match in _FIELD.finditer(part))
        return part if bound else ""

    def _field(self, match: re.Match[str], terms: Terms) -> str:
        term = terms.get(match[1])
        if match[2] is None or not isinstance(term, Literal):
            return self.name(term)
        if match[2] == "value":
            return self._measured(term, terms.get("relation"))
        return FORMATS[match[2]](term.value)

    def _measured(self, term: Literal, relation: object) -> str:
        """A number with the unit of its relation; any other literal as it is."""
        if term.datatype.value != XSD + "decimal":
            return term.value
        known = self.ontology.relations.get(short(relation).removeprefix("kg:")) if relation is not None else None
        return number(term.value) + ((known and known.unit) or "")


def number(text: str) -> str:
    """A number as people write it: 8500000000 → 85亿, 75000 → 7.5万, 475 → 475."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    for scale, word in _SCALES:
        if value.is_finite() and abs(value) >= scale:
            return _trim((value / scale).quantize(Decimal("0.0001"))) + word
    return _trim(value) if value.is_finite() else text


def change(text: str) -> str:
    """Growth in percent in words: 5.2 → 增长5.2%, -3 → 下降3%."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return f"{'下降' if value < 0 else '增长'}{_trim(abs(value))}%"


def about(text: str) -> str:
    """约 where a figure is approximate."""
    return "约" if text in ("true", "1") else ""


def date(text: str) -> str:
    """A date as people write it: 2023-05-06 → 2023年5月6日, 2023-05 → 2023年5月; intervals with 至."""
    if "/" in text:
        return "至".join(date(part) for part in text.split("/"))
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


FORMATS: dict[str, Callable[[str], str]] = {"number": number, "change": change, "about": about, "date": date}


def _trim(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
