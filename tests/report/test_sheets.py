"""Tables as files: what is written under a name is what the name says, and no cell runs in a spreadsheet."""

from __future__ import annotations

import csv
import json

import numpy as np
import pandas as pd
import pytest

import newslab as nl
from newslab.report.sheets import guarded, write_sheet
from tests.test_cli import run

NEWS = pd.DataFrame(
    {"article_id": ["a", "b", "c"], "title": ["=1+1", "Plain, with a comma", None],
     "text": ['He said "no".\nThen he left.', "Zürich – Łódź 東京", "-2 degrees"],
     "authors": [["Ann Lee", "Bo Ek"], [], ["=cmd"]], "published": ["2025-03-02T10:00:00Z", None, "2025-03-04"],
     "meta": [{"n": 1}, None, np.array([1, 2])], "size": [1.5, np.nan, 3.0]}
)  # fmt: skip


@pytest.fixture
def articles() -> pd.DataFrame:
    articles, _ = nl.read_articles(NEWS)
    return articles


def test_csv_has_a_row_an_article_and_lists_as_texts(articles, tmp_path):
    write_sheet(articles, tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"] for row in rows] == ['He said "no".\nThen he left.', "Zürich – Łódź 東京", "'-2 degrees"]
    assert [row["title"] for row in rows] == ["'=1+1", "Plain, with a comma", ""]
    assert [row["authors"] for row in rows] == ["Ann Lee; Bo Ek", "", "'=cmd"]
    assert rows[0]["published"] == "2025-03-02T10:00:00+00:00"
    assert rows[1]["published"] == ""


def test_jsonl_keeps_lists_and_texts(articles, tmp_path):
    write_sheet(articles, tmp_path / "r.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["authors"] for row in rows] == [["Ann Lee", "Bo Ek"], [], ["=cmd"]]
    assert [row["title"] for row in rows] == ["=1+1", "Plain, with a comma", None]
    assert [row["size"] for row in rows] == [1.5, None, 3.0]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_what_is_written_is_read_again(articles, tmp_path, suffix):
    write_sheet(articles, tmp_path / f"r.{suffix}")
    again, problems = nl.read_articles(tmp_path / f"r.{suffix}")
    assert not len(problems[problems["article_id"].isna()])
    assert again["article_id"].tolist() == articles["article_id"].tolist()
    assert again["published"].tolist()[0] == articles["published"].tolist()[0]
    assert again["text"].tolist()[:2] == articles["text"].tolist()[:2]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"], ids=repr)
def test_a_cell_that_would_run_is_guarded(text):
    assert guarded(text) == f"'{text}"
    assert guarded(f"a{text}") == f"a{text}"


@pytest.mark.parametrize(
    ("suffix", "start"), [("csv", b"\xef\xbb\xbfarticle_id,"), ("parquet", b"PAR1"), ("jsonl", b'{"article_id"')]
)
def test_the_command_line_writes_what_the_name_says(tmp_path, suffix, start):
    NEWS[["article_id", "title", "text"]].to_csv(tmp_path / "news.csv", index=False)
    done = run("read", tmp_path / "news.csv", "--out", tmp_path / f"r.{suffix}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"r.{suffix}").read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv.gz"])
def test_another_ending_is_one_line_and_nothing_is_written(tmp_path, name):
    NEWS[["article_id", "title", "text"]].to_csv(tmp_path / "news.csv", index=False)
    done = run("read", tmp_path / "news.csv", "--out", tmp_path / name, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"newslab: {tmp_path / name}: expected a name that ends in .csv, .parquet, .jsonl\n"
    assert not (tmp_path / name).exists()


def test_half_a_letter_does_not_stop_a_table(tmp_path):
    table = pd.DataFrame({"article_id": ["a"], "text": pd.Series(["broken \ud800 letter"], dtype=object)})
    write_sheet(table, tmp_path / "r.jsonl")
    assert json.loads((tmp_path / "r.jsonl").read_text(encoding="utf-8"))["text"] == "broken \ud800 letter"
    write_sheet(table, tmp_path / "r.csv")
    assert "broken ? letter" in (tmp_path / "r.csv").read_text(encoding="utf-8")
