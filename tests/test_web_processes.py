"""The processes that run visitors' queries: what ends them, what takes their place, and that none is left behind.

Both ways to make them are tested: forked from the server's mother process, and started on their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from helpers_web import GRAPH, PATIENCE, ask, connect, fetch, running, write_folder

from kgraph.queries import results
from kgraph.web import command, limits, wire, workers
from kgraph.web.http import Refused
from kgraph.web.limits import Limits

psutil = pytest.importorskip("psutil", reason="needs the Python package psutil to look at processes")

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o FILTER(?a != ?d) }"
NESTED = "SELECT * WHERE {" + "{" * 20_000 + "}" * 20_000 + "}"
GREEDY = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l BIND(CONCAT(STR(?c), STR(?f)) AS ?x) } ORDER BY ?x"
BOTH_WAYS = pytest.mark.parametrize("serving", ["forked", "started"], indirect=True)
SHORT, LONG = 0.5, 600  # seconds of a query that is to be ended, and of one that another thing ends first
LITTLE = 60 << 20  # bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("built"), GRAPH.read_bytes())


@pytest.fixture
def serving(request, folder, monkeypatch):
    """A server with given limits; its query processes are forked, or made in the way that the test names."""
    forked = getattr(request, "param", "forked") == "forked"
    monkeypatch.setattr(workers, "can_fork", lambda: forked)
    opened = []

    def start(**given):
        opened.append(running(folder, limits=Limits(**given)))
        server = opened[-1].__enter__()
        assert (server.served.workers._mother is not None) == forked
        assert ask(server, "ASK {}").status == 200
        return server

    yield start
    before = [process for process in psutil.Process().children(recursive=True) if _is_ours(process)]
    for context in opened:
        context.__exit__(None, None, None)
    assert before and not any(_lives(process) for process in before)


def _is_ours(process) -> bool:
    return _lives(process) and "resource_tracker" not in " ".join(process.cmdline())


def _lives(process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _until(true, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


# ── what ends a query ──


@BOTH_WAYS
def test_a_query_that_takes_too_long_is_ended(serving):
    server = serving(seconds=SHORT)
    answer = ask(server, ENDLESS)
    assert (answer.status, answer.kind) == (503, "text/plain")
    assert "more than 0.5 seconds" in answer.text and "kgraph query" in answer.text
    assert ask(server, "ASK {}").status == 200


@BOTH_WAYS
def test_a_query_that_breaks_its_process_harms_nobody(serving):
    server = serving(seconds=LONG)
    answer = fetch(server, "POST", "/sparql", NESTED.encode(), Content_Type="application/sparql-query")
    assert answer.status == 500
    assert "more memory" in answer.text and "nested too deep" in answer.text
    assert ask(server, "ASK {}").status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_query_that_takes_too_much_memory_is_ended(serving):
    server = serving(seconds=LONG, memory=LITTLE)
    answer = ask(server, GREEDY)
    assert answer.status == 500 and "more memory than the 60 MB" in answer.text
    assert ask(server, "ASK {}").status == 200


def test_a_result_that_is_too_large_is_refused(serving):
    server = serving(bytes=1000)
    for query in ("SELECT * WHERE { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answer = ask(server, query)
        assert answer.status == 400 and "more than 1,000 bytes" in answer.text


def test_who_comes_too_late_is_told_when_to_come_again(serving):
    server = serving(seconds=LONG, running=1, waiting=0)
    with connect(server) as busy:
        busy.sendall(_get(ENDLESS))
        _until(lambda: not server.served.workers._idle, "the query does not run")
        answer = ask(server, "ASK {}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert "too many queries" in answer.text


def test_a_query_nobody_waits_for_is_ended(serving):
    server = serving(seconds=LONG, running=1, waiting=PATIENCE)
    with connect(server) as leaving:
        leaving.sendall(_get(ENDLESS))
        _until(lambda: not server.served.workers._idle, "the query does not run")
    assert ask(server, "ASK {}").status == 200


def test_queries_run_at_the_same_time(serving):
    server = serving(seconds=LONG, running=2)
    with connect(server) as busy:
        busy.sendall(_get(ENDLESS))
        _until(lambda: not server.served.workers._idle, "the query does not run")
        assert ask(server, "ASK {}").status == 200


def _get(query: str) -> bytes:
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


# ── what takes its place ──


def test_a_process_that_died_meanwhile_is_replaced(serving):
    server = serving(running=1)
    (worker,) = server.served.workers._idle
    worker.end()
    _until(lambda: worker.over, "its end is not noticed")
    assert ask(server, "ASK {}").status == 200
    assert server.served.workers._idle != [worker]


def test_without_their_mother_processes_are_started_on_their_own(serving):
    server = serving(seconds=SHORT)
    if mother := server.served.workers._mother:
        os.kill(mother._pid, signal.SIGKILL)
        os.waitpid(mother._pid, 0)
    assert ask(server, ENDLESS).status == 503
    assert ask(server, "ASK {}").status == 200
    (worker,) = server.served.workers._idle
    assert "Popen" in repr(worker.end.__closure__[0].cell_contents)


def test_where_no_process_can_be_had_the_visitor_is_told(folder, monkeypatch):
    def none(*_, **__):
        raise OSError("no more processes")

    monkeypatch.setattr(workers, "can_fork", lambda: False)
    monkeypatch.setattr(subprocess, "Popen", none)
    with running(folder) as server:
        answer = ask(server, "ASK {}")
        assert answer.status == 503 and "no process" in answer.text


def test_a_process_that_has_grown_is_replaced(folder, monkeypatch):
    """Memory that a query took is given back with its process."""
    monkeypatch.setattr("kgraph.web.worker.GREW", -1)
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    with running(folder) as server:
        assert ask(server, "ASK {}").status == 200
        (worker,) = server.served.workers._idle
        assert ask(server, "ASK {}").status == 200
        assert server.served.workers._idle != [worker]


def test_of_processes_with_nothing_to_do_one_is_kept(serving, monkeypatch):
    monkeypatch.setattr(workers, "IDLE", LONG)
    server = serving(seconds=LONG, running=3)
    pool = server.served.workers
    pool._idle += [pool._make(), pool._make()]
    last = pool._idle[-1]
    pool.tidy()
    assert len(pool._idle) == 3
    monkeypatch.setattr(workers, "IDLE", -1)
    _until(lambda: pool._idle == [last], "they are kept")
    assert ask(server, "ASK {}").status == 200


# ── what it may not ──


def test_no_query_reaches_another_server_even_past_the_guard(folder, monkeypatch):
    """Should a way around the words be found, the process still has no file number left for a connection."""
    monkeypatch.setattr(results, "_REMOTE", re.compile("(?!)"))
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    with socket.create_server(("127.0.0.1", 0)) as other, running(folder) as server:
        other.settimeout(SHORT)
        place = f"http://127.0.0.1:{other.getsockname()[1]}/"
        answer = ask(server, f"SELECT * WHERE {{ SERVICE <{place}> {{ ?s ?p ?o }} }}")
        assert answer.status == 400 and "cannot be run" in answer.text
        with pytest.raises(TimeoutError):
            other.accept()


def test_a_fault_in_a_process_is_told_on_the_terminal(folder, monkeypatch, capfd):
    def broken(*_, **__):
        raise RuntimeError("secret")

    monkeypatch.setattr("kgraph.web.worker.respond", broken)
    monkeypatch.setattr(workers, "can_fork", lambda: True)
    with running(folder) as server:
        answer = ask(server, "ASK {}")
        assert (answer.status, answer.text) == (500, "the query could not be run\n")
        assert "secret" in capfd.readouterr().err


def test_what_is_no_message_is_no_answer():
    one, other = socket.socketpair()
    with one, other, one.makefile("rb") as stream:
        other.sendall(b"\x00\x00\x00\x05\x00\x00\x00\x00abcde")
        assert wire.receive(stream) is None
        other.sendall(b"\xff" * 8)
        assert wire.receive(stream) is None
        other.sendall(b"\x00\x00\x00\x02\x00\x00\x00\x09{}short")
        other.shutdown(socket.SHUT_WR)
        assert wire.receive(stream) is None


def test_where_the_system_limits_no_process_queries_run_all_the_same(monkeypatch):
    monkeypatch.setattr(limits, "resource", None)
    limits.confine(0, 0)
    assert limits.memory_peak() == 0
    with open(__file__) as file:  # still
        assert file.read()


# ── kgraph serve ──


@pytest.fixture
def started(folder):
    """`kgraph serve` in a process of its own, its address, and all processes that belong to it."""
    run = [sys.executable, "-m", "kgraph", "serve", str(folder), "--port", "0", "--timeout", str(LONG)]
    with subprocess.Popen(run, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline()
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/ and /sparql", line)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as busy:
            busy.sendall(_get(ENDLESS))
            belonging = psutil.Process(process.pid)
            _until(lambda: _works(belonging), "the query does not run")
            yield process, [belonging, *belonging.children(recursive=True)]
        process.kill()


def _works(process) -> bool:
    """Whether a query runs: below the server its mother, below her one that uses the processor."""
    return any(child.cpu_times().user > 0.1 for child in process.children(recursive=True)[1:])


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda end: end.name)
def test_no_process_outlives_the_server_however_it_ends(end, started):
    process, belonging = started
    assert len(belonging) >= 3
    process.send_signal(end)
    code = process.wait(PATIENCE)
    assert code == (-signal.SIGKILL if end == signal.SIGKILL else 0)
    _until(lambda: not any(map(_lives, belonging)), "a process is left")
    assert process.stderr.read() == ""


def test_an_open_address_is_warned_of(folder, capsys, monkeypatch):
    monkeypatch.setattr(command.Server, "serve_forever", lambda self: None)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    said = []
    for host in ("0.0.0.0", "127.0.0.1"):
        options = command_line(folder, "--host", host, "--port", "0")
        assert options.run(options) == 0
        said.append(capsys.readouterr().err)
    assert "everybody who reaches 0.0.0.0" in said[0] and "no password" in said[0]
    assert "warning" not in said[1] and "http://127.0.0.1:" in said[1]


@pytest.mark.parametrize(
    "flags",
    [["--timeout", "0"], ["--timeout", "nan"], ["--max-rows", "0"], ["--max-rows", "x"], ["--license", "no licence"]],
)
def test_a_limit_that_is_none_is_wrong_use(flags, folder, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line(folder, *flags)
    assert ended.value.code == 2 and flags[0] in capsys.readouterr().err


def command_line(folder: Path, *arguments: str):
    from kgraph import cli

    return cli._parser().parse_args(["serve", str(folder), *arguments])


def test_flags_reach_the_queries(folder, monkeypatch):
    made = []
    monkeypatch.setattr(command, "make_server", lambda *given: made.append(given) or _Nothing())
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    flags = ("--timeout", "7.5", "--max-rows", "12", "--no-cors", "--license", "https://example.org/l", "--port", "1")
    options = command_line(folder, *flags)
    with pytest.raises(Refused, match="made"):
        options.run(options)
    assert made == [(str(folder), "127.0.0.1", 1, Limits(seconds=7.5, rows=12), False, "https://example.org/l")]


class _Nothing:
    def __enter__(self):
        raise Refused(500, "made")

    def __exit__(self, *_):
        return None
