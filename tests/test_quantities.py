"""Amounts and times: cases in tests/data/quantities/*.tsv, laws as properties."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgraph.nouns import Quantity, Span
from kgraph.quantities import as_written, find, find_times, square_metres
from kgraph.quantities.numerals import chinese, value
from kgraph.text import fold

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "ontology" / "quantities.toml").read_text(encoding="utf-8"))
UNITS = sorted({unit for units in SETTINGS["units"].values() for unit in units})
quick = settings(max_examples=60, deadline=None, derandomize=True)


def cases(name: str, least: int) -> list[list[str]]:
    lines = (Path(__file__).parent / "data" / "quantities" / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len(rows) >= least, f"{name} has lost cases: {len(rows)} of {least}"
    return rows


AMOUNTS, TIMES = cases("amounts.tsv", 103), cases("times.tsv", 63)


def shown(quantity: Quantity) -> str:
    flags = ("~" if quantity.approx else "") + quantity.change
    return f"{quantity.number:.15g}|{quantity.unit}|{quantity.dimension}|{flags}"


@pytest.mark.parametrize(("text", "expected"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
def test_amounts(text, expected):
    found = ";".join(shown(q) for q in find(fold(text), SETTINGS)) or "none"
    assert found == expected


@pytest.mark.parametrize(("text", "published", "expected"), TIMES, ids=[f"{row[0]} {row[1]}" for row in TIMES])
def test_times(text, published, expected):
    found = find_times(fold(text), None if published == "-" else published, SETTINGS)
    assert (";".join(time.value for time in found) or "none") == expected


def test_every_yes_has_a_no():
    for rows in (AMOUNTS, TIMES):
        none = sum(row[-1] == "none" for row in rows)
        assert none >= len(rows) / 4


def test_a_number_in_words_inside_a_quoted_name_is_no_amount():
    assert not find("“五个一”推进机制", SETTINGS)
    assert [q.number for q in find("五个推进机制", SETTINGS)] == [5]


@pytest.mark.parametrize(
    ("text", "metres"),
    [("475亩", 316666.6825), ("1.5公顷", 15000), ("4.27万平方公里", 4.27e10), ("7.5万平方米", 75000)],
)
def test_square_metres(text, metres):
    (quantity,) = find(text, SETTINGS)
    assert square_metres(quantity, SETTINGS) == pytest.approx(metres)


def test_only_areas_have_square_metres():
    (quantity,) = find("5万吨", SETTINGS)
    assert square_metres(quantity, SETTINGS) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("4.5万吨", (4.5, "万吨")), ("66万千瓦", (66, "万千瓦")), ("1万吨/天", (1, "万吨/天")), ("10GW", (10, "GW"))],
)
def test_as_written_keeps_wan_in_the_unit(text, expected):
    (quantity,) = find(text, SETTINGS)
    assert as_written(quantity, text, SETTINGS) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十三", 23),
        ("一千二百", 1200),
        ("三亿五千万", 350000000),
        ("两百零五", 205),
        ("百", 100),
        ("三万亿", 3 * 10**12),
    ],
)
def test_chinese_numerals(text, number):
    assert chinese(text) == number


@pytest.mark.parametrize("text", ["三五", "十百", "", "甲"])
def test_what_is_no_chinese_numeral(text):
    assert chinese(text) is None


@pytest.mark.parametrize(
    "text", ["9" * 500 + "元", "亿" * 5000 + "元", "一" * 5000 + "个", "1," * 5000, "“" * 5000, "年月日" * 5000]
)
def test_strange_runs_are_no_amounts_and_no_trouble(text):
    assert find(text, SETTINGS) == ()
    assert find_times(text, "2023-01-28", SETTINGS) == ()


@quick
@given(st.integers(0, 99999999))
def test_digits_mean_themselves(number):
    assert value(str(number)) == number
    assert value(f"{number:,}") == number


@quick
@given(st.text(alphabet="0123456789.,%一二三十百千万亿余近约增长年月日至-个亩元项目第“”。X ", max_size=40))
def test_spans_are_ordered_inside_the_text_and_hold_a_number(text):
    quantities = find(text, SETTINGS)
    spans = [q.span for q in quantities]
    assert spans == sorted(spans)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(q.number >= 0 for q in quantities)


@quick
@given(
    st.text(alphabet="0123456789二〇三十一年月日至到-今去前个季度上半当天昨全。,“十四五”期间", max_size=40),
    st.dates(date(1990, 1, 1)),
)
def test_times_are_iso_dates_in_order(text, published):
    times = find_times(text, published.isoformat(), SETTINGS)
    spans = [time.span for time in times]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    for time in times:
        first, _, last = time.value.partition("/")
        assert all(is_iso(part) for part in (first, last) if part)
        assert not last or first < last


def is_iso(text: str) -> bool:
    parts = text.split("-")
    full = [*parts, "01", "01"][:3]
    return date.fromisoformat("-".join(full)) is not None


@quick
@given(
    st.integers(1, 9999),
    st.sampled_from(["亿元", "万平方米", "家", "%", "公里", "万人次"]),
    st.sampled_from("。,;、\n"),
)
def test_an_amount_is_found_wherever_it_stands(number, unit, mark):
    alone = find(f"{number}{unit}", SETTINGS)
    inside = find(f"据了解{mark}共{number}{unit}{mark}其他{mark}", SETTINGS)
    assert [(q.number, q.unit) for q in alone] == [(q.number, q.unit) for q in inside]
    assert inside[0].span == Span(5, 5 + len(f"{number}{unit}"))


@quick
@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_a_written_date_is_itself(day):
    text = f"{day.year}年{day.month}月{day.day}日"
    assert [time.value for time in find_times(text, None, SETTINGS)] == [day.isoformat()]


def test_settings_are_folded_and_of_known_units():
    words = [*UNITS, *SETTINGS["guards"], *SETTINGS["same"], *SETTINGS["area"]["metres"]]
    assert [word for word in words if fold(word) != word] == []
    assert set(SETTINGS["area"]["metres"]) <= set(SETTINGS["units"]["area"])


def test_no_unit_is_listed_twice():
    units = [unit for units in SETTINGS["units"].values() for unit in units]
    assert sorted(units) == sorted(set(units))
