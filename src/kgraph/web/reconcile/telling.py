"""Whether a name picks out one thing wherever it stands, so that a cell that holds it may be matched without a look.

Comes in: a name and the entity it was found for. Goes out: False for what repeats from town to town or means another
thing in another text (区管委会, 人民公园, 我市, 市中医院, 揭牌仪式, 科技公司), and for an alias that leaves out the
front of the name, which tells it from others (基金会 of 远山公益基金会, 高新区 of 西安高新区).
"""

from __future__ import annotations

from functools import cache

from kgraph.entities import bodies, companies, names
from kgraph.ontology import Ontology
from kgraph.web.reconcile import likeness
from kgraph.web.things import Thing

ENDINGS = ("event_suffixes", "institution_suffixes", "programme_suffixes", "project_suffixes", "places_suffixes")


def tells(name: str, thing: Thing, ontology: Ontology) -> bool:
    """Whether the name alone is enough to know the thing."""
    text, kind = names.key(name), names.kind_of(thing.type)
    if len(text) < 2 or text in _endings(ontology) or _is_relative(text):
        return False
    if kind != "person" and text != names.key(thing.name) and names.key(thing.name).endswith(text):
        return False
    if kind == "body":
        parts = bodies.body(name)
        return parts is None or bool(parts.place)
    if kind == "company":
        return not companies.only_trades(companies.company(name, likeness.places()).core)
    return not (kind == "place" and names.is_local(name))


def _is_relative(text: str) -> bool:
    """我市, 该区, 全区领导干部会议, 县人民医院: of the place that the text is about."""
    levels = names.words()["body"]["levels"]
    here = text[0] in names.words()["places"]["relative"]
    return (here and (len(text) == 2 or text[1] in levels)) or (text[0] in levels and len(text) > 2)


@cache
def _endings(ontology: Ontology) -> frozenset[str]:
    """Words that end names and are none by themselves."""
    return frozenset(row[0] for lexicon in ENDINGS for row in ontology.lexicon(lexicon))
