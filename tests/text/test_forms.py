"""Words alone: base forms and spellings."""

from __future__ import annotations

import pytest

from newslab.text.forms import base_form, fold_spelling

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


def test_spellings() -> None:
    assert fold_spelling("defence") == "defense"
