"""All errors that kgraph raises.

    KgraphError
    ├── InputError      a file, folder or record that cannot be read
    ├── OutputError     a folder that cannot be written
    ├── OntologyError   a broken ontology, pattern or lexicon file
    ├── QueryError      a question or SPARQL query that cannot be answered
    │   └── NotInGraph  a name that the graph does not have
    └── MissingExtra    a library that only some answers need is not installed

Every message says what is wrong, where, and what to do next.
"""


class KgraphError(Exception):
    """Base of all errors raised on purpose."""


class InputError(KgraphError):
    """An input that cannot be read: `place` names the file (and line), the message what was expected."""

    def __init__(self, place: str, message: str):
        super().__init__(f"{place}: {message}")
        self.place = place


class OutputError(KgraphError):
    """A folder or file that cannot be written."""


class OntologyError(KgraphError):
    """A broken file under `ontology/`, or a name that the ontology does not have."""


class QueryError(KgraphError):
    """A question or a query that cannot be understood."""


class NotInGraph(QueryError):
    """A name that the graph does not have; the message offers the nearest ones."""


class MissingExtra(KgraphError):
    """A library that only some answers need is not installed; the message says how to get it."""
