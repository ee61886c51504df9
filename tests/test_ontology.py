"""The ontology says what the guidelines say, every term is explained in both languages, and broken files are named."""

from __future__ import annotations

import lzma
import shutil
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SH

from kgraph import iris
from kgraph.errors import OntologyError
from kgraph.ontology import Ontology, default_folder
from kgraph.rdf.check import violations
from kgraph.rdf.shapes import derive, shapes

ONTOLOGY = Ontology.load()
KG = rdflib.Namespace(iris.KG)
ENTITIES = ["Person", "Company", "GovernmentBody", "Institution", "Place", "Project", "Event", "Programme"]
ORGANISATION = {"Company", "GovernmentBody", "Institution"}
CONTRACT = {  # relation → (heads, tails), as in the annotation guide
    "holdsPostAt": ({"Person"}, ORGANISATION),
    "presidedOver": ({"Person"}, {"Event"}),
    "attended": ({"Person"}, {"Event"}),
    "spokeAt": ({"Person"}, {"Event"}),
    "organized": (ORGANISATION | {"Place"}, {"Event"}),
    "undertakes": (ORGANISATION, {"Project", "Programme"}),
    "locatedIn": (ORGANISATION | {"Project", "Event"}, {"Place"}),
    "partOf": (ORGANISATION | {"Place", "Programme"}, ORGANISATION | {"Place", "Programme"}),
    "includedIn": ({"Project"}, {"Programme"}),
    "subsidiaryOf": ({"Company"}, {"Company"}),
    "partnerOf": (ORGANISATION | {"Place"}, ORGANISATION | {"Place"}),
    "leads": (ORGANISATION, {"Institution"}),
    "memberOf": (ORGANISATION | {"Person"}, {"Institution"}),
    "supports": ({"GovernmentBody", "Place"}, {"Project", "Company", "Programme"}),
    "tradesWith": ({"Company"}, {"Company", "Place"}),
    "reportedBy": ({"Document"}, {"Person"}),
}
ATTRIBUTES = {  # attribute → (heads, dimension, unit)
    "investment": ({"Project", "Programme"}, "money", "元"),
    "floorArea": ({"Project"}, "area", "平方米"),
    "landArea": ({"Project"}, "area", "平方米"),
    "status": ({"Project"}, "category", None),
    "capacity": ({"Project"}, "amount", None),
    "projectCount": ({"Programme"}, "count", None),
    "date": ({"Event"}, "date", None),
}
STATUSES = {"signed", "started", "underConstruction", "completed", "inProduction", "planned"}
ALIGNED = ("http://www.w3.org/ns/org#", "https://schema.org/", iris.PROV, iris.SKOS, iris.QB)


def terms(*types: rdflib.URIRef) -> list[rdflib.URIRef]:
    graph = ONTOLOGY.graph
    found = {s for t in types for s in graph.subjects(RDF.type, t) if str(s).startswith(iris.KG)}
    assert found
    return sorted(found)


