"""What flags ask for: it is written, kept for later, taken away again, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT
from helpers_knowledge import knowledge, shuffled
from helpers_store import SPRING, SUMMER
from test_exports import FILES, GOLDEN, POSITION, build, golden

from kgraph import cli, exports
from kgraph.collection import Collection
from kgraph.exports import extras, replacing
from kgraph.exports.extras import Extras
from kgraph.store import FILE as STORE

VIEWS = ("companies-projects", "officials-meetings", "co-attendance")
FIRST, SECOND = SPRING / "qingling-01.txt", SUMMER / "qingling-07.txt"
ALL = Extras(views=VIEWS, excel=True, neo4j=True, parquet=True)
CSV = [name for name in FILES if name.endswith(".csv")]
VIEW_CSV = [f"views/{name}.csv" for name in VIEWS]
KEPT = [*(f"views/{name}.{ending}" for name in VIEWS for ending in ("csv", "gexf")), "neo4j/nodes.csv",
        "neo4j/relationships.csv"]  # fmt: skip


def files(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extras") / "out"
    build(folder, extras=ALL)
    return folder


def test_the_files_are_the_promised_ones(made):
    tables = [*CSV, *VIEW_CSV]
    parquet = [f"parquet/{name.removesuffix('.csv')}.parquet" for name in tables]
    assert files(made) == sorted([*FILES, *KEPT, *(f"excel/{name}" for name in tables), *parquet])


@pytest.mark.parametrize("name", KEPT)
def test_golden(made, name):
    golden(POSITION.sub("<viz:position", (made / name).read_text("utf-8")), GOLDEN / name)


@pytest.mark.parametrize("name", [*CSV, *VIEW_CSV])
def test_the_files_for_excel_have_a_mark_and_the_same_text(made, name):
    assert (made / "excel" / name).read_bytes() == b"\xef\xbb\xbf" + (made / name).read_bytes()


def test_another_order_gives_the_same_bytes(made, tmp_path):
    build(tmp_path, shuffled(knowledge()), extras=ALL)
    assert files(tmp_path) == files(made)
    for name in files(made):
        assert (tmp_path / name).read_bytes() == (made / name).read_bytes(), name


def test_what_a_build_does_not_have_goes_and_nothing_else(tmp_path):
    build(tmp_path, extras=ALL)
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    build(tmp_path, extras=Extras(views=VIEWS[:1]))
    assert files(tmp_path) == sorted([*FILES, "notes.txt", *(f"views/{VIEWS[0]}.{e}" for e in ("csv", "gexf"))])
    build(tmp_path)
    assert files(tmp_path) == sorted([*FILES, "notes.txt"])
    assert not any((tmp_path / name).exists() for name in extras.FOLDERS)


def test_what_goes_also_goes_after_a_kill_in_between(tmp_path, monkeypatch):
    build(tmp_path, extras=ALL)
    real = replacing._take_away
    monkeypatch.setattr(replacing, "_take_away", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path)
    assert (tmp_path / "views").is_dir()
    monkeypatch.setattr(replacing, "_take_away", real)
    exports.finish(tmp_path)
    assert files(tmp_path) == FILES


def test_a_build_that_fails_takes_nothing_away(tmp_path):
    build(tmp_path, extras=ALL)
    before = files(tmp_path)

    def broken(path):
        raise OSError(28, "No space left on device")

    with pytest.raises(exports.OutputError):
        build(tmp_path, rdf_writers={"graph.ttl": broken})
    assert files(tmp_path) == before


def test_a_folder_remembers_what_it_was_built_with(tmp_path):
    collection = Collection(tmp_path / "out")
    collection.build([FIRST], extras=Extras(views=(VIEWS[2],), neo4j=True))
    assert collection.status().settings["extras"] == "views co-attendance, neo4j"
    collection.add([SECOND])
    at_once = Collection(tmp_path / "at once")
    at_once.build([FIRST, SECOND], extras=Extras(views=(VIEWS[2],), neo4j=True))
    for name in ("views/co-attendance.gexf", "neo4j/nodes.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "at once" / name).read_bytes()
    collection.add(extras=Extras(views=(VIEWS[0], VIEWS[2]), excel=True))
    assert collection.status().settings["extras"] == "views co-attendance companies-projects, excel, neo4j"
    assert (tmp_path / "out" / "excel" / "views" / "companies-projects.csv").is_file()
    collection.build([FIRST])
    assert collection.status().settings["extras"] == "" and not (tmp_path / "out" / "neo4j").exists()


@pytest.mark.parametrize("some", [Extras(), ALL, Extras(pinyin=True), Extras(views=("a", "b"))], ids=str)
def test_extras_are_read_back_as_they_were_kept(some):
    assert Extras.of(some.record()) == some == some | Extras() == Extras() | some


def test_a_view_of_a_folder_is_the_one_that_a_build_writes(tmp_path, capsys):
    folder = tmp_path / "out"
    Collection(folder).build([FIRST], extras=Extras(views=VIEWS))
    for name in VIEWS:
        for ending in ("gexf", "csv"):
            assert cli.main(["view", str(folder), name, "-o", str(tmp_path / f"x.{ending}")]) == 0
            assert (tmp_path / f"x.{ending}").read_bytes() == (folder / "views" / f"{name}.{ending}").read_bytes()
    capsys.readouterr()
    assert cli.main(["view", str(folder)]) == 0 and capsys.readouterr().out.split() == list(VIEWS)


def test_an_unknown_view_is_told_before_anything_is_read(tmp_path, capsys):
    page = str(ROOT / "examples" / "zhengzhou-jingkai-2023.txt")
    assert cli.main(["build", page, "-o", str(tmp_path / "out"), "--view", "coattendance"]) == 1
    assert 'Did you mean "co-attendance"?' in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_labels_in_pinyin(tmp_path):
    build(tmp_path, extras=Extras(views=VIEWS[:1], pinyin=True))
    for name in ("graph.gexf", f"views/{VIEWS[0]}.gexf"):
        text = (tmp_path / name).read_text("utf-8")
        assert 'label="xing he dian qi you xian gong si"' in text and 'title="name"' in text


def test_another_process_gives_the_same_bytes(tmp_path):
    flags = [*(f"--view={name}" for name in VIEWS), "--excel", "--neo4j", "--parquet", "--quiet"]
    made = []
    for seed in ("7", "4242"):
        folder = tmp_path / seed
        command = [sys.executable, "-m", "kgraph", "build", str(FIRST), str(SECOND), "-o", str(folder), *flags]
        subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True)
        made.append({name: (folder / name).read_bytes() for name in files(folder) if name != STORE})
    assert made[0] == made[1] and len(made[0]) > len(KEPT)
