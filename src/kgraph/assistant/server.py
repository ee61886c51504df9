"""The MCP server: the tools, as the official library serves them.

Comes in: what opens the folder. Goes out: a server on stdin and stdout, until stdin ends.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from kgraph.assistant.limits import Limits
from kgraph.assistant.tools import Reply, Tools, not_there
from kgraph.errors import KgraphError, NotInGraph
from kgraph.opened import BuiltGraph

WORDS = tomllib.loads(Path(__file__).with_name("tools.toml").read_text("utf-8"))
READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
MAX_ASKED = 100  # answers that one call may ask for


def run(opened: Callable[[], BuiltGraph], limits: Limits) -> None:
    """Serve until stdin ends."""
    make(opened, limits).run("stdio")


def make(opened: Callable[[], BuiltGraph], limits: Limits) -> MCPServer:
    """The server with its tools, all of them read-only."""
    said = WORDS["instructions"].strip()
    server = MCPServer("kgraph", instructions=said, version=version("kgraph"), log_level="WARNING")
    for tool in Tools(opened, limits).all():
        words = WORDS[tool.__name__]
        called = _called(tool, words)
        server.add_tool(called, description=words["says"].strip(), annotations=READ_ONLY, structured_output=False)
    return server


def _called(tool: Callable[..., Reply], words: Mapping[str, str]) -> Callable[..., CallToolResult]:
    """The tool as the library calls it: each argument is described, and errors of ours say what to do next."""

    @wraps(tool)
    def call(**arguments) -> CallToolResult:
        try:
            found = tool(**arguments)
        except NotInGraph as error:
            found = not_there(error)
        except KgraphError as error:
            raise ToolError(str(error)) from None
        return CallToolResult(content=[TextContent(type="text", text=found.text)], structured_content=found.record)

    known = inspect.signature(tool, eval_str=True)
    parameters = [p.replace(annotation=_described(p, words[p.name])) for p in known.parameters.values()]
    call.__signature__ = known.replace(parameters=parameters, return_annotation=CallToolResult)  # type: ignore[attr-defined]
    return call


def _described(parameter: inspect.Parameter, words: str) -> object:
    if parameter.annotation is int:
        return Annotated[int, Field(description=words, ge=1, le=MAX_ASKED)]
    return Annotated[parameter.annotation, Field(description=words)]
