"""Inputs → pages. Files, folders and JSON Lines corpora come in; `Page`s and failure messages go out.

A `.txt` file is one page; a `.jsonl` file holds one record a line and a `.json` file one record (`id`, `text`,
optional `title`, `published`, `home`, `source`). Folders are read with everything below them; hidden files and files of
other kinds in a folder are passed over. Encodings: UTF-8 and UTF-16 with or without byte order mark, GB18030.
Positions are code points of the decoded file without its byte order mark; line ends stay as they are in the file.
Bad input never stops the rest: each gives one message that says where, what is wrong and what to do next.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import InputError
from .nouns import Page

TEXT, LINES, RECORD = ".txt", ".jsonl", ".json"
MAX_BYTES = 256 * 2**20  # of one text file or JSON record; a newspaper page has 5–50 thousand
MAX_LINE = 1_000_000  # characters in one line of text; the longest real paragraphs have a few thousand
SAMPLE = 20_000  # characters looked at to tell encodings apart
PLAUSIBLE = 0.9  # share of characters that real Chinese text encodes in GB2312 or Big5; 0.4 seen for noise
KNOWN_BINARY = {
    b"%PDF": "a PDF file", b"PK\x03\x04": "a zip file (docx, xlsx, epub …)", b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image", b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x1f\x8b": "a gzip file", b"7z\xbc\xaf": "a 7z file", b"\xfd7zXZ": "an xz file",
}  # fmt: skip
BOMS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_USUAL = re.compile("[\n 。，、的]")  # hardly a text has none of them
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_DATE_HINT = '"published" should be a date such as 2023-01-29'


def read(paths: Iterable[Path]) -> tuple[list[Page], list[str]]:
    """All pages below `paths`, sorted by id, and a message for each input that could not be read."""
    pages: list[Page] = []
    failures: list[str] = []
    for name, file in _files(paths, failures):
        try:
            pages.extend(_pages(name, file, failures))
        except InputError as error:
            failures.append(str(error))
        except OSError as error:
            failures.append(f"{name}: cannot be read ({error.strerror}). Check the path and the permissions")
    return _unique(pages, failures), sorted(failures)


def decode(raw: bytes, place: str) -> str:
    """The text of `raw`, whatever its encoding; `InputError` says what else it is."""
    if not raw.strip():
        raise InputError(place, "the file is empty. Give it some text, or leave it out")
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return _strict(raw[len(bom) :], encoding, place, len(bom))
    for magic, kind in KNOWN_BINARY.items():
        if raw.startswith(magic):
            raise InputError(place, f"this is {kind}, not text. Save it as a text file (UTF-8) first")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other(raw, place, error)
    return _other(raw, place, None) if _CONTROL.search(text) else _no_control(text, place)


def _files(paths: Iterable[Path], failures: list[str]) -> list[tuple[str, Path]]:
    """(name relative to the input given, file), one a file, sorted by name."""
    found: dict[Path, str] = {}
    for path in map(Path, paths):
        if not path.exists():
            failures.append(f"{path.name}: no such file or folder. Check the path")
        for name, file in _below(path, failures):
            known = found.setdefault(file.resolve(), name)
            found[file.resolve()] = min(known, name)
    return sorted((name, file) for file, name in found.items())


def _below(path: Path, failures: list[str]) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        if path.exists():
            yield path.name, path
        return
    empty = True
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        hidden = any(part.startswith(".") for part in inner.parts)
        if not hidden and file.suffix.lower() in (TEXT, LINES, RECORD) and file.is_file():
            empty = False
            yield inner.as_posix(), file
    if empty:
        failures.append(f"{path.name}: the folder has no .txt, .jsonl or .json file. Put the pages there as text files")


def _pages(name: str, file: Path, failures: list[str]) -> Iterator[Page]:
    suffix = file.suffix.lower()
    if suffix == LINES:
        with file.open("rb") as stream:
            yield from _records(name, stream, failures)
        return
    if file.stat().st_size > MAX_BYTES:
        raise InputError(name, f"the file has more than {MAX_BYTES >> 20} MiB. Split it into one file a page")
    raw = file.read_bytes()
    text = decode(raw, name)
    if suffix == RECORD:
        page = _record(text, name, name, failures)
        if page is not None:
            yield page
        return
    _check_lines(text, name)
    yield Page(_stem(name), name, text, hashlib.sha256(raw).hexdigest())


def _records(name: str, stream: BinaryIO, failures: list[str]) -> Iterator[Page]:
    number = 0
    while raw := stream.readline(MAX_BYTES):
        number += 1
        place = f"{name}, line {number}"
        if len(raw) == MAX_BYTES and not raw.endswith(b"\n"):
            failures.append(f"{place}: the record has more than {MAX_BYTES >> 20} MiB. Split it, one record an article")
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(MAX_BYTES)
            continue
        if not raw.strip():
            continue
        try:
            page = _record(decode(raw, place), place, name, failures, needed=True)
        except InputError as error:
            failures.append(str(error))
            continue
        if page is not None:
            yield page
    if not number:
        raise InputError(name, "the file is empty. Give it one JSON record a line, or leave it out")


def _record(text: str, place: str, name: str, failures: list[str], needed: bool = False) -> Page | None:
    """The page of one JSON record; None for a JSON file that is no record at all (neither id nor text)."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(place, f'not JSON ({error}). Expected an object {{"id": …, "text": …}}') from None
    if not isinstance(record, dict) or not ("id" in record or "text" in record):
        if needed:
            raise InputError(place, 'expected an object with "id" and "text"')
        return None
    identity = record.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not str(identity).strip():
        raise InputError(place, '"id" is missing or is no string. Give each record its own "id"')
    body = record.get("text")
    if not isinstance(body, str) or not body.strip():
        raise InputError(place, '"text" is missing or empty. Put the article\'s text there')
    _check_lines(body, place)
    try:
        digest = hashlib.sha256(body.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        message = f'"text" has half a surrogate pair at character {error.start}. Write the record anew as UTF-8'
        raise InputError(place, message) from None
    title, home, publisher = (_optional(record, key, place, failures) for key in ("title", "home", "source"))
    published = _date(_optional(record, "published", place, failures), place, failures)
    return Page(str(identity), f"{name}#{identity}", body, digest, title, published, home, publisher)


def _optional(record: dict, key: str, place: str, failures: list[str]) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value or None
    failures.append(f'{place}: "{key}" should be a string or null. The record was read without it')
    return None


def _date(value: str | None, place: str, failures: list[str]) -> str | None:
    if value is None:
        return None
    day = value.split("T")[0].split(" ")[0]
    if _DATE.fullmatch(day):
        return day
    failures.append(f"{place}: {_DATE_HINT}, not {value!r}. The record was read without it")
    return None


def _check_lines(text: str, place: str) -> None:
    """A line of a million characters is no newspaper: it would be one paragraph and one sentence."""
    if len(text) <= MAX_LINE:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            message = f"line {number} has {len(line):,} characters, more than {MAX_LINE:,}"
            raise InputError(place, f"{message}. Put each paragraph on a line of its own")


def _strict(raw: bytes, encoding: str, place: str, skipped: int) -> str:
    try:
        return _no_control(raw.decode(encoding), place)
    except UnicodeDecodeError as error:
        message = f"invalid {encoding.upper()} at byte {error.start + skipped}"
        raise InputError(place, f"{message}. Save the file again as UTF-8") from None


def _other(raw: bytes, place: str, error: UnicodeDecodeError | None) -> str:
    """`raw` is not plain UTF-8: UTF-16 without a mark, GB18030, damaged UTF-8, or no text."""
    for encoding in ("utf-16-le", "utf-16-be"):
        if len(raw) % 2 == 0 and _plausible(text := raw.decode(encoding, "replace")) and _USUAL.search(text):
            return text
    if error is None or b"\x00" in raw[:SAMPLE]:
        raise InputError(place, "this is a binary file, not text. Save it as a text file (UTF-8) first")
    if not _mostly_utf8(raw):
        try:
            if _plausible(text := raw.decode("gb18030")):
                return text
        except UnicodeDecodeError:
            pass
    message = f"invalid UTF-8 at byte {error.start} (0x{raw[error.start]:02x}), and not UTF-16 or GB18030 either"
    raise InputError(place, f"{message}. Save the file again as UTF-8")


def _no_control(text: str, place: str) -> str:
    if _CONTROL.search(text):
        raise InputError(place, "this is a binary file, not text. Save it as a text file (UTF-8) first")
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise InputError(place, "the file is empty. Give it some text, or leave it out")
    return text


def _mostly_utf8(raw: bytes) -> bool:
    """Few bytes are wrong among many good characters outside ASCII: damaged UTF-8, not another encoding."""
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - bad > 4 * bad


def _plausible(text: str) -> bool:
    """Nearly all characters are ones that Chinese text uses."""
    sample = text[:SAMPLE]
    if _CONTROL.search(text) or "\ufffd" in text:
        return False
    return any(len(sample.encode(e, "ignore").decode(e)) >= PLAUSIBLE * len(sample) for e in ("gb2312", "big5"))


def _stem(name: str) -> str:
    return name[: -len(TEXT)] if name.lower().endswith(TEXT) else name


def _unique(pages: list[Page], failures: list[str]) -> list[Page]:
    """Sorted by id; of pages with one id the first by source stays, so that the order of the inputs plays no part."""
    kept: dict[str, Page] = {}
    for page in sorted(pages, key=lambda page: (page.id, page.source, page.sha256)):
        first = kept.setdefault(page.id, page)
        if first is not page:
            hint = "Give one of them another id (or file name); the second was left out"
            failures.append(f'{page.source}: the id "{page.id}" is already used by {first.source}. {hint}')
    return list(kept.values())
