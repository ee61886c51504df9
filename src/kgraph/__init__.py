"""kgraph reads Chinese local news and government bulletins and builds a knowledge graph with evidence.

>>> import kgraph
>>> g = kgraph.build(["examples/zhengzhou-jingkai-2023.txt"])
>>> type(g.nx).__name__
'MultiDiGraph'
"""

from kgraph.api import Graph, build, documents, evaluate
from kgraph.collection import Collection
from kgraph.errors import InputError, KgraphError, OntologyError, OutputError, QueryError

__all__ = [
    "Collection",
    "Graph",
    "InputError",
    "KgraphError",
    "OntologyError",
    "OutputError",
    "QueryError",
    "build",
    "documents",
    "evaluate",
]
__version__ = "0.1.0"
