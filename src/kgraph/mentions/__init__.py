"""The mentions room: names in a document's text.

Comes in: folded text, the document, the ontology's lexicons. Goes out: mentions, sorted by position. Mentions of one
layer (see `ontology/tagger.toml`) never overlap; a mention of an inner layer may stand inside one of an outer layer,
and a body inside a longer name of its own class (`nested`). Each finder proposes; `choose` keeps the better of two
that overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgraph.mentions import bylines, definitions, lists, nested, repeats, shapes, untrained
from kgraph.mentions.columns import Lexicons, compile_lexicons
from kgraph.mentions.tagger import Tagger
from kgraph.mentions.titles import TitleFinder
from kgraph.nouns import Document, Mention
from kgraph.ontology import Ontology

__all__ = ["MODELS", "MentionFinder", "Tagger", "TitleFinder", "lexicons", "make"]
MODELS = Path(__file__).parents[1] / "models"


@dataclass(frozen=True)
class MentionFinder:
    """All finders in their order. `find(folded text, document)` returns the mentions of one document."""

    tagger: Tagger | untrained.UntrainedFinder
    layers: dict[str, int]  # class → number of its layer
    settings: dict
    may_be_name: Callable[[Mention], bool]
    nested: tuple[nested.Rule, ...] = ()
    further: tuple[Callable[..., Iterable[Mention]], ...] = (bylines.find, shapes.find, definitions.find)

    def find(self, text: str, document: Document) -> tuple[Mention, ...]:
        found = list(self.tagger.find(text))
        for propose in self.further:
            found.extend(propose(text, document, found, self.settings))
        whole = self.settings["reject"]["part_of_word"]
        names = (m for m in found if self.may_be_name(m) and not shapes.cuts_word(text, m, whole))
        found = self.choose(names)
        found = [mention for layer in self.by_layer(found) for mention in lists.agree(text, layer, self.settings)]
        again = list(repeats.find(text, found))
        found = self.choose([*repeats.uncut(found, again), *again])
        return tuple(sorted({*found, *nested.find(self.nested, found)}, key=_position))

    def by_layer(self, mentions: Iterable[Mention]) -> list[list[Mention]]:
        """The mentions of each layer, in text order."""
        layers: list[list[Mention]] = [[] for _ in range(1 + max(self.layers.values()))]
        for mention in mentions:
            layers[self.layers[mention.type]].append(mention)
        return layers

    def choose(self, mentions: Iterable[Mention]) -> list[Mention]:
        """The mentions without overlaps inside a layer: rules before tagger, then longer before shorter."""
        kept: dict[int, list[Mention]] = {}
        taken: set[tuple[int, int]] = set()
        for mention in sorted(mentions, key=_rank):
            layer = self.layers[mention.type]
            cells = {(layer, i) for i in range(mention.span.start, mention.span.end)}
            if not cells & taken:
                taken |= cells
                kept.setdefault(layer, []).append(mention)
        return sorted((m for layer in kept.values() for m in layer), key=_position)


def _rank(mention: Mention) -> tuple:
    is_repeat = mention.finder == repeats.NAME
    by_rule = not is_repeat and not mention.finder.startswith("tagger.")
    return (is_repeat, not by_rule, -len(mention.span), mention.span, mention.type)


def _position(mention: Mention) -> tuple:
    return (mention.span.start, -mention.span.end, mention.type)


def make(ontology: Ontology, models: Path | None = MODELS) -> MentionFinder:
    """The finder that the pipeline uses; without models, one that knows lexicons only."""
    config = ontology.settings("tagger")
    layers = {type_: number for number, layer in enumerate(config["layer"]) for type_ in layer["types"]}
    found = lexicons(ontology)
    tagger = untrained.UntrainedFinder(ontology) if models is None else Tagger.read(models, found)
    settings = ontology.settings("mentions")
    never = frozenset(row[0] for row in ontology.lexicon(settings["reject"]["names"]))
    rejected = settings["reject"]["bare"]
    words = [*rejected["words"], *(row[0] for row in ontology.lexicon(rejected["lexicon"]))]
    may_be_name = shapes.plausible(never, shapes.bare(words, rejected["endings"]))
    rules = tuple(nested.Rule.read(row, _known(row, ontology)) for row in settings["nested"])
    return MentionFinder(tagger, layers, settings, may_be_name, rules)


def _known(row: Mapping[str, Any], ontology: Ontology) -> frozenset[str] | None:
    """The names in a rule's lexicon: of its levels, where it gives some, full and short."""
    if "lexicon" not in row:
        return None
    rows = [r for r in ontology.lexicon(row["lexicon"]) if "levels" not in row or r[1] in row["levels"]]
    columns = row.get("columns", [0])
    return frozenset(r[i] for r in rows for i in columns if len(r) > i and len(r[i]) >= nested.SHORTEST)


def lexicons(ontology: Ontology) -> Lexicons:
    """The words that the tagger's features look into, as `ontology/tagger.toml` lists them."""
    surnames = ((row[0], float(row[1])) for row in ontology.lexicon("surnames"))
    return compile_lexicons(_entries(ontology), surnames, ontology.settings("tagger")["list_heads"])


def _entries(ontology: Ontology) -> Iterator[tuple[str, str]]:
    for entry in ontology.settings("tagger")["lexicon"]:
        column, tag = entry.get("column", 0), entry["tag"]
        for row in ontology.lexicon(entry["file"]):
            if len(row) > column and len(row[column]) >= entry["least"]:
                yield row[column], row[int(tag[1:])] if tag.startswith("@") else tag
