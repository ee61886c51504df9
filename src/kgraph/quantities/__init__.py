"""The quantities room: amounts and times of a text.

Comes in: folded text, the publication date, the settings `ontology/quantities.toml` as a dict.
Goes out: `Quantity`s and `Time`s in text order, with their places.
"""

from kgraph.quantities.amounts import as_written, find, square_metres
from kgraph.quantities.times import find_times

__all__ = ["as_written", "find", "find_times", "square_metres"]
