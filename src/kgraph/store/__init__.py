"""The room of the store: what an output folder remembers, so that a page is read once.

Comes in: inputs, and what reading each page gave. Goes out: the same again, later. It knows nothing of what the nouns
mean; `collection` decides what is kept and when.
"""

from kgraph.store.codec import Codec
from kgraph.store.database import FILE, STAGED, Store, key, open_store
from kgraph.store.version import of_reading

__all__ = ["FILE", "STAGED", "Codec", "Store", "key", "of_reading", "open_store"]
