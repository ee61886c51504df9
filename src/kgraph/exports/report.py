"""Knowledge → report.html: one page without any network access that shows what was found, where, and what was not.

In: a `Knowledge` and the ontology. Out: HTML in pieces. Words are in `report.toml`, looks in `report.css`, behaviour
in `report.js`; without JavaScript everything is still there to read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kgraph.exports import report_facts, report_text
from kgraph.exports.clean import html
from kgraph.exports.facts import VERDICTS
from kgraph.exports.view import LIMITS, View
from kgraph.nouns import Audit, Knowledge

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def pieces(knowledge: Knowledge, ontology: Any, audit: Audit | None = None) -> Iterator[str]:
    """The page, piece by piece."""
    view = View(knowledge, ontology, audit)
    yield _head(view)
    yield _counts(view)
    yield from _section(view, "documents", _documents(view), "graph.nq")
    yield from _section(view, "facts", report_facts.facts(view), "edges.csv, tables/, graph.nq")
    yield from _section(view, "entities", report_facts.entities(view), "nodes.csv")
    yield from _section(view, "rejected", _rejected(view), "rejected.jsonl")
    yield from _section(view, "checks", _checks(view), "tables/checks.csv")
    yield from _section(view, "unexplained", _unexplained(view), "tables/ledger.csv")
    yield from _section(view, "failures", _failures(view), "failures.txt")
    yield f'<p id="nothing" class="note" hidden>{view.word("filter_none")}</p></main>\n'
    yield f"<script>\n{_asset('report.js')}</script>\n</body></html>\n"


def _asset(name: str) -> str:
    return Path(__file__).with_name(name).read_text("utf-8")


def _totals(view: View) -> dict[str, int]:
    known = view.knowledge
    return {
        "documents": len(known.documents),
        "characters": sum(len(d.text) for d in known.documents),
        "mentions": sum(len(a.mentions) for a in known.analyses),
        "entities": len(known.entities),
        "facts": len(known.facts),
        "rejected": len(known.rejections),
        "checks": len(view.checks),
        "unexplained": len(view.unexplained),
        "failures": len(known.failures),
    }


def _head(view: View) -> str:
    colours = "".join(
        f".t{index}{{--c:{html(view.ontology.classes[name].colour)}}}" for name, index in view.types.items()
    )
    title, total = view.word("title"), _totals(view)
    links = "".join(
        f'<a href="#{key}">{view.word(key)} <small>{total[key]:,}</small></a>'
        for key in ("documents", "facts", "entities", "rejected", "checks", "unexplained", "failures")
    )
    return (
        f'<!doctype html>\n<html lang="{view.word("language")}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_asset('report.css')}{colours}\n</style></head>\n<body>\n"
        f'<header><h1>{title}</h1><p>{view.word("intro")}</p></header>\n<nav><div class="links">{links}</div>'
        f'<input id="filter" type="search" autocomplete="off" placeholder="{view.word("filter")}"'
        f' aria-label="{view.word("filter")}"></nav>\n<main>\n'
    )


def _counts(view: View) -> str:
    tiles = "".join(
        f'<div class="tile"><b>{count:,}</b><span>{view.word(key)}</span></div>' for key, count in _totals(view).items()
    )
    types = Counter(entity.type for entity in view.entities)
    relations = Counter(fact.relation for fact in view.facts)
    order = sorted(types, key=lambda name: (-types[name], name))
    left = _bars([(view.type_label(name), types[name], view.type_class(name)) for name in order])
    ranked = sorted(relations, key=lambda name: (-relations[name], name))
    right = _bars([(html(view.ontology.label(name)), relations[name], "t") for name in ranked])
    return (
        f'<section class="counts"><div class="tiles">{tiles}</div><div class="charts">'
        f"<div><h2>{view.word('by_type')}</h2>{left}</div><div><h2>{view.word('by_relation')}</h2>{right}</div>"
        "</div></section>\n"
    )


def _bars(rows: list[tuple[str, int, str]]) -> str:
    most = max((count for _, count, _ in rows), default=1)
    lines = "".join(
        f'<tr class="{kind}"><th>{name}</th><td class="bar"><i style="width:{100 * count / most:.1f}%"></i></td>'
        f"<td>{count:,}</td></tr>"
        for name, count, kind in rows
    )
    return f'<table class="bars">{lines}</table>'


def _section(view: View, key: str, content: Iterable[str], where: str) -> Iterator[str]:
    total = _totals(view)[key]
    intro = f'<p class="note">{view.word(key + "_intro")}</p>' if f"{key}_intro" in view.words else ""
    yield f'<section id="{key}" class="list"><h2>{view.word(key)} <small>{total:,}</small></h2>{intro}\n'
    yield view.left_out(key, total, where)
    if total:
        yield from content
    else:
        yield f'<p class="note">{view.word("none")}</p>'
    yield "</section>\n"


def _documents(view: View) -> Iterator[str]:
    for document in list(view.shelf.documents.values())[: view.documents_shown]:
        yield report_text.article(view, document)


def _rejected(view: View) -> Iterator[str]:
    found = sorted(view.knowledge.rejections, key=lambda r: (r.stage, r.reason, r.document, r.quote, r.detail))
    rows = (
        (html(r.stage), html(r.reason), f"<q>{html(r.quote)}</q>", view.document(r.document),
         " ".join(f"<code>{html(name)}={html(text)}</code>" for name, text in r.detail))
        for r in found[: LIMITS["rejected"]]
    )  # fmt: skip
    yield from _table(view, ("stage", "reason", "quote", "documents", "detail"), rows)


def _checks(view: View) -> Iterator[str]:
    """Each identity, those that do not hold first."""
    found = sorted(view.checks, key=lambda c: (-VERDICTS.index(c.verdict), c))
    rows = (
        (f'<span class="badge {c.verdict}">{html(view.ontology.label(c.verdict))}</span>',
         html(view.words["identities"][c.kind]), html(c.equation), view.document(c.document))
        for c in found[: LIMITS["checks"]]
    )  # fmt: skip
    yield from _table(view, ("verdict", "identity", "equation", "documents"), rows)


def _unexplained(view: View) -> Iterator[str]:
    rows = (
        (html(view.words["kinds"][u.kind]),
         html(view.words["dimensions"].get(u.detail, "")) if u.kind != "name" else view.type_label(u.detail),
         report_text.context(view, u), view.document(u.document))
        for u in view.unexplained[: LIMITS["unexplained"]]
    )  # fmt: skip
    yield from _table(view, ("kind", "detail", "context", "documents"), rows)


def _failures(view: View) -> Iterator[str]:
    yield from (
        f'<p class="item failure">{html(f)}</p>\n' for f in sorted(view.knowledge.failures)[: LIMITS["failures"]]
    )


def _table(view: View, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield '<table class="rows"><thead><tr>' + "".join(f"<th>{view.word(head)}</th>" for head in heads)
    yield "</tr></thead><tbody>\n"
    for row in rows:
        yield '<tr class="item">' + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n"
    yield "</tbody></table>\n"
