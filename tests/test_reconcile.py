"""The reconciliation service: requests as the specification and OpenRefine give them, cells as columns have them."""

from __future__ import annotations

import importlib.util
import json
import random
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from helpers_pages import address
from helpers_web import FORM, fetch, port_of, running, write_folder
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.ontology import Ontology
from kgraph.text import name_key
from kgraph.web.reconcile.queries import Query
from kgraph.web.reconcile.readings import readings
from kgraph.web.served import Served

DATA = Path(__file__).parent / "data" / "reconcile"
CELLS = tomllib.loads((DATA / "cells.toml").read_text("utf-8"))["cell"]
SCHEMAS = json.loads((DATA / "schemas.json").read_text("utf-8"))
MIN_CELLS = 45
PARTS = ("entity", "type", "property")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("columns"), (DATA / "graph.trig").read_bytes())


@pytest.fixture(scope="module")
def server(folder):
    with running(folder) as server:
        yield server


@pytest.fixture(scope="module")
def matcher(folder):
    return Served.open(folder).reconciliation.matcher


def fits(record, name):
    """Whether a record is of the form that the specification asks for."""
    jsonschema.validate(record, {"$ref": f"#/$defs/{name}", **SCHEMAS})
    return record


def get(server, path, **fields):
    answer = fetch(server, "GET", f"{path}?{urlencode(fields)}" if fields else path)
    assert (answer.status, answer.kind) == (200, "application/json"), answer.text
    return json.loads(answer.body)


def post(server, **fields):
    body = urlencode(fields, quote_via=quote).encode()
    return fetch(server, "POST", "/reconcile", body, Content_Type=FORM)


def match(server, queries):
    answer = post(server, queries=json.dumps(queries))
    assert answer.status == 200, answer.text
    return fits(json.loads(answer.body), "results")


# ── cells ──


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell["about"])
def test_a_cell(cell, server):
    query = {"query": cell["text"], "limit": 5}
    query |= {name: cell[name] for name in ("type", "properties") if name in cell}
    query |= {"type_strict": cell["strict"]} if "strict" in cell else {}
    found = match(server, {"q0": query})["q0"]["result"]
    scores = [candidate["score"] for candidate in found]
    assert scores == sorted(scores, reverse=True) and len(found) <= 5
    if "first" in cell:
        assert [c["id"] for c in found[:1]] == ([cell["first"]] if cell["first"] else [])
    assert [c["match"] for c in found].count(True) == (1 if cell.get("match") else 0)
    assert not cell.get("match") or found[0]["match"]
    assert (scores or [0])[0] >= cell.get("least", 0) and (scores or [0])[0] <= cell.get("most", 100)


def test_there_are_as_many_cells_as_ever():
    assert len(CELLS) >= MIN_CELLS and len({cell["about"] for cell in CELLS}) == len(CELLS)


READ = {
    "张三丰": {"张三丰": ""},
    "张三丰主任": {"张三丰主任": "", "张三丰": "主任"},
    "县商务局局长 张三丰": {"县商务局局长 张三丰": "", "张三丰": "局长"},
    "张三丰(县长)": {"张三丰(县长)": "", "张三丰": "县长", "县长": ""},
    "甲公司（乙）": {"甲公司(乙)": ""},
    "（1）甲公司": {"甲公司": ""},
    "2024年会": {"2024年会": ""},
}


@pytest.mark.parametrize("cell", READ)
def test_how_a_cell_is_read(cell):
    found = {name_key(reading.name): reading.title for reading in readings(cell, Ontology.load())}
    assert found == {name_key(name): title for name, title in READ[cell].items()}


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=40) | st.text(alphabet="石家庄云帆实业有限公司林可为主任()（） 周远航", max_size=15))
def test_any_cell_is_answered_and_never_with_two_matches(matcher, text):
    found = matcher.candidates(Query(text.strip()))
    assert sum(candidate.match for candidate in found) <= 1
    assert all(0 <= candidate.score <= 100 for candidate in found)
    assert all(candidate.score >= other.score for candidate, other in pairwise(found))


# ── requests as the specification has them ──


