"""Corrections of single rows: what is rejected, dated and renamed, what no longer applies, and what a build makes of it."""

from __future__ import annotations

import pandas as pd
import pytest

import newslab as nl
from newslab.group.row_edits import correct_rows, read_period
from newslab.tables import CONTRACTS, build

PERIODS = {
    "a day": ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
    "a month": ("2024-02", "2024-02-01", "2024-02-29", "month"),
    "a year": ("1953", "1953-01-01", "1953-12-31", "year"),
    "days": ("2024-02-28/2024-03-02", "2024-02-28", "2024-03-02", "days"),
    "years": ("1950/1953", "1950-01-01", "1953-12-31", "years"),
}


@pytest.mark.parametrize(("value", "first", "last", "precision"), PERIODS.values(), ids=PERIODS)
def test_periods(value, first, last, precision):
    found = read_period(value)
    assert (found["first_day"], found["last_day"]) == (pd.Timestamp(first), pd.Timestamp(last))
    assert (found["precision"], found["edtf"]) == (precision, value)


@pytest.mark.parametrize("value", ["", "soon", "2024-13", "2023-02-29", "2024/2023", "2024/2025/2026", "20240501"])
def test_what_is_no_period_is_told(value):
    with pytest.raises(nl.OptionError):
        nl.log_edit(None, "date", "event-1", value)


@pytest.fixture
def events():
    rows = [{"event_id": f"event-{n}", "story_id": "s", "text": f"It {n}.", "first_day": "2024-01-01"} for n in (1, 2)]
    return build(rows, CONTRACTS["events"])


def test_events_are_rejected_dated_and_renamed(events):
    edits = nl.log_edit(None, "reject", "event-1", why="a joke")
    edits = nl.log_edit(edits, "date", "event-2", "2024-05")
    edits = nl.log_edit(edits, "rename", "event-2", "It rained.")
    edits = nl.log_edit(edits, "date", "event-1", "2024")
    edits = nl.log_edit(edits, "reject", "contrast-7")
    edits = nl.log_edit(edits, "rename", "s", "A story")
    done = correct_rows(events, "events", edits)
    assert done.table[["event_id", "text", "precision"]].to_numpy().tolist() == [["event-2", "It rained.", "month"]]
    assert done.gone == {"event-1"}
    assert done.changes["change"].tolist() == ["rejected", "dated", "renamed"]
    assert done.problems["reason"].tolist() == ["date does not apply: none of the 1 events of this build is meant"]
    assert len(events) == 2
    assert events["text"].iloc[1] == "It 2."
    left = correct_rows(build([], CONTRACTS["contrasts"]), "contrasts", edits)
    assert len(left.problems) == 1


def test_a_build_replays_them_and_holds(tmp_path):
    articles = nl.load_sample().head(12)
    first = nl.build_corpus(articles, embedding="fast", leave_out=("emphasis", "loaded"))
    event, other = first.events.nlargest(2, "n_sources")["event_id"]
    edits = nl.log_edit(None, "reject", event)
    edits = nl.log_edit(edits, "date", other, "2001-02-03")
    edits = (
        nl.log_edit(edits, "rename", first.topics["topic_id"].iloc[0], "The first topic")
        if len(first.topics)
        else edits
    )
    edits = nl.log_edit(edits, "reject", "contrast-none")
    second = nl.build_corpus(articles, embedding="fast", leave_out=("emphasis", "loaded"), edits=edits)
    second.check()
    assert event not in set(second.events["event_id"])
    assert event not in set(second.citations["cited_id"])
    assert event not in set(second.statements["event_id"].dropna())
    assert str(second.events.set_index("event_id").loc[other, "first_day"].date()) == "2001-02-03"
    assert len(first.topics) == 0 or second.topics["label"].iloc[0] == "The first topic"
    assert second.problems["place"].str.startswith("edits ").sum() == 1
    assert set(second.story_changes["change"]) >= {"rejected", "dated"}
