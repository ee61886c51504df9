"""One article as HTML: its text with mentions marked in place, and the facts it gives beside it."""

from __future__ import annotations

from collections.abc import Iterator

from kgraph.exports.clean import html, number
from kgraph.exports.facts import headline
from kgraph.exports.marks import Mark, marked
from kgraph.exports.view import LIMITS, View
from kgraph.nouns import Document, Entry, Fact, Span

OPEN_UP_TO = 40  # articles; above that they are folded, so that the list can be read
AROUND = 24  # characters shown on each side of what was not explained


def article(view: View, document: Document) -> str:
    """The article with its head line, its text and its facts."""
    at = view.document_number[document.id]
    facts = view.facts_by_document.get(document.id, [])
    opened = " open" if len(view.shelf.documents) <= OPEN_UP_TO else ""
    beside = (
        "".join(_beside(view, document, fact) for fact in facts) or f'<li class="note">{view.word("no_facts")}</li>'
    )
    return (
        f'<details class="item article" id="d{at}"{opened}><summary><h3>{html(headline(document))}</h3>'
        f"{_meta(view, document, len(facts))}</summary>\n"
        f'<div class="columns"><div class="text">{marked(document.text, _marks(view, document))}</div>\n'
        f'<ol class="beside">{beside}</ol></div>{_joints(view, document)}</details>\n'
    )


def context(view: View, found: Entry) -> str:
    """What was not explained, with a few characters around it."""
    document = view.shelf.documents[found.document]
    near = Span(max(0, found.span.start - AROUND), min(len(document.text), found.span.end + AROUND))
    return "…" + marked(document.text, [Mark(found.span, 0, "mark", 'class="u"')], near) + "…"


def _meta(view: View, document: Document, facts: int) -> str:
    parts = [f"{view.word('source')} {html(document.page.source)}"]
    if document.published:
        parts.append(f"{view.word('published')} {html(document.published)}")
    parts.append(f"{view.word('characters')} {len(document.text):,}")
    parts.append(f"{view.word('facts')} {facts:,}")
    covered = view.coverage.get(document.id)
    if covered and covered.percent is not None:
        hint = f"{covered.count('all', True):,} / {len(covered.entries):,}"
        parts.append(f'<span class="covered" title="{hint}">{view.word("coverage")} {number(covered.percent)}%</span>')
    missing = f' <span class="badge warn" title="{view.word("truncated_hint")}">{view.word("truncated")}</span>'
    return f'<span class="meta">{" · ".join(parts)}{missing if document.truncated else ""}</span>'


def _joints(view: View, document: Document) -> str:
    if not document.doubtful_joints:
        return ""
    pairs = "; ".join(f"{end} → {start}" for end, start in sorted(document.doubtful_joints))
    return f'<p class="note" title="{view.word("joints_hint")}">{view.word("joints")}: {pairs}</p>'


def _marks(view: View, document: Document) -> Iterator[Mark]:
    if document.headline:
        yield Mark(document.headline, 0, "strong", 'class="headline"')
    yield from (Mark(span, 0, "strong", 'class="subheadline"') for span in document.subheadlines)
    yield from (Mark(span, 0, "span", 'class="byline"') for span in document.byline)
    analysis = view.analyses.get(document.id)
    if not analysis:
        return
    at = view.document_number[document.id]
    for index, sentence in enumerate(analysis.sentences):
        yield Mark(sentence, 1, "span", f'id="s{at}-{index}"')
    for mention in sorted(set(analysis.mentions), key=lambda m: (m.span, m.type, m.finder)):
        known = view.entity_of.get((document.id, mention))
        number = view.entity_number[known.id] if known else None
        jump = f' data-e="e{number}"' if number is not None and number < LIMITS["entities"] else ""
        title = view.mention_title(document.id, mention)
        yield Mark(mention.span, 2, "mark", f'class="m {view.type_class(mention.type)}" title="{title}"{jump}')
    for left in view.unexplained_in.get(document.id, []):
        yield Mark(left.span, 3, "span", f'class="u" title="{view.word("unexplained")}"')
    for span, check in view.verdicts_in.get(document.id, {}).items():
        yield Mark(span, 4, "span", f'class="k {check.verdict}" title="{html(check.equation)}"')


def _beside(view: View, document: Document, fact: Fact) -> str:
    """A fact as one line beside the text; pointing at it lights up its sentences."""
    claims = [claim for claim in fact.claims if claim.document == document.id]
    analysis = view.analyses.get(document.id)
    at = view.document_number[document.id]
    lit = [
        f"s{at}-{index}"
        for index, s in enumerate(analysis.sentences if analysis else ())
        if any(s.start < claim.evidence.end and claim.evidence.start < s.end for claim in claims)
    ]
    number = view.fact_number[fact.id]
    more = f'&nbsp;<a class="more" href="#f{number}" aria-label="{view.word("facts")} {number + 1}">›</a>'
    held = "" if view.shelf.stands(fact) else ' class="off"'
    return f'<li data-s="{" ".join(lit)}"{held}>{view.statement(fact)}{more if number < LIMITS["facts"] else ""}</li>'
