"""How answers show themselves: as text in a terminal, as HTML in a notebook.

Comes in: `Card`s. Goes out: text or HTML. All of a card may come from a page of the web, and is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape as _escape
from itertools import islice

from kgraph.queries import Sentence

MAX_CARDS = 30  # of one answer; a screen holds some ten
MAX_LINES = 12  # of one card
MAX_SENTENCES = 3  # of one line
_QUOTE = "margin:2px 0 6px 1.5em;padding-left:.6em;border-left:3px solid #cccccc;color:#444444"
_SMALL = "color:#777777;font-size:85%"


@dataclass(frozen=True)
class Line:
    """One statement in words, and the sentences that say so; `note` is what is to be known of it."""

    text: str
    sentences: tuple[Sentence, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A thing, and what is said of it; `colour` is that of its class, `#rrggbb`."""

    heading: str
    note: str = ""
    colour: str = ""
    lines: tuple[Line, ...] = ()


class Shown:
    """What can show itself: a class with a `_title` and `_cards`."""

    def _title(self) -> str:
        raise NotImplementedError

    def _cards(self) -> Sequence[Card]:
        raise NotImplementedError

    def __str__(self) -> str:
        return as_text(self._title(), self._cards())

    def _repr_html_(self) -> str:
        return as_html(self._title(), self._cards())


def as_text(title: str, cards: Sequence[Card]) -> str:
    """Cards for a terminal, each line of them indented under what it belongs to; a sentence is written out once."""
    lines = [title] if title else []
    seen: set = set()
    for card in islice(cards, MAX_CARDS):
        lines += [f"  {_noted(card.heading, card.note)}"] if card.heading else []
        for line in card.lines[:MAX_LINES]:
            lines.append(f"    {_noted(line.text, line.note)}")
            for sentence in line.sentences[:MAX_SENTENCES]:
                lines += [f"        {part}" for part in _cited(sentence, seen)]
            lines += _more(len(line.sentences) - MAX_SENTENCES, "sentences", "        ")
        lines += _more(len(card.lines) - MAX_LINES, "facts", "    ")
    return "\n".join(_printable(line) for line in [*lines, *_more(len(cards) - MAX_CARDS, "", "  ")])


def as_html(title: str, cards: Sequence[Card]) -> str:
    """Cards for a notebook. It has no script, and loads nothing."""
    seen: set = set()
    parts = [f"<div><b>{escape(title)}</b></div>"] if title else []
    parts += [_card(card, seen) for card in islice(cards, MAX_CARDS)]
    parts += [f"<div style='{_SMALL}'>{escape(more)}</div>" for more in _more(len(cards) - MAX_CARDS, "", "")]
    return f"<div class='kgraph'>{''.join(parts)}</div>"


def _cited(sentence: Sentence, seen: set) -> list[str]:
    """The words of a sentence and where they stand; only where, if they were written out before."""
    known = sentence.quote, sentence.place
    words = [] if known in seen else [_quoted(sentence)]
    seen.add(known)
    return [*words, f"{'' if words else '↑ '}{place(sentence)}"]


def place(sentence: Sentence) -> str:
    """Where a sentence stands: article, day of publication, file and positions."""
    headline = f"《{_one_line(sentence.headline)}》" if sentence.headline else sentence.document
    return ", ".join(part for part in (headline, sentence.published, sentence.place) if part)


def table_html(columns: Sequence[str], rows: Iterable[Sequence[str]], note: str) -> str:
    """A table for a notebook."""
    head = "".join(f"<th style='text-align:left'>{escape(column)}</th>" for column in columns)
    lines = ("".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='kgraph'>{table}<div style='{_SMALL}'>{escape(note)}</div></div>"


def _card(card: Card, seen: set) -> str:
    dot = f"<span style='color:{escape(card.colour)}'>●</span> " if card.colour else ""
    note = f" <span style='{_SMALL}'>{escape(card.note)}</span>" if card.note else ""
    head = f"<div style='margin-top:6px'>{dot}<b>{escape(card.heading)}</b>{note}</div>" if card.heading else ""
    more = _more(len(card.lines) - MAX_LINES, "facts", "")
    lines = [_line(line, seen) for line in card.lines[:MAX_LINES]] + [f"<div style='{_SMALL}'>{m}</div>" for m in more]
    return f"{head}<div style='margin-left:1.2em'>{''.join(lines)}</div>"


def _line(line: Line, seen: set) -> str:
    note = f" <span style='{_SMALL}'>{escape(line.note)}</span>" if line.note else ""
    cited = (_cited(sentence, seen) for sentence in line.sentences[:MAX_SENTENCES])
    quotes = "".join(
        f"<div style='{_QUOTE}'>{''.join(escape(words) + '<br>' for words in quote)}"
        f"<span style='{_SMALL}'>{escape(where)}</span></div>"
        for *quote, where in cited
    )
    more = "".join(
        f"<div style='{_SMALL}'>{m}</div>" for m in _more(len(line.sentences) - MAX_SENTENCES, "sentences", "")
    )
    return f"<div>{escape(line.text)}{note}</div>{quotes}{more}"


def _quoted(sentence: Sentence) -> str:
    speaker = f" ({_one_line(sentence.speaker)})" if sentence.speaker else ""
    return f"“{_one_line(sentence.quote)}”{speaker}"


def _noted(text: str, note: str) -> str:
    return f"{_one_line(text)}  ({_one_line(note)})" if note else _one_line(text)


def _more(count: int, what: str, indent: str) -> list[str]:
    return [f"{indent}… {count} more {what}".rstrip()] if count > 0 else []


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _printable(text: str) -> str:
    """Without characters that move the cursor of a terminal, or turn the direction of what follows."""
    return "".join(c if c.isprintable() else " " for c in text)


def escape(text: str) -> str:
    """Text for HTML, in an attribute too."""
    return _escape(_printable(text))
