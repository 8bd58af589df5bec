"""The sources task: intervals that hold, records that are all accounted for, slanted spans counted against chance."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.evaluate.sources import ANY_WORD, evaluate, score_reading, score_slant, simulate_coverage

FILLER = " ".join(f"The council weighed plan number {chr(97 + place)} of the budget." for place in range(20))
SLANTED = "The bumbling mayor spoke. The bumbling mayor sat. The bumbling mayor left."


def _triplets(folder: Path) -> Path:
    rows = [
        {"article_id": name, "source": name, "title": "Budget", "story": "s", "text": text, "annotations": marks}
        for name, text, marks in (
            ("fox", f"{FILLER} {SLANTED}", [{"txt": "bumbling mayor", "bias": "lex"}]),
            ("nyt", FILLER, [{"txt": "weighed plan", "bias": "inf"}]),
            ("hpo", FILLER, []),
        )
    ]
    path = folder / "triplets.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, rows[0]]), encoding="utf-8")
    return path


def test_intervals_of_coverage_are_honest_and_those_that_count_copies_are_not() -> None:
    honest = simulate_coverage(trials=60)["covered"]
    assert 0.92 <= honest <= 0.98
    assert simulate_coverage(trials=60, collapse=False)["covered"] < honest


def test_every_record_is_an_article_or_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "many_sources.jsonl.gz"
    rows = [{"title": f"T{n}", "text": f"Words of article {n} and more.", "source": "S"} for n in range(5)]
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    row = score_reading(path)
    assert (row["n"], row["articles"], row["lost"]) == (5, 5, 0)


def test_a_slanted_word_one_source_repeats_is_hit(tmp_path: Path) -> None:
    row, told = score_slant(_triplets(tmp_path), ANY_WORD)
    assert (row["n"], row["hits"]) == (1, 1.0)
    assert row["chance"] < 1.0
    assert any("bumbling" in one["term"] for one in told)


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="triplets"):
        evaluate(tmp_path)
