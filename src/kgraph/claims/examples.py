"""The examples of pattern files, which are their tests.

Comes in: a text with its names marked, ⟨Company:宏达⟩签约⟨Project:⟨Company:宏达⟩产业园⟩, or an ontology. Goes out: the
`Analysis` of the text with those mentions; or what the patterns do not say as their examples have it.
Every pattern needs a `yes` (what its rule must say, all of it) and a near-miss `no` (where nothing may hold).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kgraph.claims.patterns import FINDER, PatternFinder
from kgraph.errors import OntologyError
from kgraph.nouns import Analysis, Chain, Claim, Document, Mention, Page, Segment, Span
from kgraph.ontology import Ontology

PIECE = re.compile(r"⟨(\w+):|⟩|[^⟨⟩]+")
SENTENCE = re.compile(r"[^。!?\n]+[。!?\n]*")
KINDS = ("pattern", "inside", "divisions", "home")


def analysis(marked: str, home: str | None = None) -> Analysis:
    """The analysis of a text with marked names; the same name of the same class is one thing."""
    text, found = _read(marked)
    page = Page("example", "example", text, "", home=home)
    mentions = tuple(Mention(Span(s, e), text[s:e], type_, "annotated") for s, e, type_ in sorted(found))
    return Analysis(
        document=Document("example", page, text, (Segment(0, 0, len(text)),)),
        text=text,
        sentences=tuple(Span(*m.span()) for m in SENTENCE.finditer(text)),
        mentions=mentions,
        chains=_chains(mentions, home),
    )


def _read(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, found, open_ = "", [], []
    for piece in PIECE.finditer(marked):
        if piece.group(1):
            open_.append((len(text), piece.group(1)))
        elif piece.group() == "⟩" and open_:
            start, type_ = open_.pop()
            found.append((start, len(text), type_))
        else:
            text += piece.group()
    if open_ or not found:
        raise OntologyError(f"The example has no names, or one without its ⟩: {marked}")
    return text, found


def _chains(mentions: tuple[Mention, ...], home: str | None) -> tuple[Chain, ...]:
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        groups.setdefault((mention.type, mention.text), []).append(mention)
    return tuple(Chain(type_, name, (name,), tuple(group), name == home) for (type_, name), group in groups.items())


def patterns(ontology: Ontology) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(rule, row) of every pattern of the ontology's pattern files with `finder = "patterns"`."""
    for file, content in sorted(ontology.patterns.items()):
        if content.get("finder") == FINDER:
            for kind in KINDS:
                for row in content.get(kind, ()):
                    yield f"{content.get('relation', file)}.{row.get('id', '?')}", row


def failures(ontology: Ontology, finder: PatternFinder | None = None) -> Iterator[str]:
    """One message for each example that does not come out, or pattern without examples."""
    finder = finder or PatternFinder(ontology)
    for rule, row in patterns(ontology):
        if not row.get("yes") or not row.get("no"):
            yield f"{rule}: give at least one `yes` example and one near-miss `no`."
        for example in row.get("yes", ()):
            wanted = {(*pair, example.get("modality", Claim.modality)) for pair in example["says"]}
            said = {_plain(c) for c in _said(finder, example["text"], row) if c.rule == rule}
            if said != wanted:
                yield f"{rule}: {example['text']} should say {sorted(wanted)}, but says {sorted(said)}."
        for text in row.get("no", ()):
            said = {_plain(c) for c in _said(finder, text, row) if c.relation == rule.split(".")[0]}
            if held := sorted(s for s in said if ontology.modalities.get(s[2], True)):
                yield f"{rule}: {text} should say nothing that holds, but says {held}."


def _said(finder: PatternFinder, text: str, row: Mapping[str, Any]) -> list[Claim]:
    """What each pattern says of an example, whose home its pattern may name."""
    read = analysis(text, row.get("at"))
    said = list(finder.propose(read))
    return said + [claim for home in finder.homes for claim in home.find(read, said)]


def digest(ontology: Ontology) -> str:
    """A short hash over all examples: when they change, a pinned digest shows it."""
    rows = [(rule, str(row.get("yes")), str(row.get("no"))) for rule, row in patterns(ontology)]
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:16]


def _plain(claim: Claim) -> tuple[str, str, str]:
    return (claim.subject.text, claim.object.text, claim.modality)
