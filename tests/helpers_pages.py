"""What the tests of the server's pages share: a folder with one very well known place, and a reader of HTML."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from helpers_web import Answer, fetch, write_folder
from lxml import html

from kgraph.iris import BASE, KG, RDF, SKOS

HUB, MANY = f"{BASE}Place/大港区", 5_000  # a place, and how many projects are in it
HEAD = f"@base <{BASE}> . @prefix kg: <{KG}> . @prefix rdf: <{RDF}> . @prefix skos: <{SKOS}> .\n"


def trig(text: str) -> bytes:
    """TriG with the prefixes of kgraph and the usual base."""
    return (HEAD + text).encode()


def hub_folder(folder: Path) -> Path:
    """A folder in which `MANY` projects are in one place, each said by one sentence."""
    lines = ['<Place/大港区> a kg:Place ; skos:prefLabel "大港区"@zh .', "<doc/many> a kg:Document ."]
    for number in range(MANY):
        name = f"第{number}号项目"
        lines.append(f'<Project/{name}> a kg:Project ; skos:prefLabel "{name}"@zh ; kg:locatedIn <Place/大港区> .')
        lines.append(
            f"<doc/many> {{ <claim/many/{number}> a kg:Claim ; rdf:subject <Project/{name}> ; rdf:predicate"
            f' kg:locatedIn ; rdf:object <Place/大港区> ; kg:quote "{name}在大港区。" ; kg:modality kg:asserted }}'
        )
    return write_folder(folder, trig("\n".join(lines)))


def read(server, path: str, **headers: str) -> tuple[Answer, html.HtmlElement]:
    """A page: what came back, and its tree."""
    answer = fetch(server, "GET", path, **headers)
    return answer, html.document_fromstring(answer.body.decode())


def address(path: str) -> str:
    """A path with Chinese in it, as a browser sends it."""
    return quote(path, safe="/%?&=@~:,#-")


def words(tree: html.HtmlElement) -> str:
    """All text of a page, spaces made one."""
    return " ".join(tree.text_content().split())


def triples(body: bytes, kind: pyoxigraph.RdfFormat) -> set[pyoxigraph.Triple]:
    return {quad.triple for quad in pyoxigraph.parse(body, format=kind)}
