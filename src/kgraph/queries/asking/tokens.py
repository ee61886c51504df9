"""Cuts a question into names, words, numbers and what is none of them.

Comes in: the plain text of a question, the words, the names of a graph. Goes out: the best ways to cut it, cheapest
first. A cut is cheap where few and long pieces explain all of it; what nothing explains is dear.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kgraph.queries.asking.bodies import bodies
from kgraph.queries.asking.numbers import Moment, Number, moments, numbers
from kgraph.queries.asking.partial import MAX_SHORT, Part, Partial
from kgraph.queries.asking.words import Sense, Words
from kgraph.queries.names import Names, Thing

# Costs; only their order matters: a name beats two words, a known word beats a name of which a part is missing.
NAME, WORD, FLAG, FILL, MARK = 1.0, 1.0, 0.6, 0.4, 0.1
AMOUNT, COUNT = "attribute amount", 1.5  # 几个项目 is the number that is told, or else what is counted
NAME_LIKE_WORD, SURE = 0.4, -0.1  # for a name that is a word as well: 项目 is likely the word, 签约仪式 the one thing
SURE_NAME, MANY_THINGS = 3, 3  # characters of such a name; as many things of one name are of a kind
PARTIAL, BLOCK, MISSING = 1.7, 0.4, 0.02  # a name with parts left out; each further block; each character left out
UNKNOWN, MORE = 3.0, 1.0  # the first character that nothing explains, and each after it
TORN = 2.5  # a part of a name beside what nothing explains
KEPT = 6  # cuts kept; more give no other answer on the development questions
MAX_UNKNOWN = 24  # characters in one piece that nothing explains
PASSED = Sense("fill", "mark")
MARKS = frozenset(",.。、;:()，；：!?—-·~/")


@dataclass(frozen=True)
class Token:
    """A piece [start, end) of a question: `kind` is name, word, moment, number or unknown."""

    start: int
    end: int
    kind: str
    text: str
    cost: float
    senses: tuple[Sense, ...] = ()
    things: tuple[Thing, ...] = ()
    value: Moment | Number | None = None
    whole: bool = True  # of a name: the question gives it in full

    def has(self, kind: str, value: str | None = None) -> bool:
        """Whether it may have a sense of this kind."""
        return any(s.kind == kind and value in (None, s.value) for s in self.senses)

    @property
    def fill(self) -> bool:
        """Whether it may be passed over."""
        return self.kind == "word" and self.has("fill")


@dataclass(frozen=True, order=True)
class Cut:
    """One way to cut a question."""

    cost: float
    tokens: tuple[Token, ...]


def cuts(text: str, words: Words, names: Names, partial: Partial) -> list[Cut]:
    """The best ways to cut a question that is already plain, cheapest first."""
    edges = [*_names(text, names, words), *_words(text, words), *_values(text, words), *_unknown(text)]
    first = _best(len(text), edges, 1)
    if not first:
        return []
    asked = {edge.end for edge in edges if edge.has("ask", "which") or edge.has("ask", "many")}
    edges += [noun for start in sorted(asked) for noun in _kinds(text, start, words)]
    parts = [
        _partial(p, text)
        for p in partial.parts(text, _holes(first[0]), _ends(edges))
        if not {p.start, p.start - 1} & asked
    ]
    return _best(len(text), [*edges, *parts], KEPT)


def _names(text: str, names: Names, words: Words) -> Iterator[Token]:
    for start, end, things in names.inside(text):
        if end - start > 1:
            piece = text[start:end]
            sure = len(piece) >= SURE_NAME and len(things) < MANY_THINGS
            cost = NAME + (0 if not words.of(piece) else SURE if sure else NAME_LIKE_WORD)
            yield Token(start, end, "name", piece, cost, things=things)
    for start, end, things in bodies(text, words.bodies, names):
        yield Token(start, end, "name", text[start:end], NAME, things=things)


def _words(text: str, words: Words) -> Iterator[Token]:
    for start in range(len(text)):
        if text[start] in MARKS:
            yield Token(start, start + 1, "word", text[start], MARK, (PASSED,))
        for end in range(start + 1, min(len(text), start + words.longest) + 1):
            if (senses := words.of(text[start:end])) and not _cut_short(text, start, end, senses, words):
                kinds = {sense.kind for sense in senses}
                light = kinds <= {"fill", "flag"} and (end - start > 1 or "fill" in kinds)
                cost = FILL if kinds == {"fill"} else FLAG if light else COUNT if kinds == {AMOUNT} else WORD
                yield Token(start, end, "word", text[start:end], cost, senses)


def _kinds(text: str, start: int, words: Words) -> Iterator[Token]:
    """Words that names of a class end in, where they follow 哪个 and the like: 哪家酒店."""
    for end in range(start + 2, min(len(text), start + words.longest) + 1):
        behind = [words.of(text[end:stop]) for stop in range(end + 1, min(len(text), end + words.longest) + 1)]
        after = any(behind) and not any(sense.kind == "class" for senses in behind for sense in senses)
        senses = words.kinds.get(text[start:end], ())
        if senses and not words.of(text[start:end]) and (after or end == len(text)):
            yield Token(start, end, "word", text[start:end], WORD, senses)


def _cut_short(text: str, start: int, end: int, senses: tuple[Sense, ...], words: Words) -> bool:
    """Whether an asking word ends with the first character of another, or is the beginning of one: 在哪个, 何时."""
    stops = range(end + 1, min(len(text), end + 2) + 1)
    torn = end - start > 1 and any(_asked(words.of(text[end - 1 : stop])) for stop in stops)
    longer = {value for stop in stops for value in _asked(words.of(text[start:stop]))}
    return bool(asked := _asked(senses)) and (torn or bool(longer - asked))


def _asked(senses: Iterable[Sense]) -> set[str]:
    return {sense.value for sense in senses if sense.kind == "ask"}


def _values(text: str, words: Words) -> Iterator[Token]:
    for kind, found in (("moment", moments(text)), ("number", numbers(text, words.units))):
        for start, end, value in found:
            yield Token(start, end, kind, text[start:end], WORD, value=value)


def _unknown(text: str) -> Iterator[Token]:
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + MAX_UNKNOWN) + 1):
            yield Token(start, end, "unknown", text[start:end], UNKNOWN + MORE * (end - start - 1))


def _partial(part: Part, text: str) -> Token:
    cost = PARTIAL + BLOCK * (part.blocks - 1) + min(1.0, MISSING * part.missing)
    return Token(part.start, part.end, "name", text[part.start : part.end], cost, things=part.things, whole=False)


def _holes(cut: Cut) -> frozenset[int]:
    """The positions that no name or word explains."""
    return frozenset(at for t in cut.tokens if t.kind == "unknown" for at in range(t.start, t.end))


def _ends(edges: Iterable[Token]) -> tuple[frozenset[int], frozenset[int]]:
    """Where known pieces start and end."""
    known = [edge for edge in edges if edge.kind != "unknown"]
    return frozenset(e.start for e in known), frozenset(e.end for e in known)


def _best(length: int, edges: Iterable[Token], kept: int) -> list[Cut]:
    """The cheapest ways through, no two of which differ only in words that carry nothing."""
    starting: dict[int, list[Token]] = {}
    for edge in edges:
        starting.setdefault(edge.start, []).append(edge)
    ways: list[list[tuple[float, tuple[Token, ...]]]] = [[] for _ in range(length + 1)]
    ways[0] = [(0.0, ())]
    for at in range(length):
        ways[at] = _pruned(ways[at], kept)
        for cost, tokens in ways[at]:
            for edge in starting.get(at, ()):
                if not tokens or not tokens[-1].kind == edge.kind == "unknown":
                    ways[edge.end].append((cost + edge.cost + _torn(tokens, edge), (*tokens, edge)))
    return [Cut(round(cost, 3), tokens) for cost, tokens in _pruned(ways[length], kept)]


def _torn(before: tuple[Token, ...], token: Token) -> float:
    """What it costs that a part of a name stands beside what nothing explains: likely it is part of another name."""
    if before and "unknown" in (before[-1].kind, token.kind) and any(_loose(one) for one in (before[-1], token)):
        return TORN / 2
    if before and before[-1].kind == token.kind == "name" and any(_short(one) for one in (before[-1], token)):
        return TORN
    near = before[-2:] if before and before[-1].fill and len(before[-1].text) == 1 else before[-1:]
    both = [one for one in near if _unsure(one) and _unsure(token) and not (one.whole and token.whole)]
    return TORN if both else 0.0


def _short(token: Token) -> bool:
    """A short part of a name, which right beside another name is likely the rest of that: 生物 in 宏达生物."""
    return not token.whole and len(token.text) <= MAX_SHORT


def _loose(token: Token) -> bool:
    """A single character that is as likely a part of a name: 地 in 基地."""
    return token.fill and len(token.text) == 1 and not token.has("fill", "particle") and token.text not in MARKS


def _unsure(token: Token) -> bool:
    return token.kind == "unknown" or not token.whole


def _pruned(ways: list[tuple[float, tuple[Token, ...]]], kept: int) -> list[tuple[float, tuple[Token, ...]]]:
    found: dict[tuple, tuple[float, tuple[Token, ...]]] = {}
    for cost, tokens in sorted(ways, key=lambda way: (way[0], [(t.end, t.kind) for t in way[1]])):
        found.setdefault(_content(tokens), (cost, tokens))
    return heapq.nsmallest(kept, found.values(), key=lambda way: way[0])


def _content(tokens: tuple[Token, ...]) -> tuple:
    return tuple((t.start, t.end, t.kind, t.things[:1]) for t in tokens if not (t.kind == "word" and t.cost <= FILL))


def joined(tokens: tuple[Token, ...]) -> Token:
    """Neighbouring pieces as one unknown name."""
    return replace(tokens[0], end=tokens[-1].end, kind="unknown", text="".join(t.text for t in tokens))
