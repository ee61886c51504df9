"""What is known of an entity in the order of time.

Comes in: its facts and the documents that name it. Goes out: `Moment`s. What a text says happened and when an article
was published are kept apart: a publication date is never shown as the date of anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kgraph.iris import KG
from kgraph.web.facts import Fact, Facts, text
from kgraph.web.wording import Name, Wording

MOST = 60  # moments on the page of an entity; above that articles are counted by month
HAPPENED, PUBLISHED = "happened", "published"


@dataclass(frozen=True)
class Moment:
    """A date as exact as the text has it (ISO 8601), whether it `happened` or was `published` then, and what; `count`
    articles of a month stand for all of them."""

    date: str
    kind: str
    what: str
    about: Name
    count: int = 0


def moments(facts: Iterable[Fact], articles: Iterable[tuple[str, Name]], wording: Wording) -> list[Moment]:
    """All moments in order of time."""
    happened = _merged(_happened(facts, wording))
    published = [Moment(date, PUBLISHED, "", article) for date, article in articles if date]
    if len(happened) + len(published) > MOST:
        published = _by_month(published)
    return sorted([*happened, *published], key=_order)


def _merged(found: Iterable[Moment]) -> list[Moment]:
    """Several relations to one thing at one time as one moment: attended, presided over."""
    same: dict[tuple, list[Moment]] = {}
    for moment in sorted(set(found), key=_order):
        same.setdefault((moment.date, moment.kind, moment.about), []).append(moment)
    return [replace(first, what="、".join(m.what for m in (first, *others))) for first, *others in same.values()]


def _happened(facts: Iterable[Fact], wording: Wording) -> Iterator[Moment]:
    dated = {r.name for r in wording.ontology.of_kind("attribute") if r.dimension == "date"}
    for fact in facts:
        if not fact.stands and not fact.node:
            continue
        label = wording.ontology.label(fact.relation)
        other = wording.name(fact.other, fact.relation)
        if fact.relation in dated:
            yield Moment(fact.other.value, HAPPENED, label, Name(""))
        elif fact.node:
            yield from _post(fact, other, wording)
        elif wording.things.get(fact.other.value):
            yield from (Moment(day, HAPPENED, label, other) for day in _days(fact.other, dated, wording.facts))
        yield from (
            Moment(v.value, HAPPENED, label, other) for claim in fact.claims for v in claim.get(KG + "start", ())
            if not fact.node
        )  # fmt: skip


def _post(fact: Fact, other: Name, wording: Wording) -> Iterator[Moment]:
    values = wording.facts.values(fact.node)
    title = text(values, "title")
    about = Name(f"{other.text} {title}".strip(), other.path, other.kind)
    for name in ("start", "end", "firstSeen", "seenOver"):
        if when := text(values, name):
            kind = HAPPENED if name in ("start", "end") else PUBLISHED
            yield Moment(when, kind, wording.ontology.label(name), about)


def _days(node: NamedNode, dated: set[str], facts: Facts) -> Iterator[str]:
    for name in sorted(dated):
        for quad in facts.store.quads_for_pattern(node, NamedNode(KG + name), None, None):
            yield quad.object.value


def _by_month(published: list[Moment]) -> list[Moment]:
    counted: dict[str, int] = {}
    for moment in published:
        counted[moment.date[:7]] = counted.get(moment.date[:7], 0) + 1
    return [Moment(month, PUBLISHED, "", Name(""), count) for month, count in counted.items()]


def _order(moment: Moment) -> tuple:
    return moment.date, moment.kind, moment.what, moment.about.text, moment.about.path
