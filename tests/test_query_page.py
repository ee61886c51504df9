"""What the query page is made of, over HTTP: packaged assets with their caching, the page, and what it knows."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import replace
from hashlib import sha256
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from helpers_browser import serving

from kgraph.iris import BASE, KG, PREFIXES
from kgraph.ontology import Ontology
from kgraph.web import assets

KINDS = {
    "query.js": "text/javascript; charset=utf-8",
    "query.css": "text/css; charset=utf-8",
    "LICENSES.txt": "text/plain; charset=utf-8",
    "built.json": "application/json; charset=utf-8",
}
OUTSIDE = [
    "../errors.py", "..%2Ferrors.py", "%2e%2e%2ferrors.py", "..\\errors.py", "/etc/passwd", "", ".", "..", "query.js/",
    "query.js%00.txt", "QUERY.JS", "nothing.js", "__init__.py",
]  # fmt: skip


@pytest.fixture(scope="module")
def url(seed_folder):
    with serving(seed_folder) as address:
        yield address


def get(url: str, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """(status, headers, body) of a path that is sent as it is, dots and all."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def packaged(name: str) -> bytes:
    return files("kgraph").joinpath("assets", name).read_bytes()


@pytest.mark.parametrize("name", KINDS)
def test_an_asset_is_what_the_package_has(url, name):
    status, headers, body = get(url, f"/assets/{name}")
    assert (status, headers["Content-Type"], body) == (200, KINDS[name], packaged(name))


def test_every_packaged_file_is_served():
    assert assets.packaged().keys() == {item.name for item in files("kgraph").joinpath("assets").iterdir()}


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_else_is_served(url, name):
    status, _, body = get(url, f"/assets/{name}")
    assert status == 404
    assert b"KgraphError" not in body and b"root:" not in body


def test_what_the_browser_has_is_not_sent_again(url):
    tag = get(url, "/assets/query.js")[1]["ETag"]
    status, headers, body = get(url, "/assets/query.js", **{"If-None-Match": f'"other", W/{tag}'})
    assert (status, headers["ETag"], body) == (304, tag, b"")
    assert get(url, "/assets/query.js", **{"If-None-Match": '"other"'})[0] == 200


def test_head_says_the_same_without_a_body(url):
    status, headers, body = get(url, "/assets/query.js", method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(packaged("query.js"))), b"")


def test_only_an_address_with_the_digest_is_kept_for_good(url):
    digest = sha256(packaged("query.js")).hexdigest()
    kept = {
        version: get(url, f"/assets/query.js?v={version}")[1]["Cache-Control"] for version in (digest[:16], "", "0")
    }
    assert kept == {digest[:16]: "public, max-age=31536000, immutable", "": "no-cache", "0": "no-cache"}
    assert get(url, f"/assets/query.js?v={digest[:2]}")[1]["Cache-Control"] == "no-cache"


def test_the_page_names_its_assets_by_their_digest(url):
    status, headers, body = get(url, "/query")
    named = re.findall(r'"/assets/([\w.-]+)\?v=(\w+)"', body.decode())
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert {name for name, _ in named} == {"query.js", "query.css"}
    assert all(sha256(packaged(name)).hexdigest().startswith(version) for name, version in named)


def test_the_page_has_no_script_of_its_own_and_names_no_other_host(url):
    html = get(url, "/query")[2].decode()
    assert re.findall(r"<script(?![^>]* src=)", html) == []
    assert re.findall(r"""\son\w+=|\sstyle=|https?:|(?:src|href)="//""", html) == []


# ── what the page knows ──


@pytest.fixture(scope="module")
def known(url):
    status, headers, body = get(url, "/query/page.json")
    assert status == 200 and headers["Content-Type"].startswith("application/json")
    return json.loads(body)


def test_every_term_of_the_ontology_can_be_completed(known):
    ontology = Ontology.load()
    terms = {name: (kind, zh, en) for name, kind, zh, en, _ in known["terms"]}
    assert {f"kg:{name}" for name in (*ontology.classes, *ontology.properties)} <= terms.keys()
    assert terms["kg:undertakes"] == ("relation", "承担", "undertakes")
    assert terms["kg:Company"][0] == "class" and terms["kg:signed"] == ("value", "已签约", "signed")
    assert all(zh and en for _, zh, en in terms.values())


def test_terms_of_other_vocabularies_are_those_that_the_graph_uses(known, seed_folder):
    text = (seed_folder / "graph.nq").read_text("utf-8")
    used = {iri for iri in re.findall(r"(?m)^<[^>]*> <([^>]*)>", text) if not iri.startswith(KG)}
    expand = {name: PREFIXES[name.split(":")[0]] + name.split(":")[1] for name, *_ in known["terms"]}
    assert used <= set(expand.values())


def test_it_knows_prefixes_base_and_limits(known):
    assert known["prefixes"] == PREFIXES and known["base"] == BASE
    assert known["limits"]["seconds"] > 0 and known["limits"]["rows"] >= 1000


def test_the_base_is_that_of_the_folder(seed_graph, tmp_path):
    replace(seed_graph, base="https://example.org/news/").write(tmp_path / "out")
    with serving(tmp_path / "out") as url:
        assert json.loads(get(url, "/query/page.json")[2])["base"] == "https://example.org/news/"
