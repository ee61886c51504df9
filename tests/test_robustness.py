"""Bad input and bad use: a clear message each, the other files built, exit code 1 (2 for wrong use), and never a
half-written export in the place of an earlier good one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from kgraph import exports, rdf
from kgraph.cli import main
from kgraph.store import FILE as STORE

GOOD = "青岭市举行项目签约仪式\n本报讯 3月2日,青岭市举行2024年第一季度重点项目签约仪式。市长周远航出席。\n记者 何晓棠\n"
BIG = 50 * 2**20  # bytes of the one long line

BAD = {  # file name → (its bytes, what the message says)
    "empty.txt": (b"", "the file is empty"),
    "blank.txt": (b" \n\t\r\n\n", "the file is empty"),
    "bom.txt": (b"\xef\xbb\xbf", "the file is empty"),
    "noise.txt": (bytes(range(256)) * 8, "binary file"),
    "zeros.txt": (bytes(4096), "binary file"),
    "image.txt": (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG image"),
    "scan.txt": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF file"),
    "broken.txt": (GOOD.encode()[:60] + b"\xff\xfe\xfd" + GOOD.encode()[60:], "invalid UTF-8 at byte"),
    "cut.txt": (GOOD.encode()[:-2], "invalid UTF-8"),
    "labels.txt": ("■开年加速度\n\n■新年“开门红”\n".encode(), "no article found"),
    "empty.jsonl": (b"", "the file is empty"),
    "lines.jsonl": (b'{"id": "a", "text": \n', "line 1: not JSON"),
    "deep.jsonl": (b"[" * 100_000, "line 1: not JSON"),
    "nothing.jsonl": (b'{"id": "b"}\n', '"text" is missing'),
    "nameless.jsonl": (b'{"text": "x"}\n', '"id" is missing'),
    "surrogate.jsonl": (b'{"id": "c", "text": "\\ud800"}\n', "half a surrogate pair"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One good page among all the bad ones."""
    folder = tmp_path_factory.mktemp("pages")
    for name, (content, _) in BAD.items():
        (folder / name).write_bytes(content)
    with (folder / "line.txt").open("wb") as file:
        file.write("春".encode() * (BIG // 3))
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(folder, tmp_path_factory):
    """(exit code, output folder, stderr) of a build of that folder."""
    target = tmp_path_factory.mktemp("out") / "exports"
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
        code = main(["build", str(folder), "-o", str(target)])
    return code, target, said.getvalue()


def run(capsys, *arguments) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    said = capsys.readouterr()
    return code, said.out, said.err


def helpful(message: str) -> bool:
    """One line for a user: no traceback."""
    return message.startswith("kgraph: ") and "Traceback" not in message


# ── inputs ──


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_by_name(built, name):
    _, _, said = built
    lines = [line for line in said.splitlines() if re.match(rf"kgraph: {re.escape(name)}\b", line)]
    assert len(lines) == 1, said
    assert BAD[name][1] in lines[0]


def test_a_line_of_50_mb_is_told(built):
    assert "line.txt: line 1 has 17,476,266 characters" in built[2]


def test_the_good_file_is_built_and_the_exit_code_is_1(built):
    code, target, said = built
    assert code == 1
    assert f"{len(BAD) + 1} could not be used. The other inputs were built." in said
    assert "青岭市举行项目签约仪式" in (target / "graph.ttl").read_text("utf-8")
    assert len((target / "failures.txt").read_text("utf-8").splitlines()) == len(BAD) + 1


def test_no_message_names_a_place_on_the_disk(built, folder):
    assert str(folder.parent) not in built[2]
    assert str(folder.parent) not in (built[1] / "failures.txt").read_text("utf-8")


def test_only_bad_files_write_nothing(folder, tmp_path, capsys):
    code, _, said = run(capsys, "build", folder / "empty.txt", folder / "noise.txt", "-o", tmp_path / "out")
    assert code == 1 and "Nothing was built." in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["build", "documents"])
def test_a_missing_folder_is_told(command, tmp_path, capsys):
    rest = ["-o", tmp_path / "out"] if command == "build" else []
    code, _, said = run(capsys, command, tmp_path / "none", *rest)
    assert code == 1 and "none: no such file or folder. Check the path" in said and helpful(said)


def test_an_empty_folder_is_told(tmp_path, capsys):
    code, _, said = run(capsys, "documents", tmp_path)
    assert code == 1 and "the folder has no .txt, .jsonl or .json file" in said and helpful(said)


def test_documents_prints_the_good_ones(folder, capsys):
    code, printed, said = run(capsys, "documents", folder, "--json")
    records = [json.loads(line) for line in printed.splitlines()]
    assert code == 1 and helpful(said)
    assert [record["headline"] for record in records] == ["青岭市举行项目签约仪式"]


# ── wrong use ──


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "COMMAND"),
        (["bild"], "invalid choice"),
        (["build", "x.txt", "-o", "out", "--colour"], "unrecognized arguments: --colour"),
        (["build", "x.txt"], "-o/--output"),
        (["build", "-o", "out"], "INPUT"),
        (["query", "out", "SELECT", "--format", "xml"], "invalid choice"),
        (["explain", "out", "a", "b"], "OBJECT"),
        (["serve", "out", "--port", "many"], "invalid int value"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments, hint, capsys):
    code, _, said = run(capsys, *arguments)
    assert code == 2 and said.startswith("usage: kgraph") and hint in said


