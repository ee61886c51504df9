"""Keeps Python's garbage collector from walking over all that a build holds, which took a quarter of its time.

A build makes millions of objects that live until it ends and hardly a cycle among them. While it is `quiet`, cycles are
looked for only where `tidy` is called, and only among what was made since the last call.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """No search for cycles until the end of the block; inside another such block it changes nothing."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def tidy() -> None:
    """Frees the cycles made since the last call; does nothing where all is as usual."""
    if not gc.isenabled():
        gc.collect()
        gc.freeze()
