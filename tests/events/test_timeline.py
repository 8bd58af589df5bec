"""Timelines: in order, none twice, precision kept, as many as asked for."""

from __future__ import annotations

import pandas as pd
import pytest

from newslab.errors import OptionError
from newslab.events.timeline import build_timeline
from newslab.tables import EVENTS, build, empty


def table(*rows: tuple[str, str, str, str, float]) -> pd.DataFrame:
    names = ("event_id", "text", "first_day", "last_day", "score")
    return build([{"story_id": "s", **dict(zip(names, row, strict=True))} for row in rows], EVENTS)


EVENTS_ROWS = table(
    ("e1", "Envoys of both countries opened talks in Warsaw.", "2026-02-02", "2026-02-02", 3.0),
    ("e2", "Envoys of both countries opened the talks in Warsaw.", "2026-02-03", "2026-02-03", 1.0),
    ("e3", "The Netherlands sent troops.", "1950-01-01", "1953-12-31", 1.5),
    ("e4", "A contract for tanks was signed.", "2025-08-01", "2025-08-31", 2.0),
)


def test_sorted_by_day_and_none_twice() -> None:
    assert build_timeline(EVENTS_ROWS).event_id.tolist() == ["e3", "e4", "e1"]


def test_limit_keeps_the_most_important() -> None:
    assert build_timeline(EVENTS_ROWS, limit=2).event_id.tolist() == ["e4", "e1"]


def test_the_same_words_months_later_are_another_event() -> None:
    rows = table(
        ("e1", "The bank cut rates.", "2025-03-01", "2025-03-01", 1.0),
        ("e2", "The central bank cut its rates.", "2025-06-01", "2025-06-01", 1.0),
    )
    assert len(build_timeline(rows)) == 2


def test_several_stories_may_be_asked_for() -> None:
    rows = EVENTS_ROWS.assign(story_id=["s1", "s1", "s2", "s3"])
    assert build_timeline(rows, "s2").event_id.tolist() == ["e3"]
    assert build_timeline(rows, ["s2", "s3"]).event_id.tolist() == ["e3", "e4"]


def test_row_order_does_not_matter() -> None:
    shuffled = build_timeline(EVENTS_ROWS.iloc[::-1]).reset_index(drop=True)
    pd.testing.assert_frame_equal(shuffled, build_timeline(EVENTS_ROWS).reset_index(drop=True))


def test_empty_and_undated_events_give_an_empty_timeline() -> None:
    assert build_timeline(empty(EVENTS)).empty
    assert build_timeline(build([{"event_id": "e", "text": "x"}], EVENTS)).empty


def test_a_negative_limit_is_told() -> None:
    with pytest.raises(OptionError, match="limit"):
        build_timeline(EVENTS_ROWS, limit=-1)


def test_events_of_little_weight_only_fill_up_three_entries() -> None:
    rows = table(
        ("e1", "A quake struck the coast.", "2025-07-30", "2025-07-30", 1.8),
        ("e2", "Swimmers left the water.", "2025-07-31", "2025-07-31", 0.3),
        ("e3", "A kiosk sold ice.", "2025-08-02", "2025-08-02", 0.2),
        ("e4", "Clouds came in the evening.", "2025-08-09", "2025-08-09", 0.1),
    )
    assert build_timeline(rows).event_id.tolist() == ["e1", "e2", "e3"]
    assert build_timeline(rows, n_days=4).event_id.tolist() == ["e1", "e2", "e3", "e4"]


def test_a_story_without_events_is_told(caplog):
    events = pd.DataFrame({"event_id": ["e"], "story_id": ["part"], "text": ["Envoys met."], "first_day": ["2026-01-05"],
                           "last_day": ["2026-01-05"]})  # fmt: skip
    assert build_timeline(events, "whole").empty
    assert "no event is of story whole" in caplog.text


def test_days_are_those_that_most_is_told_of_with_so_many_entries_each() -> None:
    texts = ("Dam broke in the valley.", "Helpers came by boat.", "The minister spoke.", "Rain fell on the coast.")
    days = ("2020-03-01", "2020-03-01", "2020-03-02", "2020-03-05")
    rows = [
        {
            "event_id": f"e{at}",
            "text": text,
            "first_day": pd.Timestamp(day),
            "last_day": pd.Timestamp(day),
            "score": 2.0,
        }
        for at, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    rows[2]["score"], rows[3]["score"] = 1.0, 3.0
    table = build(rows, EVENTS)
    assert build_timeline(table, n_days=2).event_id.tolist() == ["e0", "e1", "e3"]
    assert build_timeline(table, n_days=2, per_day=1).event_id.tolist() == ["e0", "e3"]


def test_events_that_no_source_dates_in_words_give_way_to_those_that_one_does() -> None:
    rows = table(
        ("e1", "A quake struck the coast.", "2025-07-30", "2025-07-30", 1.8),
        ("e2", "A bridge fell.", "2025-07-31", "2025-07-31", 1.9),
    )
    assert build_timeline(rows.assign(when=["on Wednesday", None])).event_id.tolist() == ["e1"]
    assert build_timeline(rows.assign(when=None)).event_id.tolist() == ["e1", "e2"]
    assert build_timeline(rows.assign(when=["on Wednesday", None]), limit=5).event_id.tolist() == ["e1", "e2"]
