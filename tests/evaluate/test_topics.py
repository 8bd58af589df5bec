"""A scorer that errs is worse than none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.topics import evaluate, score_npmi

TEXTS = ["ferry reef", "ferry reef", "chess rook", "chess rook"]


@pytest.mark.parametrize(
    ("topics", "expected"),
    [([["ferry", "reef"]], 1.0), ([["ferry", "chess"]], -1.0), ([["ferry", "reef"], ["reef", "rook"]], 0.0), ([], 0.0)],
    ids=["always together", "never together", "one of each", "no topics"],
)
def test_npmi_by_hand(topics: list[list[str]], expected: float) -> None:
    assert score_npmi(topics, TEXTS) == pytest.approx(expected)


def test_a_file_is_scored(tmp_path: Path) -> None:
    themes = {"sea": "ferry reef harbour boat sailor", "board": "chess rook bishop queen pawn"}
    lines = [
        f"{words} {words.split()[n % 5]} day{n}\ttrain\t{label}" for label, words in themes.items() for n in range(15)
    ]
    (tmp_path / "bbc_news.tsv").write_text("\n".join(lines), encoding="utf-8")
    result = evaluate(tmp_path)
    row = result.rows[0]
    assert (row["data"], row["model"], row["n"], row["outliers"]) == ("bbc_news", "newslab", 30, 0.0)
    assert row["ari_order"] == 1.0
    assert row["topics"] >= 2
    assert len(result.predictions) == 30


def test_a_folder_without_texts_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"bbc_news\.tsv"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_topics_hold_when_one_article_goes(shared: Callable[[str], Path]) -> None:
    row = evaluate(shared("datasets/topics")).rows[0]
    assert row["ari_order"] == 1.0
    assert row["ari_less_one"] >= 0.9
    assert row["npmi"] >= 0.3
