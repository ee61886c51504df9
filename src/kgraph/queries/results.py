"""Runs SPARQL queries and writes their results.

Comes in: a store and a query (SELECT, ASK, CONSTRUCT or DESCRIBE). Goes out: text, as a table, CSV or JSON.
The default graph holds the facts; `GRAPH ?doc { … }` reaches the claims of each document. The prefixes of
`kgraph.iris` are declared. Nothing outside the store is asked: SERVICE is refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kgraph.errors import QueryError
from kgraph.iris import BASE, PREFIXES, XSD
from kgraph.queries.tables import table, width

FORMATS = ("table", "csv", "json")
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.S)
# strings, IRIs, escaped characters of names and comments, in which a keyword is only text; seen as the parser sees
# them, since what looks like a comment here and is none there would hide a SERVICE
QUOTED = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
                     r"|<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
                     r"|\\.|#[^\r\n]*", re.S)  # fmt: skip
_NAMES = re.compile(r"[?$]\w+|(?<=:)[\w-]+")  # variables and local names, in which it is text too
_REMOTE = re.compile("SERVICE", re.I)  # anywhere else: the parser needs no space around it
_UPDATE = re.compile(
    r"^\s*(?:(?:PREFIX\s+\S*|BASE)\s+)*(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.I
)
_ORDERED = re.compile(r"(?<![\w?$:-])(ORDER\s+BY|LIMIT|OFFSET)(?![\w:-])", re.I)

Result = QuerySolutions | QueryBoolean | QueryTriples


def sparql(store: Store, query: str, format: str = "table") -> str:
    """The result of a query as text; raises `QueryError` with the place of a mistake."""
    if format not in FORMATS:
        raise QueryError(f'no result format "{format}"; there are: {", ".join(FORMATS)}')
    result = run(store, query)
    try:
        if isinstance(result, QueryBoolean):
            return _boolean(bool(result), format)
        if isinstance(result, QueryTriples):
            return _triples(list(result), format)
        return _solutions(result, query, format)
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def run(store: Store, query: str, functions: Mapping[NamedNode, Callable] | None = None, **options: Any) -> Result:
    """The result of a query as pyoxigraph gives it; solutions come as they are found. `options` are those of
    `Store.query`, such as `base_iri`, `default_graph` and `named_graphs`."""
    bare = QUOTED.sub(" ", query)
    if not bare.strip():
        raise QueryError("the query is empty; try: SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    if _UPDATE.match(bare):
        raise QueryError("only queries that read are run (SELECT, ASK, CONSTRUCT, DESCRIBE); to change it, build again")
    if _REMOTE.search(_NAMES.sub(" ", bare)):
        raise QueryError("SERVICE asks another server; kgraph only asks the graph at hand. Take it out of the query")
    try:
        return store.query(query, prefixes=PREFIXES, custom_functions=dict(functions or {}), **options)
    except SyntaxError as error:
        raise QueryError(_syntax(query, str(error))) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def ordered(query: str) -> bool:
    """Whether a query says in which order it wants its rows, or which of them; others are sorted."""
    return bool(_ORDERED.search(QUOTED.sub(" ", query)))


def short(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term for people: `kg:undertakes`, a bare literal, an IRI of this graph without its base."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    if term.value.startswith(BASE):
        return term.value.removeprefix(BASE)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value


def _solutions(result: QuerySolutions, query: str, format: str) -> str:
    columns = [variable.value for variable in result.variables]
    rows = [list(solution) for solution in result]
    if not ordered(query):
        rows.sort(key=lambda row: [str(term) for term in row])
    if format == "table":
        return table(columns, [[short(term) for term in row] for row in rows])
    if format == "csv":
        return _csv(columns, [[_value(term) for term in row] for row in rows])
    bindings = [{c: _term(t) for c, t in zip(columns, row, strict=True) if t is not None} for row in rows]
    return _json({"head": {"vars": columns}, "results": {"bindings": bindings}})


def _boolean(answer: bool, format: str) -> str:
    return _json({"head": {}, "boolean": answer}) if format == "json" else f"{str(answer).lower()}\n"


def _triples(triples: list[Triple], format: str) -> str:
    triples.sort(key=lambda t: [str(term) for term in t])
    if format == "csv":
        return _csv(["subject", "predicate", "object"], [[_value(term) for term in triple] for triple in triples])
    if format == "json":
        return serialize(triples, format=RdfFormat.JSON_LD).decode() + "\n"
    return _turtle(triples)


def _turtle(triples: list[Triple]) -> str:
    """Turtle with the prefixes that are used, sorted (pyoxigraph writes all, in no fixed order)."""
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES).decode()
    lines = text.split("\n")
    body = [line for line in lines if not line.startswith("@prefix ")]
    used = [p for p in sorted(PREFIXES) if re.search(rf"(?<![\w-]){p}:", QUOTED.sub("", "\n".join(body)))]
    return "\n".join([*(f"@prefix {p}: <{PREFIXES[p]}> ." for p in used), *body])


def _csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *rows])
    return out.getvalue()


def _json(record: dict) -> str:
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _value(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _term(term: NamedNode | BlankNode | Literal | Triple) -> dict:
    """A term as the SPARQL 1.1 JSON results format writes it."""
    if isinstance(term, Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _term(part) for name, part in parts}}
    if isinstance(term, Literal):
        record = {"type": "literal", "value": term.value}
        if term.language:
            return record | {"xml:lang": term.language}
        kind = term.datatype.value
        return record if kind == XSD + "string" else record | {"datatype": kind}
    return {"type": "uri" if isinstance(term, NamedNode) else "bnode", "value": term.value}


def _syntax(query: str, message: str) -> str:
    """What is wrong, the line with a mark under the place, and what to try."""
    if not (place := _PLACE.match(message)):
        return f"the query cannot be read: {message}"
    line, column, expected = int(place[1]), int(place[2]), place[3]
    text = [*query.split("\n"), ""][min(line - 1, query.count("\n") + 1)]
    mark = " " * width(text[: column - 1]) + "^"
    return f"line {line}, column {column} of the query cannot be read:\n  {text}\n  {mark}\n{_hint(query, expected)}"


def _hint(query: str, expected: str) -> str:
    known = ", ".join(f"{prefix}:" for prefix in PREFIXES)
    if "Prefix not found" in expected:
        return f"The prefix is not declared. Known without a declaration: {known}"
    if query.count("{") != query.count("}"):
        return f"Not every {{ has its }}: {query.count('{')} of the one, {query.count('}')} of the other"
    words = re.findall(r"\b[A-Z][A-Z ]+\b", expected)
    likely = f"Expected here: {', '.join(dict.fromkeys(words))}. " if words else ""
    return f"{likely}Example: SELECT ?company ?project WHERE {{ ?company ?relation ?project }} LIMIT 10"
