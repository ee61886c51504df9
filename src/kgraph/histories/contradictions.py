"""Facts → contradictions: one attribute of one thing, and values that cannot both be right. All are kept, none is
averaged.

No contradiction are: a rounded or approximate figure beside an exact one, a year beside a day in it, values in
different units, and the many totals of a programme (batches and periods; the ontology says which classes have such).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from kgraph.nouns import Claim, Contradiction, Fact, Knowledge, Side, Value
from kgraph.ontology import Ontology

SETTINGS = "histories"


def contradictions(knowledge: Knowledge, ontology: Ontology) -> tuple[Contradiction, ...]:
    """All contradictions, by subject, attribute and object."""
    found = [*_of_values(knowledge, ontology), *_of_dates(knowledge, ontology)]
    return tuple(sorted(found, key=lambda c: (c.subject, c.attribute, c.object, [s.value for s in c.sides])))


def _of_values(knowledge: Knowledge, ontology: Ontology) -> Iterator[Contradiction]:
    """Different values of an attribute that has one: 85 beside 58."""
    settings = ontology.settings(SETTINGS)["contradictions"]
    single = {r.name for r in ontology.of_kind("attribute") if r.dimension in settings["dimensions"]}
    many = {e.id for e in knowledge.entities if ontology.cls(e.type).many_values}
    groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in knowledge.facts:
        if fact.relation in single and fact.subject not in many and isinstance(fact.object, Value):
            groups[fact.subject, fact.relation, fact.object.unit or ""].append(fact)
    for (subject, attribute, _), facts in sorted(groups.items()):
        sides = [(fact, _speaking(fact, ontology)) for fact in facts]
        known = [(fact.object, Side(_written(fact.object), fact.id, claims)) for fact, claims in sides if claims]
        yield from _clash(subject, attribute, "", known, lambda a, b: _agree(a, b, settings["approximate"]))


def _of_dates(knowledge: Knowledge, ontology: Ontology) -> Iterator[Contradiction]:
    """Different beginnings or ends of one fact, as its claims give them."""
    settings = ontology.settings(SETTINGS)
    lasting = set(settings["lasting"])
    for fact in knowledge.facts:
        if isinstance(fact.object, Value) and fact.object.text in lasting:
            continue
        for name in (settings["start"], settings["end"]):
            said: dict[str, list[Claim]] = defaultdict(list)
            for claim in fact.claims:
                if value := dict(claim.qualifiers).get(name):
                    said[value].append(claim)
            known = [(date, Side(date, fact.id, tuple(claims))) for date, claims in sorted(said.items())]
            object = fact.object if isinstance(fact.object, str) else fact.object.text or ""
            yield from _clash(fact.subject, name, object, known, _same_time)


def _clash(
    subject: str, attribute: str, object: str, known: Iterable[tuple], agree: Callable[..., bool]
) -> Iterator[Contradiction]:
    """One contradiction of all values that disagree with another one."""
    known = sorted(known, key=lambda pair: (pair[1].value, pair[1].fact))
    sides = [side for value, side in known if not all(agree(value, other) for other, _ in known)]
    if sides:
        documents = [{claim.document for claim in side.claims} for side in sides]
        yield Contradiction(subject, attribute, tuple(sides), object, bool(set.intersection(*documents)))


def _speaking(fact: Fact, ontology: Ontology) -> tuple[Claim, ...]:
    return tuple(c for c in fact.claims if ontology.modalities.get(c.modality, True))


def _written(value: Value) -> str:
    if value.number is None:
        return value.text or ""
    return f"{value.number:.6f}".rstrip("0").rstrip(".")


def _agree(one: Value, other: Value, approximate: float) -> bool:
    if one.number is None or other.number is None:
        return _same_time(one.text or "", other.text or "")
    gap, larger = abs(one.number - other.number), max(abs(one.number), abs(other.number))
    if one.approx or other.approx:
        return gap <= approximate * larger
    return gap <= 1e-6 * larger or _rounded(one.number, other.number) or _rounded(other.number, one.number)


def _rounded(coarse: float, exact: float) -> bool:
    """Whether `coarse` is `exact` with fewer digits: 85 for 85.3, not 85 for 58. One digit alone says too little."""
    digits = len(f"{coarse:.15g}".replace(".", "").rstrip("0").lstrip("0"))
    return digits > 1 and float(f"{exact:.{digits}g}") == coarse


def _same_time(one: str, other: str) -> bool:
    """Whether two ISO times may be the same: one lies in the other."""
    return _lies_in(one, other) or _lies_in(other, one)


def _lies_in(inner: str, outer: str) -> bool:
    (a, b), (c, d) = _ends(inner), _ends(outer)
    return (a.startswith(c) or c <= a) and (b.startswith(d) or b <= d)


def _ends(text: str) -> tuple[str, str]:
    first, _, last = text.partition("/")
    return first, last or first
