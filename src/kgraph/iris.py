"""All IRIs and namespaces, and how an entity's IRI is made."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

KG = "https://w3id.org/kgraph/ontology#"
KGS = "https://w3id.org/kgraph/system#"
KGSH = "https://w3id.org/kgraph/shapes#"
BASE = "https://w3id.org/kgraph/id/"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
QB = "http://purl.org/linked-data/cube#"
TIME = "http://www.w3.org/2006/time#"
DCTERMS = "http://purl.org/dc/terms/"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
ENTAILMENT = "http://www.w3.org/ns/entailment/"

PREFIXES = {
    "dcterms": DCTERMS, "kg": KG, "org": ORG, "owl": OWL, "prov": PROV, "qb": QB, "rdf": RDF, "rdfs": RDFS,
    "schema": SCHEMA, "skos": SKOS, "time": TIME, "xsd": XSD,
}  # fmt: skip

NAMES_IN = "zh"  # the language that the names of entities carry: "张波"@zh

_KEPT = "-._~!$&'()*,;=:@/"  # allowed in an IRI path as they are (RFC 3987); everything outside ASCII is kept too


def local(*parts: str) -> str:
    """A readable IRI tail: Chinese stays Chinese, what an IRI may not hold is percent-encoded."""
    return "/".join(_escape(part) for part in parts if part)


@lru_cache(maxsize=4096)
def _escape(part: str) -> str:
    return "".join(c if _readable(c) else quote(c, safe=_KEPT.replace("/", "")) for c in part)


def _readable(character: str) -> bool:
    return ord(character) > 0xA0 and character.isprintable() and character != "\ufffd"


def entity(id: str, base: str = BASE) -> str:
    """The IRI of an entity. Its id is an IRI tail already (see `local`)."""
    return base + id


def document(id: str, base: str = BASE) -> str:
    """The IRI of a document, and of the named graph that holds its claims."""
    return base + local("doc", *id.split("/"))


def claim(document_id: str, key: str, base: str = BASE) -> str:
    """The IRI of a claim: below its document, told apart by a hash of what it says, where and by which rule."""
    return base + local("claim", *document_id.split("/")) + "/" + key


def node(class_name: str, subject_id: str, key: str, base: str = BASE) -> str:
    """The IRI of a tenure or observation: whose it is, and the id of its fact."""
    return base + class_name.lower() + "/" + subject_id.rpartition("/")[2] + "-" + key


def check(document_id: str, key: str, base: str = BASE) -> str:
    """The IRI of a check of a document's figures."""
    return base + local("check", *document_id.split("/")) + "/" + key


def candidate(key: str, base: str = BASE) -> str:
    """The IRI of an open decision: two entities that may be one."""
    return base + "candidate/" + key


def decision(key: str, base: str = BASE) -> str:
    """The IRI of what a person decided."""
    return base + "decision/" + key


def curator(name: str, base: str = BASE) -> str:
    """The IRI of a person who decided."""
    return base + local("curator", name)
