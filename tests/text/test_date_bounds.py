"""Where a page has no date, its words bound it, and nothing is made up."""

from __future__ import annotations

import random

import pytest

from newslab.text.date_bounds import CONFIDENCE, find_published_bounds

BOUNDS = {
    "weekday and day of the month": ("Talks began on Monday, 4 November.", "2025-03-01", "2024-11-04", "2024-12-04", "weekday"),
    "the year from a year it names": ("Talks began on Monday, 4 November, a first since 2024 began.", None, "2024-11-04", "2024-12-04", "weekday"),
    "a weekday to come": ("Talks will begin on Monday, 4 November.", "2025-03-01", "2024-10-05", "2024-11-04", "weekday"),
    "between two weekdays": ("They met on Monday, 4 November and will meet on Thursday, 14 November.", "2025-03-01", "2024-11-04", "2024-11-14", "weekday"),
    "no later than the crawl": ("Talks began on Monday, 4 November.", "2024-11-09", "2024-11-04", "2024-11-09", "weekday"),
    "past and to come": ("It was struck on 5 January 2026, and they will meet on 3 March 2026.", None, "2026-01-05", "2026-03-03", "events"),
    "past and the crawl": ("It was struck on 5 January 2026.", "2026-02-01", "2026-01-05", "2026-02-01", "events"),
    "past only": ("It was struck on 5 January 2026.", None, "2026-01-05", None, "events"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "latest", "first", "last", "method"), BOUNDS.values(), ids=BOUNDS.keys())
def test_bounds_of_publication_come_from_the_words(
    text: str, latest: str | None, first: str, last: str | None, method: str
) -> None:
    found = find_published_bounds(text, latest=latest)
    assert found is not None
    assert (found["first_day"], found["last_day"], found["method"]) == (first, last, method)
    assert found["confidence"] == CONFIDENCE[method]
    assert found["text"] in text


@pytest.mark.parametrize(
    "text",
    [
        "18 hours ago. Storm closes ports. 2 days ago. Ferry sinks.",
        "They met on Friday and will meet next week.",
        "On Monday, 4 November, talks began.",  # a Monday of 2024, 2019, 2013 ...: nothing tells which
        "",
    ],
)
def test_ages_of_teasers_and_bare_weekdays_bound_nothing(text: str) -> None:
    assert find_published_bounds(text) is None


def test_bounds_are_in_order_and_inside_what_is_possible() -> None:
    draw = random.Random(4)
    pieces = ["They met on", "They will meet on", "Monday, 4 November", "Friday, March 1", "5 January 2026", "yesterday",
              "2024", "until", "31 December 9999", "1 January 1", ".", "\n\n", "Feb. 29, 2024"]  # fmt: skip
    for _ in range(400):
        text = " ".join(draw.choice(pieces) for _ in range(draw.randint(0, 9)))
        found = find_published_bounds(text, latest=draw.choice([None, "2025-06-01"]))
        if found and found["first_day"] and found["last_day"]:
            assert found["first_day"] <= found["last_day"], text
