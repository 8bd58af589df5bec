"""A scorer that errs is worse than none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.stories import evaluate, score_bcubed, score_pairs

GIVEN = {
    "all right": ("aabb", [1, 1, 2, 2], (1.0, 1.0), (2, 2, 2)),
    "all in one": ("aabb", [1, 1, 1, 1], (0.5, 1.0), (2, 6, 2)),
    "all alone": ("aabb", [1, 2, 3, 4], (1.0, 0.5), (0, 0, 2)),
    "one astray": ("aab", [1, 2, 2], (2 / 3, 2 / 3), (0, 1, 1)),
}


@pytest.mark.parametrize(("gold", "found", "bcubed", "pairs"), GIVEN.values(), ids=GIVEN.keys())
def test_figures_by_hand(gold: str, found: list[int], bcubed: tuple[float, float], pairs: tuple[int, int, int]) -> None:
    precision, recall = score_bcubed(list(gold), found)
    assert (precision.mean(), recall.mean()) == pytest.approx(bcubed)
    assert score_pairs(list(gold), found) == pairs


def test_a_file_is_scored_with_and_without_days(tmp_path: Path) -> None:
    lines = [
        {"article_id": f"{story}{n}", "title": title, "text": f"{title}. It was seen by {n} people.", "story": story,
         "published": f"2026-01-0{n + 1}T00:00:00"}
        for story, title in (("a", "Ferry Alda sinks off Ostby"), ("b", "Lind wins the chess open of Maribor"))
        for n in range(2)
    ]  # fmt: skip
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = evaluate(tmp_path, against=True)
    assert [(row["data"], row["variant"]) for row in result.rows][:2] == [("set", "published"), ("pooled", "published")]
    assert {row["variant"] for row in result.rows} == {"published", "hidden", "tfidf average link"}
    assert all(
        row["n"] == 4 and row["bcubed_f1_low"] <= row["bcubed_f1"] <= row["bcubed_f1_high"] for row in result.rows
    )
    assert result.rows[0]["bcubed_f1"] == 1.0
    assert {record["article_id"] for record in result.predictions} == {line["article_id"] for line in lines}


def test_a_folder_without_stories_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="field story"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_stories_are_linked_as_by_hand(shared: Callable[[str], Path]) -> None:
    rows = evaluate(shared("datasets/stories"), against=True).rows
    pooled = {row["variant"]: row["bcubed_f1"] for row in rows if row["data"] == "pooled"}
    assert pooled["published"] >= 0.94
    assert pooled["hidden"] >= 0.94
    assert pooled["published"] > pooled["tfidf average link"]
