"""Words alone: base forms, spellings, opposites."""

from __future__ import annotations

import pytest

from newslab.text.forms import are_opposite, base_form, fold_spelling

FORMS = {
    "rose": "rise",
    "cities": "city",
    "boxes": "box",
    "was": "be",
    "denied": "deny",
    "buses": "bus",
    "Oslo": "Oslo",
}


@pytest.mark.parametrize(("form", "base"), FORMS.items(), ids=FORMS)
def test_base_forms(form: str, base: str) -> None:
    assert base_form(form) == base


def test_spellings_and_opposites() -> None:
    assert fold_spelling("defence") == "defense"
    assert are_opposite("win", "lose")
    assert are_opposite("lawful", "unlawful")
    assert not are_opposite("win", "rise")
