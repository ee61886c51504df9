"""The checks of values, by dimension.

Comes in: a relation and the `Value` it is given. Goes out: why the value is refused, or None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from kgraph.nouns import Value
from kgraph.ontology import Relation

ISO_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?\Z")


def _is_amount(relation: Relation, value: Value) -> str | None:
    if value.number is None:
        return f"{relation.name} needs a number."
    if relation.unit and value.unit and value.unit not in {relation.unit, *relation.unit_aliases}:
        return f"{relation.name} is in {relation.unit}, and {value.unit} is not converted."
    return f"{relation.name} cannot be negative." if value.number < 0 else None


def _is_count(relation: Relation, value: Value) -> str | None:
    if value.number is not None and not float(value.number).is_integer():
        return f"{relation.name} is a whole number, not {value.number:g}."
    return _is_amount(relation, value)


def _is_category(relation: Relation, value: Value) -> str | None:
    good = value.text in relation.values
    return None if good else f'{relation.name} is one of {listed(relation.values)}, not "{value.text}".'


def _is_date(relation: Relation, value: Value) -> str | None:
    good = is_iso(value.text or "")
    return None if good else f'{relation.name} is an ISO 8601 year, month, day or interval, not "{value.text}".'


def _is_observation(relation: Relation, value: Value) -> str | None:
    if not (value.indicator or "").strip():
        return "The figure does not say what is counted."
    if value.number is None and value.change is None:
        return "The figure has neither a value nor a change."
    return _is_date(relation, Value(text=value.period)) if value.period else None


VALUE_CHECKS = {
    "money": _is_amount,
    "area": _is_amount,
    "amount": _is_amount,
    "count": _is_count,
    "category": _is_category,
    "date": _is_date,
}
OBSERVATION_CHECK = _is_observation


def is_iso(text: str) -> bool:
    """Whether `text` is an ISO 8601 year, month or day that exists, or an interval of two of them."""
    parts = text.split("/")
    return len(parts) <= 2 and all(_exists(part) for part in parts)


def _exists(text: str) -> bool:
    match = ISO_DATE.match(text)
    if not match:
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def listed(names: Iterable[str]) -> str:
    """Names in words, sorted."""
    return ", ".join(sorted(names)) or "nothing"
