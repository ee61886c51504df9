"""`kgraph mcp`, asked by the official client over a real process: tools that only read, answers that can be cited,
不在图中 for what is not there, and limits for queries."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import SEED
from hypothesis import given
from hypothesis import strategies as st

import kgraph
from kgraph import cli
from kgraph.assistant import command, limits
from kgraph.assistant.tools import MOST, MOST_SENTENCES, Tools, cut
from kgraph.errors import QueryError

anyio = pytest.importorskip("anyio")
mcp = pytest.importorskip("mcp")
server = pytest.importorskip("kgraph.assistant.server")

MEETING = "经开区2023年第一次招商引资领导小组会议"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TOOLS = ["find", "entity", "companies_of", "projects_of", "posts_of", "attended", "path", "ask", "explain",
         "vocabulary", "sparql"]  # fmt: skip
FOUND = [  # tool, arguments, what its text must have
    ("find", {"name": "haier"}, ["海尔", "Company/海尔"]),
    ("entity", {"name": "海尔压缩机项目"}, ["状态 已签约", "[250–257]"]),
    ("companies_of", {"project": "海尔压缩机项目"}, ["海尔 承担 海尔压缩机项目", "“海尔压缩机项目”", "[250–257]"]),
    ("projects_of", {"company": "Company/海尔"}, ["海尔压缩机项目", "海尔生物医疗检测设备中部生产基地"]),
    ("posts_of", {"person": "张波"}, ["区管委会 主任", "“管委会主任张波”", "zhengzhou-jingkai-2023.txt ["]),
    ("attended", {"person": "李小虎"}, [MEETING, "主持", "“本报讯"]),
    ("path", {"one": "海尔", "other": "一汽解放"}, ["海尔 — 海尔压缩机项目 — 郑州经开区", "位于"]),
    ("ask", {"question": f"谁主持了{MEETING}?"}, ["李小虎主持", "“本报讯"]),
    ("explain", {"subject": "签约一批", "relation": "investment", "object": "85亿元"}, ["投资额 85亿元", "[186–206]"]),
    ("vocabulary", {}, ["kg:undertakes", "承担", "https://w3id.org/kgraph/ontology#"]),
    ("sparql", {"query": "SELECT ?n { ?c a kg:Company ; skos:prefLabel ?n } LIMIT 2"}, ['"rows"', '"cut"']),
]  # fmt: skip
MISSING = [
    ("find", {"name": "月球基地"}), ("entity", {"name": "月球基地"}), ("companies_of", {"project": "月球基地"}),
    ("projects_of", {"company": "月球公司"}), ("posts_of", {"person": "无此人"}), ("attended", {"person": "郑永光"}),
    ("path", {"one": "海尔", "other": "月球基地"}), ("path", {"one": "张波", "other": "Place/郑州"}),
    ("ask", {"question": "哪家公司建设月球基地?"}), ("explain", {"subject": "签约一批", "object": "1亿元"}),
    ("sparql", {"query": "SELECT ?s { ?s a kg:Nothing }"}), ("sparql", {"query": "ASK { ?s a kg:Nothing }"}),
]  # fmt: skip
WRONG = [  # tool, arguments, what the error says to do
    ("companies_of", {"project": "海尔"}, "this asks for .*项目.*Did you mean .*海尔压缩机项目"),
    ("posts_of", {"person": "张波", "on": "昨天"}, "expected a day, month or year"),
    ("ask", {"question": "今天天气好吗?"}, "Kinds of question"),
    ("explain", {"subject": "海尔", "relation": "undertaks"}, 'Did you mean "undertakes"'),
    ("sparql", {"query": "SELECT ?s { ?s ?p }"}, "line 1, column"),
    ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "only queries that read"),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}, "SERVICE"),
    ("sparql", {"query": HEAVY}, "took more than 2 seconds"),
    ("find", {"name": "海尔", "most": 1000}, "less than or equal to 100"),
    ("find", {}, "Field required"),
]  # fmt: skip
CALLS = [case[:2] for case in (*FOUND, *MISSING, *WRONG)]


def key(tool: str, arguments: dict[str, Any]) -> str:
    return f"{tool} {json.dumps(arguments, ensure_ascii=False)}"


async def session(folder: Path, mode: str) -> dict[str, Any]:
    """What a client sees: the server, its tools, and the answer to each call."""
    command = [sys.executable, "-m", "kgraph", "mcp", str(folder), "--rows", "5", "--seconds", "2"]
    server = mcp.StdioServerParameters(command=command[0], args=command[1:])
    async with mcp.Client(mcp.stdio_client(server), mode=mode) as client:
        seen: dict[str, Any] = {"": client.instructions, "tools": (await client.list_tools()).tools}
        for tool, arguments in CALLS:
            seen[key(tool, arguments)] = await client.call_tool(tool, arguments)
        return seen


@pytest.fixture(scope="module")
def seen(seed_folder) -> dict[str, Any]:
    before = digests(seed_folder)
    seen = anyio.run(session, seed_folder, "auto")
    assert digests(seed_folder) == before, "the server wrote into the folder"
    return seen


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def cases(found: list) -> list:
    return [pytest.param(*case, id=key(*case[:2])[:60]) for case in found]


# ── over a real process ──


def test_every_tool_only_reads_and_says_what_it_does(seen):
    assert [tool.name for tool in seen["tools"]] == TOOLS
    assert {tool for tool, _, _ in FOUND} == {*TOOLS}
    for tool in seen["tools"]:
        assert tool.annotations.read_only_hint and not tool.annotations.destructive_hint
        assert len(tool.description) > 60 and not tool.annotations.open_world_hint
        assert all(about["description"] for about in tool.input_schema["properties"].values())
    assert "cite" in seen[""] and "不在图中" in seen[""]


@pytest.mark.parametrize("tool, arguments, words", cases(FOUND))
def test_an_answer_is_found_and_can_be_read(tool, arguments, words, seen):
    answer = seen[key(tool, arguments)]
    assert not answer.is_error and answer.structured_content["found"]
    assert [word for word in words if word not in answer.content[0].text] == []


@pytest.mark.parametrize("tool, arguments", cases(MISSING))
def test_what_is_not_there_is_told_as_an_answer(tool, arguments, seen):
    answer = seen[key(tool, arguments)]
    assert not answer.is_error and not answer.structured_content["found"]
    assert "不在图中" in answer.content[0].text or "not in the graph" in answer.content[0].text


@pytest.mark.parametrize("tool, arguments, words", cases(WRONG))
def test_an_error_says_what_to_do(tool, arguments, words, seen):
    answer = seen[key(tool, arguments)]
    assert answer.is_error and re.search(words, answer.content[0].text, re.S)


def test_every_sentence_can_be_cited(seen):
    source, cited = SEED.read_text("utf-8"), 0
    for tool, arguments, _ in FOUND:
        for sentence in sentences(seen[key(tool, arguments)].structured_content):
            assert "".join(source[start:end] for start, end in sentence["spans"]) == sentence["quote"]
            assert sentence["source"] == SEED.name and sentence["document"] and sentence["headline"]
            cited += 1
    assert cited >= 15


def sentences(record: Any) -> Iterator[dict[str, Any]]:
    if isinstance(record, list):
        for part in record:
            yield from sentences(part)
    elif isinstance(record, dict):
        yield from ([record] if "quote" in record else (s for part in record.values() for s in sentences(part)))


def test_rows_are_cut_at_the_limit(seed_folder):
    graph = kgraph.open(seed_folder)
    tools = Tools(lambda: graph, limits.Limits(rows=5))
    record = tools.sparql("SELECT ?s ?p ?o { ?s ?p ?o }").record
    assert (len(record["rows"]), record["cut"], record["found"]) == (5, True, True)


def test_a_client_that_shakes_hands_the_older_way_is_served(seed_folder, seen, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "CALLS", CALLS[:3])
    older = anyio.run(session, seed_folder, "legacy")
    for call in CALLS[:3]:
        assert older[key(*call)].structured_content == seen[key(*call)].structured_content


# ── what the tools give ──


def test_an_answer_is_that_of_kgraph_open(seed_folder):
    graph = kgraph.open(seed_folder)
    tools = Tools(lambda: graph, limits.Limits())
    for tool, arguments in (("companies_of", ["海尔压缩机项目"]), ("posts_of", ["张波"]), ("attended", ["李小虎"])):
        reply, answer = getattr(tools, tool)(*arguments), getattr(graph, tool)(*arguments)
        assert (reply.text, reply.record) == (str(answer), answer.record())


def test_long_answers_are_cut_and_say_so(seed_folder):
    graph = kgraph.open(seed_folder)
    found = Tools(lambda: graph, limits.Limits()).find("会", most=2)
    whole = len(graph.find("会"))
    assert (len(found.record["entities"]), found.record["more"]) == (2, whole - 2) and "more" in found.text


@given(st.integers(0, 60), st.integers(0, 20))
def test_long_lists_in_a_record_are_cut_and_counted(facts, said):
    made = {"facts": [{"sentences": list(range(said))}] * facts, "spans": list(range(90))}
    record = cut({"entities": [made]})["entities"][0]
    assert len(record["facts"]) + record.get("more_facts", 0) == facts and len(record["facts"]) <= MOST
    assert record["spans"] == made["spans"]
    for fact in record["facts"]:
        assert len(fact["sentences"]) + fact.get("more_sentences", 0) == said
        assert len(fact["sentences"]) <= MOST_SENTENCES


# ── limits ──


@pytest.fixture(params=["fork", "thread"])
def way(request, monkeypatch) -> str:
    if request.param == "thread":
        monkeypatch.delattr(os, "fork")
    return request.param


def test_work_in_time_gives_what_it_gives(way):
    assert limits.within(60, lambda: ["一", 2]) == ["一", 2]


def test_what_work_says_is_told(way):
    def work():
        raise QueryError("line 1, column 2")

    with pytest.raises(QueryError, match="line 1, column 2"):
        limits.within(60, work)


def test_work_that_takes_too_long_is_stopped(way, seed_folder):
    graph = kgraph.open(seed_folder)
    light = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"  # it ends by itself where nobody can stop it
    with pytest.raises(QueryError, match=r"took more than 0\.01 seconds"):
        limits.within(0.01, lambda: graph.sparql(light if way == "thread" else HEAVY))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell how much memory is used")
def test_work_that_takes_too_much_memory_is_stopped():
    with pytest.raises(QueryError, match="too much memory"):
        limits.within(60, lambda: bytearray(limits.MAX_MEMORY * 2))


def test_work_that_breaks_is_told_and_leaves_no_child(capfd):
    with pytest.raises(QueryError, match="failed; stderr"):
        limits.within(60, lambda: 1 / 0)
    assert "ZeroDivisionError" in capfd.readouterr().err
    with suppress(ChildProcessError):
        assert os.waitpid(-1, os.WNOHANG) == (0, 0)


# ── the command ──


def test_a_missing_library_is_named_with_its_extra(seed_folder, monkeypatch, capsys):
    for name in ("mcp", "mcp.server"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "kgraph.assistant.server", raising=False)
    monkeypatch.delattr(kgraph.assistant, "server", raising=False)
    assert cli.main(["mcp", str(seed_folder)]) == 1
    assert "pip install 'kgraph[mcp]'" in capsys.readouterr().err


def test_the_server_answers_while_a_large_folder_is_opened(seed_folder, monkeypatch):
    go, slow = threading.Event(), kgraph.open
    monkeypatch.setattr(command, "AT_ONCE", 0.01)
    monkeypatch.setattr(command.opened, "open", lambda folder: go.wait(60) and slow(folder))
    made = server.make(command.opening(str(seed_folder)), limits.Limits())
    tools = anyio.run(made.list_tools)
    go.set()
    answer = anyio.run(made.call_tool, "find", {"name": "haier"})
    assert [tool.name for tool in tools] == TOOLS and answer.structured_content["found"]


def test_a_folder_that_is_none_is_told(tmp_path, capsys):
    assert cli.main(["mcp", str(tmp_path / "none")]) == 1
    assert "run kgraph build first" in capsys.readouterr().err


def test_the_program_of_the_docs_prints_what_its_picture_shows(root, seed_folder, tmp_path):
    code = re.search(r"```python\n(.*?)```", (root / "docs" / "assistants.md").read_text("utf-8"), re.S)[1]
    (tmp_path / "exports").symlink_to(seed_folder)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PATH": path},
                         capture_output=True, text=True, encoding="utf-8")  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "海尔 承担 海尔压缩机项目" in ran.stdout and "“月球基地” 不在图中" in ran.stdout


def test_the_page_lists_every_tool_and_argument(root, seen):
    page = (root / "docs" / "assistants.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*?)\|", page, re.M))
    assert {t.name: sorted(t.input_schema["properties"]) for t in seen["tools"]} == {
        tool: sorted(re.findall(r"`(\w+)`", arguments)) for tool, arguments in rows.items()
    }
