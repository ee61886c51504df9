"""Text → text that a format can carry: XML and HTML refuse control characters, UTF-8 refuses lone surrogates.

Every writer of this room takes its strings from here, so that a hostile name cannot break a file.
"""

from __future__ import annotations

import hashlib
import math
import re

# What XML 1.0 may hold: tab, line feed, carriage return, and everything from U+0020 but surrogates and U+FFFE/F.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINES = re.compile("[\r\n\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_SPACES = str.maketrans({"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)} | {0x7F: 0x2421}


def encodable(text: str) -> str:
    """The text with lone surrogates (a broken \\u escape in a JSON record) replaced, so that UTF-8 can carry it."""
    return _SURROGATES.sub("\ufffd", text)


def xml(text: str) -> str:
    """The text escaped for an XML attribute or element, without what XML cannot hold."""
    if text.isprintable():
        return _escaped(text)
    return _escaped(_NOT_XML.sub("", text)).translate(_SPACES)


def plain_id(text: str) -> str:
    """An identifier for a table; if something had to go, a digest keeps two identifiers apart."""
    kept = _LINES.sub(" ", encodable(text)) if not text.isprintable() else text
    return kept if kept == text and text else f"{kept}~{_digest(text)}"


def xml_id(text: str) -> str:
    """An identifier for XML; if something has to go, a digest keeps two identifiers apart."""
    if text.isprintable() or not _NOT_XML.search(text):
        return xml(text)
    return f"{xml(text)}~{_digest(text)}"


def html(text: str) -> str:
    """The text escaped for HTML; control characters become visible pictures (␀, ␛)."""
    if not text.isprintable():
        text = _NOT_XML.sub("\ufffd", text.translate(_PICTURES))
    return _escaped(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def one_line(text: str) -> str:
    """The text without line breaks, for formats in which a cell is a line."""
    return text if text.isprintable() else _LINES.sub(" ", text)


def number(value: float) -> str:
    """A number as short as it can be written without losing anything: 85, 0.9, 21680000000; empty if not finite."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def cell(value: object) -> str:
    """Anything as the text of one cell or attribute value: None is empty, a list is joined with "; "."""
    if isinstance(value, str):
        return value if value.isprintable() else encodable(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return "; ".join(cell(item) for item in value)
    return encodable(str(value))
