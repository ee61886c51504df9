"""Bytes → text, whatever the encoding: UTF-8 and UTF-16 with or without mark, GB18030; or what else it is."""

from __future__ import annotations

import re

from kgraph.errors import InputError

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
