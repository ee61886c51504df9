"""What one query of a visitor may take, and how a process is held to it.

Comes in: numbers. Goes out: `Limits`; `confine` binds the process that calls it, as far as the system can.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None

FIRST_TO_GO = "500"  # of 1000: which process the kernel ends where all memory is used up
_PAGES = Path("/proc/self/statm")  # Linux: the first number is the address space in pages


@dataclass(frozen=True)
class Limits:
    """What a query may take. The longest query of the W3C's SPARQL tests has 2,281 characters."""

    seconds: float = 30  # of wall clock, from the moment a process takes the query
    rows: int = 100_000  # solutions or triples of a result; the rest is cut off and the answer says so
    running: int = 4  # queries at a time
    waiting: float = 5  # seconds to wait until one of them is done
    characters: int = 100_000  # of a query
    bytes: int = 64 << 20  # of a result
    memory: int = 1 << 30  # bytes that a process may take beyond what it has with the graph loaded


def confine(memory: int, files: int) -> None:
    """Bind this process for good: `memory` bytes more at most, no file or connection beyond the first `files`.

    Without a free file number no connection can be made, so that no query reaches another server, whatever it says.
    """
    if resource is None:
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux" and _PAGES.is_file():
        _lower(resource.RLIMIT_AS, int(_PAGES.read_text().split()[0]) * resource.getpagesize() + memory)
    _lower(resource.RLIMIT_NOFILE, files)


def memory_peak() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not tell."""
    if resource is None:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _lower(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(kind, (value, value))
