"""The ontology folder, read once: what may be said, and with which words it is found.

Comes in: a folder with `kgraph.ttl`, `patterns/*.toml`, `lexicons/*.tsv[.xz]` and settings `*.toml`.
Goes out: an `Ontology`: classes, relations, patterns, lexicon rows, settings. Other code names no class or
relation itself; it asks here by kind (`entity_classes`), by role (`with_role("post")`) or by domain and range.
"""

from __future__ import annotations

import lzma
import tomllib
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from kgraph.errors import OntologyError
from kgraph.nouns import Class, Relation
from kgraph.vocabulary import RELATION_KINDS, Vocabulary, hint, one_line

__all__ = ["FORMER", "PLANNED", "RELATION_KINDS", "Class", "Ontology", "Relation", "default_folder"]

PLANNED = "planned"  # the modality that `kgs:plannedHolds false` is about
FORMER = "former"  # the modality of what was and is no more: no triple, but its node (a tenure) is kept


class Ontology(Vocabulary):
    """What the ontology folder says. Make it with `Ontology.load()`; it is read once and never changes."""

    @staticmethod
    def load(folder: Path | str | None = None) -> Ontology:
        """The ontology of `folder`, or the one that comes with kgraph. Loaded once per folder."""
        return _load(Path(folder).resolve() if folder else default_folder())

    # ── asking ──

    def with_role(self, role: str) -> str:
        """The name of the one relation (or else class) that plays `role`, such as "post" or "document"."""
        for terms in (self.relations, self.classes):
            for name, term in terms.items():
                if term.role == role:
                    return name
        known = sorted({t.role for t in (*self.relations.values(), *self.classes.values()) if t.role})
        raise OntologyError(f'Nothing in {self.folder.name}/kgraph.ttl has kgs:role "{role}". {hint(role, known)}')

    def of_kind(self, kind: str) -> tuple[Relation, ...]:
        """All relations of a kind: "relation", "attribute" or "observation"."""
        return tuple(relation for relation in self.relations.values() if relation.kind == kind)

    def stands(self, relation: str, modalities: Iterable[str]) -> bool:
        """Whether claims with these modalities make the fact a plain triple of the graph."""
        holds = self.relation(relation).planned_holds
        return any(self.modalities.get(m, True) and (holds or m != PLANNED) for m in modalities)

    def keeps_node(self, relation: str, modalities: Iterable[str]) -> bool:
        """Whether claims with these modalities keep the node of the fact: it stands, or it once did (a former post)."""
        found = tuple(modalities)
        return FORMER in found or self.stands(relation, found)

    # ── data files ──

    @cached_property
    def patterns(self) -> dict[str, dict[str, Any]]:
        """Each file of `patterns/`, parsed, by its name without `.toml`."""
        files = sorted((self.folder / "patterns").glob("*.toml"))
        return {path.stem: self._checked(path, _toml(path)) for path in files}

    @cache  # noqa: B019
    def lexicon(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The rows of `lexicons/<name>.tsv` (or `.tsv.xz`), without comments and empty lines."""
        folder = self.folder / "lexicons"
        for path, opener in ((folder / f"{name}.tsv", open), (folder / f"{name}.tsv.xz", lzma.open)):
            if path.is_file():
                return _rows(path, opener)
        known = sorted(path.name.split(".")[0] for path in folder.glob("*.tsv*"))
        raise OntologyError(f'No lexicon "{name}" in {self.folder.name}/lexicons/. {hint(name, known)}')

    @cache  # noqa: B019
    def settings(self, name: str) -> dict[str, Any]:
        """The settings file `<name>.toml` of the ontology folder."""
        path = self.folder / f"{name}.toml"
        if not path.is_file():
            known = sorted(p.stem for p in self.folder.glob("*.toml"))
            raise OntologyError(f'No settings "{name}" in {self.folder.name}/. {hint(name, known)}')
        return _toml(path)

    def _checked(self, path: Path, content: dict[str, Any]) -> dict[str, Any]:
        """A pattern file is about the relation it names, or else about the one it is named after (unless `_shared`)."""
        named = list(_named_relations(content)) or ([] if path.stem.startswith("_") else [path.stem])
        for name in named:
            if name not in self.relations:
                known = hint(name, sorted(self.relations))
                raise OntologyError(f'patterns/{path.name}: no relation "{name}" in {self.folder.name}/. {known}')
        return content


def default_folder() -> Path:
    """`ontology/` inside the installed package, or beside `src/` in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "ontology"
    return inside if (inside / "kgraph.ttl").is_file() else here.parents[1] / "ontology"


@cache
def _load(folder: Path) -> Ontology:
    return Ontology(folder)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path.parent.name}/{path.name} is not valid TOML: {one_line(error)}") from error


def _rows(path: Path, opener: Callable[..., Any]) -> tuple[tuple[str, ...], ...]:
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            kept = [line.rstrip("\r\n") for line in lines if line.strip() and not line.startswith("#")]
    except (UnicodeDecodeError, lzma.LZMAError, EOFError) as error:
        raise OntologyError(f"lexicons/{path.name} cannot be read: {one_line(error)}") from error
    return tuple(tuple(line.split("\t")) for line in kept)


def _named_relations(content: Any) -> Iterable[str]:
    tables = [content, *(t for value in content.values() if isinstance(value, list) for t in value)]
    for table in tables:
        named = table.get("relation", ()) if isinstance(table, dict) else ()
        yield from [named] if isinstance(named, str) else named
