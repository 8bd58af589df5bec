"""Kinds of names that a parser mistakes: a person for a firm, an office for part of the name, a headline's verb for one."""

from __future__ import annotations

import pytest

from newslab.text.name_probe import headline_end, person_at_end, seems_person
from newslab.text.names import find_names


@pytest.mark.parametrize("name", ["Denzel Washington", "Megyn Kelly", "Gina Torres"])
def test_a_person_is_one_in_any_company(name):
    assert seems_person(name)


@pytest.mark.parametrize("name", ["Home Depot", "Exxon Mobil", "Red Bull", "Friends List", "Fox News", "Nordea"])
def test_a_firm_is_none(name):
    assert not seems_person(name)


def test_an_office_before_a_name_is_cut_off():
    name = "Women and Equalities Nicky Morrow"
    assert name[person_at_end(name) :] == "Nicky Morrow" and person_at_end("Bank of New England") == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Moody's Withdraws The Issuer Rating", "Moody's"),
        ("Bank of America", "Bank of America"),
        ("United States", "United States"),
        ("Sears Holdings", "Sears Holdings"),
    ],
)
def test_a_headline_runs_on_from_no_name(name, expected):
    assert name[: headline_end(name)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The witness was named as Doe, John, of Mill Street.", ("Doe, John", "person")),
        ("April Summers won. August Wilson lost.", ("August Wilson", "person")),
        ("Paris Hilton met Denzel Washington in Paris.", ("Denzel Washington", "person")),
    ],
)
def test_persons_are_found_whole(text, expected):
    assert expected in [(name["text"], name["kind"]) for name in find_names(text)]
