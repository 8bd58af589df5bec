"""A scorer that errs is worse than none."""

from __future__ import annotations

import gzip
import json
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
    assert (row["data"], row["model"], row["n"]) == ("bbc_news", "newslab", 30)
    assert row["outliers"] < 0.1  # vectors differ a little between kinds of processors
    assert row["ari_order"] == 1.0
    assert row["topics"] >= 2
    assert len(result.predictions) == 30


def test_articles_with_a_topic_are_scored_and_others_left_out(tmp_path: Path) -> None:
    themes = {"sea": "Ferry at the reef by the harbour.", "board": "Chess with a rook and a bishop."}
    records = [
        {"article_id": f"{topic}-{n}", "title": f"Day {n}", "text": f"{text} Day {n}.", "topic": topic}
        for topic, text in themes.items()
        for n in range(15)
    ]
    odd = [{"article_id": "x", "title": "No topic", "text": "Rain."}, {**records[0], "title": "Twice"},
           {"article_id": "y", "title": "Empty", "text": " ", "topic": "sea"}]  # fmt: skip
    lines = "\n".join(json.dumps(record) for record in records + odd)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "week.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    row = evaluate(tmp_path).rows[0]
    assert (row["data"], row["n"], row["nmi"] > 0.5) == ("week", 30, True)
    assert row["ari_less_one_least"] <= row["ari_less_one"]


@pytest.mark.parametrize("held", [None, {"article_id": "a", "text": "Rain."}], ids=["nothing", "no topic"])
def test_a_folder_without_labelled_texts_is_named(tmp_path: Path, held: dict[str, str] | None) -> None:
    if held:
        (tmp_path / "articles.jsonl").write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises(ReadError, match=r"articles with a topic, found none"):
        evaluate(tmp_path)


@pytest.mark.slow
def test_topics_hold_when_one_article_goes(shared: Callable[[str], Path]) -> None:
    row = evaluate(shared("datasets/topics")).rows[0]
    assert row["ari_order"] == 1.0
    assert row["ari_less_one"] >= 0.95
    assert row["npmi"] >= 0.3
