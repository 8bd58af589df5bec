"""Two numbers: what is read of each, and what the learned relation says of plain pairs."""

from __future__ import annotations

import pytest

from newslab.events.quantities import (
    RELATIONS,
    Quantity,
    decide,
    describe,
    in_one_unit,
    read_quantities,
    relate,
    rounded,
)
from newslab.text.numbers import find_numbers


def read(text: str) -> Quantity:
    return read_quantities(text, find_numbers(text))[0][2]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("The blast killed 12 soldiers.", {"soldier"}),
        ("A $3 million settlement was paid.", {"settlement"}),
        ("He had a threshold of $400,000.", {"threshold"}),
    ],
)
def test_what_a_number_counts_is_read_from_the_parse(text: str, heads: set[str]) -> None:
    assert heads <= read(text).heads


@pytest.mark.parametrize(
    ("value", "unit", "other", "other_unit"),
    [(3, "years", 36, "months"), (1, "km", 1000, "m"), (50, "cents", 0.5, "$"), (1, "hours", 60, "minutes")],
)
def test_units_of_one_kind_are_one(value: float, unit: str, other: float, other_unit: str) -> None:
    assert in_one_unit(value, unit) == in_one_unit(other, other_unit)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("It sold 1,000 cars.", "It sold 1,020 cars.", True),
        ("About 80 people died.", "Some 84 people died.", True),
        ("At least 80 people died.", "In all 84 people died.", True),
        ("Four photos were posted.", "Three photos were posted.", False),
        ("It sold 1,000 cars.", "It sold 1,900 cars.", False),
    ],
)
def test_roundings_and_bounds_are_told_from_other_values(a: str, b: str, expected: bool) -> None:
    assert rounded(read(a), read(b)) is expected


def test_relation_is_the_same_both_ways_and_its_rows_add_up_to_one() -> None:
    a, b = read("The storm killed 1,312 people in the north."), read("The storm killed 1,312 people, officials said.")
    there, back = relate([(a, b)]), relate([(b, a)])
    assert there.shape == (1, len(RELATIONS))
    assert there[0].tolist() == back[0].tolist()
    assert there.sum() == pytest.approx(1)
    assert decide(there) == ["same_value"]


def test_two_numbers_are_compared_by_the_meaning_of_the_words_about_them_and_of_their_titles() -> None:
    homes, houses, trees = (
        read_quantities(text, find_numbers(text), title=title)[0][2]
        for text, title in (
            ("The storm left 1,200 homes without power.", "Storm cuts power"),
            ("Electricity failed in 1,300 houses after the gale.", "Gale leaves thousands in the dark"),
            ("The council planted 1,300 trees in May.", "A greener town"),
        )
    )
    near, far = describe([(homes, houses), (homes, trees)])
    assert near["around, meaning"] > far["around, meaning"]
    assert near["titles, meaning"] > far["titles, meaning"]


def test_no_pairs_give_no_rows() -> None:
    assert relate([]).shape == (0, len(RELATIONS))


def test_unlike_units_are_never_one_quantity() -> None:
    assert relate([(read("It cost $12 million."), read("It rose by 12 percent."))])[0, :4].sum() < 0.1
