"""The screen before pySHACL: it passes what a build makes, and never what pySHACL refuses."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from helpers_rdf import ONTOLOGY, knowledge

from kgraph import histories, iris
from kgraph.rdf import check, quads, violations
from kgraph.rdf.screen import screen
from kgraph.rdf.shapes import shapes

CASES = Path(__file__).parent / "data" / "rdf"
CHANGES = 150
VALUES = (
    ox.Literal(""),
    ox.Literal("第3批。"),
    ox.Literal("-1", datatype=ox.NamedNode(iris.XSD + "integer")),
    ox.Literal("1.5", datatype=ox.NamedNode(iris.XSD + "decimal")),
    ox.Literal("2023-02-30", datatype=ox.NamedNode(iris.XSD + "date")),
    ox.Literal("2023", datatype=ox.NamedNode(iris.XSD + "gYear")),
    ox.Literal("名", language="zh"),
    ox.Literal("Ming", language="en"),
    ox.NamedNode("https://example.org/nobody"),
    *(ox.NamedNode(iris.KG + name) for name in ("Company", "Place", "Claim", "denied", "signed")),
)


@pytest.fixture(scope="module")
def made():
    found = knowledge()
    return list(quads(found, ONTOLOGY, histories=histories.make(found, ONTOLOGY)))


def passes(found) -> bool:
    return screen(ONTOLOGY, shapes(ONTOLOGY))(found, {})


def refused(found) -> bool:
    text = ox.serialize([quad.triple for quad in found], format=ox.RdfFormat.N_TRIPLES)
    return bool(violations(rdflib.Graph().parse(data=text, format="nt"), ONTOLOGY))


def test_it_passes_what_a_build_makes(made):
    assert passes(made) and not refused(made)


def test_pyshacl_has_nothing_to_do_where_all_fits(monkeypatch):
    monkeypatch.setattr(check, "violations", None)
    assert check.validate(knowledge(), ONTOLOGY) == (knowledge(), ())


@pytest.mark.parametrize("path", sorted(CASES.glob("*valid_*.ttl")), ids=lambda path: path.stem)
def test_it_agrees_with_pyshacl_on_the_cases(path):
    found = [ox.Quad(*t.triple) for t in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    bad = {q.subject.value for q in found if q.subject.value.startswith("https://example.org/no-")}
    assert bool(bad) == path.stem.startswith("invalid")
    good = [q for q in found if q.subject.value not in bad]
    for node in sorted(bad):
        assert not passes([*good, *(q for q in found if q.subject.value == node)]), node


def test_it_passes_nothing_that_pyshacl_refuses(made):
    """Quads are dropped, doubled with another value, or changed, one at a time."""
    dice, missed, caught = random.Random(7), [], 0
    for _ in range(CHANGES):
        changed = list(made)
        place = dice.randrange(len(made))
        old, value = made[place], dice.choice(VALUES)
        new = ox.Quad(old.subject, old.predicate, value, old.graph_name)
        changed[place : place + dice.choice((0, 1))] = [new] if dice.random() < 0.8 else []
        if passes(changed):
            missed += [new] if refused(changed) else []
        else:
            caught += 1
    assert missed == [] and caught > CHANGES // 3


def test_it_leaves_to_pyshacl_what_it_does_not_know(made):
    strange = rdflib.Graph() + shapes(ONTOLOGY)
    strange.add((rdflib.URIRef(iris.KGSH + "Claim"), rdflib.SH.uniqueLang, rdflib.Literal(True)))
    assert not screen(ONTOLOGY, strange)(made, {})
