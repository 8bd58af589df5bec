"""Where nothing can be written, each command says so in one line that names the place, and leaves what is there."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from newslab.cli import run
from tests.report.story import make_corpus

NOBODY = 65534
COMMANDS = {
    "read": ["read", "{source}", "--out", "{out}/r.csv"],
    "read to parquet": ["read", "{source}", "--out", "{out}/r.parquet"],
    "read in parts": ["read", "{source}", "--out", "{out}/parts"],
    "report": ["report", "{corpus}", "--out", "{out}/pages"],
    "report of one": ["report", "{corpus}", "--story", "{story}", "--out", "{out}/page.html"],
    "csv": ["export", "{corpus}", "--to", "csv", "--out", "{out}/csv"],
    "stata": ["export", "{corpus}", "--to", "stata", "--out", "{out}/stata"],
    "excel": ["export", "{corpus}", "--to", "excel", "--out", "{out}/tables.xlsx"],
    "bib": ["export", "{corpus}", "--to", "bib", "--out", "{out}/articles.bib"],
    "codebook": ["codebook", "--out", "{out}/book.md"],
    "build": ["build", "{source}", "--out", "{out}/built"],
    "bundle": ["bundle", "{corpus}", "--out", "{out}/package"],
}


@pytest.fixture(scope="module")
def places():
    """Give a corpus, a file of articles, and two folders: one to write to and one that is closed."""
    work = Path(tempfile.mkdtemp())
    work.chmod(0o755)
    corpus = make_corpus()
    corpus.save(work / "corpus")
    (work / "a.csv").write_text("title,text\nDam opens,The dam opened.\n")
    for name, mode in (("open", 0o777), ("closed", 0o555)):
        (work / name).mkdir()
        (work / name).chmod(mode)
    yield work, str(corpus.stories["story_id"][0])
    (work / "closed").chmod(0o755)
    shutil.rmtree(work)


def ask(command: str, places: tuple[Path, str], out: Path, monkeypatch, capsys) -> tuple[int, str]:
    work, story = places
    known = {"source": work / "a.csv", "corpus": work / "corpus", "story": story, "out": out}
    monkeypatch.setattr(sys, "argv", ["newslab", *(word.format(**known) for word in COMMANDS[command])])
    code = run()
    return code, capsys.readouterr().err


def one_line(told: str, place: Path) -> bool:
    return told.count("\n") == 1 and told.startswith("newslab: ") and str(place) in told


@pytest.mark.skipif(os.name == "nt", reason="folders are closed in other ways there")
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "build"])
def test_a_read_only_folder(command, places, monkeypatch, capsys):
    assert ask(command, places, places[0] / "open", monkeypatch, capsys)[0] == 0
    closed = places[0] / "closed"
    if os.geteuid() == 0:  # whom no folder is closed to
        os.seteuid(NOBODY)
        try:
            code, told = ask(command, places, closed, monkeypatch, capsys)
        finally:
            os.seteuid(0)
    else:
        code, told = ask(command, places, closed, monkeypatch, capsys)
    assert (code, one_line(told, closed)) == (1, True), told
    assert list(closed.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_in_the_place_of_a_file_or_a_file_in_that_of_a_folder(command, places, tmp_path, monkeypatch, capsys):
    target = tmp_path / COMMANDS[command][-1].partition("/")[2]
    if target.suffix:
        (target / "in").mkdir(parents=True)
    else:
        target.write_text("mine")
    code, told = ask(command, places, tmp_path, monkeypatch, capsys)
    assert (code, one_line(told, target)) == (1, True), told
    assert (target / "in").is_dir() if target.suffix else target.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == [target.name]