PROPERTIES = terms(OWL.ObjectProperty, OWL.DatatypeProperty)
CLASSES = terms(OWL.Class)


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the ontology that a test may break."""
    target = tmp_path / "ontology"
    shutil.copytree(default_folder(), target, ignore=shutil.ignore_patterns("patterns", "lexicons", "*.xz"))
    (target / "patterns").mkdir()
    (target / "lexicons").mkdir()
    return target


# ── the contract ──


def test_entity_classes_are_those_of_the_guidelines():
    assert set(ONTOLOGY.entity_classes) == set(ENTITIES)


def test_relations_are_those_of_the_guidelines():
    assert {r.name: (set(r.domain), set(r.range)) for r in ONTOLOGY.of_kind("relation")} == CONTRACT


def test_attributes_are_those_of_the_guidelines():
    assert {r.name: (set(r.domain), r.dimension, r.unit) for r in ONTOLOGY.of_kind("attribute")} == ATTRIBUTES
    assert set(ONTOLOGY.relation("status").values) == STATUSES
    assert not ONTOLOGY.relation("investment").range


def test_observations_are_about_any_entity():
    observation = ONTOLOGY.relation(ONTOLOGY.with_role("observation"))
    assert observation.name == "observation" and observation.domain == set(ENTITIES)
    assert (observation.node_class, observation.head_property) == ("Observation", "observedEntity")


def test_posts_are_nodes():
    post = ONTOLOGY.relation(ONTOLOGY.with_role("post"))
    assert (post.name, post.node_class, post.head_property, post.tail_property) == (
        "holdsPostAt", "Tenure", "holder", "postAt",
    )  # fmt: skip
    assert post.required == ("title",) and "title" in post.qualifiers


def test_roles_and_kinds():
    roles = {role: ONTOLOGY.with_role(role) for role in ("byline", "document", "claim", "tenure", "organisation")}
    assert roles == {
        "byline": "reportedBy", "document": "Document", "claim": "Claim", "tenure": "Tenure",
        "organisation": "Organisation",
    }  # fmt: skip
    assert ONTOLOGY.is_a("Company", "Organisation") and ONTOLOGY.is_a("Company", "Company")
    assert not ONTOLOGY.is_a("Place", "Organisation") and not ONTOLOGY.is_a("Organisation", "Company")


def test_symmetric_relations():
    assert [name for name, relation in ONTOLOGY.relations.items() if relation.symmetric] == ["partnerOf"]


@pytest.mark.parametrize(
    ("relation", "modalities", "stands"),
    [
        ("undertakes", ["asserted"], True),
        ("undertakes", ["planned"], True),
        ("undertakes", ["denied"], False),
        ("undertakes", ["denied", "reported"], True),
        ("partnerOf", ["asserted"], True),
        ("partnerOf", ["planned"], False),
        ("partnerOf", ["planned", "inferred"], True),
        ("partnerOf", ["planned", "denied"], False),
    ],
)
def test_what_stands(relation, modalities, stands):
    assert ONTOLOGY.stands(relation, modalities) is stands


@pytest.mark.parametrize(
    ("head", "tail", "allowed"),
    [
        ("Place", "Place", True),
        ("Company", "Institution", True),
        ("Place", "Company", False),
        ("Event", "Event", False),
    ],
)
def test_head_and_tail_of_one_kind(head, tail, allowed):
    assert ONTOLOGY.relation("partOf").allows(head, tail) is allowed


# ── explained, aligned, shaped ──


@pytest.mark.parametrize("term", CLASSES + PROPERTIES, ids=str)
def test_every_term_is_explained_in_chinese_and_english(term):
    for predicate in (RDFS.label, RDFS.comment):
        assert sorted(text.language for text in ONTOLOGY.graph.objects(term, predicate)) == ["en", "zh"], predicate


@pytest.mark.parametrize("term", PROPERTIES, ids=str)
def test_every_property_has_one_domain_and_one_range(term):
    assert len(list(ONTOLOGY.graph.objects(term, RDFS.domain))) == 1
    assert len(list(ONTOLOGY.graph.objects(term, RDFS.range))) == 1


def test_statuses_and_modalities_are_named_in_both_languages():
    for name in STATUSES | set(ONTOLOGY.modalities):
        assert ONTOLOGY.label(name) != name != ""
        assert ONTOLOGY.label(name, "en")
    assert ONTOLOGY.modalities == {
        "asserted": True, "denied": False, "former": False, "inferred": True, "planned": True, "reported": True,
    }  # fmt: skip


def test_it_is_aligned_to_the_vocabularies_it_promises():
    above = {*ONTOLOGY.graph.objects(None, RDFS.subClassOf), *ONTOLOGY.graph.objects(None, RDFS.subPropertyOf)}
    for vocabulary in ALIGNED:
        assert any(str(term).startswith(vocabulary) for term in above), vocabulary
    for name in ENTITIES:
        outside = [t for t in ONTOLOGY.graph.transitive_objects(KG[name], RDFS.subClassOf) if not str(t).startswith(KG)]
        assert outside, name


def test_the_licence_is_stated():
    (licence,) = ONTOLOGY.graph.objects(None, rdflib.DCTERMS.license)
    assert "by/4.0" in licence


def test_every_class_and_relation_has_a_shape():
    graph = rdflib.Graph().parse(ONTOLOGY.folder / "shapes.ttl")
    for name in (*ENTITIES, "Tenure", "Observation", "Document", "Claim", "EvidenceSpan"):
        assert (None, SH.targetClass, KG[name]) in graph, name
    for name in ONTOLOGY.relations:
        assert (None, SH.targetSubjectsOf, KG[name]) in graph, name


@pytest.mark.parametrize("name", ONTOLOGY.relations)
def test_the_written_shape_agrees_with_domain_and_range(name):
    relation = ONTOLOGY.relation(name)
    derived = rdflib.Graph()
    derive(derived, relation)
    for head in sorted({*ENTITIES, "Document", "Observation"}):
        for tail in sorted(relation.range)[:1] or ["value"]:
            ends = {"s": head, "o": tail}
            if relation.same_kind and not relation.allows(head, tail):
                continue
            assert (name in _about(relation, ends, shapes(ONTOLOGY))) == (name in _about(relation, ends, derived)), ends


def _about(relation, ends, against) -> set[str]:
    graph = rdflib.Graph()
    for node, name in ends.items():
        graph.add((rdflib.URIRef(f"https://example.org/{node}"), RDF.type, KG[name]))
    value = rdflib.URIRef("https://example.org/o")
    if not relation.range:
        literals = {"date": "2024", "amount": "5 台"}
        datatype = rdflib.XSD.gYear if relation.dimension == "date" else rdflib.URIRef(relation.datatype or "")
        value = rdflib.Literal(literals.get(relation.dimension, "5"), datatype=datatype)
    if relation.values:
        value = KG[relation.values[0]]
    graph.add((rdflib.URIRef("https://example.org/s"), KG[relation.name], value))
    return {violation.about for violation in violations(graph, ONTOLOGY, against)}


def test_a_new_relation_gets_its_shape_from_domain_and_range(folder):
    block = """kg:fundedBy a owl:ObjectProperty ; rdfs:domain kg:Project ; rdfs:range kg:Company ;
    rdfs:label "funded by"@en , "资助方"@zh ; kgs:kind "relation" .
