"""A set of pages: whole or not at all, of one build, with what a user put beside it, and every changed page named."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from newslab import pageset
from newslab.corpus import verify_folder
from newslab.errors import ReadError
from newslab.pageset import set_faults, write_set
from newslab.report.index import write_pages
from tests.report.story import make_corpus

OLD = {"index.html": "old index", "story-a.html": "old a"}
NEW = {"index.html": "new index", "story-b.html": "new b"}


def texts(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.suffix == ".html"}


def test_a_set_takes_the_place_of_the_one_before_and_leaves_what_a_user_put_there(tmp_path):
    target = tmp_path / "pages"
    write_set(target, OLD, "one")
    (target / "notes.txt").write_text("mine")
    (target / "mine.html").write_text("mine")
    (target / "older.html").write_text('<meta name="generator" content="newslab 0.1.0">')
    write_set(target, NEW, "two")
    assert texts(target) == {**NEW, "mine.html": "mine"}
    assert (target / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]
    assert target.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("has_exchange", [True, False])
def test_a_report_that_is_killed_at_any_call_leaves_the_old_set_or_the_new(tmp_path, has_exchange):
    target = tmp_path / "pages"
    done = subprocess.run(
        [sys.executable, "-c", ENDS, str(target), str(int(has_exchange))], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-1500:]
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0] == [str(int(signal.SIGKILL)), "old"]
    assert lines[-1] == ["0", "new"]
    assert {told for _, told in lines} == ({"old", "new"} if has_exchange else {"old", "new", "aside"})
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


# "aside": without a call that exchanges folders the old set lies beside for one moment, and comes back.
ENDS = """
import os, shutil, signal, sys
from pathlib import Path
from newslab import pageset
from tests.test_pageset import NEW, OLD, texts
target, step, at = Path(sys.argv[1]), 0, -1
def ends(call):
    def act(*words, **named):
        global step
        step += 1
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*words, **named)
    return act
if sys.argv[2] == "0":
    pageset._exchange = lambda *_: False
for name in ("fsync", "unlink", "open", "mkdir", "rmdir"):
    setattr(os, name, ends(getattr(os, name)))
for name in ("replace", "rename", "write_bytes"):
    setattr(Path, name, ends(getattr(Path, name)))
pageset._exchange = ends(pageset._exchange)
for end in range(1, 300):
    at = -1
    pageset.write_set(target, OLD, "one")
    assert texts(target) == OLD
    step, at = 0, end
    child = os.fork()
    if not child:
        pageset.write_set(target, NEW, "two")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    at = -1
    if not target.exists():
        assert [one for _, one in pageset.set_faults(target)] == ["a report was interrupted; run newslab report again"]
        pageset._recover(target)
        assert texts(target) == OLD
        print(status, "aside")
        continue
    assert not list(pageset.set_faults(target))
    print(status, {"old index": "old", "new index": "new"}[texts(target)["index.html"]])
    if not status:
        break
