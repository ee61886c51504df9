"""A `.jsonl` corpus or a `.json` record → pages. Each bad record gives one message; the others are read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from kgraph.errors import InputError
from kgraph.nouns import Page
from kgraph.pages.decoding import decode

MAX_BYTES = 256 * 2**20  # of one text file or JSON record; a newspaper page has 5–50 thousand
MAX_LINE = 1_000_000  # characters in one line of text; the longest real paragraphs have a few thousand
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_DATE_HINT = '"published" should be a date such as 2023-01-29'


def read_lines(name: str, stream: BinaryIO, failures: list[str]) -> Iterator[Page]:
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
            page = read_record(decode(raw, place), place, name, failures, needed=True)
        except InputError as error:
            failures.append(str(error))
            continue
        if page is not None:
            yield page
    if not number:
        raise InputError(name, "the file is empty. Give it one JSON record a line, or leave it out")


def read_record(text: str, place: str, name: str, failures: list[str], needed: bool = False) -> Page | None:
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
    check_lines(body, place)
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


def check_lines(text: str, place: str) -> None:
    """A line of a million characters is no newspaper: it would be one paragraph and one sentence."""
    if len(text) <= MAX_LINE:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > MAX_LINE:
            message = f"line {number} has {len(line):,} characters, more than {MAX_LINE:,}"
            raise InputError(place, f"{message}. Put each paragraph on a line of its own")
