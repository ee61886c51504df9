"""Matches the cells of a table to the entities of a folder, and tells their properties; `kgraph.web.reconcile_api` is
its door to the web.

    a cell → readings → names that fit (likeness) → judged by what the row says (evidence) → candidates (matching)
"""

from kgraph.web.reconcile.service import Service

__all__ = ["Service"]