# ── queries ──


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["query", "SELECT nonsense"], "cannot be read"),
        (["query", "DELETE WHERE { ?s ?p ?o }"], "only queries that read are run"),
        (["ask", ""], "question"),
        (["ask", "今天天气好吗"], "Kinds of question"),
        (["explain", "李小虎", "presidesOver", "会议"], 'Did you mean "presidedOver"?'),
        (["explain", "nobody", "presidedOver", "nothing"], "nobody"),
    ],
)
def test_a_bad_question_is_told(arguments, hint, seed_folder, capsys):
    command, *rest = arguments
    code, _, said = run(capsys, command, seed_folder, *rest)
    assert code == 1 and hint in said and helpful(said)


@pytest.mark.parametrize("command", [["query", "SELECT * {}"], ["ask", "谁"], ["explain", "a", "b", "c"], ["serve"]])
def test_a_folder_that_is_not_built_is_told(command, tmp_path, capsys):
    name, *rest = command
    for folder in (tmp_path / "none", tmp_path):
        code, _, said = run(capsys, name, folder, *rest)
        assert code == 1 and "run kgraph build first" in said and helpful(said)


def test_a_missing_gold_folder_is_told(tmp_path, capsys):
    for folder in (tmp_path / "none", tmp_path):
        code, _, said = run(capsys, "evaluate", folder)
        assert code == 1 and "gold file" in said and helpful(said)


def test_a_missing_ontology_is_told(folder, tmp_path, capsys):
    code, _, said = run(capsys, "build", folder / "good.txt", "-o", tmp_path / "out", "--ontology", tmp_path)
    assert code == 1 and "No kgraph.ttl" in said and helpful(said)


def test_a_pipe_that_closes_early_is_no_traceback(seed_folder):
    command = [sys.executable, "-m", "kgraph", "query", str(seed_folder), "SELECT * { ?s ?p ?o }"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


# ── outputs ──


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that is no part of the store."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(STORE)}


def test_a_read_only_folder_is_told(folder, tmp_path, capsys, monkeypatch):
    target = tmp_path / "out"
    target.mkdir()
    real = os.access  # root may write everywhere, so chmod would not do
    monkeypatch.setattr(os, "access", lambda path, mode, **k: Path(path) != target and real(path, mode, **k))
    code, _, said = run(capsys, "build", folder / "good.txt", "-o", target)
    assert code == 1 and "read-only" in said and "Choose a folder" in said and helpful(said)
    assert contents(target) == {}


def test_a_file_in_the_place_of_the_folder_is_told(folder, tmp_path, capsys):
    (tmp_path / "out").write_text("mine", "utf-8")
    code, _, said = run(capsys, "build", folder / "good.txt", "-o", tmp_path / "out")
    assert code == 1 and "Choose a folder" in said and helpful(said)
    assert (tmp_path / "out").read_text("utf-8") == "mine"


@pytest.mark.parametrize("room", [(rdf, "write_jsonld"), (exports.gexf, "lines"), (exports.report, "pieces")])
def test_a_write_that_fails_leaves_the_earlier_exports(room, folder, seed_graph, tmp_path, monkeypatch, capsys):
    target = tmp_path / "out"
    seed_graph.write(target)
    before = contents(target)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*room, full)
    code, _, said = run(capsys, "build", folder / "good.txt", "-o", target)
    assert code == 1 and "No space left on device" in said and helpful(said)
    assert contents(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"], "nothing half-written is left beside it"


def test_a_build_that_is_stopped_leaves_the_earlier_exports(folder, seed_graph, tmp_path, monkeypatch, capsys):
    target = tmp_path / "out"
    seed_graph.write(target)
    before = contents(target)

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(rdf, "write_nquads", stopped)
    code, _, said = run(capsys, "build", folder / "good.txt", "-o", target)
    assert code == 1 and "stopped" in said
    assert contents(target) == before and [path.name for path in tmp_path.iterdir()] == ["out"]
