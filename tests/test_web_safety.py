"""The server against pages of elsewhere: headers, names, paths, and what it tells of itself."""

from __future__ import annotations

import socket

import pytest
from helpers_web import GRAPH, GRAPHS, HOST, fetch, port_of, running, status, talk, write_folder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgraph.errors import InputError, QueryError
from kgraph.web import handler, make_server, reading, report, safety

SECRET = "the-secret-beside-the-folder"
GET = "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of a folder in a folder with a secret, whose name stands in the folder's path too."""
    place = tmp_path_factory.mktemp(SECRET)
    (place / "secret.txt").write_text(SECRET)
    (place / "built").mkdir()
    with running(write_folder(place / "built", GRAPH.read_bytes() + GRAPHS)) as server:
        yield server


# ── headers ──

ANSWERS = {
    "a page": ("GET", "/report.html", None, 200),
    "a first page": ("GET", "/", None, 200),
    "results": ("GET", "/sparql?query=ASK{}", None, 200),
    "nothing": ("OPTIONS", "/sparql", None, 204),
    "a wrong query": ("GET", "/sparql?query=ASK", None, 400),
    "no page": ("GET", "/none", None, 404),
    "no method": ("PUT", "/", None, 405),
    "a method that is none": ("MAKE", "/", None, 405),
    "no type": ("POST", "/sparql", b"", 415),
    "too much": ("POST", "/sparql", b"x" * (reading.MAX_BODY + 1), 413),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_the_headers_that_keep_browsers_safe(name, server):
    method, target, body, expected = ANSWERS[name]
    answer = fetch(server, method, target, body)
    assert answer.status == expected
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["server"] == "kgraph"  # and no version


def test_scripts_come_from_the_server_alone():
    assert "script-src 'self';" in safety.POLICY and "object-src 'none'" in safety.POLICY


def test_a_file_that_brings_its_script_is_no_page_of_the_server(server):
    policy = fetch(server, "GET", "/report.html").headers["content-security-policy"]
    assert "sandbox" in policy and "allow-same-origin" not in policy and "default-src 'none'" in policy


@given(st.text())
@example("x\r\nSet-Cookie: a=b")
@example("/id/Company/云\x00")
def test_the_value_of_a_header_begins_no_other(text):
    value = safety.header(text)
    assert value.isascii() and (value.isprintable() or not value)


# ── who is asked ──

HOSTS = {
    "localhost": 200, "LOCALHOST:80": 200, "127.0.0.1": 200, "127.0.0.1:99999": 200, "[::1]:8000": 200,
    "example.org": 403, "localhost.example.org": 403, "127.0.0.1.example.org": 403, "localhost.": 403, "0.0.0.0": 403,
    "": 400, "a b": 400, "localhost/x": 400, "user@localhost": 400, "localhost:x": 400, "[::1": 400, "本机": 400,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTS)
def test_only_names_of_this_machine_are_answered(name, server):
    sent = f"GET /sparql?query=ASK{{}} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    assert status(talk(server, sent.encode())) == HOSTS[name]


@pytest.mark.parametrize("name", [name for name in HOSTS if name and not set(" /") & set(name)])
def test_a_name_in_the_address_goes_before_the_header(name, server):
    for other in ("localhost", "example.org"):
        sent = f"GET http://{name}/sparql?query=ASK{{}} HTTP/1.1\r\nHost: {other}\r\nConnection: close\r\n\r\n"
        assert status(talk(server, sent.encode())) == HOSTS[name]


def test_a_host_must_be_named_once(server):
    assert status(talk(server, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")) == 400
    assert status(talk(server, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")) == 400


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost"])
def test_what_only_this_machine_reaches(address):
    assert safety.is_local(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_what_others_reach(address):
    assert not safety.is_local(address)
    assert safety.check_host(["example.org:80"], address) == "example.org:80"


# ── where ──

PATHS = [
    "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/..%5csecret.txt", "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e", "/assets/..", "//secret.txt", "/report.html/../../secret.txt",
    "/graph.nq/../../secret.txt", "/graph.nq%00.txt", "/document/../../secret.txt", "/id/../../secret.txt",
    "/data/../../secret.txt.ttl", "/page/..%2f..%2fsecret.txt", "/etc/passwd", "file:///etc/passwd", "C:\\secret.txt",
    "/explorer/text?id=../../secret.txt", "/%00", "/%ff", "/\\..\\secret.txt",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_folder(path, server):
    answer = talk(server, GET.format(path).encode())
    assert status(answer) in (200, 303, 400, 404)
    assert SECRET.encode() not in answer and b"root:" not in answer


@given(st.lists(st.sampled_from(["..", "%2e%2e", "/", "%2f", "\\", "secret.txt", "assets", "id", "document", "data",
                                 "graph.nq", "built", ".", "%00", "?", "#", "云"]), max_size=8))  # fmt: skip
@settings(max_examples=80, deadline=None, derandomize=True)
def test_no_path_of_any_make_leads_out(server, parts):
    assert SECRET.encode() not in talk(server, GET.format("/" + "".join(parts)).encode())


# ── what went wrong stays here ──


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), InputError(f"/home/{SECRET}/graph.nq", "broken"), OSError(SECRET)]
)
def test_a_fault_of_the_server_is_told_on_its_terminal(error, server, monkeypatch, capfd):
    def broken(*_):
        raise error

    monkeypatch.setattr(handler, "answer", broken)
    answer = fetch(server, "GET", "/")
    assert (answer.status, answer.text) == (500, f"{handler.SORRY}\n")
    assert SECRET in capfd.readouterr().err


def test_a_missing_report_is_told_without_its_path(server, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "REPORT", "none.html")
    answer = fetch(server, "GET", "/report.html")
    assert (answer.status, answer.text) == (404, "the folder has no none.html; run kgraph build again\n")


def test_a_port_in_use_is_a_clear_error(server):
    with pytest.raises(QueryError, match=rf"cannot listen on 127\.0\.0\.1:{port_of(server)} .*another with --port"):
        make_server(server.served.folder, port=port_of(server))
    with pytest.raises(QueryError, match="choose another"):
        make_server(server.served.folder, port=99999)


def test_a_folder_that_cannot_be_served_leaves_the_port_free(server, tmp_path):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
    with pytest.raises(InputError, match="run kgraph build first"):
        make_server(tmp_path, port=port)
    with socket.socket() as free:
        free.bind((HOST, port))
