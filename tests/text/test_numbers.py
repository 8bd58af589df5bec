"""Numbers: what two sources may disagree on is read with unit, noun and qualifier."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newslab.text.numbers import find_numbers

CASES = [
    ("Poland and 21 other nations agreed", 21, None, "nations", "other"),
    ("At least twenty-one ministers came", 21, None, "ministers", "at least"),
    ("a dozen eggs", 12, None, "eggs", None),
    ("some 1.2 million people fled", 1_200_000, None, "people", "about"),
    ("10k users left", 10_000, None, "users", None),
    ("one hundred and twenty-three men", 123, None, "men", None),
    ("a US$5bn deal", 5e9, "$", "deal", None),
    ("half a million euros", 5e5, "€", None, None),
    ("up 0.5 per cent", 0.5, "%", None, None),
    ("two-thirds of voters", 0.6667, None, "voters", None),
    ("a 3,000-foot wall", 3000, "feet", "wall", None),
    ("a 70-year-old man", 70, "years old", "man", None),
    ("a five-member panel", 5, None, "members", None),
    ("nearly 2,000 miles away", 2000, "miles", None, "nearly"),
    ("Some 400 sports clubs closed", 400, None, "clubs", "about"),
    ("50+ countries signed", 50, None, "countries", "at least"),
    ("a total of 33 hostages", 33, None, "hostages", "total"),
    ("2,300 of the 4,000 workers", 2300, None, "workers", None),
    ("30 were injured", 30, None, "injured", None),
    ("one soldier died", 1, None, "soldier", None),
    ("two and a half million people", 2_500_000, None, "people", None),
    ("22 Chinese nationals were held", 22, None, "nationals", None),
]


@pytest.mark.parametrize(("text", "value", "unit", "of_what", "qualifier"), CASES, ids=[case[0] for case in CASES])
def test_a_number_is_read_with_what_it_counts(text, value, unit, of_what, qualifier):
    number = find_numbers(text)[0]
    assert (number["value"], number["unit"], number["of_what"], number["qualifier"]) == (
        value,
        unit,
        of_what,
        qualifier,
    )


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10 to 20 percent", 10, 20, "%"),
        ("between 10 and 20 people died", 10, 20, None),
        ("$2-3 billion", 2e9, 3e9, "$"),
        ("12,000–15,000 troops", 12_000, 15_000, None),
        ("1.5-2 million people", 1.5e6, 2e6, None),
    ],
)
def test_a_range_is_one_number_with_two_ends(text, low, high, unit):
    number, *others = find_numbers(text)
    assert (number["value"], number["high"], number["unit"], others) == (low, high, unit, [])
    assert number["qualifier"].startswith("between")


@pytest.mark.parametrize(
    "text",
    [
        "F-16 jets took off", "Flight 370 vanished", "on Feb. 2, 2026", "in 2010", "the 21st century", "at 5 p.m.",
        "they won 3-1", "No. 5 came in", "Apollo 11 landed", "one of the men", "no one came",
        "COVID-19 spread", "call 555-4321", "a sixth game", "see http://a.example/12/34", "Article 9 holds",
    ],
)  # fmt: skip
def test_what_names_dates_or_scores_is_no_number(text):
    assert find_numbers(text) == []


def test_offsets_are_those_of_the_text_as_stored():
    text = "It cost\u00a0$1.2\u202fmillion in Wro\u00adcław, for 21\u202fother nations."
    found = find_numbers(text)
    assert [text[one["start"] : one["end"]] for one in found] == [one["text"] for one in found]
    assert [one["value"] for one in found] == [1_200_000, 21]


def test_known_times_are_not_looked_for_again():
    assert [one["value"] for one in find_numbers("12 men in 1950", times=[(0, 2)])] == []


@given(st.text(alphabet=st.sampled_from("0123456789,.-–$% kmto andhalf€½/\n"), max_size=80))
def test_no_text_breaks_the_reader(text):
    for one in find_numbers(text, times=()):
        assert text[one["start"] : one["end"]] == one["text"]
        assert one["high"] is None or one["high"] > one["value"] >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two hundreds more", []),
        ("Hundreds of thousands came.", [(100_000, "at least", None)]),
        ("Dozens of men and several hundred women", [(12, "at least", "men"), (200, "at least", "women")]),
        ("It cost millions of dollars.", [(1_000_000, "at least", None)]),
        ("Test scores fell.", []),
        ("minus 5 degrees on Monday, -8 degrees on Tuesday", [(-5, None, None), (-8, None, None)]),
        ("One in five voters stayed home.", [(0.2, None, "voters")]),
        ("3 out of 10 were ill", [(0.3, None, None)]),
        ("They lost two in three matches.", [(2, None, None), (3, None, "matches")]),
    ],
    ids=lambda cell: cell if isinstance(cell, str) else "",
)
def test_open_numbers_shares_and_signs(text, expected):
    assert [(one["value"], one["qualifier"], one["of_what"]) for one in find_numbers(text, times=())] == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("UPDATE 2-Harbour bank lifts rates", []), ("UPDATE 2 - Harbour bank lifts rates", []),
        ("CORRECTED-WRAPUP 3-Ferry line cuts 300 jobs", [300]), ("FERRY LINE-UPDATE 1-Bridge costs $4 million", [4e6]),
        ("Update 2 ferries now", [2]), ("The harbour needs 2-3 ferries", [2]),
    ],
)  # fmt: skip
def test_the_count_of_a_wire_s_versions_is_no_number(text, values):
    assert [one["value"] for one in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a $250-M bridge", 2.5e8, "$"), ("the €1.5-B loan", 1.5e9, "€"), ("a P1.2-B road", 1.2e9, "₱"),
        ("P500 million for Halden", 5e8, "₱"), ("Php 30 million", 3e7, "₱"), ("₱2.5-B", 2.5e9, "₱"), ("a P2,500 fine", 2500, "₱"),
    ],
)  # fmt: skip
def test_amounts_with_a_letter_behind_a_hyphen_are_millions_and_billions(text, value, unit):
    (one,) = find_numbers(text)
    assert (one["value"], one["unit"], one["text"] in text) == (value, unit, True)


@pytest.mark.parametrize("text", ["a P2 bus", "the P-38 planes", "a 5-B class", "a p2 million fund"])
def test_a_letter_beside_a_number_is_no_money_without_a_sign_or_scale(text):
    assert not any(one["unit"] for one in find_numbers(text))


class Counted(int):
    """A place in the text that counts how often it is compared."""

    n = 0

    def __lt__(self, other: int) -> bool:
        Counted.n += 1
        return int(self) < int(other)

    def __gt__(self, other: int) -> bool:
        Counted.n += 1
        return int(self) > int(other)

    def __le__(self, other: int) -> bool:
        return not self > other


def _work(dates: int) -> int:
    text = "12 men came on 6 May 2024. " * dates
    times = [(Counted(at + 15), Counted(at + 25)) for at in range(0, len(text), 27)]
    Counted.n = 0
    assert len(find_numbers(text, times=times)) == dates
    return Counted.n


def test_dates_cost_each_number_a_few_comparisons_however_many_there_are() -> None:
    assert _work(800) < 12 * _work(100)  # eight times as much and a little for the search, not sixty-four times


@pytest.mark.parametrize(
    "text", ["hundred " * 155, "million " * 5000, "9" * 5000, "1," + "000," * 500 + "000 men", "9" * 300 + " men"]
)
def test_what_no_news_counts_is_no_number(text: str) -> None:
    assert find_numbers(text) == []
