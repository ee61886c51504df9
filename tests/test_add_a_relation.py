"""Does what docs/add-a-relation.md says: two blocks, no code, and SPARQL has the answer."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store

from kgraph import rdf
from kgraph.claims import examples
from kgraph.claims.patterns import PatternFinder
from kgraph.ontology import Ontology, default_folder
from kgraph.pipeline import Pipeline

PAGE = (Path(__file__).parents[1] / "docs" / "add-a-relation.md").read_text("utf-8")
TEXT = (
    "⟨Event:河口半程马拉松⟩昨日举行。“⟨Company:宏达电气⟩”、⟨Company:长河食品⟩等3家企业赞助了⟨Event:河口半程马拉松⟩,"
    "⟨Company:东风电机⟩否认赞助⟨Event:河口半程马拉松⟩。"
)
ANSWER = [("宏达电气", "河口半程马拉松"), ("长河食品", "河口半程马拉松")]


def block(language: str) -> str:
    """The one block of the page in this language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return found


@pytest.fixture(scope="module")
def ontology(tmp_path_factory) -> Ontology:
    folder = tmp_path_factory.mktemp("edited") / "ontology"
    shutil.copytree(default_folder(), folder)
    with (folder / "kgraph.ttl").open("a", encoding="utf-8") as file:
        file.write("\n" + block("turtle"))
    (folder / "patterns" / "sponsors.toml").write_text(block("toml"), "utf-8")
    return Ontology(folder)


def test_its_examples_come_out(ontology):
    assert {rule for rule, _ in examples.patterns(ontology)} >= {"sponsors.gives", "sponsors.by"}
    assert list(examples.failures(ontology)) == []


def test_sparql_has_the_answer(ontology):
    analysis = examples.analysis(TEXT)
    claims = list(PatternFinder(ontology).find(analysis))
    assert {c.modality for c in claims if c.relation == "sponsors"} == {"asserted", "denied"}
    store = Store()
    store.extend(rdf.quads(Pipeline(ontology).judge([analysis], claims, ()), ontology))
    rows = [tuple(cell.value for cell in row) for row in store.query(block("sparql"))]
    assert sorted(rows) == sorted(ANSWER)


def test_every_key_and_fragment_of_the_page_exists(ontology):
    fragments = ontology.patterns["_shared"]["fragments"]
    slots = {"head", "tail", "both", "any", "NAMES", *ontology.entity_classes}
    assert set(re.findall(r"\{([A-Za-z]+)\+?\}", PAGE)) <= slots | set(fragments)
