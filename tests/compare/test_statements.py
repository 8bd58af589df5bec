"""Sentences taken apart: quantities in one unit, places by country, negation, scope, modality."""

from __future__ import annotations

import pytest

from newslab.compare.lexicon import are_opposite, find_base, inflect
from newslab.compare.places import find_places
from newslab.compare.statements import read_statement
from newslab.compare.statistics import false_discovery, wilson_interval

QUANTITIES = {
    "hours": ("The talks took three hours", 180.0, "time"),
    "joined duration": ("It lasted five hours and 29 minutes", 329.0, "time"),
    "feet": ("He fell 10 feet", 3.048, "length"),
    "percent": ("Output rose 2 per cent", 2.0, "%"),
    "rank": ("the 11th meeting", 11.0, "ordinal"),
    "years later": ("Man finds car 42 years later", 42 * 525_960.0, "time"),
}


@pytest.mark.parametrize(("text", "value", "unit"), QUANTITIES.values(), ids=QUANTITIES)
def test_quantities_of_one_kind_come_in_one_unit(text: str, value: float, unit: str) -> None:
    found = read_statement(text).quantities
    assert [(round(one.value, 3), one.unit) for one in found] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "role"), [("Blast kills 10", "dead"), ("108 people were wounded", "hurt"), ("He owns 10 boats", "")]
)
def test_what_happened_to_the_counted(text: str, role: str) -> None:
    assert read_statement(text).quantities[0].role == role


def test_numbers_inside_dates_are_dates() -> None:
    statement = read_statement("The vote on 7 July 2024 was quiet")
    assert not statement.quantities
    assert [date["first_day"] for date in statement.dates] == ["2024-07-07"]


def test_the_dateline_is_not_what_a_report_tells() -> None:
    statement = read_statement("SEOUL, Jan. 24 (Wire) -- Ministers met in Brussels", "2026-01-24")
    assert [place.city for place in statement.places] == ["Brussels"]
    assert not statement.dates


@pytest.mark.parametrize(
    ("text", "negated"),
    [("He did not sign", {"sign"}), ("It didn't sail", {"sail"}), ("No. 2 wins", set()), ("It was no accident, police say", {"accident"})],
)  # fmt: skip
def test_a_negator_reaches_to_the_end_of_its_phrase(text: str, negated: set[str]) -> None:
    statement = read_statement(text)
    assert {
        statement.tokens[place].base for place in statement.negated if statement.tokens[place].is_content
    } == negated


@pytest.mark.parametrize(
    ("text", "country"),
    [("S. Korean envoy", "South Korea"), ("Poles vote", "Poland"), ("talks in Kyiv", "Ukraine"), ("U.S. troops", "United States"), ("Michael Jordan wins", "Jordanian")],
)  # fmt: skip
def test_places_and_peoples_lead_to_their_country(text: str, country: str) -> None:
    assert [place.country for place in find_places(text)][-1] == country


@pytest.mark.parametrize(
    ("form", "base"), [("rose", "rise"), ("cities", "city"), ("defence", "defense"), ("boxes", "box"), ("was", "be")]
)
def test_base_forms(form: str, base: str) -> None:
    assert find_base(form) == base


def test_inflections_and_opposites() -> None:
    assert inflect("deny") == ["denies", "denied", "denying"]
    assert are_opposite("win", "lose")
    assert are_opposite("lawful", "unlawful")
    assert not are_opposite("win", "rise")


def test_statistics_on_edges() -> None:
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == 1.0
    assert all(bound != bound for bound in wilson_interval(0, 0))
    assert false_discovery([]).tolist() == []


def test_the_count_of_a_wire_s_versions_is_no_quantity():
    assert [one.value for one in read_statement("UPDATE 2-Flood in Halden kills 12 people").quantities] == [12]


def test_places_are_found_by_the_longest_name_wherever_it_begins():
    found = find_places("S. Korea and South Sudan met Nigeria and Niger; the usual nigers and korea did not.")
    assert [place.country for place in found] == ["South Korea", "South Sudan", "Nigeria", "Niger"]
