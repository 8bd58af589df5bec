"""The modality of a clause, on plain cases of grammar."""

from __future__ import annotations

from datetime import date

import pytest

from newslab.text.clauses import find_clauses
from newslab.text.modality import Asserted, days_before, find_modalities
from newslab.text.parse import parse_text


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Iran signed the deal in Geneva.", "happened"),
        ("Iran has not signed the deal.", "denied"),
        ("Iran will sign the deal in Geneva.", "planned"),
        ("Iran may sign the deal in Geneva.", "possible"),
        ("The ministry is holding talks with Iran.", "ongoing"),
        ("Ana Ruiz has not said whether she is running for mayor in 2016.", "none"),
    ],
)
def test_plain_grammar(sentence, modality):
    clauses = [one for one in find_clauses(parse_text(sentence).docs[0]) if one.main]
    assert find_modalities([Asserted(one) for one in clauses])[0].name == modality


def test_no_clauses_no_modalities():
    assert find_modalities([]) == []


@pytest.mark.parametrize(
    ("first", "last", "gap"),
    [
        ("2025-11-01", "2025-11-01", 3),
        ("2025-11-01", "2025-11-30", 0),
        ("2025-11-09", "2025-11-09", -5),
        (None, None, None),
    ],
)
def test_days_before_publication(first, last, gap):
    day = date(2025, 11, 4)
    assert days_before({"first_day": first, "last_day": last}, (day, day)) == gap
