"""A built folder for assistants, over the Model Context Protocol: `kgraph mcp DIR`.

Comes in: a folder that `kgraph build` wrote, and requests on stdin. Goes out: answers on stdout, each with the
sentences that an assistant can cite. Nothing is written, and nothing but the folder is read.
"""
