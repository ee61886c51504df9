"""Opens a built folder.

Comes in: a folder that `kgraph build` wrote. Goes out: a `pyoxigraph.Store` in memory with the facts in the
default graph and each document's claims in a graph named by that document.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kgraph.errors import InputError

GRAPH_FILE = "graph.nq"


def open_store(folder: Path | str) -> Store:
    """The graph of a built folder; raises `InputError` where there is none or it cannot be read."""
    folder = Path(folder)
    path = folder / GRAPH_FILE
    if not folder.is_dir():
        raise InputError(str(folder), "no such folder; run kgraph build first")
    if not path.is_file():
        raise InputError(str(path), "no such file; run kgraph build first")
    store = Store()
    try:
        store.bulk_load(path=path, format=RdfFormat.N_QUADS)
    except (SyntaxError, ValueError) as error:
        raise InputError(str(path), f"not valid N-Quads ({_reason(error)}); run kgraph build again") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror or error}); run kgraph build again") from None
    return store


def _reason(error: Exception) -> str:
    text = str(getattr(error, "msg", None) or error)
    return f"line {error.lineno}: {text}" if isinstance(error, SyntaxError) and error.lineno else text
