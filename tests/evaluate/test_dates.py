"""The scorer must count as TempEval-3 does, or its figures mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.dates import Tally, Timex, evaluate, read_timeml, to_timex

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DCT><TIMEX3 tid="t0" type="DATE" value="2024-11-06" functionInDocument="CREATION_TIME">06/11/2024</TIMEX3></DCT>
<TEXT>
Smith &amp; Co <EVENT eid="e1">closed</EVENT> on <TIMEX3 tid="t1" type="DATE" value="2024-11-01">Friday</TIMEX3>
after <TIMEX3 tid="t2" type="DURATION" value="P2W">two weeks</TIMEX3> of talks.
</TEXT>
</TimeML>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "one.tml").write_text(TIMEML, encoding="utf-8")
    return tmp_path


def test_timeml_gives_text_anchor_and_offsets(folder: Path) -> None:
    document = read_timeml(folder / "news" / "one.tml")
    assert document.anchor == "2024-11-06"
    assert "Smith & Co closed on Friday" in document.text
    assert [document.text[timex.start : timex.end] for timex in document.gold] == ["Friday", "two weeks"]


def test_a_perfect_reading_scores_one(folder: Path) -> None:
    found = evaluate(folder)
    row = found.rows[0]
    assert (row["data"], row["n"], row["documents"]) == ("news", 2, 1)
    assert [row[name] for name in ("relaxed", "strict", "type", "value")] == [1.0, 1.0, 1.0, 1.0]
    assert row["sentences_per_second"] > 0
    assert [record["value"] for record in found.predictions] == ["2024-11-01", "P2W"]
    assert set(found.predictions[0]) == {"document", "start", "end", "type", "value"}


def test_a_single_file_is_a_data_set(folder: Path) -> None:
    assert evaluate(folder / "news" / "one.tml").rows[0]["n"] == 2


def test_a_folder_without_timeml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no \.tml"):
        evaluate(tmp_path)


GOLD = [Timex(0, 4, "DATE", "2020"), Timex(10, 20, "DURATION", "P1D"), Timex(30, 34, "DATE", "null")]
COUNTS = {  # found: relaxed, strict, typed, valued
    "the same": (GOLD, (3, 3, 3, 2)),
    "overlap only": ([Timex(2, 6, "DATE", "2020")], (1, 0, 1, 1)),
    "wrong type": ([Timex(10, 20, "DATE", "P1D")], (1, 1, 0, 1)),
    "wrong value": ([Timex(0, 4, "DATE", "2021")], (1, 1, 1, 0)),
    "two on one gold count once": ([Timex(10, 12, "DURATION", "P1D"), Timex(13, 20, "DURATION", "P1D")], (1, 0, 1, 1)),
    "nothing touches": ([Timex(5, 9, "DATE", "2020")], (0, 0, 0, 0)),
}


@pytest.mark.parametrize(("found", "counts"), COUNTS.values(), ids=COUNTS.keys())
def test_matches_are_counted_as_in_tempeval(found: list[Timex], counts: tuple[int, int, int, int]) -> None:
    tally = Tally()
    tally.add(GOLD, found)
    assert (tally.relaxed, tally.strict, tally.typed, tally.valued) == counts


def test_null_values_are_found_but_not_scored() -> None:
    tally = Tally()
    tally.add(GOLD, GOLD)
    assert tally.f1(tally.relaxed) == 1.0
    assert tally.f1(tally.valued, tally.null) == 1.0


def test_a_range_is_scored_by_its_ends() -> None:
    record = {"start": 10, "end": 22, "text": "April 6 - 12", "type": "DATE", "value": "1915-04-06/1915-04-12"}
    assert to_timex(record) == [Timex(10, 17, "DATE", "1915-04-06"), Timex(20, 22, "DATE", "1915-04-12")]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), [("timebank", 0.80), ("wikiwars", 0.84)])
def test_floors_hold_on_the_collections(shared: Callable[[str], Path], name: str, value: float) -> None:
    row = evaluate(shared(f"datasets/dates/{name}")).rows[0]
    assert row["value"] >= value
    assert row["relaxed"] >= 0.93
    assert row["strict"] >= 0.85
