"""The task of number pairs: what its scorer gives for known predictions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.quantities import evaluate

A = "The fire killed 12 people in the harbour. The owner is 40 years old."
B = "Officials said 12 people were killed by the fire in the harbour."


def test_judged_pairs_are_scored_by_what_is_read_in_their_articles(tmp_path: Path) -> None:
    for folder in ("gold", "stories"):
        (tmp_path / folder).mkdir()
    articles = [{"article_id": "a", "text": A, "published": "2020-01-01", "story": "1"},
                {"article_id": "b", "text": B, "published": "2020-01-01", "story": "1"}]  # fmt: skip
    (tmp_path / "stories" / "news_cluster.jsonl").write_text("\n".join(map(json.dumps, articles)), "utf-8")
    common = {"set": "news_cluster", "of_a": "", "of_b": "", "unsure": False}
    side_b = {"article_id": "b", "start": 15, "end": 17, "value_text": "12"}
    pairs = [{"item": "1", "a": {"article_id": "a", "start": 16, "end": 18, "value_text": "12"}, "b": side_b,
              "relation": "same_value", **common},
             {"item": "2", "a": {"article_id": "a", "start": A.index("40"), "end": A.index("40") + 8,
                                 "value_text": "40 years"}, "b": side_b, "relation": "other_quantity", **common}]  # fmt: skip
    (tmp_path / "gold" / "number_pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)), "utf-8")
    found = evaluate(tmp_path)
    assert [(row["n"], row["n_same"], row["average_precision"]) for row in found.rows] == [(2, 1, 1.0), (2, 1, 1.0)]
    assert found.predictions[0]["relation"] == "same_value"


def test_a_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"number_pairs\.jsonl"):
        evaluate(tmp_path)
