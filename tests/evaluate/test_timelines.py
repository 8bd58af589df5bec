"""Timelines: the scores agree with hand-made values, and the evaluation keeps to its formats."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.porter import stem
from newslab.evaluate.rouge import score_alignment, score_dates, stop_words
from newslab.evaluate.timelines import evaluate, read_golds, score_timeline

STEMS = {
    "caresses": "caress", "ponies": "poni", "ties": "ti", "feed": "feed", "agreed": "agre", "plastered": "plaster",
    "motoring": "motor", "conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop",
    "falling": "fall", "filing": "file", "happy": "happi", "sky": "sky", "relational": "relat", "rational": "ration",
    "digitizer": "digit", "operator": "oper", "feudalism": "feudal", "hopeful": "hope", "goodness": "good",
    "revival": "reviv", "adoption": "adopt", "probate": "probat", "rate": "rate", "controll": "control", "roll": "roll",
    "is": "is",
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), STEMS.items(), ids=STEMS)
def test_stems_are_those_of_the_published_algorithm(word: str, expected: str) -> None:
    assert stem(word) == expected


DATES = {
    "equal": ([1, 2], [1, 2], 1.0),
    "none in common": ([1], [2], 0.0),
    "half": ([1, 2], [2, 3], 0.5),
    "nothing predicted": ([], [1], 0.0),
    "nothing to find": ([1], [], 0.0),
}


@pytest.mark.parametrize(("ours", "gold", "expected"), DATES.values(), ids=DATES)
def test_date_f1(ours: list[int], gold: list[int], expected: float) -> None:
    assert score_dates(ours, gold).f1 == expected


def test_same_timeline_scores_one() -> None:
    timeline = {10: ["banks failed in autumn"], 12: ["markets crashed everywhere"]}
    assert score_alignment(timeline, timeline, n=1).f1 == 1.0
    assert score_alignment(timeline, timeline, n=2).f1 == 1.0


def test_a_day_off_counts_half() -> None:
    assert score_alignment({11: ["banks failed"]}, {10: ["banks failed"]}).f1 == 0.5


def test_content_chooses_between_days_equally_near() -> None:
    gold = {10: ["banks failed"], 12: ["markets crashed"]}
    score = score_alignment({11: ["markets crashed"]}, gold)
    assert score.precision == 0.5  # aligned with day 12, one day off
    assert score.recall == 0.25  # two of four words, one day off


def test_many_days_may_share_one() -> None:
    score = score_alignment({10: ["banks failed"], 11: ["banks failed"]}, {10: ["banks failed"]})
    assert score.precision == 0.75  # (2 + 2 / 2) of 4 words
    assert score.recall == 1.0


def test_inflection_stop_words_and_marks_do_not_count() -> None:
    assert score_alignment({1: ["The bank is failing ."]}, {1: ["banks failed"]}).f1 == 1.0
    assert "the" in stop_words()


def test_empty_timelines_score_zero() -> None:
    assert score_alignment({}, {1: ["x"]}).f1 == 0.0
    assert score_timeline({}, {1: ["x"]}, "")["date_f1"] == 0.0


def test_repeats_and_uncited_entries_are_counted() -> None:
    chosen = {1: ["the bank failed on monday", "a quake hit"], 2: ["the bank failed on monday"]}
    scores = score_timeline(chosen, {1: ["bank"]}, "on friday the bank failed on monday")
    assert scores["repeated"] == pytest.approx(1 / 3)
    assert scores["cited"] == pytest.approx(2 / 3)


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    folder = tmp_path / "flood"
    (folder / "gold").mkdir(parents=True)
    texts = [
        ("2020-03-02", "The river burst its banks on Sunday .\nHelpers came from three towns ."),
        ("2020-03-04", "The dam gave way on March 3 , officials said .\nIt had stood for forty years ."),
        ("2020-03-09", "The dam that gave way on March 3 will be rebuilt .\nThe river burst its banks on March 1 ."),
    ]
    lines = [
        json.dumps({"article_id": f"a{at}", "published": day, "text": text}) for at, (day, text) in enumerate(texts)
    ]
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    gold = (
        "2020-03-03\nThe dam broke .\n----\n2020-03-01\nThe river burst its banks .\n----\n2020-03-03\nHomes lost .\n"
    )
    (folder / "gold" / "one.txt").write_text(gold, "utf-8")
    return tmp_path


def test_days_of_a_gold_that_repeat_are_merged(topic: Path) -> None:
    (gold,) = read_golds(topic / "flood")
    assert gold.bounds == (date(2020, 3, 1), date(2020, 3, 3))
    assert gold.days[date(2020, 3, 3).toordinal()] == ["The dam broke .", "Homes lost ."]


def test_evaluate_gives_rows_predictions_and_the_reference(topic: Path) -> None:
    found = evaluate(topic, against=True)
    assert [row["data"] for row in found.rows] == ["flood", "mean of timelines"]
    assert found.rows[0]["date_f1"] == 1.0
    assert found.rows[0]["cited"] == 1.0
    assert found.rows[0]["naive_date_f1"] < 1.0
    assert set(found.predictions[0]) == {"topic", "gold", "day", "text"}


def test_a_folder_without_topics_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"articles\.jsonl\.gz"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_floor_on_the_hardest_small_topic(shared: object) -> None:
    folder = shared("datasets/timelines/t17/mj")  # type: ignore[operator]
    row = evaluate(folder, against=True).rows[-1]
    assert row["date_f1"] > row["naive_date_f1"]
    assert row["repeated"] < 0.02
