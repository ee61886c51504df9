"""The pattern finder: claims by wording, from the pattern files with `finder = "patterns"`.

Comes in: an `Analysis` with chains. Goes out: a claim for each pair that a pattern ties: by the words of a sentence
(`[[pattern]]`, over condensed lines, in the language of `wording`) or by one name inside another (`[[inside]]`, see `inside`).
A slot may be filled from elsewhere: `tail = "focus"` is the thing of its class named last before. What is denied or planned
says so in its modality. Rule ids are `relation.pattern`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from kgraph.claims.condensing import NAMES, Condenser, Line
from kgraph.claims.divisions import Divisions
from kgraph.claims.inside import Inside
from kgraph.claims.masking import Alphabet
from kgraph.claims.wording import Wording, cues
from kgraph.errors import OntologyError
from kgraph.nouns import Analysis, Chain, Claim, Mention, Span
from kgraph.ontology import Ontology, Relation

FINDER = "patterns"
POST_ROLE = "post"
ELSEWHERE = ("focus", "subject", "main", "home", "headline")
ITEM = "of"  # the fragment that may stand before each member of an enumeration
WITHIN = 3  # sentences back to what is in focus; 1–6 tried on the bulletins t1–t5
BEFORE, AFTER = 8, 8  # characters around a match in which a word of denial or planning is heeded


@dataclass(frozen=True)
class Pattern:
    """One wording of a relation. `heads` and `tails` are classes; `elsewhere` says which slot is not in the words."""

    rule: str
    relation: Relation
    wording: re.Pattern[str]
    heads: frozenset[str]
    tails: frozenset[str]
    confidence: float
    elsewhere: Mapping[str, str] = field(default_factory=dict, hash=False)
    within: int = WITHIN
    names: Mapping[str, re.Pattern[str]] = field(default_factory=dict, hash=False)
    cues: frozenset[str] = frozenset()

    def may_match(self, types: frozenset[str]) -> bool:
        """Whether a line that names these classes can hold what the wording asks for."""
        return all(bool(side & types) for slot, side in self.sides() if slot not in self.elsewhere)

    def sides(self) -> tuple[tuple[str, frozenset[str]], ...]:
        return (("head", self.heads), ("tail", self.tails))


class PatternFinder:
    """Reads all pattern files with `finder = "patterns"`."""

    def __init__(self, ontology: Ontology):
        shared = ontology.patterns.get("_shared", {})
        self.alphabet = Alphabet(ontology.entity_classes)
        wording = Wording(self.alphabet, shared.get("fragments", {}))
        self.patterns: list[Pattern] = []
        self.insides: list[Inside | Divisions] = []
        for file, content in sorted(ontology.patterns.items()):
            if content.get("finder") == FINDER:
                relation = ontology.relation(content.get("relation", file))
                self.patterns.extend(_pattern(row, relation, wording) for row in content.get("pattern", ()))
                self.insides.extend(_inside(row, relation) for row in content.get("inside", ()))
                self.insides.extend(_divisions(row, relation, ontology) for row in content.get("divisions", ()))
        if not self.patterns and not self.insides:
            self.find = lambda analysis: iter(())
            return
        people = ontology.relation(ontology.with_role(POST_ROLE)).domain
        titles = [row[0] for row in ontology.lexicon(shared["condense"]["titles"])]
        self.condenser = Condenser(self.alphabet, people, titles, shared["condense"])
        self.moods = _moods(shared["moods"], ontology)
        self.separators = wording.separators()
        self.always = [i for i, pattern in enumerate(self.patterns) if not pattern.cues]
        self.automaton = _automaton(self.patterns)
        self.fitting: dict[frozenset[str], frozenset[int]] = {}  # by the classes of a line

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        view = View(analysis)
        best: dict[tuple, Claim] = {}
        for claim in self._claims(analysis, view):
            key = view.key(claim)
            if key is not None and (key not in best or claim.confidence > best[key].confidence):
                best[key] = claim
        yield from best.values()

    def _claims(self, analysis: Analysis, view: View) -> Iterator[Claim]:
        for inside in self.insides:
            yield from inside.find(analysis)
        for number, line in enumerate(self.condenser.lines(analysis)):
            for pattern in self._fitting(line):
                for match in _overlapping(pattern.wording, line.text):
                    yield from self._read(pattern, match, line, number, view)
            view.see(line, number)

    def _fitting(self, line: Line) -> Iterator[Pattern]:
        """The patterns whose cues and classes the line has, in the order of the files."""
        if line.types not in self.fitting:
            fits = (i for i, pattern in enumerate(self.patterns) if pattern.may_match(line.types))
            self.fitting[line.types] = frozenset(fits)
        found = {i for _, indices in self.automaton.iter(line.text) for i in indices}
        for i in sorted(found.union(self.always) & self.fitting[line.types]):
            yield self.patterns[i]

    def _read(self, pattern: Pattern, match: re.Match[str], line: Line, number: int, view: View) -> Iterator[Claim]:
        modality = self._modality(match, line.text)
        evidence = _trim(view.analysis.text, line.sentence)
        for head, tail in self._ends(pattern, match, line, number, view):
            if pattern.relation.allows(head.type, tail.type) and view.named(pattern.names, head, tail):
                yield Claim(
                    document=view.analysis.document.id,
                    relation=pattern.relation.name,
                    subject=head,
                    object=tail,
                    evidence=evidence,
                    rule=pattern.rule,
                    confidence=pattern.confidence,
                    modality=modality,
                )

    def _ends(
        self, pattern: Pattern, match: re.Match[str], line: Line, number: int, view: View
    ) -> Iterator[tuple[Mention, Mention]]:
        """The (head, tail) pairs that a match ties."""
        if "both" in match.re.groupindex:
            found = self._filled(match, "both", line, pattern.heads | pattern.tails)
            yield from ((a, b) for i, a in enumerate(found) for b in found[i + 1 :])
            return
        ends = []
        for slot, types in pattern.sides():
            if where := pattern.elsewhere.get(slot):
                mention = view.elsewhere(where, types, line, match.start(), number, pattern.within)
                ends.append([mention] if mention else [])
            else:
                ends.append(self._filled(match, slot, line, types))
        yield from ((head, tail) for head in ends[0] for tail in ends[1])

    def _filled(self, match: re.Match[str], slot: str, line: Line, types: frozenset[str]) -> list[Mention]:
        """The members of a slot: of each piece between separators the last name (Place Company is one company)."""
        start, end = match.span(slot)
        found: list[Mention] = []
        for separator in [*self.separators.finditer(line.text, start, end), None]:
            stop = separator.start() if separator else end
            last = max((i for i in range(start, stop) if i in line.slots), default=None)
            if last is not None and line.slots[last].type in types:
                found.append(line.slots[last])
            start = separator.end() if separator else end
        return found

    def _modality(self, match: re.Match[str], text: str) -> str:
        """What the words in and around a match make of it: the first mood with a cue there, else asserted."""
        around = re.split(f"[,;:。{NAMES}]", text[max(0, match.start() - BEFORE) : match.start()])[-1]
        after = re.split(f"[。;{NAMES}]", text[match.end() : match.end() + AFTER])[0]
        for mood, cues, later in self.moods:
            if cues.search(around + match.group()) or later.search(after):
                return mood
        return Claim.modality


class View:
    """What is known of a document while its lines are read: chains, and the mentions seen so far."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self.chain_of = {(m.span, m.type): i for i, chain in enumerate(analysis.chains) for m in chain.mentions}
        self.seen: dict[str, tuple[int, Mention]] = {}  # the last of each class so far, with its line
        self.first: dict[str, tuple[int, Mention]] = {}  # the first of each class in the last line that has one

    def see(self, line: Line, number: int) -> None:
        for position in sorted(line.slots, reverse=True):
            self.first[line.slots[position].type] = (number, line.slots[position])
        for position in sorted(line.slots):
            self.seen[line.slots[position].type] = (number, line.slots[position])

    def elsewhere(self, where: str, types: frozenset[str], line: Line, at: int, number: int, within: int) -> Mention | None:
        """The mention that fills a slot which is not in the words."""
        if where == "focus":
            return self._focus(types, line, at, number, within)
        if where == "subject":
            return self._subject(types, line, at, number, within)
        fits = [chain for chain in self.analysis.chains if chain.type in types]
        if where == "home":
            fits = [chain for chain in fits if chain.is_home]
        elif where == "headline":
            fits = [chain for chain in fits if self._in_headline(chain)]
        return min((chain.mentions[0] for chain in fits), key=lambda m: m.span, default=None)

    def _in_headline(self, chain: Chain) -> bool:
        headline = self.analysis.document.headline
        return headline is not None and any(headline.holds(mention.span) for mention in chain.mentions)

    def _focus(self, types: frozenset[str], line: Line, at: int, number: int, within: int) -> Mention | None:
        here = [m for position, m in line.slots.items() if position < at and m.type in types]
        if here:
            return max(here, key=lambda m: m.span)
        found = [self.seen[type_] for type_ in types if type_ in self.seen]
        near = [mention for seen, mention in found if number - seen <= within]
        return max(near, key=lambda m: m.span, default=None)

    def _subject(self, types: frozenset[str], line: Line, at: int, number: int, within: int) -> Mention | None:
        """The first thing of these classes in the sentence, else that of the last sentence that has one."""
        here = [m for position, m in line.slots.items() if position < at and m.type in types]
        if here:
            return min(here, key=lambda m: m.span)
        found = [self.first[type_] for type_ in types if type_ in self.first]
        near = [(seen, mention) for seen, mention in found if number - seen <= within]
        last = max((seen for seen, _ in near), default=None)
        return min((m for seen, m in near if seen == last), key=lambda m: m.span, default=None)

    def named(self, names: Mapping[str, re.Pattern[str]], head: Mention, tail: Mention) -> bool:
        """Whether the ends have names as the pattern wants them."""
        return all(self._has_name(wanted, head if slot == "head" else tail) for slot, wanted in names.items())

    def _has_name(self, wanted: re.Pattern[str], mention: Mention) -> bool:
        number = self.chain_of.get((mention.span, mention.type))
        forms = self.analysis.chains[number].forms if number is not None else ()
        return any(wanted.search(form) for form in (mention.text, *forms))

    def key(self, claim: Claim) -> tuple | None:
        """What makes two claims the same; None where both ends are one thing."""
        ends = [self.chain_of.get((end.span, end.type)) for end in (claim.subject, claim.object)]
        return None if ends[0] == ends[1] or None in ends else (claim.relation, *ends, claim.modality)


