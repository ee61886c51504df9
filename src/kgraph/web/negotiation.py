"""Which of several media types a client would rather have.

Comes in: an Accept header and the types on offer, best first. Goes out: the one to send, or None where the client
wants none of them (RFC 9110, section 12.5.1).
"""

from __future__ import annotations

from collections.abc import Sequence

ANYTHING = "*/*"


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """The offered type with the highest quality; of several that are wanted alike one that is named (`text/csv` before
    `*/*`), or else the first on offer."""
    wanted = _wanted(accept or ANYTHING)
    best = max(offered, key=lambda kind: (_quality(kind, wanted), kind in wanted, -offered.index(kind)))
    return best if _quality(best, wanted) > 0 else None


def _wanted(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(","):
        kind, *parameters = [piece.strip().lower() for piece in part.split(";")]
        weights = [p.removeprefix("q=") for p in parameters if p.startswith("q=")]
        found[kind] = max(found.get(kind, 0.0), _number(weights[0]) if weights else 1.0)
    return found


def _number(text: str) -> float:
    """A weight from 0 to 1; 0 for what is none."""
    try:
        return min(max(0.0, float(text)), 1.0)  # in this order, so that nan is 0
    except ValueError:
        return 0.0


def _quality(kind: str, wanted: dict[str, float]) -> float:
    """The weight of the most exact range that the type is in."""
    ranges = (kind, kind.partition("/")[0] + "/*", ANYTHING)
    return next((wanted[name] for name in ranges if name in wanted), 0.0)
