"""Reading into a folder: parts as they are read, the same as at once, and on after a kill."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
import zstandard

import newslab as nl
from newslab.read import records, stored, streams

ROWS = 700
CODE = """
import sys
from newslab.read import stored, files
stored.PART_ROWS = 20
files.read_articles(sys.argv[1], to=sys.argv[2])
"""


def made(n: int) -> dict[str, str]:
    more = 'He said: "It opens,\nand on time."\n' if n % 3 else "A short line, no more."
    return {
        "id": f"a{n}",
        "headline": f"Bridge {n} opens",
        "date": f"{n % 28 + 1}/05/2024",
        "body": f"The bridge {n} opened. {more}",
    }


def as_csv(path: Path, n: int = ROWS) -> Path:
    pd.DataFrame([made(one) for one in range(n)]).to_csv(path, index=False)
    return path


def as_lines(path: Path, n: int = ROWS) -> Path:
    path.write_text("".join(json.dumps(made(one)) + "\n" for one in range(n)))
    return path


@pytest.fixture
def small(monkeypatch):
    """Have everything streamed in small blocks and written in small parts."""
    monkeypatch.setattr(streams, "SMALL", 10)
    monkeypatch.setattr(streams, "LINES", 2000)
    monkeypatch.setattr(streams, "_BLOCK", 700)
    monkeypatch.setattr(stored, "PART_ROWS", 100)


def packed(path: Path, how: str) -> Path:
    raw = path.read_bytes()
    if how == "gzip":
        path.write_bytes(gzip.compress(raw[:9000]) + gzip.compress(raw[9000:]))
    elif how == "zstd":
        path.write_bytes(zstandard.compress(raw))
    return path


@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
@pytest.mark.parametrize("write", [as_csv, as_lines], ids=["csv", "jsonl"])
def test_a_stream_gives_what_the_whole_file_gives(tmp_path, small, monkeypatch, write, how):
    path = packed(write(tmp_path / "news.csv"), how)
    articles, problems = nl.read_articles(path)
    monkeypatch.setattr(streams, "SMALL", 1 << 30)
    whole, told = nl.read_articles(path)
    pd.testing.assert_frame_equal(articles, whole)
    pd.testing.assert_frame_equal(problems, told)
    assert len(articles) == ROWS


def test_parquet_is_read_from_its_file(tmp_path, small):
    pd.DataFrame([made(n) for n in range(50)]).to_parquet(tmp_path / "a.parquet")
    assert len(nl.read_articles(tmp_path / "a.parquet")[0]) == 50


def test_an_open_quotation_mark_costs_no_other_rows_of_a_stream(tmp_path, small, monkeypatch):
    monkeypatch.setattr(records, "MAX_CELL", 5000)
    path = as_csv(tmp_path / "news.csv")
    lines = path.read_text().split("\n")
    lines[200:200] = ['x,"an open mark,1/5/2024,and no end']
    path.write_text("\n".join(lines))
    articles, _ = nl.read_articles(path)
    assert len(articles) >= ROWS - 25


def test_a_stream_that_is_cut_is_told(tmp_path, small):
    path = packed(as_lines(tmp_path / "news.jsonl"), "gzip")
    path.write_bytes(path.read_bytes()[:-300])
    articles, problems = nl.read_articles(path)
    assert "what came before it was read" in problems["reason"].iloc[0]
    assert len(articles) > ROWS // 2


def test_a_folder_of_parts_is_given_back_as_it_was_read(tmp_path, small):
    path = as_csv(tmp_path / "news.csv")
    kept, problems = nl.read_articles(path, to=tmp_path / "kept")
    whole, told = nl.read_articles(path)
    assert len(kept) == ROWS and len(list(kept.frames())) == 7
    pd.testing.assert_frame_equal(kept.frame(), whole)
    pd.testing.assert_frame_equal(nl.read_articles(tmp_path / "kept")[0], whole)
    pd.testing.assert_frame_equal(problems, told)
    titles = kept.frame(columns=["title"], where=lambda part: part["title"].str.endswith("7 opens"))
    assert titles["title"].tolist() == whole.loc[whole["title"].str.endswith("7 opens"), "title"].tolist()
    assert kept.frame(where=lambda part: part["title"] == "none").empty
    with pytest.raises(nl.TableError, match="there is no such column"):
        kept.frame(columns=["titel"])
    again, _ = nl.read_articles(tmp_path / "kept", to=tmp_path / "kept")
    assert len(again) == ROWS


def test_repeats_and_changed_texts_are_known_over_parts(tmp_path, small):
    rows = [
        {"id": f"a{n % 150}", "title": f"A {n % 150}", "text": f"It opened {'later' if n > 300 else ''}."}
        for n in range(450)
    ]
    kept, problems = nl.read_articles(rows, to=tmp_path / "kept")
    whole, _ = nl.read_articles(rows)
    frame = kept.frame()
    assert frame["article_id"].is_unique and sorted(frame["article_id"]) == sorted(whole["article_id"])
    assert frame["revision_of"].dropna().tolist() == whole["revision_of"].dropna().tolist()
    assert len(frame) + len(problems) == 450
    assert problems["reason"].unique().tolist() == ["repeats an article"]


def test_bad_rows_stay_problems(tmp_path, small):
    path = as_lines(tmp_path / "news.jsonl", 250)
    path.write_text(path.read_text().replace('"id": "a120"', "id: a120"))
    kept, problems = nl.read_articles(path, to=tmp_path / "kept")
    assert len(kept) == 249 and problems[["offset", "reason"]].values.tolist()[0][0] == 121
    pd.testing.assert_frame_equal(nl.read_articles(tmp_path / "kept")[1], problems)


def test_a_folder_of_another_reading_is_left_alone(tmp_path, small):
    one, two = as_csv(tmp_path / "one.csv", 30), as_csv(tmp_path / "two.csv", 31)
    nl.read_articles(one, to=tmp_path / "kept")
    with pytest.raises(nl.ReadError, match="of another source"):
        nl.read_articles(two, to=tmp_path / "kept")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(nl.ReadError, match="is not empty"):
        nl.read_articles(one, to=tmp_path / "full")


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_a_killed_reading_goes_on(tmp_path, small, folder):
    source = tmp_path / "in"
    source.mkdir()
    for name in ("one", "two", "three"):
        as_lines(source / f"{name}.jsonl").write_text((source / f"{name}.jsonl").read_text().replace('"a', f'"{name}'))
    if not folder:
        raw = "".join((source / f"{name}.jsonl").read_text() for name in ("one", "two", "three"))
        source = tmp_path / "all.jsonl"
        source.write_text(raw)
    kept = tmp_path / "kept"
    running = subprocess.Popen(
        [sys.executable, "-c", CODE, str(source), str(kept)], env={**os.environ, "TQDM_DISABLE": "1"}
    )
    while len(list(kept.glob("articles-*"))) < 3 and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    n_parts = len(list(kept.glob("articles-*")))
    assert 3 <= n_parts < 105
    with pytest.raises(nl.ReadError, match="was not finished"):
        nl.read_articles(kept)
    before = {path: path.stat().st_mtime_ns for path in kept.glob("articles-*")}
    articles, problems = nl.read_articles(source, to=kept)
    assert all(path.stat().st_mtime_ns == told for path, told in before.items())  # what was read is not read again
    pd.testing.assert_frame_equal(articles.frame(), nl.read_articles(source)[0])
    assert problems.empty
