"""The table of countries holds together."""

from __future__ import annotations

from newslab.text.countries import load_countries


def test_each_state_that_a_row_names_has_a_row() -> None:
    names = {one.name for one in load_countries()}
    assert {one.state for one in load_countries()} <= names | {"-"}
