"""Quantities: what a number counts, how surely, in which unit, and of which whole it is a part."""

from __future__ import annotations

import pytest

from newslab.text.numbers import find_numbers
from newslab.text.parse import parse_text
from newslab.text.quantities import read_quantities

CASES = {
    "counted": ("The storm killed 12 young soldiers.", [(12, 12, 12, None, "young soldiers", None)]),
    "at least": ("At least 80 people died.", [(80, 80, None, None, "people", None)]),
    "more": ("Five more protesters were shot.", [(5, 5, 5, None, "protesters", "others")]),
    "of the": ("Five of the 26 miners died.", [(5, 5, 5, None, "miners", "of the"), (26, 26, 26, None, "miners", None)]),
    "including": ("Nine people died, including two boys.", [(9, 9, 9, None, "people", None), (2, 2, 2, None, "boys", "including")]),
    "percent": ("Some 40 percent of voters agreed.", [(40, 36, 44, "%", "voters", None)]),
    "money": ("He paid a $5 million fine.", [(5e6, 5e6, 5e6, "$", "fine", None)]),
    "paid pounds": ("The bank was fined 500 pounds.", [(500, 500, 500, "£", None, None)]),
    "weighed pounds": ("Police seized 500 pounds of cocaine.", [(500, 500, 500, "lb", "cocaine", None)]),
    "length": ("They met over four days of talks.", [(4, 4, 4, "days", "talks", None)]),
    "age": ("The 84-year-old senator left.", [(84, 84, 84, "years old", "senator", None)]),
    "open": ("Thousands of homes burned.", [(1000, 1000, None, None, "homes", None)]),
    "one another": ("They saw one another.", []),
    "of another verb": ("The mayor asked for $5 million.", [(5e6, 5e6, 5e6, "$", None, None)]),
    "rose": ("Unemployment rose to 7.9 percent.", [(7.9, 7.9, 7.9, "%", "Unemployment", None)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_what_a_number_tells(text, expected):
    doc = parse_text(text).docs[0]
    found = read_quantities(doc, [(one["start"], one["end"], one) for one in find_numbers(text)])
    keys = ("value", "low", "high", "unit", "of_what", "part_of")
    assert [tuple(one[key] for key in keys) for _, one in found] == expected
