"""Places and peoples lead to their country."""

from __future__ import annotations

import pytest

from newslab.text.countries import find_places, load_countries

PLACES = {
    "short": ("S. Korean envoy", "South Korea"),
    "people": ("Poles vote", "Poland"),
    "city": ("talks in Kyiv", "Ukraine"),
    "letters": ("U.S. troops", "United States"),
    "part": ("Scottish farmers", "United Kingdom"),
    "two tables were one short": ("North Macedonia votes", "North Macedonia"),
}


@pytest.mark.parametrize(("text", "country"), PLACES.values(), ids=PLACES)
def test_places_and_peoples_lead_to_their_country(text: str, country: str) -> None:
    assert [place.country for place in find_places(text)][-1] == country


def test_places_are_found_by_the_longest_name_wherever_it_begins() -> None:
    found = find_places("S. Korea and South Sudan met Nigeria and Niger; the usual nigers and korea did not.")
    assert [place.country for place in found] == ["South Korea", "South Sudan", "Nigeria", "Niger"]


def test_each_state_that_a_row_names_has_a_row() -> None:
    names = {one.name for one in load_countries()}
    assert {one.state for one in load_countries()} <= names | {"-"}
