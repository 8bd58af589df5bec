"""A bare weekday is of the week before publication, of the week to come, or shows that its text is later than its day."""

from __future__ import annotations

import time

import pytest

from newslab.text.date_weekday import UPDATE
from newslab.text.dates import find_dates
from newslab.text.spans import find_spans, read_fields

WEDNESDAY = "2024-11-06"
FILLER = "The harbour board of Halden runs nine ferries, two of them old, and sells tickets at every pier. "

# what an article of Wednesday says, the value of its Thursday or Friday, and how that is known
ARTICLES = {
    "brought up to date on the day after": (
        "The ferry line closed on Thursday. The board met Thursday. The mayor said Thursday that the line had failed on "
        "Wednesday. Crews left on Thursday.",
        "Thursday",
        {("2024-11-07", UPDATE)},
    ),
    "a debate to come": (
        "The candidates will meet on Thursday. Thursday's debate will be the last. Both are expected to speak of the ferry on "
        "Thursday.",
        "Thursday",
        {("2024-11-07", "anchor")},
    ),
    "two days before": (
        "The mayor said on Wednesday that he was glad. The board met on Monday. On Monday the line was closed.",
        "Monday",
        {("2024-11-04", "anchor")},
    ),
}


@pytest.mark.parametrize(("text", "day", "values"), ARTICLES.values(), ids=ARTICLES)
def test_what_the_article_says_of_other_days_tells_which_is_meant(text, day, values):
    found = find_dates(text + " " + FILLER * 8, WEDNESDAY)
    assert {(one["value"], one["anchor"]) for one in found if one["text"] == day} == values


def test_a_sentence_alone_is_read_by_its_tense():
    assert find_dates("They met on Thursday.", WEDNESDAY)[0]["value"] == "2024-10-31"
    assert find_dates("They will meet on Thursday.", WEDNESDAY)[0]["value"] == "2024-11-07"


def test_a_weekday_that_could_be_either_has_no_day():
    found = [
        one
        for share in range(2, 30)
        for one in find_dates(FILLER * share + "The board met on Friday.", WEDNESDAY)
        if one["text"] == "Friday"
    ]
    assert {one["value"] for one in found} <= {"2024-11-01", "2024-11-08", "XXXX-WXX-5"}
    assert all((one["first_day"] is None) == one["value"].startswith("XXXX") for one in found)


def test_a_text_that_was_brought_up_to_date_may_be_as_late_as_it_says():
    text = ARTICLES["brought up to date on the day after"][0] + " " + FILLER * 8
    fields = list(read_fields(text, "Ferry line closes", WEDNESDAY))
    assert [str(field.written[1]) for field in fields] == ["2024-11-07", "2024-11-07"]
    assert [str(field.days[1]) for field in fields] == [WEDNESDAY, WEDNESDAY]


def test_what_was_over_when_the_text_was_last_written_has_happened():
    import pandas as pd

    text = ARTICLES["brought up to date on the day after"][0] + " " + FILLER * 8
    articles = pd.DataFrame([{"article_id": "a", "text": text, "language": "en", "published_day": WEDNESDAY}])
    told = find_spans(articles).statements
    closed = told[told["predicate"] == "close"].iloc[0]
    assert (closed["modality"], str(closed["first_day"])[:10]) == ("happened", "2024-11-07")


@pytest.mark.parametrize("unit", ["on Saturday ", "Sat. ", "April Summers "])
def test_lists_of_days_take_time_in_proportion(unit):
    def seconds(n):
        began = time.process_time()
        find_dates(FILLER * 8 + unit * n, WEDNESDAY)
        return time.process_time() - began

    seconds(100)
    assert seconds(4_800) < 24 * max(seconds(600), 0.01)  # 8 times the text; 64 times where it was quadratic
