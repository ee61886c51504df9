"""The server against wrong sizes, paces and nonsense, over bare sockets.

Law: whatever is sent, the server answers or closes, and goes on."""

from __future__ import annotations

import contextlib
import socket
import time

import pytest
from helpers_web import COMPANIES, GRAPH, GRAPHS, PATIENCE, ask, connect, read_all, running, status, talk, write_folder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kgraph.web import crowd, handler, reading

GET = "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
POST = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
FEW, SHORT = 8, 0.5  # connections and seconds, where a test would else need many


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of the small graph of the tests of queries."""
    with running(write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes() + GRAPHS)) as server:
        yield server


@pytest.fixture
def still_there(server):
    """After the test the server must answer as before."""
    yield
    assert ask(server, "ASK {}").status == 200


# ── how much ──


def test_sizes(server, still_there):
    query = f"GET /sparql?query=ASK{'+' * reading.MAX_BODY} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert status(talk(server, query.encode())) == 414
    assert status(talk(server, b"G" * 200_000)) == 414
    one = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"
    assert status(talk(server, one)) == 431
    many = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n"
    assert status(talk(server, many)) == 431
    large = b"GET / HTTP/1.1\r\nHost: localhost\r\n" + (b"X: " + b"x" * 60_000 + b"\r\n") * 50 + b"\r\n"
    assert status(talk(server, large)) == 431
    assert status(talk(server, f"{POST}Content-Length: 99999999\r\n\r\nASK".encode())) == 413
    chunk = b"%x\r\n%s\r\n" % (1 << 16, b" " * (1 << 16))
    assert status(talk(server, f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 20 + b"0\r\n\r\n")) == 413


LENGTHS = {
    "Content-Length: 5\r\n\r\nASK{}": 200,
    "Content-Length: 05\r\n\r\nASK{}": 200,
    "Transfer-Encoding: chunked\r\n\r\n2\r\nAS\r\n3;x=y\r\nK{}\r\n0\r\nTrailer: x\r\n\r\n": 200,
    "Transfer-Encoding: Chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n": 200,
    "\r\n": 411,
    "Content-Length: 5\r\nContent-Length: 5\r\n\r\nASK{}": 400,
    "Content-Length: 5, 5\r\n\r\nASK{}": 400,
    "Content-Length: +5\r\n\r\nASK{}": 400,
    "Content-Length: -5\r\n\r\nASK{}": 400,
    "Content-Length: 5²\r\n\r\nASK{}": 400,
    "Content-Length: ５\r\n\r\nASK{}": 400,
    "Content-Length: 0x5\r\n\r\nASK{}": 400,
    "Content-Length: 9\r\n\r\nASK{}": 400,
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n": 400,
    "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n": 400,
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n": 400,
    "Transfer-Encoding: identity\r\n\r\nASK{}": 400,
    "Transfer-Encoding: chunked\r\n\r\n-5\r\nASK{}\r\n0\r\n\r\n": 400,
    "Transfer-Encoding: chunked\r\n\r\n5\r\nASK{}xx\r\n0\r\n\r\n": 400,
    "Transfer-Encoding: chunked\r\n\r\nffffffff\r\nASK{}\r\n": 413,
    "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\nASK{}\r\n": 400,
    "Transfer-Encoding: chunked\r\n\r\n5\r\nASK": 400,
}


@pytest.mark.parametrize("rest", LENGTHS)
def test_where_a_body_ends_is_beyond_doubt(rest, server):
    assert status(talk(server, f"{POST}{rest}".encode())) == LENGTHS[rest]


# ── one after another ──


def answers(received: bytes) -> list[int]:
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def test_a_connection_takes_several_requests(server):
    one = b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    post = POST.replace("Connection: close\r\n", "").encode() + b"Content-Length: 5\r\n\r\nASK{}"
    assert answers(talk(server, one + post + one.replace(b"ASK{}", b"ASK") + one)) == [200, 200, 400, 200]


@pytest.mark.parametrize(
    "first",
    [
        b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nno header\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
)
def test_after_what_leaves_doubt_the_connection_is_closed(first, server):
    """What follows might be taken for a request that nobody made."""
    follows = b"GET /sparql?query=ASK{} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert len(answers(talk(server, first + follows))) == 1


def test_a_client_may_ask_whether_it_may_send(server):
    with connect(server) as connection:
        connection.sendall(f"{POST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ASK{}")
        assert status(read_all(connection)) == 200
    assert status(talk(server, f"{POST}Content-Length: 9999999\r\nExpect: 100-continue\r\n\r\n".encode())) == 413


# ── how fast, how many ──


@pytest.mark.parametrize("start", ["GET /", f"{GET.format('/')[:40]}", f"{POST}Content-Length: 500\r\n\r\nA"])
def test_who_sends_slowly_is_not_waited_for(start, server, monkeypatch):
    """The time is that of the whole part: one byte now and then does not prolong it."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS"):
        monkeypatch.setattr(handler, name, SHORT)
    with connect(server) as connection:
        connection.sendall(start.encode())
        assert status(_while_dripping(connection)) in (0, 408)


