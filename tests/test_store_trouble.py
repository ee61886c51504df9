"""A command on a folder that is broken off is finished or forgotten, and trouble with the store is told."""

from __future__ import annotations

import os
import sqlite3

import pytest
from helpers_store import SPRING, SUMMER, built, differing, exports, run

from kgraph import Collection, store
from kgraph.exports import replacing
from kgraph.pipeline import Pipeline

# ── broken off ──


def cut_after(monkeypatch, moves: int):
    """A process that is killed in the middle of moving files."""
    real, done = os.replace, []

    def replace(source, target):
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)


@pytest.mark.parametrize("read", [0, 1, 3])
def test_a_build_that_is_cut_off_loses_the_page_in_work_only(read, tmp_path, monkeypatch):
    real, done = Pipeline.reading, []

    def reading(pipeline, page):
        if len(done) == read:
            raise KeyboardInterrupt
        done.append(page)
        return real(pipeline, page)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Pipeline, "reading", reading)
        Collection(tmp_path).build([SPRING])
    assert exports(tmp_path) == {}
    again = Collection(tmp_path).build([SPRING])
    assert (again.read, again.known) == (4 - read, read)
    assert differing(exports(tmp_path), built((SPRING,))) == []


@pytest.mark.parametrize("moves", [0, 1, 5, 16])
def test_a_replacement_that_is_cut_off_is_finished_by_the_next_command(moves, folder, monkeypatch, capsys):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        cut_after(patch, moves)
        Collection(folder).add([SUMMER])
    assert run(capsys, "query", folder, "ASK { ?s ?p ?o }")[0] == 0
    assert differing(exports(folder), built((SPRING, SUMMER))) == []
    assert Collection(folder).add().read == 0


def test_a_build_that_is_cut_off_before_it_counts_changes_nothing(folder, monkeypatch):
    def cut(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(store.Store, "settle", cut)
        Collection(folder).add([SUMMER])
    assert differing(exports(folder), built((SPRING,))) == []
    again = Collection(folder).add([SUMMER])
    assert (again.read, again.known) == (0, 6), "the pages are kept"
    assert differing(exports(folder), built((SPRING, SUMMER))) == []


def test_between_counting_and_moving_the_new_files_win(folder, monkeypatch):
    def cut(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(replacing, "replace", cut)
        Collection(folder).add([SUMMER])
    assert Collection(folder).status().pages == 6
    assert differing(exports(folder), built((SPRING, SUMMER))) == []


def test_what_a_killed_build_left_behind_goes(folder):
    (folder / ".exports-abcd1234").mkdir()
    (folder / ".exports-abcd1234" / "graph.nq").write_text("half", "utf-8")
    Collection(folder).add()
    assert differing(exports(folder), built((SPRING,))) == []


# ── trouble ──


def test_a_row_that_cannot_be_read_back_is_read_again(folder):
    with sqlite3.connect(folder / store.FILE) as db:
        db.execute("UPDATE readings SET content = x'00' WHERE rowid = 1")
    db.close()
    Collection(folder).add([SUMMER])
    assert differing(exports(folder), built((SPRING, SUMMER))) == []


def test_a_damaged_store_is_told(folder, capsys):
    (folder / store.FILE).write_bytes(b"no database" * 100)
    code, _, said = run(capsys, "add", folder, SUMMER)
    assert code == 1 and "damaged" in said and "Delete it and run kgraph build again" in said
    assert differing(exports(folder), built((SPRING,))) == []


def test_a_folder_at_work_is_told(folder, capsys):
    with store.open_store(folder):
        code, _, said = run(capsys, "status", folder)
    assert code == 1 and "another kgraph is at work here" in said


@pytest.mark.parametrize("command", [["add"], ["remove", "a"], ["status"], ["review"]])
def test_a_folder_without_a_store_is_told(command, tmp_path, capsys):
    code, _, said = run(capsys, command[0], tmp_path, *command[1:])
    assert code == 1 and "run kgraph build first" in said
    assert list(tmp_path.iterdir()) == []


def test_only_bad_files_leave_the_folder_as_it_was(folder, capsys):
    code, _, said = run(capsys, "build", SUMMER / "empty.txt", "-o", folder)
    assert code == 1 and "Nothing was built" in said
    assert differing(exports(folder), built((SPRING,))) == []
    assert Collection(folder).add().known == 4
