"""A built folder in the browser and for SPARQL clients.

Comes in: a folder that `kgraph build` wrote. Goes out: an HTTP server; `routes` lists what it answers.
"""

from kgraph.web.server import make_server, serve

__all__ = ["make_server", "serve"]
