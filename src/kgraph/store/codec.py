"""Nouns ↔ bytes: compressed JSON in which a noun is the list of its fields. Nothing in it is ever run.

What to write and how to read it back follows from the nouns' own types, so a new field needs no change here. A noun in
`shared` is written once and then by its number (a mention stands in its analysis, in a chain and in claims).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

LEVEL = 3  # of zlib
LARGEST = 1 << 30  # bytes of one record once it is unpacked; the largest page has 256 MiB

Step = Callable[[Any], Any] | None  # one value to another; None where it stays as it is


class Codec:
    """Packs and unpacks nouns of one type."""

    def __init__(self, noun: type, shared: Iterable[type] = ()):
        self.shared = sorted(shared, key=lambda noun: noun.__name__)
        self.table: list[Any] = []  # of shared nouns: as written, or as read
        self.numbers: dict[Any, int] = {}
        self._writers: dict[type, Step] = {}
        self._readers: dict[type, Step] = {}
        self._write, self._read = self._writer(noun), self._reader(noun)

    def pack(self, value: Any) -> bytes:
        """The bytes of a noun."""
        self.table, self.numbers = [], {}
        content = self._write(value)
        text = json.dumps([self.table, content], separators=(",", ":"), ensure_ascii=False)
        return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)

    def unpack(self, packed: bytes) -> Any:
        """The noun again; raises `ValueError` (or `TypeError`) where the bytes are not one."""
        try:
            raw = zlib.decompressobj().decompress(packed, LARGEST)
        except zlib.error as error:
            raise ValueError(str(error)) from None
        written, content = json.loads(raw.decode("utf-8", "surrogatepass"))
        self.table = []
        readers = [self._readers.get(noun) for noun in self.shared]
        for number, row in written:
            self.table.append(readers[number](row))
        return self._read(content)

    # ── writing ──

    def _writer(self, hint: Any) -> Step:
        if get_origin(hint) is tuple:
            return _each(get_args(hint), self._writer)
        if get_origin(hint) in (Union, UnionType):
            return self._union_writer(_options(hint))
        return self._noun_writer(hint) if is_dataclass(hint) else None

    def _noun_writer(self, noun: type) -> Step:
        if noun not in self._writers:
            self._writers[noun] = lambda value: write(value)  # for nouns that hold their own kind
            names, steps = _steps(noun, self._writer)

            def plain(value: Any) -> list:
                parts = (getattr(value, name) for name in names)
                return [part if step is None else step(part) for part, step in zip(parts, steps, strict=True)]

            write = self._by_number(noun, plain) if noun in self.shared else plain
            self._writers[noun] = write
        return self._writers[noun]

    def _by_number(self, noun: type, plain: Callable[[Any], list]) -> Callable[[Any], int]:
        kind = self.shared.index(noun)

        def write(value: Any) -> int:
            number = self.numbers.get(value)
            if number is None:
                row = plain(value)
                number = self.numbers[value] = len(self.table)
                self.table.append([kind, row])
            return number

        return write

    def _union_writer(self, options: tuple) -> Step:
        steps = [self._writer(option) for option in options]
        if len(options) == 1:
            step = steps[0]
            return None if step is None else lambda value: None if value is None else step(value)

        def write(value: Any) -> list | None:
            if value is None:
                return None
            number = next(i for i, option in enumerate(options) if isinstance(value, option))
            return [number, value if steps[number] is None else steps[number](value)]

        return write

    # ── reading ──

    def _reader(self, hint: Any) -> Step:
        if get_origin(hint) is tuple:
            inner = _each(get_args(hint), self._reader)
            return tuple if inner is None else lambda row: tuple(inner(row))
        if get_origin(hint) in (Union, UnionType):
            return self._union_reader(_options(hint))
        if not is_dataclass(hint):
            return None
        read = self._noun_reader(hint)
        return (lambda number: self.table[number]) if hint in self.shared else read

    def _noun_reader(self, noun: type) -> Step:
        if noun not in self._readers:
            self._readers[noun] = lambda row: read(row)
            _, steps = _steps(noun, self._reader)
            read = self._readers[noun] = _maker(noun, steps)
        return self._readers[noun]

    def _union_reader(self, options: tuple) -> Step:
        steps = [self._reader(option) for option in options]
        if len(options) == 1:
            step = steps[0]
            return None if step is None else lambda row: None if row is None else step(row)

        def read(row: list | None) -> Any:
            if row is None:
                return None
            number, value = row
            return value if steps[number] is None else steps[number](value)

        return read


def _maker(noun: type, steps: list[Step]) -> Callable[[list], Any]:
    """The function that makes a noun from the list of its fields."""
    if not any(steps):
        return lambda row: noun(*row)

    def read(row: list) -> Any:
        return noun(*[part if step is None else step(part) for part, step in zip(row, steps, strict=True)])

    return read


def _steps(noun: type, of: Callable[[Any], Step]) -> tuple[list[str], list[Step]]:
    hints = get_type_hints(noun)
    names = [field.name for field in fields(noun)]
    return names, [of(hints[name]) for name in names]


def _each(args: tuple, of: Callable[[Any], Step]) -> Step:
    """For a tuple: of one type throughout, or of one type for each place."""
    if args[-1] is Ellipsis:
        step = of(args[0])
        return list if step is None else lambda values: [step(value) for value in values]
    steps = [of(arg) for arg in args]
    return lambda values: [v if step is None else step(v) for v, step in zip(values, steps, strict=True)]


def _options(hint: Any) -> tuple:
    return tuple(arg for arg in get_args(hint) if arg is not NoneType)
