"""Replaces the files of an output folder, whole or not at all.

    .exports-XXXX  new files are written here, inside the folder   a kill here: the earlier files stand
    .exports-next  the same folder, renamed once all are there     from here on the new files are the ones
    DIR/...        moved into place one by one                     a kill here: `finish` moves the rest
    .gone          names the files of earlier builds that the new one does not have; they go when all are moved

A rename is one step for the file system, so there is no moment at which it is open which files count. Whoever opens the
folder next calls `finish` first.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kgraph.errors import OutputError

PREFIX, NEXT, GONE = ".exports-", ".exports-next", ".gone"


@contextmanager
def errors(folder: Path) -> Iterator[None]:
    """Any trouble with the disk, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot write the exports here ({error.strerror or error}). Files of an earlier build were "
            "left as they were. Choose a folder that you may write to, or free some space, and build again."
        ) from error


def work_folder(folder: Path) -> Path:
    """A new folder inside `folder` (made if missing) to write into."""
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(13, "the folder is read-only")
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))


def throw_away(work: Path) -> None:
    """Remove what was staged and is not wanted."""
    shutil.rmtree(work, ignore_errors=True)


def look_ahead(work: Path, folder: Path) -> None:
    """Raise what would stop the files half-way: a folder in the place of a file, or one that may not be written to."""
    for name in _names(work):
        if (folder / name).is_dir():
            raise IsADirectoryError(21, f"{name} is a folder")
        if (folder / name).parent.exists() and not os.access((folder / name).parent, os.W_OK | os.X_OK):
            raise PermissionError(13, f"{name.parent} is read-only")


def replace(work: Path, folder: Path, own: Iterable[str] = ()) -> list[Path]:
    """Make the files of `work` those of `folder`; their paths there, sorted. Other files in the folders `own` go."""
    finish(folder)
    names = _names(work)
    there = {path.relative_to(folder) for name in own for path in (folder / name).rglob("*") if path.is_file()}
    (work / GONE).write_text(json.dumps(sorted(map(str, there.difference(names)))), "utf-8")
    os.rename(work, folder / NEXT)
    finish(folder)
    return [folder / name for name in names]


def finish(folder: Path) -> None:
    """Move the rest of a set of files whose replacement was cut off; nothing where there is none.

    Two may do so at once: a file that is gone was moved by the other.
    """
    work = folder / NEXT
    if not work.is_dir():
        return
    for name in _names(work):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            os.replace(work / name, folder / name)
    if (work / GONE).is_file():
        _take_away(folder, [Path(name) for name in json.loads((work / GONE).read_text("utf-8"))])
    throw_away(work)


def tidy(folder: Path) -> None:
    """Remove what killed builds left behind. Only for one who knows that no other build is at work here."""
    for left in folder.glob(PREFIX + "*"):
        if left.name != NEXT and left.is_dir():
            throw_away(left)


def _take_away(folder: Path, names: Iterable[Path]) -> None:
    """Remove files, and the folders that are empty then."""
    left: set[Path] = set()
    for name in names:
        (folder / name).unlink(missing_ok=True)
        left.update(name.parents[:-1])
    for parent in sorted(left, key=lambda path: -len(path.parts)):
        with suppress(OSError):  # something is in it, or another took it away
            (folder / parent).rmdir()


def _names(work: Path) -> list[Path]:
    return sorted(path.relative_to(work) for path in work.rglob("*") if path.is_file() and path.name != GONE)
