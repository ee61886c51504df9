"""The small language of pattern files, compiled to regular expressions over condensed lines.

Comes in: a `match` text, the fragments of `patterns/_shared.toml` and the classes of the relation. Goes out: a compiled
expression with the groups `head`, `tail` or `both`. Braces name things; all else is an ordinary regular expression:

    {head} {tail}        one name of a class that the relation allows there
    {head+} {tail+}      one or more of them: A、B和C, A、B等3家企业
    {both+}              two or more, each related to each
    {Company}            a name of that class      {any}   a name of any class      [^{NAMES}]  what is no name
    {gap} {comma} …      a fragment, which may use fragments itself
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kgraph.claims.condensing import NAMES
from kgraph.claims.masking import Alphabet
from kgraph.errors import OntologyError

NAME = re.compile(r"\{([A-Za-z_]+\+?)\}")
SLOTS = ("head", "tail", "both")
DEEPEST = 8  # fragments within fragments; more is a circle


class Wording:
    """Compiles `match` texts. `fragments` are names with their expressions."""

    def __init__(self, alphabet: Alphabet, fragments: Mapping[str, str]):
        self.alphabet, self.fragments = alphabet, fragments

    def compile(self, match: str, place: str, heads: Iterable[str], tails: Iterable[str], item: str) -> re.Pattern[str]:
        """The expression for `match`. `place` names the pattern in messages; `item` is the fragment that may stand
        before each member of an enumeration."""
        types = {"head": sorted(heads), "tail": sorted(tails), "item": [item]}
        types["both"] = sorted({*types["head"], *types["tail"]})
        text = self._expand(match, place, types, 0)
        try:
            return re.compile(text)
        except re.error as error:
            raise OntologyError(f"{place}: match is no regular expression: {error}. It reads {match!r}.") from error

    def _expand(self, text: str, place: str, types: Mapping[str, list[str]], depth: int) -> str:
        if depth > DEEPEST:
            raise OntologyError(f"{place}: a fragment uses itself. Look at patterns/_shared.toml.")
        return NAME.sub(lambda found: self._part(found.group(1), place, types, depth), text)

    def _part(self, name: str, place: str, types: Mapping[str, list[str]], depth: int) -> str:
        slot = name.rstrip("+")
        if slot in SLOTS:
            one = self.symbols(types[slot])
            return f"(?P<{slot}>{self._list(one, slot, place, types, depth) if name.endswith('+') else one})"
        if name in self.alphabet.symbol:
            return self.alphabet.symbol[name]
        if name in ("any", "NAMES"):
            return f"[{NAMES}]" if name == "any" else NAMES
        if name in self.fragments:
            return f"(?:{self._expand(self.fragments[name], place, types, depth + 1)})"
        known = ", ".join(sorted([*self.fragments, *self.alphabet.symbol, "any", *SLOTS]))
        raise OntologyError(f"{place}: nothing is called {{{name}}}. Known: {known}.")

    def _list(self, one: str, slot: str, place: str, types: Mapping[str, list[str]], depth: int) -> str:
        """An enumeration; things of other classes may stand in it."""
        separator = self._expand("{sep}", place, types, depth + 1)
        before = self._expand(f"{{{types['item'][0]}}}?", place, types, depth + 1)
        return f"{before}{one}(?:{separator}{before}[{NAMES}]){'+' if slot == 'both' else '*'}"

    def separators(self) -> re.Pattern[str]:
        """What stands between the members of an enumeration."""
        return re.compile(self._expand("{sep}", "patterns/_shared.toml", {}, 0))

    def symbols(self, types: Iterable[str]) -> str:
        """A character class of the symbols of `types`."""
        return "[" + "".join(self.alphabet.symbol[type_] for type_ in sorted(types)) + "]"


CLASS = re.compile(r"\\.|\[[^\]]*\]")  # an escaped character or a character class
CHOICE = re.compile(  # (?:投资|建设) or 旗下, not followed by what makes it optional
    r"\(\?:([^()\[\]{}?*+\\.|$^]+(?:\|[^()\[\]{}?*+\\.|$^]+)*)\)(?![?*]|\{\d)|((?<![|(])[\u4e00-\u9fff]{2,})(?![?*|]|\{\d)"
)


def cues(match: str) -> frozenset[str]:
    """Words of which a text that `match` fits must hold at least one; empty where that cannot be told."""
    outer, depth = [], 0
    plain = CLASS.sub(lambda found: "." * len(found.group()), match)
    for start, character in enumerate(plain):
        depth -= character == ")"
        if character == "|" and depth == 0:
            return frozenset()
        if depth == 0 and (found := CHOICE.match(plain, start)):
            outer.append(frozenset((found.group(1) or found.group(2)).split("|")))
        depth += character == "("
    return max(outer, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())