def test_the_manifest(server):
    manifest = fits(get(server, "/reconcile"), "manifest")
    site = f"http://127.0.0.1:{port_of(server)}"
    assert manifest["versions"] == ["0.1", "0.2"]
    assert manifest["identifierSpace"] == "https://w3id.org/kgraph/id/"
    assert {type["id"] for type in manifest["defaultTypes"]} == set(Ontology.load().entity_classes)
    assert manifest["view"]["url"] == site + "/id/{{id}}"
    assert fetch(server, "GET", "/reconcile/").status == 200


def test_the_view_of_a_candidate_is_its_page(server):
    id = quote("Company/星禾电气(河北)有限公司", safe="")
    path = get(server, "/reconcile")["view"]["url"].replace("{{id}}", id).partition("/id/")[2]
    answer = fetch(server, "GET", f"/id/{path}", Accept="text/html")
    assert answer.status == 303 and fetch(server, "GET", answer.headers["location"]).status == 200


def test_a_batch_by_post_and_by_get_gives_the_same(server):
    queries = {"q0": {"query": "云帆国际"}, "some key": {"query": "林可为", "type": ["Person", "Company"], "limit": 1}}
    posted = match(server, queries)
    assert posted.keys() == queries.keys() and len(posted["some key"]["result"]) == 1
    assert get(server, "/reconcile", queries=json.dumps(queries)) == posted


def test_openrefine_guesses_types_with_three_candidates(server):
    """Ten cells without a type, as it sends them first; each candidate must have types with id and name."""
    found = match(server, {f"q{n}": {"query": "远航重工", "limit": 3} for n in range(10)})
    assert len(found) == 10
    assert found["q9"]["result"][0]["type"][0] == {
        "id": "Company",
        "name": "企业",
        "broader": [{"id": "Organisation", "name": "机构"}],
    }


def test_a_query_of_version_0_1(server):
    for text in ("云帆国际", '{"query": "云帆国际", "limit": 2}'):
        found = get(server, "/reconcile", query=text)
        assert fits({"q0": found}, "results")["q0"]["result"][0]["id"] == "Company/石家庄云帆实业有限公司"


def test_properties_alone_find_what_has_them(server):
    (found,) = match(server, {"q": {"properties": [{"pid": "adminCode", "v": "130600"}]}})["q"]["result"]
    assert found["id"] == "Place/保定"


def test_a_script_call_for_old_clients(server):
    answer = fetch(server, "GET", "/reconcile?callback=jQuery21.cb_1")
    assert answer.kind == "text/javascript" and answer.headers["x-content-type-options"] == "nosniff"
    body = answer.text.removeprefix("/**/jQuery21.cb_1(").removesuffix(");\n")
    assert fits(json.loads(body), "manifest")
    for bad in ("alert(1)//", "a b", "<script>", "a" * 500, "1a", "a.", "ａ"):
        assert fetch(server, "GET", f"/reconcile?callback={quote(bad)}").status == 400, bad


def test_pages_of_other_sites_may_ask(server):
    for path in ("/reconcile", "/reconcile/suggest/entity?prefix=x", "/reconcile/properties"):
        assert fetch(server, "GET", path, Origin="http://127.0.0.1:3333").headers["access-control-allow-origin"] == "*"
    asked = fetch(server, "OPTIONS", "/reconcile", Origin="http://127.0.0.1:3333", Access_Control_Request_Method="POST")
    assert asked.status == 204 and "POST" in asked.headers["access-control-allow-methods"]


BAD = [
    ({"queries": "{"}, 400), ({"queries": "[]"}, 400), ({"queries": '{"q": 1}'}, 400), ({"queries": '{"q": {}}'}, 400),
    ({"queries": '{"q": {"query": 5}}'}, 400), ({"queries": '{"q": {"query": "x", "limit": 0}}'}, 400),
    ({"queries": '{"q": {"query": "x", "limit": "many"}}'}, 400),
    ({"queries": '{"q": {"query": "x", "type": 7}}'}, 400),
    ({"queries": '{"q": {"query": "x", "type_strict": "no"}}'}, 400), ({"queries": "[" * 50_000}, 400),
    ({"queries": '{"q": {"query": "x", "properties": {"pid": "a", "v": 1}}}'}, 400),
    ({"queries": '{"q": {"query": "x", "properties": [{"pid": "a"}]}}'}, 400), ({"nothing": "x"}, 400),
    ({"queries": json.dumps({str(n): {"query": "x"} for n in range(201)})}, 413), ({"extend": "[]"}, 400),
    ({"extend": '{"ids": ["x"], "properties": [{"id": "no such thing"}]}'}, 400),
    ({"extend": '{"ids": [1], "properties": []}'}, 400), ({"extend": '{"ids": "x", "properties": []}'}, 400),
    ({"extend": '{"ids": ["x"], "properties": [{"id": "kg:nothing"}]}'}, 400),
    ({"extend": '{"ids": ["x"], "properties": [{"id": "partOf/partOf/partOf/partOf/partOf"}]}'}, 400),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "status"), BAD, ids=range(len(BAD)))
