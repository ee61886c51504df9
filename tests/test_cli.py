"""Each command does what it says, through its main function."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import urllib.request

import pytest
from conftest import HOME, ROOT, SEED
from helpers_store import run

import kgraph
from kgraph import cli, queries, web

COMMANDS = {"add", "build", "documents", "query", "ask", "explain", "evaluate", "remove", "review", "serve", "status"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([name, "--help"] for name in sorted(COMMANDS))])
def test_help_and_version_are_exit_code_0(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 0
    assert "kgraph" in capsys.readouterr().out


def test_the_version_is_the_package_version(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"kgraph {kgraph.__version__}\n"


def test_build_writes_the_same_as_the_api(seed_folder, tmp_path, capsys):
    code, said, errors = run(capsys, "build", SEED, "--home", HOME, "-o", tmp_path / "out")
    assert (code, errors) == (0, "")
    assert "9 documents" in said and "files in" in said
    for path in sorted(seed_folder.rglob("*.*")):
        assert (tmp_path / "out" / path.relative_to(seed_folder)).read_bytes() == path.read_bytes(), path.name


def test_another_base_begins_the_iris(tmp_path, capsys):
    base = "https://example.org/news/"
    page = tmp_path / "page.txt"
    page.write_text("签约\n本报讯 市长周远航出席会议。\n", encoding="utf-8")
    assert run(capsys, "build", page, "-o", tmp_path / "out", "--base", base, "-q")[0] == 0
    assert f"<{base}doc/page" in (tmp_path / "out" / "graph.nq").read_text("utf-8")


def test_documents_as_json_lines(capsys):
    code, said, _ = run(capsys, "documents", SEED, "--json")
    records = [json.loads(line) for line in said.splitlines()]
    assert code == 0 and len(records) == 9
    names = ["id", "headline", "subheadlines", "byline", "text", "pieces", "truncated", "doubtful_joints"]
    assert [list(record) for record in records] == [names] * 9
    source = SEED.read_bytes().decode("utf-8-sig")
    for record in records:
        assert record["pieces"] == [[start, end] for start, end in record["pieces"] if source[start:end].strip()]


def test_documents_for_people_one_a_line(capsys):
    code, said, _ = run(capsys, "documents", SEED)
    assert code == 0 and len(said.splitlines()) == 9
    assert all(line.count("\t") == 3 for line in said.splitlines())


@pytest.mark.parametrize("format", queries.FORMATS)
def test_query_in_every_format(format, seed_folder, capsys):
    sparql = "SELECT ?name { ?p a kg:Person ; skos:prefLabel ?name } ORDER BY ?name"
    code, said, _ = run(capsys, "query", seed_folder, sparql, "--format", format)
    assert code == 0 and "李小虎" in said
    if format == "json":
        assert json.loads(said)["head"]["vars"] == ["name"]


def test_ask_for_people_and_for_programs(seed_folder, capsys):
    code, said, _ = run(capsys, "ask", seed_folder, "刘丹担任什么职务?")
    assert code == 0 and "刘丹任" in said and "原文" in said and "zhengzhou-jingkai-2023.txt [" in said
    code, said, _ = run(capsys, "ask", seed_folder, "刘丹担任什么职务?", "--json")
    record = json.loads(said)
    assert code == 0 and record["found"] and record["answers"][0]["sentences"]


def test_what_is_not_in_the_graph_is_said(seed_folder, capsys):
    code, said, _ = run(capsys, "ask", seed_folder, "哪家公司建设月球基地?")
    assert code == 0 and "不在图中" in said


def test_explain_shows_sentence_rule_and_place(seed_folder, capsys):
    code, said, _ = run(capsys, "explain", seed_folder, "郑永光", "holdsPostAt", "中铁工程装备集团有限公司")
    assert code == 0
    for label in ("sentence", "document", "source", "rule", "confidence", "modality"):
        assert f"\n  {label}" in said
    assert "科技创新部部长郑永光" in said and "zhengzhou-jingkai-2023.txt [" in said


def test_evaluate_in_words_and_as_json(tmp_path, capsys):
    gold = tmp_path / "gold"
    gold.mkdir()
    name = "jingkai-05.json"
    (gold / name).write_bytes((ROOT / "tests" / "gold" / "seed" / name).read_bytes())
    code, said, _ = run(capsys, "evaluate", gold)
    assert code == 0 and said.startswith("1 documents") and "relations" in said
    code, said, _ = run(capsys, "evaluate", gold, "--json", "--errors")
    record = json.loads(said)
    assert code == 0 and record["documents"] == 1 and {"totals", "errors"} <= record.keys()


def test_serve_answers(seed_folder):
    server = web.make_server(seed_folder, port=0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        place = f"http://127.0.0.1:{server.server_address[1]}"
        with urllib.request.urlopen(f"{place}/", timeout=10) as page:
            assert b"<html" in page.read()[:200].lower()
        with urllib.request.urlopen(f"{place}/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D", timeout=10) as found:
            assert json.load(found)["boolean"] is True
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_kgraph_is_a_module_too():
    run = subprocess.run([sys.executable, "-m", "kgraph", "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("kgraph ")