"""
    file = folder / "kgraph.ttl"
    file.write_text(file.read_text("utf-8") + block, "utf-8")
    ontology = Ontology.load(folder)
    assert ontology.relation("fundedBy").allows("Project", "Company")
    graph = rdflib.Graph()
    for node, name in (("a", "Project"), ("b", "Company")):
        graph.add((KG[node], RDF.type, KG[name]))
        graph.add((KG[node], rdflib.SKOS.prefLabel, rdflib.Literal("某", lang="zh")))
    graph.add((KG.a, KG.fundedBy, KG.b))
    assert violations(graph, ontology) == ()
    graph.add((KG.b, KG.fundedBy, KG.a))
    assert {v.about for v in violations(graph, ontology)} == {"fundedBy"}


# ── files, and their errors ──


def test_lexicons_skip_comments_and_may_be_packed(folder):
    (folder / "lexicons" / "titles.tsv").write_text("# source: hand\n主任\t1\n\n局长\t2\n", "utf-8")
    with lzma.open(folder / "lexicons" / "names.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("# source: hand\n赵\n")
    ontology = Ontology.load(folder)
    assert ontology.lexicon("titles") == (("主任", "1"), ("局长", "2"))
    assert ontology.lexicon("names") == (("赵",),)
    with pytest.raises(OntologyError, match='Did you mean "titles"'):
        ontology.lexicon("title")


def test_settings_and_patterns_are_read_once(folder):
    (folder / "layout.toml").write_text("width = 3\n", "utf-8")
    (folder / "patterns" / "undertakes.toml").write_text("[[pattern]]\nname = 'a'\n", "utf-8")
    (folder / "patterns" / "_shared.toml").write_text("word = 'a'\n", "utf-8")
    ontology = Ontology.load(folder)
    assert ontology is Ontology.load(folder)
    assert ontology.settings("layout") == {"width": 3}
    assert list(ontology.patterns) == ["_shared", "undertakes"]
    with pytest.raises(OntologyError, match='Did you mean "layout"'):
        ontology.settings("layuot")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda o: o.relation("undertaks"), 'No relation "undertaks" in ontology/. Did you mean "undertakes"?'),
        (lambda o: o.cls("Compny"), 'Did you mean "Company"?'),
        (lambda o: o.with_role("pst"), 'Did you mean "post"?'),
    ],
)
def test_wrong_names_get_a_hint(ask, message):
    with pytest.raises(OntologyError) as error:
        ask(ONTOLOGY)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("patterns/undertaks.toml", "", 'patterns/undertaks.toml: no relation "undertaks".*Did you mean "undertakes"'),
        ("patterns/more.toml", 'relation = "undertakes2"\n', 'no relation "undertakes2"'),
        ("patterns/leads.toml", '[[pattern]]\nrelation = "laeds"\n', 'no relation "laeds"'),
        ("patterns/leads.toml", "= 3\n", "patterns/leads.toml is not valid TOML.*line 1"),
        ("facts.toml", "a = [\n", "facts.toml is not valid TOML"),
        ("lexicons/a.tsv.xz", "not packed", "lexicons/a.tsv.xz cannot be read"),
        ("kgraph.ttl", "kg:a kg:b", "kgraph.ttl is not valid Turtle.*line 1"),
        ("shapes.ttl", "kg:a kg:b", "shapes.ttl is not valid Turtle"),
    ],
)
def test_broken_files_are_named(folder, file, content, message):
    (folder / file).write_text(content, "utf-8")
    with pytest.raises(OntologyError, match=f"(?s){message}"):
        ontology = Ontology.load(folder)
        _ = ontology.patterns, ontology.settings("facts"), shapes(ontology), ontology.lexicon("a")


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('kg:x a owl:ObjectProperty ; kgs:kind "relatoin" ; rdfs:domain kg:Person .', "relatoin"),
        ('kg:x a owl:ObjectProperty ; kgs:kind "relation" ; rdfs:range kg:Person .', "kg:x has no rdfs:domain"),
        ('kg:x a owl:ObjectProperty ; kgs:kind "relation" ; rdfs:domain kg:Persn .', 'Did you mean "Person"'),
    ],
)
def test_a_broken_relation_is_named(folder, block, message):
    file = folder / "kgraph.ttl"
    file.write_text(file.read_text("utf-8") + block, "utf-8")
    with pytest.raises(OntologyError, match=message):
        Ontology.load(folder)


def test_a_folder_without_ontology_is_an_error(tmp_path):
    with pytest.raises(OntologyError, match=r"No kgraph\.ttl"):
        Ontology.load(tmp_path)