def test_what_is_no_request_is_refused_in_words(fields, status, server):
    answer = post(server, **fields)
    assert answer.status == status and answer.kind == "text/plain" and len(answer.text) > 15


def test_odd_but_clear_requests_are_answered(server):
    odd = [{"pid": "nothing", "v": ["x", {"id": "y"}]}, {"pid": "locatedIn", "v": True}, {"pid": "capacity", "v": 1.5}]
    query = {"query": "远航重工", "type": [{"id": "Company"}], "limit": 2.0, "properties": odd}
    assert match(server, {"q": query})["q"]["result"][0]["id"] == "Company/远航重工"
    assert match(server, {"q": {"query": "远航重工", "type": "Unheard"}})["q"]["result"][0]["match"] is False


# ── suggestions, flyouts, previews ──

SUGGESTED = [
    ("entity", {"prefix": "云帆"}, ["Company/石家庄云帆实业有限公司", "Company/保定云帆实业有限公司"]),
    ("entity", {"prefix": "linkewei"}, ["Person/林可为@石家庄"]),
    ("entity", {"prefix": "Person/周远航@保定"}, ["Person/周远航@保定"]),
    ("entity", {"prefix": "石家庄", "type": "Institution"}, ["Institution/石家庄八中"]),
    ("entity", {"prefix": "云帆", "cursor": "1"}, ["Company/保定云帆实业有限公司"]),
    ("type", {"prefix": "企"}, ["Company"]),
    ("type", {"prefix": "organisation"}, ["Organisation"]),
    ("property", {"prefix": "任职"}, ["holdsPostAt", "^holdsPostAt"]),
    ("property", {"prefix": "职务"}, ["^holder/title"]),
    ("property", {"prefix": "holdsPostAt/locatedIn"}, ["holdsPostAt/locatedIn"]),
    ("property", {"prefix": "investment"}, ["investment"]),
]


@pytest.mark.parametrize(("kind", "fields", "ids"), SUGGESTED)
def test_what_is_suggested(kind, fields, ids, server):
    found = fits(get(server, f"/reconcile/suggest/{kind}", **fields), "suggestions")["result"]
    assert [each["id"] for each in found][: len(ids)] == ids
    path = get(server, "/reconcile")["suggest"][kind]["flyout_service_path"].replace(
        "${id}", quote(found[0]["id"], safe="")
    )
    flyout = fits(get(server, f"/reconcile{path}"), "flyout")
    assert flyout["id"] == found[0]["id"] and found[0]["name"] in flyout["html"]


@pytest.mark.parametrize("path", ["/reconcile/suggest/entity?cursor=x", "/reconcile/suggest/entity?cursor=99999999",
                                  "/reconcile/properties?limit=x"])  # fmt: skip
def test_what_is_no_number_is_refused(path, server):
    assert fetch(server, "GET", path).status == 400


@pytest.mark.parametrize(
    "path", ["/reconcile/suggest/nothing", "/reconcile/flyout/entity?id=x", "/reconcile/preview?id=x",
             "/reconcile/flyout/type?id=x", "/reconcile/flyout/property?id=x%20y"],
)  # fmt: skip
def test_what_is_not_there_is_said_so(path, server):
    assert fetch(server, "GET", path).status == 404


def test_a_preview_may_stand_in_another_page(server):
    answer = fetch(server, "GET", address("/reconcile/preview?id=Company/石家庄云帆实业有限公司"))
    assert "云帆国际" in answer.text and "石家庄高新区" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy and "script" not in policy and "default-src 'none'" in policy


# ── columns ──