"""


def test_a_full_disk_leaves_the_old_set_and_names_the_page(tmp_path):
    target = tmp_path / "pages"
    write_set(target, OLD, "one")
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, kept[1]))
    try:
        with pytest.raises(ReadError, match=r"pages/(index\.html|pages\.json): cannot be written \(File too large\)$"):
            write_set(target, NEW, "two")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert texts(target) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]


def test_a_folder_that_cannot_be_replaced_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadError, match="file: a file stands there; name a folder"):
        write_set(tmp_path / "file", OLD, "one")
    (tmp_path / "pages" / "assets").mkdir(parents=True)
    with pytest.raises(ReadError, match="pages: holds the folder assets"):
        write_set(tmp_path / "pages", OLD, "one")
    with pytest.raises(ReadError, match=r"^/proc/.*cannot be written"):
        write_set("/proc/self/pages", OLD, "one")


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "pages").symlink_to("real")
    write_set(tmp_path / "pages", OLD, "one")
    assert (tmp_path / "pages").is_symlink()
    assert texts(tmp_path / "real") == OLD


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    corpus = make_corpus()
    corpus.save(folder)
    write_pages(corpus, folder / "pages")
    return folder, corpus


def test_verify_covers_pages(built):
    folder, corpus = built
    assert verify_folder(folder).empty
    page = next(path for path in (folder / "pages").glob("*.html") if path.name != "index.html")
    text = page.read_text("utf-8")
    page.write_text(text.replace("ferry", "Ferry", 1), "utf-8")
    (folder / "pages" / "added.html").write_text("x")
    assert verify_folder(folder)["place"].tolist() == [page.name, "added.html"]
    page.unlink()
    assert "cannot be read" in verify_folder(folder)["difference"][0]
    other = replace(corpus, events=corpus.events.assign(score=0.5))
    (folder / "pages" / "added.html").unlink()
    write_pages(other, folder / "pages")
    assert verify_folder(folder)["difference"].tolist() == [
        "the pages show another build than this one; run newslab report again"
    ]
    (folder / "pages" / "pages.json").unlink()
    assert verify_folder(folder)["place"].tolist() == ["pages.json"]
    with pytest.raises(ReadError, match="no such folder of pages"):
        verify_folder(folder, pages=folder / "none")
    write_pages(corpus, folder / "pages")


HOSTILE = {
    "no object": "7",
    "deep": "[" * 99_999,
    "files are a list": {"files": []},
    "hashes are numbers": {"files": {"index.html": 1}},
    "a name elsewhere": {"files": {"../manifest.json": "0"}},
    "a name with a null": {"files": {"a\x00": "0"}},
}


@pytest.mark.parametrize("held", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_manifest_of_pages_is_told(tmp_path, held):
    if isinstance(held, str):
        (tmp_path / "pages.json").write_text(held)
    else:
        pageset.write_sealed(tmp_path / "pages.json", held)
    assert len(list(set_faults(tmp_path, "x"))) >= 1
    if isinstance(held, str):
        with pytest.raises(ReadError, match=r"pages\.json is not what newslab report wrote"):
            write_set(tmp_path, OLD, "x")
        (tmp_path / "pages.json").unlink()
    write_set(tmp_path, OLD, "x")
    assert list(set_faults(tmp_path, "x")) == []


def mine(folder: Path) -> dict[str, str]:
    return {str(one.relative_to(folder)): one.read_text() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("name", ["index.html", "pages.json", "story-a.html"])
def test_what_a_user_wrote_under_the_name_of_a_page_is_never_replaced(tmp_path, name):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(ReadError, match=f"{name} is not what newslab report wrote; move it away"):
        write_set(tmp_path / "site", OLD, "one")
    assert mine(tmp_path) == {f"site/{name}": "mine"}


@pytest.mark.parametrize("has_exchange", [True, False])
def test_folders_of_a_users_that_look_like_leftovers_stay(tmp_path, monkeypatch, has_exchange):
    if not has_exchange:
        monkeypatch.setattr(pageset, "_exchange", lambda *_: False)
    kept = {}
    for name in (".pages.backup.new", ".pages.abcdefgh.new", ".pages.old", ".pagesXabcdefgh.new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("mine")
        kept[f"{name}/index.html"] = "mine"
    write_set(tmp_path / "pages", OLD, "one")
    if has_exchange:
        write_set(tmp_path / "pages", NEW, "two")
    else:
        with pytest.raises(ReadError, match="cannot be replaced"):
            write_set(tmp_path / "pages", NEW, "two")
    assert kept.items() <= mine(tmp_path).items()


def test_what_no_report_wrote_is_named_whatever_its_ending(tmp_path):
    write_set(tmp_path / "pages", OLD, "one")
    (tmp_path / "pages" / "notes.txt").write_text("mine")
    assert not list(set_faults(tmp_path / "pages", "one"))
    (tmp_path / "pages" / "sub").mkdir()
    (tmp_path / "pages" / "zero.txt").symlink_to("/dev/zero")
    names = ["evil.HTML", "evil.htm", "evil.svg", "evil"]
    for name in names:
        (tmp_path / "pages" / name).write_text("<p>")
    os.mkfifo(tmp_path / "pages" / "pipe.html")
    found = dict(set_faults(tmp_path / "pages", "one"))
    assert sorted(found) == sorted([*names, "sub", "zero.txt", "pipe.html"])


@pytest.mark.parametrize("name", ["index.html", "pages.json"])
@pytest.mark.parametrize("kind", ["pipe", "device", "link"])
def test_a_page_that_is_no_file_is_told_and_never_waited_for(tmp_path, name, kind):
    folder = tmp_path / "pages"
    write_set(folder, OLD, "one")
    (folder / name).rename(tmp_path / "moved")
    if kind == "pipe":
        os.mkfifo(folder / name)
    else:
        (folder / name).symlink_to("/dev/zero" if kind == "device" else tmp_path / "moved")
    told = [place for place, _ in set_faults(folder, "one")]
    assert told == ([] if (name, kind) == ("pages.json", "link") else [name])
