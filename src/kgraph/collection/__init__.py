"""An output folder that remembers what it is made of: pages come and go, and only new ones are read.

Comes in: a folder, and inputs to build, add or remove. Goes out: the exports in that folder, the same bytes as if all
that is there now had been built at once, and an `Outcome`. docs/store.md shows it at work.

    read each new page   each kept in the store at once          a kill loses the page in work
    judge all pages      entities, facts, shapes, exports staged a kill loses this step, no page
    settle               one transaction: inputs, settings       from here on the new exports are the ones
    put in place         the staged files                        a kill: the next command moves the rest
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgraph import api, curation, exports, iris, memory, pages, store
from kgraph.collection import making
from kgraph.collection.making import BASE, DECISIONS, EXTRAS, HOME, LEAST, MODELS, NO_MODELS, ONTOLOGY, OPTIONS
from kgraph.collection.members import as_named, without
from kgraph.collection.outcome import Outcome, Settings, State, Work
from kgraph.exports import NOTHING_MORE, Extras
from kgraph.nouns import Input, Page, Reading
from kgraph.ontology import Ontology
from kgraph.pipeline import Progress, silent
from kgraph.store import Store

__all__ = ["Collection", "Extras", "Outcome", "State"]

MADE, DECIDED, VERSION = "made", "decided", "version"  # what is known of the exports: counts, and what they rest on


@dataclass(frozen=True)
class Collection:
    """An output folder with its store."""

    folder: Path | str
    progress: Progress = silent

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)

    def build(
        self,
        inputs: Iterable[Path | str],
        *,
        home: str | None = None,
        base: str = iris.BASE,
        ontology: Path | str | None = None,
        decisions: Path | str | None = None,
        extras: Extras = NOTHING_MORE,
        min_confidence: float | None = None,
        models: bool = True,
    ) -> Outcome:
        """Make the folder of `inputs`, whatever it was made of before. Pages read before are not read again; claims
        below `min_confidence` are refused. Without `models` only lexicons, patterns and rules are used."""
        extras.check(Ontology.load(ontology))
        given = pages.inputs(map(Path, inputs))
        least = None if min_confidence is None else repr(min_confidence)
        where = {ONTOLOGY: _absolute(ontology), DECISIONS: _absolute(decisions), EXTRAS: extras.record()}
        options = {HOME: home, BASE: base, LEAST: least, MODELS: None if models else NO_MODELS, **where}
        if not any(input.pages for input in given) and any(input.failures for input in given):
            return self._nothing(given, options)
        with self._open(make=True) as opened:
            return self._carry_out(opened, given, options, or_nothing=True)

    def add(self, inputs: Iterable[Path | str] = (), extras: Extras = NOTHING_MORE) -> Outcome:
        """Add files and folders; those that are there already are read again. Without any: bring the exports up to date
        with the store and the decisions. `extras` are added to those of the build."""
        given = pages.inputs(map(Path, inputs))
        with self._open() as opened:
            known = {input.place: input for input in opened.inputs()}
            for input in given:
                known[input.place] = as_named(input, known.get(input.place))
            settings = opened.settings()
            wanted = {**settings, EXTRAS: (Extras.of(settings.get(EXTRAS)) | extras).record()}
            return self._carry_out(opened, list(known.values()), wanted)

    def remove(self, names: Iterable[str]) -> Outcome:
        """Remove files (by path or name) and pages (by id or source)."""
        with self._open() as opened:
            known = {input.place: input for input in opened.inputs()}
            missing = [message for name in names if (message := without(known, str(name)))]
            return replace(self._carry_out(opened, list(known.values()), opened.settings()), missing=tuple(missing))

    def graph(self) -> api.Graph:
        """The graph of what is there, without writing anything."""
        with self._open() as opened:
            return self._gather(opened, opened.inputs(), opened.settings()).graph

    def views(self) -> list[str]:
        """The names of the views that its ontology has."""
        with self._open() as opened:
            return exports.view_names(making.ontology(opened.settings()))

    def view(self, name: str, file: Path | str, pinyin: bool = False) -> Path:
        """Write a view of what is there into a .gexf, .graphml, .csv or .parquet file; its path."""
        with self._open() as opened:
            exports.check_view(name, file, making.ontology(opened.settings()))
        return self.graph().write_view(name, file, pinyin)

    def pages(self) -> list[Page]:
        """The pages it is made of, by id."""
        with self._open() as opened:
            return pages.unique(opened.inputs())[0]

    def status(self) -> State:
        """What the folder holds, and whether its exports are up to date."""
        with self._open() as opened:
            settings, inputs = opened.settings(), opened.inputs()
            found, _ = pages.unique(inputs)
            version = making.version(making.ontology(settings), settings.get(MODELS))
            keys = {store.key(page) for page in api.at_home(found, settings.get(HOME))}
            made = json.loads(settings.get(MADE, "{}"))
            behind = {
                "the decisions have changed": settings.get(DECIDED) != _digest(self.decisions(settings)),
                "another version of kgraph, its ontology or its models made them": settings.get(VERSION) != version,
            }
            return State(
                inputs=len(inputs),
                pages=len(found),
                waiting=len(keys - opened.known(version)),
                settings={name: settings.get(name) for name in OPTIONS}
                | {EXTRAS: str(Extras.of(settings.get(EXTRAS)))},
                made=made.get("counts", {}),
                failures=tuple(made.get("failures", ())),
                unapplied=tuple(made.get("unapplied", ())),
                behind=tuple(reason for reason, is_so in behind.items() if is_so),
            )

    def decisions(self, settings: Settings | None = None) -> Path:
        """The file with the decisions about this folder, whether it is there or not."""
        if settings is None:
            with self._open() as opened:
                settings = opened.settings()
        return Path(settings.get(DECISIONS) or self.path / curation.FILE)

    # ── how it is done ──

    def _open(self, make: bool = False) -> Store:
        """The store, after finishing what an earlier command was killed in."""
        opened = store.open_store(self.path, make)
        try:
            staged = opened.settings().get(store.STAGED)
            if staged and (self.path / staged).is_dir():
                exports.put_in_place(self.path / staged, self.folder)
            exports.finish(self.path)
            exports.tidy(self.path)
            if staged:
                opened.set(**{store.STAGED: None})
        except BaseException:
            opened.close()
            raise
        return opened

    @memory.quiet()
    def _carry_out(
        self, opened: Store, wanted: Sequence[Input], settings: Settings, or_nothing: bool = False
    ) -> Outcome:
        """Make the folder of `wanted`, step by step as told above; with `or_nothing` only if an article is among it."""
        extras = Extras.of(settings.get(EXTRAS))
        extras.check(making.ontology(settings))
        work = self._gather(opened, wanted, settings)
        if or_nothing and work.graph.failures and not work.graph.knowledge.documents:
            return Outcome(work.graph, (), work.read, len(work.keys) - work.read)
        staged = work.graph.stage(self.path, extras)
        try:
            earlier = {input.place: input for input in opened.inputs()}
            come = [input for input in wanted if earlier.get(input.place) != input]
            gone = earlier.keys() - {input.place for input in wanted}
            opened.settle(come, sorted(gone), {**settings, **work.made, store.STAGED: staged.name})
        except BaseException:
            exports.throw_away(staged)
            raise
        opened.prune(work.keys)
        written = exports.put_in_place(staged, self.folder)
        opened.set(**{store.STAGED: None})
        return Outcome(work.graph, tuple(written), work.read, len(work.keys) - work.read)

    @memory.quiet()
    def _gather(self, opened: Store, wanted: Sequence[Input], settings: Settings) -> Work:
        ontology = making.ontology(settings)
        path = self.decisions(settings)
        digest = _digest(path)
        named = bool(settings.get(DECISIONS))
        decided = api.read_decisions(path, ontology) if named or path.is_file() else api.Decided()
        found, failures = pages.unique(wanted)
        version = making.version(ontology, settings.get(MODELS))
        pipeline = making.pipeline(ontology, settings.get(MODELS), settings.get(LEAST))
        homed = api.at_home(found, settings.get(HOME))
        keys = {store.key(page): page for page in homed}
        read = _read(opened, keys, version, pipeline.reading, self.progress)
        readings = [opened.reading(key) or pipeline.reading(page) for key, page in keys.items()]
        graph = api.of_readings(pipeline, found, readings, failures, settings.get(BASE) or iris.BASE, decided)
        known = graph.knowledge
        counts = {name: len(getattr(known, name)) for name in ("documents", "entities", "facts", "rejections")}
        made = {"counts": counts, "failures": known.failures, "unapplied": known.unapplied}
        rests = {MADE: json.dumps(made), DECIDED: digest, VERSION: version}
        return Work(graph, tuple(keys), read, rests)

    def _nothing(self, given: Sequence[Input], options: Settings) -> Outcome:
        """What comes of inputs of which none can be read."""
        pipeline = making.pipeline(making.ontology(options), options.get(MODELS))
        _, failures = pages.unique(given)
        return Outcome(api.of_readings(pipeline, (), (), failures, iris.BASE, api.Decided()), (), 0, 0)


def _read(
    opened: Store, keys: dict[str, Page], version: str, reading: Callable[[Page], Reading], progress: Progress
) -> int:
    """Read each page that is not known yet, and keep what it gave at once; how many those were."""
    known = opened.known(version)
    new = [(key, page) for key, page in keys.items() if key not in known]
    for number, (key, page) in enumerate(new, 1):
        opened.keep(key, version, reading(page))
        if number % api.TIDY == 0:
            memory.tidy()
        progress("pages", number, len(new))
    return len(new)


def _absolute(path: Path | str | None) -> str | None:
    return str(Path(path).resolve()) if path else None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()
