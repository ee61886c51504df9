"""Facts and entities as HTML: each fact with every sentence that says so, each entity with its facts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from kgraph.exports.clean import html, number
from kgraph.exports.marks import Mark, marked
from kgraph.exports.view import LIMITS, View
from kgraph.nouns import Claim, Entity, Fact, Mention

MOST_CLAIMS = 12  # sentences shown for one fact
MOST_LINKS = 40  # facts and documents linked from one entity


def facts(view: View) -> Iterator[str]:
    """All facts, grouped by relation."""
    for relation, group in groupby(view.facts[: LIMITS["facts"]], key=lambda fact: fact.relation):
        members = list(group)
        name = view.ontology.label(relation)
        yield f'<div class="group"><h3>{html(name)} <small>{html(relation)} · {len(members):,}</small></h3>\n'
        yield from (_fact(view, fact) for fact in members)
        yield "</div>\n"


def entities(view: View) -> Iterator[str]:
    """All entities, grouped by type."""
    for kind, group in groupby(view.entities[: LIMITS["entities"]], key=lambda entity: entity.type):
        members = list(group)
        yield f'<div class="group"><h3 class="{view.type_class(kind)}"><i class="dot"></i>{view.type_label(kind)} '
        yield f'<small>{html(kind)} · {len(members):,}</small></h3>\n<div class="cards">'
        yield from (_entity(view, entity) for entity in members)
        yield "</div></div>\n"


def _fact(view: View, fact: Fact) -> str:
    claims = sorted(fact.claims, key=view.shelf.claim_order)
    shown = "".join(_claim(view, claim) for claim in claims[:MOST_CLAIMS])
    stands = view.shelf.stands(fact)
    badge = "" if stands else f' <span class="badge warn">{view.word("not_held")}</span>'
    return (
        f'<div class="item fact{"" if stands else " off"}" id="f{view.fact_number[fact.id]}">'
        f'<p class="statement">{view.statement(fact)}{badge}</p>{shown}</div>\n'
    )


def _claim(view: View, claim: Claim) -> str:
    document = view.shelf.documents[claim.document]
    ends = [end for end in (claim.subject, claim.object) if isinstance(end, Mention)]
    marks = [Mark(end.span, 0, "mark", f'class="m {view.type_class(end.type)}"') for end in ends]
    where = ", ".join(f"{span.start}–{span.end}" for span in view.shelf.positions(claim))
    speaker = f" · {view.word('speaker')} {html(claim.speaker)}" if claim.speaker else ""
    decision = claim.decision
    decided = f" · {view.word('decided')} {html(f'{decision.who} {decision.when}')}" if decision else ""
    return (
        f"<blockquote>{marked(document.text, marks, claim.evidence)}"
        f'<footer><span class="badge {"" if view.shelf.asserts(claim) else "warn"}">'
        f"{html(view.ontology.label(claim.modality))}</span> {view.word('confidence')} "
        f'<meter min="0" max="1" value="{number(claim.confidence)}"></meter> {number(claim.confidence)} · '
        f"{view.word('rule')} <code>{html(claim.rule)}</code>{speaker}{decided} · {view.document(claim.document)} "
        f"<small>[{where}]</small></footer></blockquote>"
    )


def _entity(view: View, entity: Entity) -> str:
    documents = sorted({document for document, _ in entity.mentions})
    names = f'<p class="aliases">{view.word("aliases")} {html("、".join(sorted(entity.aliases)))}</p>'
    seen = ", ".join(view.document(document) for document in documents[:MOST_LINKS])
    related = view.facts_by_end.get(entity.id, [])
    lines = "".join(_line(view, entity, fact) for fact in related[:MOST_LINKS])
    more = f"<li>… {len(related) - MOST_LINKS:,}</li>" if len(related) > MOST_LINKS else ""
    return (
        f'<div class="item entity {view.type_class(entity.type)}" id="e{view.entity_number[entity.id]}">'
        f"<h4>{html(entity.name)} <small>{len(entity.mentions):,} {view.word('times_named')}</small></h4>"
        f'{names if entity.aliases else ""}<p class="seen">{view.word("in_documents")} {seen or "–"}</p>'
        f"<ul>{lines}{more}</ul></div>\n"
    )


def _line(view: View, entity: Entity, fact: Fact) -> str:
    at = view.fact_number[fact.id]
    said = view.statement(fact, subject=fact.subject != entity.id)
    link = f'&nbsp;<a class="more" href="#f{at}" aria-label="{view.word("facts")} {at + 1}">›</a>'
    held = "" if view.shelf.stands(fact) else ' class="off"'
    return f"<li{held}>{said}{link if at < LIMITS['facts'] else ''}</li>"
