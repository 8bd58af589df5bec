"""The scorer gives full marks to what is right, and counts what is wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.pages import count_shingles, evaluate, mean_scores

TEXT = " ".join(
    f"The harbour council of town {number} voted on Tuesday to rebuild its pier after the storm."
    for number in range(12)
)
PAGE = f"<html><head><title>Pier</title></head><body><article><h1>Pier to be rebuilt</h1><p>{TEXT}</p></article></body></html>"


def test_shingles() -> None:
    assert count_shingles(TEXT, TEXT)[1:] == (0, 0)
    assert count_shingles("a b c d", "")[2] == 1
    assert mean_scores([(0, 0, 0)]) == (1.0, 1.0, 1.0)


def test_both_collections_are_read(tmp_path: Path) -> None:
    (tmp_path / "article-extraction/html").mkdir(parents=True)
    (tmp_path / "article-extraction/html/k.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "article-extraction/ground-truth.json").write_text(
        json.dumps({"k": {"articleBody": TEXT, "url": "https://x.example/k"}})
    )
    (tmp_path / "publishers/us").mkdir(parents=True)
    (tmp_path / "publishers/us/Post_2024_05_06.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    told = {
        "title": "Pier to be rebuilt!",
        "authors": [],
        "publishing_date": "2024-05-06 10:00:00",
        "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [TEXT]}]},
    }
    (tmp_path / "publishers/us/Post.json").write_text(json.dumps({"V1": told}))
    found = evaluate(tmp_path, against=True)
    rows = {row["data"]: row for row in found.rows}
    assert rows["article-extraction"]["f1"] == 1.0
    assert (rows["publishers"]["title"], rows["publishers"]["authors"], rows["publishers"]["day"]) == (1.0, 1.0, 0.0)
    assert "article-extraction, trafilatura" in rows
    assert json.dumps(found.predictions)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="ground-truth"):
        evaluate(tmp_path)
