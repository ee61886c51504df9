"""The pattern finder: claims by wording, from the pattern files with `finder = "patterns"`.

Comes in: an `Analysis` with chains. Goes out: a claim for each pair that a pattern ties: by the words of a sentence
(`[[pattern]]`, over condensed lines, in the language of `wording`), by one name inside another (`[[inside]]`) or by the
divisions of a country (`[[divisions]]`); what all of them leave open may be at home (`[[home]]`). A slot may be filled
from elsewhere (`discourse`). What is denied or planned says so in its modality. Rule ids are `relation.pattern`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import ahocorasick

from kgraph.claims import pattern_files
from kgraph.claims.condensing import NAMES, Condenser, Line
from kgraph.claims.discourse import View
from kgraph.claims.divisions import Divisions
from kgraph.claims.homes import Home
from kgraph.claims.inside import Inside
from kgraph.claims.masking import Alphabet
from kgraph.claims.pattern_files import Pattern
from kgraph.claims.wording import Wording
from kgraph.nouns import Analysis, Claim, Mention
from kgraph.ontology import Ontology

FINDER = "patterns"
SHARED = "_shared"
POST_ROLE = "post"
MOST_PARTNERS = 20  # members of a list that are related each to each; in a longer one they only stand side by side
BEFORE, AFTER = 8, 8  # characters around a match in which a word of denial or planning is heeded


class PatternFinder:
    """Reads all pattern files with `finder = "patterns"`."""

    def __init__(self, ontology: Ontology):
        shared = ontology.patterns.get(SHARED, {})
        self.alphabet = Alphabet(ontology.entity_classes)
        wording = Wording(self.alphabet, shared.get("fragments", {}))
        self.patterns: list[Pattern] = []
        self.insides: list[Inside | Divisions] = []
        self.homes: list[Home] = []
        for file, content in sorted(ontology.patterns.items()):
            if content.get("finder") == FINDER:
                relation = ontology.relation(content.get("relation", file))
                self.patterns.extend(
                    pattern_files.pattern(row, relation, wording) for row in content.get("pattern", ())
                )
                self.insides.extend(pattern_files.inside(row, relation) for row in content.get("inside", ()))
                self.homes.extend(pattern_files.home(row, relation) for row in content.get("home", ()))
                self.insides.extend(
                    pattern_files.divisions(row, relation, ontology) for row in content.get("divisions", ())
                )
        people = ontology.relation(ontology.with_role(POST_ROLE)).domain
        if self.patterns:
            titles = [row[0] for row in ontology.lexicon(shared["condense"]["titles"])]
            self.condenser = Condenser(self.alphabet, people, titles, shared["condense"])
            self.moods = pattern_files.moods(shared["moods"], ontology)
            self.separators = wording.separators()
        self.always = [i for i, pattern in enumerate(self.patterns) if not pattern.cues]
        self.automaton = _automaton(self.patterns)
        self.fitting: dict[frozenset[str], frozenset[int]] = {}  # by the classes of a line

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        """The claims of a document, each once, by the surest pattern; where they say nothing, by the home."""
        said = list(self.propose(analysis))
        yield from surest(analysis, said)
        for home in self.homes:
            yield from home.find(analysis, said)

    def propose(self, analysis: Analysis) -> Iterator[Claim]:
        """What each pattern says."""
        view = View(analysis)
        for inside in self.insides:
            yield from inside.find(analysis)
        for number, line in enumerate(self.condenser.lines(analysis) if self.patterns else ()):
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
        evidence = view.analysis.trimmed(line.sentence)
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
            if len(found) <= MOST_PARTNERS:
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
        for mood, within, later in self.moods:
            if within.search(around + match.group()) or later.search(after):
                return mood
        return Claim.modality


def surest(analysis: Analysis, said: Iterable[Claim]) -> Iterator[Claim]:
    """Of the claims with the same relation between the same chains the surest one."""
    best: dict[tuple, Claim] = {}
    view = View(analysis)
    for claim in said:
        key = view.key(claim)
        if key is not None and (key not in best or claim.confidence > best[key].confidence):
            best[key] = claim
    return iter(best.values())


def _overlapping(wording: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches, also those that begin inside another (A是B的子公司,B是C的子公司), but none inside its first list."""
    start = 0
    while (match := wording.search(text, start)) is not None:
        yield match
        first_list = min((match.span(slot) for slot in wording.groupindex), default=match.span())
        start = max(match.start() + 1, first_list[1] - 1)


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