# --- reading a match ---------------------------------------------------------------------------------------------


def _overlapping(wording: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, one at each place where one begins: A是B的子公司,B是C的子公司."""
    start = 0
    while (match := wording.search(text, start)) is not None:
        yield match
        start = match.start() + 1


def _trim(text: str, span: Span) -> Span:
    quote = text[span.start : span.end]
    return Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))


# --- reading the files -------------------------------------------------------------------------------------------


def _pattern(row: Mapping[str, Any], relation: Relation, wording: Wording) -> Pattern:
    place = f"patterns/{relation.name}.toml, pattern {row.get('id', '?')}"
    missing = [key for key in ("id", "match", "confidence") if key not in row]
    if missing:
        raise OntologyError(f"{place}: {' and '.join(missing)} missing. Every pattern needs id, match and confidence.")
    heads = _types(row.get("head"), relation.domain, place)
    tails = _types(row.get("tail"), relation.range, place)
    elsewhere = {slot: row[slot] for slot in ("head", "tail") if isinstance(row.get(slot), str)}
    compiled = wording.compile(row["match"], place, heads, tails, row.get("item", ITEM))
    slots = set(compiled.groupindex)
    for slot in () if "both" in slots else ("head", "tail"):
        if (slot in slots) == (slot in elsewhere):
            raise OntologyError(f"{place}: say once where the {slot} is: {{{slot}}} in match, or {slot} = one of {ELSEWHERE}.")
    rule = f"{relation.name}.{row['id']}"
    names = {slot: re.compile(row[f"{slot}_name"]) for slot in ("head", "tail") if f"{slot}_name" in row}
    within, words = row.get("within", WITHIN), cues(row["match"])
    return Pattern(rule, relation, compiled, heads, tails, row["confidence"], elsewhere, within, names, words)


def _inside(row: Mapping[str, Any], relation: Relation) -> Inside:
    place = f"patterns/{relation.name}.toml, inside {row.get('id', '?')}"
    missing = [key for key in ("id", "outer", "confidence") if key not in row]
    if missing or row["outer"] not in ("head", "tail"):
        raise OntologyError(f'{place}: an inside pattern needs id, confidence, and outer = "head" or "tail".')
    heads = _types(row.get("head"), relation.domain, place)
    tails = _types(row.get("tail"), relation.range, place)
    return Inside.read(row, f"{relation.name}.{row['id']}", relation, heads, tails)


def _divisions(row: Mapping[str, Any], relation: Relation, ontology: Ontology) -> Divisions:
    place = f"patterns/{relation.name}.toml, divisions {row.get('id', '?')}"
    missing = [key for key in ("id", "lexicon", "levels", "short", "types", "near", "confidence") if key not in row]
    if missing:
        raise OntologyError(f"{place}: {' and '.join(missing)} missing.")
    types = _types(row["types"], relation.domain & relation.range, place)
    return Divisions.read(dict(row), f"{relation.name}.{row['id']}", relation, types, ontology)


def _types(given: Any, allowed: frozenset[str], place: str) -> frozenset[str]:
    """The classes a slot takes: all that the ontology allows there, or the listed ones of them."""
    if given is None:
        return allowed
    if isinstance(given, str):
        if given not in ELSEWHERE:
            raise OntologyError(f'{place}: "{given}" is none of {", ".join(ELSEWHERE)}. List classes in [ ].')
        return allowed
    if unknown := sorted(set(given) - allowed):
        raise OntologyError(f"{place}: {', '.join(unknown)} cannot stand there. The ontology allows {', '.join(sorted(allowed))}.")
    return frozenset(given)


def _moods(rows: Iterable[Mapping[str, Any]], ontology: Ontology) -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """(modality, cues before or within a match, cues just after it), in the order in which they are tried."""
    return [(row["modality"], _cues(row["lexicon"], row, ontology), _later(row)) for row in rows]


def _cues(lexicon: str, row: Mapping[str, Any], ontology: Ontology) -> re.Pattern[str]:
    words = sorted({r[0] for r in ontology.lexicon(lexicon)} - set(row["without"]), key=lambda w: (-len(w), w))
    return re.compile(f"(?!{'|'.join(row['but'])})(?:{'|'.join(map(re.escape, words))})")


def _later(row: Mapping[str, Any]) -> re.Pattern[str]:
    return re.compile("|".join(row["later"]) or r"(?!)")


def _automaton(patterns: Iterable[Pattern]) -> ahocorasick.Automaton:
    """Finds the patterns' cues, each with the indices of its patterns."""
    indices: dict[str, list[int]] = {}
    for i, pattern in enumerate(patterns):
        for cue in pattern.cues:
            indices.setdefault(cue, []).append(i)
    automaton = ahocorasick.Automaton()
    for cue in sorted(indices):
        automaton.add_word(cue, indices[cue])
    automaton.add_word(NAMES, [])  # never in a text: an automaton needs a word
    automaton.make_automaton()
    return automaton
