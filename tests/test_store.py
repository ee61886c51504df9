"""A folder that grows: adding is building more, removing is building less, byte for byte in every export; a page is
read once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from helpers_store import BULLETINS, FILES, MIN_FILES, SPRING, SUMMER, all_of, built, differing, exports, run
from hypothesis import given, settings
from hypothesis import strategies as st

import kgraph
from kgraph import Collection, collection, pages, store
from kgraph.nouns import Mention, Page, Reading
from kgraph.pipeline import Pipeline
from kgraph.store.version import CODE as SOURCE
from kgraph.store.version import LATER_SETTINGS

OPTIONS = [{}, {"home": "青岭市"}, {"base": "https://example.org/news/"}, {"home": "柳荫县", "base": "urn:news:"}]
EXPORTS = 17  # files that a build writes at least


# ── laws ──


@pytest.mark.parametrize("options", OPTIONS)
def test_to_build_and_add_is_to_build_both(options, tmp_path):
    grown = Collection(tmp_path)
    grown.build([SPRING], **options)
    grown.add([SUMMER])
    assert differing(exports(tmp_path), built((SPRING, SUMMER), **options)) == []


@pytest.mark.parametrize("options", OPTIONS)
def test_to_remove_undoes_to_add(options, tmp_path):
    grown = Collection(tmp_path)
    grown.build([SPRING], **options)
    grown.add([SUMMER])
    grown.remove([SUMMER])
    assert differing(exports(tmp_path), built((SPRING,), **options)) == []


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(FILES)), min_size=1, max_size=8))
def test_whatever_comes_and_goes_the_folder_is_what_is_there(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("grown")
    grown, there = Collection(folder), {FILES[0]}
    grown.build(there)
    for comes, file in steps:
        if comes or file not in there:
            grown.add([file])
            there.add(file)
        elif len(there) > 1:
            grown.remove([file])
            there.remove(file)
    assert differing(exports(folder), all_of(there)) == []


def test_the_exports_are_all_compared(folder):
    assert len(exports(folder)) >= EXPORTS and len(FILES) >= MIN_FILES
    assert differing(exports(folder), all_of([SPRING, SUMMER])) != []


def test_two_names_of_one_file_are_one_file(tmp_path):
    shutil.copytree(SPRING, tmp_path / "in" / "sub")
    grown = Collection(tmp_path / "out")
    grown.build([tmp_path / "in"])
    grown.add([tmp_path / "in" / "sub" / "qingling-01.txt"])
    assert differing(exports(tmp_path / "out"), built((tmp_path / "in", tmp_path / "in/sub/qingling-01.txt"))) == []
    grown.add([tmp_path / "in"])
    assert differing(exports(tmp_path / "out"), built((tmp_path / "in", tmp_path / "in/sub/qingling-01.txt"))) == []


def test_all_may_go(folder):
    Collection(folder).remove([SPRING])
    assert differing(exports(folder), built(())) == []


# ── what is read ──


def test_a_page_is_read_once(folder):
    again = Collection(folder).build([SPRING])
    assert (again.read, again.known) == (0, 4)
    more = Collection(folder).add([SUMMER])
    assert (more.read, more.known) == (2, 4)


def test_a_page_that_changed_is_read_again(tmp_path):
    shutil.copytree(SPRING, tmp_path / "in")
    Collection(tmp_path / "out").build([tmp_path / "in"])
    page = tmp_path / "in" / "qingling-01.txt"
    page.write_text(page.read_text("utf-8").replace("12.5", "13.5"), "utf-8")
    assert Collection(tmp_path / "out").add([page]).read == 1
    assert differing(exports(tmp_path / "out"), built((tmp_path / "in", page))) == []


def test_another_home_reads_the_pages_without_one_again(folder):
    assert Collection(folder).build([SPRING], home="青岭市").read == 2


def test_another_version_reads_all_again(folder, monkeypatch):
    monkeypatch.setattr(collection.making, "version", lambda *_: "another")
    state = Collection(folder).status()
    assert state.waiting == 4 and "another version" in state.behind[0]
    assert Collection(folder).add().read == 4
    assert Collection(folder).status().behind == ()


def test_the_version_is_of_code_ontology_and_models(tmp_path):
    ontology = kgraph.ontology.default_folder()
    mine = tmp_path / "ontology"
    shutil.copytree(ontology, mine)
    models = tmp_path / "models"
    models.mkdir()
    first = store.of_reading(mine, models)
    (mine / "facts.toml").write_text(
        "confidence_floor = { relation = 0.5, attribute = 0.5, observation = 0.5 }\n", "utf-8"
    )
    assert store.of_reading(mine, models) == first, "the floor counts only after a page is read"
    (models / "inner.crfsuite").write_bytes(b"1")
    second = store.of_reading(mine, models)
    (mine / "mentions.toml").write_text("# mine\n", "utf-8")
    assert len({first, second, store.of_reading(mine, models)}) == 3


def test_settings_that_do_not_count_are_not_read_with_a_page():
    early = {"pages", "documents", "language", "quantities", "mentions", "claims", "entities", "pipeline", "text"}
    files = (path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0].removesuffix(".py") in early)
    code = "".join(path.read_text("utf-8") for path in files)
    named = [name for name in LATER_SETTINGS if f'"{name.partition(".")[0]}"' in code]
    assert named == [] and "settings(" in code


def test_what_a_page_gave_comes_back_the_same():
    pipeline = Pipeline(kgraph.ontology.Ontology.load())
    codec = store.Codec(Reading, (Mention, Page))
    found, _ = pages.read([SPRING, SUMMER])
    readings = [pipeline.reading(page) for page in found]
    assert [codec.unpack(codec.pack(reading)) for reading in readings] == readings
    assert any(reading.claims for reading in readings)


# ── the commands ──


def test_add_says_what_was_read(folder, capsys):
    code, said, errors = run(capsys, "add", folder, SUMMER, "-q")
    assert code == 1 and said.startswith("2 pages read, 4 known\n6 documents")
    assert "empty.txt: the file is empty" in errors and "The other inputs are in the graph" in errors


@pytest.mark.parametrize("name", ["ly-0106", "county.jsonl#ly-0106"])
def test_a_page_is_removed_by_its_id_or_source(name, folder, capsys):
    run(capsys, "remove", folder, name)
    assert [page.id for page in Collection(folder).pages()] == ["ly-0105", "qingling-01", "qingling-02"]


def test_a_file_is_removed_by_its_name(folder, capsys):
    code, _, errors = run(capsys, "remove", folder, "county.jsonl")
    assert (code, errors) == (0, "")
    assert [page.id for page in Collection(folder).pages()] == ["qingling-01", "qingling-02"]


def test_what_is_not_there_cannot_be_removed(folder, capsys):
    code, _, errors = run(capsys, "remove", folder, "nobody", "qingling-01.txt")
    assert code == 1 and "nobody: no such file or page in this store" in errors
    assert [page.id for page in Collection(folder).pages()] == ["ly-0105", "ly-0106", "qingling-02"]


def test_status_says_what_is_there(folder, capsys):
    code, said, _ = run(capsys, "status", folder)
    assert code == 0 and "3 files, 4 pages" in said and "up to date" in said
    (folder / "decisions.jsonl").write_text("{}\n", "utf-8")
    assert "behind: the decisions have changed" in run(capsys, "status", folder)[1]
    code, said, _ = run(capsys, "status", folder, "--pages")
    assert said.splitlines()[0].split("\t") == ["ly-0105", "county.jsonl#ly-0105"]


def test_the_store_names_no_place_on_the_disk(folder):
    raw = (folder / store.FILE).read_bytes()
    assert os.fsencode(str(BULLETINS)) not in raw and os.fsencode(str(Path.home()) + "/") not in raw