def _while_dripping(connection: socket.socket) -> bytes:
    """What comes back while a byte is sent now and then."""
    until = time.monotonic() + PATIENCE
    connection.settimeout(SHORT / 10)
    with contextlib.suppress(ConnectionError):
        while time.monotonic() < until:
            with contextlib.suppress(TimeoutError):
                return connection.recv(1 << 16)
            connection.sendall(b"x")
        pytest.fail("still waiting")
    return b""


def test_who_says_nothing_is_forgotten(server, monkeypatch):
    monkeypatch.setattr(handler, "HEAD_SECONDS", SHORT)
    with connect(server) as connection:
        assert read_all(connection) == b""


@pytest.mark.parametrize("sent", ["", "GET /sparql?query=ASK{}", f"{POST}Content-Length: 500\r\n\r\nA"])
def test_idle_connections_keep_nobody_out(sent, server, monkeypatch, still_there):
    monkeypatch.setattr(server.crowd, "_most", FEW)
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(connect(server)) for _ in range(5 * FEW)]
        for connection in idle:
            with contextlib.suppress(ConnectionError):  # the first are gone already
                connection.sendall(sent.encode())
        assert ask(server, "ASK {}").status == 200
        assert read_all(idle[0]) == b""  # the longest waiting had to go
        idle[-1].shutdown(socket.SHUT_WR)
        assert status(read_all(idle[-1])) == (400 if sent else 0)  # it was still there


def test_who_is_being_served_stays():
    pairs = [socket.socketpair() for _ in range(5)]
    one, two, three, four, five = (near for near, _ in pairs)
    some = crowd.Crowd(3)
    for visitor in (one, two, three):
        assert some.enter(visitor)
        some.serve(visitor)
    assert not some.enter(four)
    some.answer(one)
    some.answer(two)
    some.ask(two)
    assert some.enter(four)  # in place of the second, who has asked for nothing more
    some.serve(four)
    assert some.enter(five)  # in place of the first, who takes its answer slowly
    assert [near.recv(1) for near in (one, two)] == [b"", b""]
    some.close(0)
    assert [far.recv(1) for _, far in pairs] == [b""] * 5
    for pair in pairs:
        for end in pair:
            end.close()


def test_a_full_server_says_so(server, monkeypatch, still_there):
    monkeypatch.setattr(server.crowd, "_most", 0)
    with connect(server) as connection:
        assert b"503 Service Unavailable" in read_all(connection)
    monkeypatch.undo()


# ── nonsense ──

WORDS = [
    b"GET ", b"POST ", b"HEAD ", b"OPTIONS ", b"/", b"/sparql", b"?query=", b"ASK{}", b" HTTP/1.1", b" HTTP/1.0",
    b" HTTP/0.9", b"\r\n", b"\n", b"\r", b"\x00", b"Host: localhost", b"Host:", b"Content-Length: 5",
    b"Content-Length:", b"Transfer-Encoding: chunked", b"Content-Type: application/sparql-query",
    b"Expect: 100-continue", b"Content-Type: application/x-www-form-urlencoded", b"Connection: keep-alive",
    b"Connection: close", b"query=ASK{}",
    b"5\r\nASK{}\r\n0\r\n\r\n", b"%", b"%zz", b"\xff\xfe", b"://", b"*", b"http://[", b":", b";", b" ", b"\t",
    "云".encode(),
]  # fmt: skip
NONSENSE = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(WORDS), max_size=14).map(b"".join))


@given(NONSENSE)
@example(b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n")
@example(b"GET /" + b"\xff" * 10 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
@example("POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: ²\r\n\r\n".encode("latin-1"))
@settings(max_examples=250, deadline=None, derandomize=True)
def test_nonsense_is_answered_or_the_connection_closed(server, sent):
    answer = talk(server, sent)
    assert not answer or status(answer) >= 200
    assert status(answer) != 500 and b"Traceback" not in answer


@given(st.data())
@settings(max_examples=120, deadline=None, derandomize=True)
def test_a_request_with_a_slip_is_answered_or_the_connection_closed(server, data):
    whole = f"{POST}Content-Length: {len(COMPANIES)}\r\nAccept: text/csv\r\n\r\n{COMPANIES}".encode()
    at = data.draw(st.integers(0, len(whole)))
    until = data.draw(st.integers(at, min(at + 9, len(whole))))
    answer = talk(server, whole[:at] + data.draw(st.binary(max_size=6)) + whole[until:])
    assert not answer or 200 <= status(answer) < 500


def test_the_server_is_still_there(server):
    assert ask(server, "ASK {}").status == 200
