"""The contrasts task: formats read, figures counted as the benchmark says, bad input named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.contrasts import evaluate, score_flags

PAIRS = [
    {"id": "1-number", "a": "Blast kills 10 in Damascus", "b": "Blast in Damascus kills 25", "kind": "number", "contradicts": True},
    {"id": "2-none", "a": "Blast kills six in Damascus", "b": "Blast in Damascus kills 6", "kind": "none", "contradicts": False},
    {"id": "3-unrelated", "a": "Blast kills 10", "b": "Shares close higher in Tokyo", "kind": "unrelated", "contradicts": False},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = "".join(json.dumps(pair) + "\n" for pair in PAIRS)
    (tmp_path / "altered.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_scores_pairs_and_lists_a_prediction_each(folder: Path) -> None:
    result = evaluate(folder, against=True)
    assert result.rows[0]["recall"] == 1.0
    assert (result.rows[0]["equivalents"], result.rows[0]["unrelated"]) == (0.0, 0.0)
    assert [one["pair"] for one in result.predictions] == [pair["id"] for pair in PAIRS]
    assert result.predictions[0]["verdict"] == "contradiction"
    assert {row["method"] for row in result.rows} == {"newslab", "numbers differ (reference)"}
    json.dumps(result.predictions)


def test_a_file_may_be_named_and_a_missing_or_broken_one_is(folder: Path, tmp_path: Path) -> None:
    assert evaluate(folder / "altered.jsonl").rows[0]["n"] == 1
    with pytest.raises(ReadError, match=r"altered\.jsonl"):
        evaluate(tmp_path / "nowhere")
    (tmp_path / "broken.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(ReadError, match=r"broken\.jsonl:1"):
        evaluate(tmp_path / "broken.jsonl")


def test_shares_are_of_the_right_pairs() -> None:
    rows = score_flags(PAIRS, [False, True, True])
    assert (rows[0]["recall"], rows[0]["equivalents"], rows[0]["unrelated"]) == (0.0, 1.0, 1.0)


def test_altered_headlines_keep_the_first_bar(shared: Callable[[str], Path]) -> None:
    row = evaluate(shared("datasets/pairs")).rows[0]
    assert row["recall"] >= 0.9
    assert row["equivalents"] <= 0.05
    assert row["unrelated"] <= 0.02
