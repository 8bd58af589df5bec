"""Antecedents: "he" is somebody only where one person can be meant."""

from __future__ import annotations

import pytest

from newslab.text.antecedents import Persons
from newslab.text.parse import parse_text


def persons(text, *names):
    records = [{"start": text.index(name), "text": name, "kind": "person"} for name in names]
    return Persons(text, records, parse_text(text))


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Ana Ruiz met the board. She left.", ["Ana Ruiz"], "Ana Ruiz"),
        ("Ana Ruiz met Eva Lind. She left.", ["Ana Ruiz", "Eva Lind"], None),
        ("Mr. Ruiz met the board. She left.", ["Ruiz"], None),
        ("Ana Ruiz came. It rained. The sun set. She left.", ["Ana Ruiz"], None),
    ],
)
def test_a_pronoun_means_one_person_or_none(text, names, expected):
    assert persons(text, *names).meant("She", text.index("She")) == expected


def test_a_surname_is_its_only_bearer():
    found = persons("Ana Ruiz came. Ole Berg and Eva Berg left.", "Ana Ruiz", "Ole Berg", "Eva Berg")
    assert found.full("Ruiz") == "Ana Ruiz" and found.full("Berg") == "Berg"
