"""The scores of main events: token F1 by hand, formats, a row for each story, speed beside the full parser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.events import evaluate, score_answer, token_f1

PHRASES = {
    "same words": ("Oslo", "oslo", 1.0),
    "one of two": ("Oslo harbour", "Oslo", 2 / 3),
    "nothing shared": ("Oslo", "Bergen", 0.0),
    "no answer": ("", "Bergen", 0.0),
    "repeats count once": ("Oslo Oslo", "Oslo", 2 / 3),
}


@pytest.mark.parametrize(("ours", "gold", "expected"), PHRASES.values(), ids=PHRASES)
def test_token_f1(ours: str, gold: str, expected: float) -> None:
    assert token_f1(ours, gold) == pytest.approx(expected)


def test_best_accepted_phrase_counts_and_unasked_questions_do_not() -> None:
    gold = {
        "who": [{"text": "two men"}, {"text": "the divers"}],
        "why": [],
        "when": [{"text": "Monday", "parsed": None}],
    }
    scores = score_answer({"who": "divers", "why": "for fun", "when": "Monday"}, gold)
    assert scores == {"who": pytest.approx(2 / 3), "when": 1.0}


def test_evaluate_on_a_small_file(tmp_path: Path) -> None:
    article = {
        "article_id": "a1",
        "title": "Divers find cannon off Bergen",
        "text": "Divers found a bronze cannon off Bergen on Monday, the museum said. It is 300 years old.",
        "published": "2024-03-05 08:00:00",
        "gold": {
            "who": [{"text": "Divers"}],
            "what": [{"text": "find cannon"}],
            "when": [{"text": "Monday", "parsed": "2024-03-04"}],
            "where": [{"text": "Bergen"}],
            "why": [],
            "how": [],
        },
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
    found = evaluate(tmp_path, against=True)
    (row,) = found.rows
    assert row["n"] == 1
    assert row["who"] == 1.0
    assert row["day"] == 1.0
    assert row["naive_day"] == 0.0
    assert found.predictions[0]["article_id"] == "a1"
    assert found.predictions[0]["when"] == "Monday"


def test_each_story_has_its_row(tmp_path: Path) -> None:
    gold = {"who": [{"text": "Divers"}]}
    rows = [
        {"article_id": key, "title": "Divers find cannon", "text": "", "story": story, "gold": gold}
        for key, story in (("a", "cannon"), ("b", "cannon"), ("c", "ferry"))
    ]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    found = evaluate(tmp_path)
    assert [(row["data"], row["n"]) for row in found.rows] == [("all", 3), ("cannon", 2), ("ferry", 1)]
    assert found.rows[0]["who_low"] <= found.rows[0]["who"] <= found.rows[0]["who_high"]


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gold\.jsonl"):
        evaluate(tmp_path)
