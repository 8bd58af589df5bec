"""The command line on bad input: one clear line and a non-zero exit, never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "newslab", *map(str, words)]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, env={**os.environ})


def empty(folder: Path) -> Path:
    (folder / "empty.csv").write_text("")
    return folder / "empty.csv"


def wrong_columns(folder: Path) -> Path:
    (folder / "wrong.csv").write_text("height,weight\n1,2\n")
    return folder / "wrong.csv"


def binary(folder: Path) -> Path:
    (folder / "noise.jsonl").write_bytes(bytes(range(256)) * 40)
    return folder / "noise.jsonl"


def without_articles(folder: Path) -> Path:
    (folder / "bare").mkdir()
    (folder / "bare" / "x.bin").write_bytes(b"\x00\x01")
    return folder / "bare"


def broken_feed(folder: Path) -> Path:
    (folder / "feed.xml").write_text("<rss version='2.0'><channel><title>Cut")
    return folder / "feed.xml"


def absent(folder: Path) -> Path:
    return folder / "nothing.csv"


BAD = {"empty": empty, "wrong columns": wrong_columns, "binary": binary, "no articles": without_articles,
       "broken feed": broken_feed, "absent": absent}  # fmt: skip


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line(tmp_path, make):
    source = make(tmp_path)
    done = run("build", source, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("newslab: ")
    assert source.name in done.stderr or "x.bin" in done.stderr  # of a folder, the file that was no article
    assert "Traceback" not in done.stderr


def test_columns_can_be_named(tmp_path):
    (tmp_path / "table.csv").write_text("Inhalt,Kopf\nThe dam opened on Monday.,Dam opens\n")
    done = run("read", "table.csv", "--column", "text=Inhalt", "--column", "title=Kopf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Read 1 article; 0 records not taken." in done.stdout
    assert "read 1" not in done.stderr, "the same count, told twice"
    done = run("read", "table.csv", "--column", "text", cwd=tmp_path)
    assert done.returncode == 1
    assert "expected ours=yours" in done.stderr


def test_an_unwritable_folder_is_told_before_the_work(tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        done = run("demo", "--out", out, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith("newslab: ")
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_is_no_corpus_is_told(tmp_path):
    for command in ("verify", "report"):
        done = run(command, tmp_path, cwd=tmp_path)
        assert done.returncode == 1
        assert "manifest.json" in done.stderr
        assert "Traceback" not in done.stderr


def test_an_unknown_task_lists_the_tasks(tmp_path):
    done = run("evaluate", "weather", cwd=tmp_path)
    assert done.returncode != 0
    assert "timelines" in done.stderr


def test_a_read_without_any_text_builds_nothing_and_says_so_in_one_line(tmp_path):
    (tmp_path / "cut.xml").write_text("<rss><channel><item><title>One</ti", encoding="utf-8")
    done = run("build", "cut.xml", "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("newslab: cut.xml: none of its 1 articles has a text")
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_build_of_one_article_counts_in_the_singular(tmp_path):
    (tmp_path / "one.csv").write_text("title,text,outlet\nDam opens,The dam was opened on 6 May 2024.,Post\n")
    done = run("build", "one.csv", "--out", "out", "--embedding", "fast", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Read 1 article; 0 records not taken." in done.stdout
    assert "1 article, 1 story with 0 parts, " in done.stdout
    assert re.search(r"\b1 \w+s\b", done.stdout) is None, done.stdout
    assert "read 1" not in done.stderr, "the same count, told twice"


LEFT = """
import ctypes, sys
import newslab.cli
libc = ctypes.CDLL(None)  # calls abort at exit, as a thread of a library does that outlives the interpreter
getattr(libc, "__cxa_atexit")(ctypes.cast(libc.abort, ctypes.c_void_p), None, None)
sys.argv = ["newslab", *sys.argv[1:]]
newslab.cli.main()
"""


@pytest.mark.parametrize(("words", "code"), [(["codebook"], 0), (["verify", "nothing"], 1), (["no-such-command"], 2)])
def test_an_answer_that_was_given_has_its_exit_code_whatever_ends_after_it(tmp_path, words, code):
    done = subprocess.run(
        [sys.executable, "-c", LEFT, *words], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr[-500:]
    assert done.stdout.endswith("\n") or code