VALUES = [
    ("Person/林可为@石家庄", "holdsPostAt", [{"id": "GovernmentBody/高新区管委会", "name": "石家庄高新区管委会"}]),
    ("Person/林可为@石家庄", "^holder/title", [{"str": "主任"}]),
    ("Person/林可为@石家庄", "^holder/start", [{"str": "2024-03"}]),
    ("Person/林可为@石家庄", "attended/date", [{"date": "2024-05-06T00:00:00Z"}]),
    ("Project/星禾储能项目", "investment", [{"float": 8500000000.0}]),
    ("Project/星禾储能项目", "status", [{"str": "已签约"}]),
    ("Project/星禾储能项目", "^undertakes/^subsidiaryOf", []),
    ("Project/星禾储能项目", "^undertakes/subsidiaryOf/skos:altLabel", [{"str": "云帆国际"}]),
    ("Programme/攻坚", "projectCount", [{"int": 16}]),
    ("Programme/攻坚", "observation", [{"str": "开工率 95.5%，2024"}]),
    ("Place/保定", "adminCode", [{"str": "130600"}]),
    ("GovernmentBody/高新区管委会", "skos:altLabel", [{"str": "区管委会"}, {"str": "管委会"}]),
    ("no such id", "locatedIn", []),
]


@pytest.mark.parametrize(("id", "property", "values"), VALUES)
def test_a_column(id, property, values, server):
    answer = post(server, extend=json.dumps({"ids": [id], "properties": [{"id": property}]}))
    found = fits(json.loads(answer.body), "extension")
    assert found["rows"] == {id: {property: values}}
    assert [meta["id"] for meta in found["meta"]] == [property]


def test_columns_have_names_classes_and_limits(server):
    wanted = [{"id": "investment"}, {"id": "locatedIn"}, {"id": "^holdsPostAt", "settings": {"limit": "1"}}]
    ids = ["GovernmentBody/高新区管委会", "Company/石家庄云帆实业有限公司"]
    found = json.loads(post(server, extend=json.dumps({"ids": ids, "properties": wanted})).body)
    assert [meta["name"] for meta in found["meta"]] == ["投资额（元）", "位于", "任职于（反向 inverse）"]
    assert found["meta"][1]["type"] == {"id": "Place", "name": "地点"}
    assert len(found["rows"][ids[0]]["^holdsPostAt"]) == 1
    again = get(server, "/reconcile", extend=json.dumps({"ids": ids, "properties": wanted}))
    assert again == found


def test_the_properties_that_a_class_has_are_proposed(server):
    person = fits(get(server, "/reconcile/properties", type="Person", limit="20"), "proposals")
    assert {"holdsPostAt", "attended", "^holder/title"} <= {each["id"] for each in person["properties"]}
    assert "investment" not in {each["id"] for each in person["properties"]} and person["limit"] == 20
    every = fits(get(server, "/reconcile/properties"), "proposals")
    assert {"investment", "holdsPostAt", "^undertakes"} <= {each["id"] for each in every["properties"]}
    assert len(get(server, "/reconcile/properties", type="Person", limit="2")["properties"]) == 2


# ── how well names are found ──


@pytest.fixture(scope="module")
def bench(root, seed_folder):
    spec = importlib.util.spec_from_file_location("reconciling", root / "benchmarks" / "reconciling.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Bench(seed_folder)


FLOORS = {  # change → least share of names with the right entity first: what the example page has, less a bit
    "the name": 0.95, "full width, spaces": 0.95, "legal form dropped": 1.0, "one character wrong": 0.6,
    "one character missing": 0.85, "pinyin": 0.9, "a title beside it": 0.9,
}  # fmt: skip


@pytest.mark.parametrize("change", FLOORS)
def test_changed_names_are_found_and_no_match_is_wrong(change, bench):
    module, made = bench
    service, chance = made.service(made.all), random.Random(1)
    right = asked = 0
    for thing in made.all:
        if cell := module.CHANGES[change](thing, chance, made):
            found = service.matcher.candidates(Query(cell, (thing.type,), 5))
            asked += 1
            right += bool(found) and found[0].thing == thing
            assert all(each.thing == thing for each in found if each.match), cell
    assert asked > 1 and right / asked >= FLOORS[change]


def test_a_name_that_was_taken_out_matches_nothing_but_a_namesake(bench):
    module, made = bench
    service = made.service([thing for number, thing in enumerate(made.all) if number % module.OUT])
    for thing in made.all[:: module.OUT]:
        found = service.matcher.candidates(Query(thing.name, (thing.type,)))
        assert all(thing.name in each.thing.names for each in found if each.match), thing
