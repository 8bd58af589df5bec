"""A distance from a date is a date: "in three weeks", "the week before Christmas"."""

from __future__ import annotations

import pytest

from newslab.text.dates import find_dates

WEDNESDAY = "2024-11-06"

CASES = [
    ("It closes in three weeks.", "2024-W48"),
    ("It will close in three weeks.", "2024-W48"),
    ("They built it in three weeks.", "P3W"),
    ("She leaves in two days.", "2024-11-08"),
    ("He retires in five years.", "2029"),
    ("Elections are due in two months.", "2025-01"),
    ("It opens the week before Christmas.", "2024-W51"),
    ("It opens the day after Christmas.", "2024-12-26"),
    ("It opens two days before Christmas.", "2024-12-23"),
    ("It opened two weeks after Easter 2024.", "2024-W15"),
    ("It opens a week from Friday.", "2024-11-15"),
    ("They leave the Friday after next.", "2024-11-15"),
    ("It closes the weekend before Halloween 2025.", "2025-W43-WE"),
    ("The vote is expected within two weeks.", "P2W"),
    ("Three weeks from now it will be over.", "2024-W48"),
    ("They meet again in a week's time.", "2024-W46"),
    ("It was the wettest day in ten years.", "P10Y"),
    ("They will be the first in ten years to win.", "P10Y"),
    ("Half of them will be gone in an hour.", "PT1H"),
    ("They left the day before yesterday.", "2024-11-04"),
    ("They leave the day after tomorrow.", "2024-11-08"),
    ("They met the week before last.", "2024-W43"),
    ("They will meet the week after next.", "2024-W47"),
    ("It opened the Sunday after Easter 2024.", "2024-04-07"),
    ("It rained the week of 14 October.", "2024-W42"),
    ("It rained in the last week of October 2023.", "2023-W43"),
    ("It rained on the first Monday in May 2023.", "2023-05-01"),
    ("It rained on the last day of February 2024.", "2024-02-29"),
    ("It rained for the first two weeks of May 2023.", "P2W"),
    ("The vault is 1,300 years old. It was dug 1,200 years ago.", "0824"),
]


@pytest.mark.parametrize(("text", "values"), CASES, ids=[text for text, _ in CASES])
def test_distances_are_counted_from_the_day_they_name(text: str, values: str) -> None:
    assert " ".join(record["value"] for record in find_dates(text, WEDNESDAY)) == values


def test_the_words_of_a_distance_are_one_record() -> None:
    found = find_dates("It opens two days before Christmas 2025.", WEDNESDAY)
    assert [(one["text"], one["first_day"], one["anchor"]) for one in found] == [
        ("two days before Christmas 2025", "2025-12-23", "explicit")
    ]


def test_without_a_day_of_writing_a_length_of_time_stays_one() -> None:
    assert [one["value"] for one in find_dates("It will close in three weeks.")] == ["P3W"]
