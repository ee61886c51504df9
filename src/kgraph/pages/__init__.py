"""Inputs → pages. Files, folders and JSON Lines corpora come in; `Page`s and failure messages go out.

A `.txt` file is one page; a `.jsonl` file holds one record a line and a `.json` file one record (`id`, `text`,
optional `title`, `published`, `home`, `source`). Folders are read with everything below them; hidden files and files of
other kinds in a folder are passed over. Encodings: UTF-8 and UTF-16 with or without byte order mark, GB18030.
Positions are code points of the decoded file without its byte order mark; line ends stay as they are in the file.
Bad input never stops the rest: each gives one message that says where, what is wrong and what to do next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kgraph.errors import InputError
from kgraph.nouns import Input, Page
from kgraph.pages import records
from kgraph.pages.decoding import decode

__all__ = ["decode", "inputs", "place", "places", "read", "renamed", "unique"]

TEXT, LINES, RECORD = ".txt", ".jsonl", ".json"


def read(paths: Iterable[Path]) -> tuple[list[Page], list[str]]:
    """All pages below `paths`, sorted by id, and a message for each input that could not be read."""
    return unique(inputs(paths))


def inputs(paths: Iterable[Path]) -> list[Input]:
    """Each file below `paths` once, read; and the paths that are no file or have none below them, with a message."""
    found: dict[Path, str] = {}
    wrong: dict[Path, Input] = {}
    for path in map(Path, paths):
        if (message := _missing(path)) is not None:
            wrong[path.resolve()] = Input(place(path), path.name, (), (message,))
        for name, file in _below(path):
            known = found.setdefault(file.resolve(), name)
            found[file.resolve()] = min(known, name)
    files = sorted((name, file) for file, name in found.items())
    return [_input(name, file) for name, file in files] + list(wrong.values())


def unique(found: Iterable[Input]) -> tuple[list[Page], list[str]]:
    """The pages of all inputs, sorted by id, and all their messages. Of pages with one id the first by source stays, so
    that the order of the inputs plays no part."""
    read = tuple(found)
    failures = [message for input in read for message in input.failures]
    kept: dict[str, Page] = {}
    pages = (page for input in read for page in input.pages)
    for page in sorted(pages, key=lambda page: (page.id, page.source, page.sha256)):
        first = kept.setdefault(page.id, page)
        if first is not page:
            hint = "Give one of them another id (or file name); the second was left out"
            failures.append(f'{page.source}: the id "{page.id}" is already used by {first.source}. {hint}')
    return list(kept.values()), sorted(failures)


def place(path: Path) -> str:
    """A hash of where a file stands: it tells files apart and does not name the machine."""
    return hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()


def places(path: Path) -> set[str]:
    """The places of a file (there or not), or of all files below a folder."""
    return {place(path), *(place(file) for _, file in _below(path))}


def renamed(input: Input, name: str) -> Input:
    """The same file as it would be under another name."""

    def page(one: Page) -> Page:
        source = name + one.source.removeprefix(input.name)
        return replace(one, id=_stem(name) if one.id == _stem(input.name) and one.source == input.name else one.id,
                       source=source)  # fmt: skip

    failures = (name + message.removeprefix(input.name) for message in input.failures)
    return Input(input.place, name, tuple(map(page, input.pages)), tuple(failures))


def _missing(path: Path) -> str | None:
    if not path.exists():
        return f"{path.name}: no such file or folder. Check the path"
    if path.is_dir() and next(_below(path), None) is None:
        return f"{path.name}: the folder has no .txt, .jsonl or .json file. Put the pages there as text files"
    return None


def _below(path: Path) -> Iterator[tuple[str, Path]]:
    """(name relative to the input given, file) of the file, or of each in the folder."""
    if not path.is_dir():
        if path.exists():
            yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        hidden = any(part.startswith(".") for part in inner.parts)
        if not hidden and file.suffix.lower() in (TEXT, LINES, RECORD) and file.is_file():
            yield inner.as_posix(), file


def _input(name: str, file: Path) -> Input:
    pages: list[Page] = []
    failures: list[str] = []
    try:
        pages.extend(_pages(name, file, failures))
    except InputError as error:
        failures.append(str(error))
    except OSError as error:
        failures.append(f"{name}: cannot be read ({error.strerror}). Check the path and the permissions")
    return Input(place(file), name, tuple(pages), tuple(failures))


def _pages(name: str, file: Path, failures: list[str]) -> Iterator[Page]:
    suffix = file.suffix.lower()
    if suffix == LINES:
        with file.open("rb") as stream:
            yield from records.read_lines(name, stream, failures)
        return
    if file.stat().st_size > records.MAX_BYTES:
        raise InputError(name, f"the file has more than {records.MAX_BYTES >> 20} MiB. Split it into one file a page")
    raw = file.read_bytes()
    text = decode(raw, name)
    if suffix == RECORD:
        page = records.read_record(text, name, name, failures)
        if page is not None:
            yield page
        return
    records.check_lines(text, name)
    yield Page(_stem(name), name, text, hashlib.sha256(raw).hexdigest())


def _stem(name: str) -> str:
    return name[: -len(TEXT)] if name.lower().endswith(TEXT) else name
