"""kgraph reads Chinese local news and government bulletins and builds a knowledge graph with evidence.

>>> import kgraph
>>> g = kgraph.build(["examples/zhengzhou-jingkai-2023.txt"])
>>> type(g.nx).__name__
'MultiDiGraph'
"""

from kgraph.api import Graph, build, documents, evaluate
from kgraph.collection import Collection, Extras
from kgraph.errors import InputError, KgraphError, MissingExtra, NotInGraph, OntologyError, OutputError, QueryError
from kgraph.opened import BuiltGraph, open

__all__ = [
    "BuiltGraph",
    "Collection",
    "Extras",
    "Graph",
    "InputError",
    "KgraphError",
    "MissingExtra",
    "NotInGraph",
    "OntologyError",
    "OutputError",
    "QueryError",
    "build",
    "documents",
    "evaluate",
    "open",
]
__version__ = "0.1.0"
