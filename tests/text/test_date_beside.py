"""What a date lacks stands in the date beside it."""

from __future__ import annotations

import pytest

from newslab.text.dates import find_dates

CASES = [
    ("The posts fell on May 6 and 7th, 1954.", ["May 6", "7th, 1954"], ["1954-05-06", "1954-05-07"]),
    ("It rained on the 28 and 29 August 1918.", ["the 28", "29 August 1918"], ["1918-08-28", "1918-08-29"]),
    ("It lasted from the 13th to the 19th of October 1950.", ["the 13th", "the 19th of October 1950"], ["1950-10-13", "1950-10-19"]),
    ("In April and June 1955 he wrote twice.", ["April", "June 1955"], ["1955-04", "1955-06"]),
    ("It ran from October to March 1945.", ["October", "March 1945"], ["1944-10", "1945-03"]),
    ("They spent the spring and early summer of 1943 there.", ["the spring", "early summer of 1943"], ["1943-SP", "1943-SU"]),
    ("The siege (26 June - 4 August 1952) was long.", ["26 June", "4 August 1952"], ["1952-06-26", "1952-08-04"]),
    ("The war lasted from 264 to 241 BC.", ["264", "241 BC"], ["BC0264", "BC0241"]),
    ("Some trust 149 B.C or 146 B.C.", ["149 B.C", "146 B.C."], ["BC0149", "BC0146"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "values"), CASES, ids=[case[0] for case in CASES])
def test_neighbours_lend_their_month_and_year(text: str, words: list[str], values: list[str]) -> None:
    found = find_dates(text)
    assert [one["text"] for one in found] == words
    assert [one["value"] for one in found] == values


def test_a_number_of_people_after_a_date_is_no_day() -> None:
    assert [one["value"] for one in find_dates("On May 4 and 5 people left.", "2024-05-10")] == ["2024-05-04"]


def test_a_day_alone_is_of_the_month_that_is_spoken_of() -> None:
    text = "The fleet sailed on 3 March 2021. On the 12th it landed, on the 20th floor nobody knew."
    assert [one["value"] for one in find_dates(text, "2021-06-01")] == ["2021-03-03", "2021-03-12"]


HISTORY = "In 1912 the dam was built. In 1915 it burst. By 1918 it stood again, and in 1920 it was sold. "


def test_a_year_in_passing_does_not_move_a_history_on() -> None:
    text = (
        HISTORY
        + "In March 1921 it cracked, which a paper kept secret until 1987 denies, as a report of 1990 says. In May it fell."
    )
    assert find_dates(text)[-1]["value"] == "1921-05"
