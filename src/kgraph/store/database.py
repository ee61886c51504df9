"""The file `store.sqlite` of an output folder: the inputs of a build, and what reading each page gave.

    settings  key → value                      home, base, ontology, …
    inputs    place → a file as it was given   what the build is made of, with `pages` in their order
    readings  key → what reading a page gave   committed page by page; `version` says with which code and models

Readings are kept by the page's content, so that they outlive the inputs and serve them again; inputs, settings and the
name of the staged exports change in one transaction. One process at a time may open it. SQLite's write-ahead log makes
every commit whole, also when the process is killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path

from kgraph.errors import InputError, OutputError
from kgraph.nouns import Input, Mention, Page, Reading
from kgraph.store.codec import Codec

FILE = "store.sqlite"
LAYOUT = 1  # of the tables below; a store with another one is begun anew by `kgraph build`
WAIT = 1.0  # seconds until another process that has the store open is told to the user
STAGED = "staged"  # setting: the folder with exports that belong to the inputs and are not in place yet
TABLES = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inputs (place TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (place TEXT, number INTEGER, content BLOB NOT NULL, PRIMARY KEY (place, number));
CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, version TEXT NOT NULL, content BLOB NOT NULL);
"""
NAMES = ("settings", "inputs", "pages", "readings")


def key(page: Page) -> str:
    """A page's content, with all that it says of itself, as a hash."""
    content = json.dumps(astuple(page), separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


class Store:
    """An open store. Close it (or use `with`): until then no other process can open it."""

    def __init__(self, path: Path, connection: sqlite3.Connection):
        self.path = path
        self.folder = path.parent
        self.db = connection
        self._inputs, self._pages = Codec(Input), Codec(Page)
        self._readings = Codec(Reading, (Mention, Page))

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    # ── what it holds ──

    def settings(self) -> dict[str, str]:
        """Options of the build, and what else is known of it."""
        with _told(self.path):
            return dict(self.db.execute("SELECT key, value FROM settings"))

    def inputs(self) -> tuple[Input, ...]:
        """The files of the build with their pages, by place."""
        with _told(self.path):
            pages: dict[str, list[Page]] = {}
            for place, content in self.db.execute("SELECT place, content FROM pages ORDER BY place, number"):
                pages.setdefault(place, []).append(self._pages.unpack(content))
            rows = self.db.execute("SELECT place, content FROM inputs ORDER BY place")
            return tuple(replace(self._inputs.unpack(row), pages=tuple(pages.get(place, ()))) for place, row in rows)

    def known(self, version: str) -> set[str]:
        """The keys of all pages that are read, with this code and these models."""
        with _told(self.path):
            rows = self.db.execute("SELECT key FROM readings WHERE version = ?", (version,))
            return {key for (key,) in rows}

    def reading(self, key: str) -> Reading | None:
        """What reading a page gave; None where there is nothing, or nothing that can be read back."""
        with _told(self.path):
            row = self.db.execute("SELECT content FROM readings WHERE key = ?", (key,)).fetchone()
        try:
            return None if row is None else self._readings.unpack(row[0])
        except (ValueError, TypeError, LookupError):
            return None

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with _told(self.path):
            return {name: self.db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in NAMES}

    # ── changing it ──

    def keep(self, key: str, version: str, reading: Reading) -> None:
        """Keep what reading a page gave. It is safe when this returns."""
        with _told(self.path), self._transaction():
            row = (key, version, self._readings.pack(reading))
            self.db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", row)

    def settle(self, inputs: Iterable[Input], gone: Iterable[str], settings: Mapping[str, str | None]) -> None:
        """In one step: inputs come (or take the place of earlier ones), others go by place, settings change."""
        with _told(self.path), self._transaction():
            for place in gone:
                self._drop(place)
            for input in inputs:
                self._drop(input.place)
                row = (input.place, self._inputs.pack(replace(input, pages=())))
                self.db.execute("INSERT INTO inputs VALUES (?, ?)", row)
                pages = ((input.place, number, self._pages.pack(page)) for number, page in enumerate(input.pages))
                self.db.executemany("INSERT INTO pages VALUES (?, ?, ?)", pages)
            self._set(settings)

    def set(self, **settings: str | None) -> None:
        """Change settings; None takes one away."""
        with _told(self.path), self._transaction():
            self._set(settings)

    def prune(self, keys: Iterable[str]) -> None:
        """Forget all readings but those of `keys`."""
        with _told(self.path), self._transaction():
            known = {key for (key,) in self.db.execute("SELECT key FROM readings")}
            gone = ((key,) for key in sorted(known.difference(keys)))
            self.db.executemany("DELETE FROM readings WHERE key = ?", gone)

    def _drop(self, place: str) -> None:
        for table in ("inputs", "pages"):
            self.db.execute(f"DELETE FROM {table} WHERE place = ?", (place,))

    def _set(self, settings: Mapping[str, str | None]) -> None:
        for name, value in settings.items():
            if value is None:
                self.db.execute("DELETE FROM settings WHERE key = ?", (name,))
            else:
                self.db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")


def open_store(folder: Path | str, make: bool = False) -> Store:
    """The store of an output folder; with `make` a new one where there is none. `InputError` says what is wrong."""
    path = Path(folder) / FILE
    if not make and not path.is_file():
        raise InputError(str(path), "no such file; run kgraph build first")
    with _told(path):
        if make:
            path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise PermissionError(13, "the folder is read-only")
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            _prepare(connection, path, make)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def _prepare(connection: sqlite3.Connection, path: Path, make: bool) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN IMMEDIATE")  # takes the lock, which this process then keeps
    layout = connection.execute("PRAGMA user_version").fetchone()[0]
    if layout not in (0, LAYOUT) or (layout == 0 and not make):
        if not make:
            raise InputError(str(path), "made by another version of kgraph; run kgraph build again")
        for name in NAMES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in filter(str.strip, TABLES.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {LAYOUT}")
    connection.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Trouble with the file, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        message = f"{path.parent}: cannot keep a store here ({error.strerror or error})"
        raise OutputError(f"{message}. Choose a folder that you may write to, or free some space.") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise OutputError(f"{path.parent}: another kgraph is at work here. Wait until it is done.") from None
        raise OutputError(f"{path}: {error}. Free some space, or check the permissions, and try again.") from error
    except (sqlite3.DatabaseError, ValueError) as error:
        hint = "Delete it and run kgraph build again: it holds nothing that the inputs do not give again"
        raise InputError(str(path), f"damaged ({error}). {hint}") from None
