"""What a file gave: pages, and messages for what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One input as it came: a text file, or one record of a JSON Lines corpus.

    `source` names the file relative to the input (with `#id` for a record), so that it does not depend
    on the machine; `text` is the decoded file (or the record's `text` field); `sha256` is of the raw
    bytes of the file (of the UTF-8 `text` field for a record). `published` is an ISO 8601 date or None;
    `home` the place whose paper or site this is, or None.
    """

    id: str
    source: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None
    home: str | None = None
    publisher: str | None = None


@dataclass(frozen=True)
class Input:
    """A file as it was given: `place` is a hash of where it stands (so that the same file given twice is one), `name`
    relative to what was given, its pages, and a message for each thing in it that could not be read."""

    place: str
    name: str
    pages: tuple[Page, ...] = ()
    failures: tuple[str, ...] = ()
