"""The examples of README and docs run, and every command and option of the command line is documented.

A ```console block holds commands after `$ ` and what they print; `…` stands for anything, in a line or as lines of its
own; without output only the exit code is looked at. `kgraph` commands are run, others (make, pip) are not.
A ```pycon block is a doctest, a ```sparql block a query that must find something. All run beside a built `exports/`.
"""

from __future__ import annotations

import argparse
import doctest
import re
import shlex
import shutil
import tomllib
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from conftest import ROOT

import kgraph
from kgraph import cli

PAGES = ["README.md", "README.zh.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]
REFERENCE = ROOT / "docs" / "cli.md"
GROUPS, MEASURES = ("entities", "relations", "attributes", "observations"), ("precision", "recall", "f1")
NOT_RUN = {"serve", "mcp"}  # they do not end
MIN_COMMANDS, MIN_SESSIONS, MIN_QUERIES = 40, 3, 6
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
OWN_TEST = {"docs/add-a-relation.md"}  # pages whose examples another test runs


@dataclass(frozen=True)
class Example:
    page: str
    line: int
    text: str
    output: str = ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(kind: str) -> list[Example]:
    """The fenced blocks of a kind on all pages."""
    found = []
    for page in (page for page in PAGES if page not in OWN_TEST):
        text = (ROOT / page).read_text("utf-8")
        for match in FENCE.finditer(text):
            if match[1] == kind:
                found.append(Example(page, text[: match.start()].count("\n") + 2, match[2]))
    return found


def commands() -> list[Example]:
    """Each `$ kgraph …` command of the console blocks, with the output that follows it."""
    found = []
    for block in blocks("console"):
        line = block.line
        for part in re.split(r"^(?=\$ )", block.text, flags=re.M):
            command, _, output = part.partition("\n")
            words = shlex.split(command.removeprefix("$ "))
            if words[:1] == ["kgraph"] and words[1] not in NOT_RUN:
                found.append(Example(block.page, line, command.removeprefix("$ "), output.rstrip()))
            line += part.count("\n")
    return found


COMMANDS, SESSIONS, QUERIES = commands(), blocks("pycon"), blocks("sparql")


@pytest.fixture(scope="module")
def place(seed_folder, tmp_path_factory) -> Path:
    """A folder like a checkout in which `make run` was called."""
    place = tmp_path_factory.mktemp("docs")
    for name in ("examples", "tests", "ontology"):
        (place / name).symlink_to(ROOT / name)
    shutil.copytree(seed_folder, place / "exports")
    return place


def pattern(output: str) -> re.Pattern[str]:
    """A regular expression for printed text in which … stands for anything."""
    lines = [
        ".*" if line.strip() == "…" else re.escape(line.rstrip()).replace("…", ".*") for line in output.split("\n")
    ]
    joined = r"[^\S\n]*\n".join(lines)
    return re.compile(joined + r"\s*", re.S)


def params(examples: list[Example]) -> list:
    return [pytest.param(example, id=str(example)) for example in examples]


@pytest.mark.parametrize("example", params(COMMANDS))
def test_a_command_prints_what_the_page_says(example, place, monkeypatch):
    monkeypatch.chdir(place)
    with redirect_stdout(StringIO()) as said:
        code = cli.main(shlex.split(example.text)[1:])
    assert code == 0
    if example.output and not pattern(example.output).fullmatch(said.getvalue()):
        pytest.fail(f"$ {example.text}\n{said.getvalue()}\nbut {example} says\n{example.output}", pytrace=False)


@pytest.mark.parametrize("example", params(SESSIONS))
def test_a_python_session_runs(example, place, monkeypatch):
    monkeypatch.chdir(place)
    test = doctest.DocTestParser().get_doctest(example.text, {}, str(example), example.page, example.line)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    with redirect_stdout(StringIO()) as said:
        failed, tried = runner.run(test, out=said.write)
    if failed or not tried:
        pytest.fail(said.getvalue(), pytrace=False)


@pytest.mark.parametrize("example", params(QUERIES))
def test_a_query_finds_something(example, seed_graph):
    rows = seed_graph.query(example.text, "csv").splitlines()
    assert len(rows) > 1, example.text


def test_there_are_as_many_examples_as_ever():
    assert len(COMMANDS) >= MIN_COMMANDS and len(SESSIONS) >= MIN_SESSIONS and len(QUERIES) >= MIN_QUERIES


def test_both_readmes_show_the_same_commands():
    shown = {page: [e.text for e in COMMANDS if e.page == page] for page in ("README.md", "README.zh.md")}
    assert shown["README.md"] == shown["README.zh.md"] != []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    broken = [link for link in LINK.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]
    assert broken == []


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_scores_on_the_page_are_the_floors(page):
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text("utf-8"))["sets"]["dev"]["floors"]
    table = re.search(r"<!-- scores -->\n(.*?)<!-- /scores -->", (ROOT / page).read_text("utf-8"), re.S)[1]
    shown = [[cell.strip() for cell in row.split("|")[2:5]] for row in table.splitlines()[2:]]
    assert shown == [[f"{floors[group][measure]:.2f}" for measure in MEASURES] for group in GROUPS]


# ── the reference of the command line ──


def subcommands() -> dict[str, argparse.ArgumentParser]:
    actions = (a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return next(actions).choices


@pytest.mark.parametrize("name", subcommands())
def test_every_command_and_option_is_documented(name):
    section = re.search(rf"^## kgraph {name}\n(.*?)(?=^## |\Z)", REFERENCE.read_text("utf-8"), re.M | re.S)
    assert section, f"docs/cli.md has no section for kgraph {name}"
    told = [o for action in subcommands()[name]._actions for o in (action.option_strings or [action.metavar])]
    missing = [option for option in told if option not in ("-h", "--help") and f"`{option}`" not in section[1]]
    assert missing == []


@pytest.mark.parametrize("name", subcommands())
def test_every_option_says_what_it_is_for(name):
    silent = [action.dest for action in subcommands()[name]._actions if not action.help]
    assert silent == []


def test_every_public_name_is_documented():
    page = (ROOT / "docs" / "python-api.md").read_text("utf-8")
    assert [name for name in kgraph.__all__ if f"`{name}`" not in page and f"kgraph.{name}" not in page] == []
    public = [name for name in vars(kgraph.Graph) if not name.startswith("_")]
    assert [name for name in public if f"`{name}`" not in page and f".{name}" not in page] == []
