"""Differences: what is one figure or one day is none, and whether a side is wrong is not said."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from newslab.digest.compared import differ_words, tells_difference

ROWS = {
    "two figures": ("240", "190", "contradiction", "A says 240, B 190", True),
    "a newer figure": (
        "30,000",
        "34,800",
        "updated",
        "A says 30,000, B 34,800; the later report has a newer figure",
        True,
    ),
    "one value in two scopes": ("first", "first", "scope", "A says first in the city, B first in the country", False),
    "one value in other letters": ("In 2026", "in 2026", "compatible", "", False),
    "one figure in two spellings": (
        "88m",
        "88 million",
        "compatible",
        "x; the same figure, written in two ways",
        False,
    ),
    "a rounded figure": ("35,000", "34,800", "compatible", "A says 35,000, B 34,800; a rounded figure", False),
    "one day": ("Monday", "yesterday", "compatible", "A says Monday, B yesterday; both are 2025-04-28", False),
    "21 others and 22": (
        "21 other nations",
        "22 nations",
        "compatible",
        "x; the others and the one named make 22",
        True,
    ),
    "no value": (None, None, "contradiction", "", True),
}


@pytest.mark.parametrize(("value", "other", "verdict", "reason", "shown"), ROWS.values(), ids=ROWS)
def test_what_is_no_difference_is_not_shown(value, other, verdict, reason, shown):
    row = SimpleNamespace(kind="contradiction", value=value, other_value=other, verdict=verdict, reason=reason)
    assert tells_difference(row) is shown
    row.kind = "coverage"
    assert not tells_difference(row)


WORDS = {
    "the number: people": "figures differ", "the number": "figures differ", "the amount": "figures differ",
    "the share": "figures differ", "the date": "dates differ", "the place": "places differ", "the rank": "rankings differ",
    "what happened": "accounts differ", "how sure it is": "reports differ", "nan": "reports differ",
}  # fmt: skip


@pytest.mark.parametrize(("subject", "words"), WORDS.items(), ids=WORDS)
def test_a_difference_is_named_by_what_differs(subject, words):
    assert differ_words(SimpleNamespace(subject=subject)) == words
