"""The saved folder: a save is one act, whatever ends it, and nothing that a user put there is lost."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import newslab as nl
from newslab import saved, store
from newslab.corpus import Corpus, verify_folder
from newslab.errors import NewslabError, OptionError, ReadError
from newslab.group.edits import log_edit
from newslab.saved import find_edits, read_manifest
from tests.test_corpus import small

RENAMED = "The ferry left the harbour"


def renamed() -> Corpus:
    corpus = small()
    return small(articles=corpus.articles.assign(title=RENAMED))


def title(folder: Path) -> str:
    return str(Corpus.load(folder).articles["title"][0])


def test_files_are_named_by_their_content_and_old_ones_go(tmp_path):
    small().save(tmp_path)
    first = {path.name for path in tmp_path.iterdir()}
    (tmp_path / "notes.txt").write_text("mine")
    renamed().save(tmp_path)
    second = {path.name for path in tmp_path.iterdir()}
    assert len([name for name in second if name.startswith("articles-")]) == 1
    assert {name.rsplit("-", 1)[0] for name in first ^ second} == {"articles", "notes.txt"}
    assert title(tmp_path) == RENAMED


# Calls after which the disk differs: a process that ends at any of them leaves the old corpus or the new. Every sixth
# is tried while tables are written, and each while the manifest is replaced and leftovers go.
ENDS = """
import os, signal, sys
from pathlib import Path
from newslab.corpus import Corpus
old, new, step = Corpus.load(sys.argv[1]), Corpus.load(sys.argv[1]), 0
new.articles["title"] = "new"
def ends(call):
    def act(*words, **named):
        global step
        step += 1
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*words, **named)
    return act
for name in ("fsync", "unlink", "open"):
    setattr(os, name, ends(getattr(os, name)))
Path.replace, Path.write_bytes = ends(Path.replace), ends(Path.write_bytes)
at = -1
new.save(sys.argv[2])
total, step = step, 0
for end in sorted({*range(1, total, 6), *range(total - 12, total + 2)}):
    at = -1
    old.save(sys.argv[2])
    step, at = 0, end
    child = os.fork()
    if not child:
        new.save(sys.argv[2])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    at = -1
    print(status, Corpus.load(sys.argv[2]).articles["title"][0])
"""


def test_a_save_that_is_killed_at_any_call_leaves_the_old_corpus_or_the_new(tmp_path):
    for name in "ab":
        small().save(tmp_path / name)
    command = [sys.executable, "-c", ENDS, str(tmp_path / "a"), str(tmp_path / "b")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1500:]
    lines = [line.split(" ", 1) for line in done.stdout.splitlines()]
    assert lines[0] == [str(int(signal.SIGKILL)), "Ferry leaves"]
    assert lines[-1] == ["0", "new"]
    assert {told for _, told in lines} == {"Ferry leaves", "new"}
    assert verify_folder(tmp_path / "b").empty
    assert not [path.name for path in (tmp_path / "b").iterdir() if path.name.startswith(".")], "leftovers stay"


@pytest.mark.parametrize("limit", [0, 100, 2_500, 4_000])
def test_a_full_disk_is_one_line_that_names_the_file_and_leaves_the_old_corpus(tmp_path, limit):
    small().save(tmp_path)
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, kept[1]))
    try:
        with pytest.raises(ReadError, match=r"^/.*(\.parquet|manifest\.json): cannot be written \(File too large\)$"):
            renamed().save(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
    assert title(tmp_path) == "Ferry leaves"
    assert verify_folder(tmp_path).empty


def test_a_folder_where_a_file_should_be_is_named(tmp_path):
    small().save(tmp_path / "a")
    wanted = saved.file_of("articles", read_manifest(tmp_path / "a")["tables"]["articles"])
    for name in ("manifest.json", wanted):
        (tmp_path / name).unlink(missing_ok=True)
        (tmp_path / name / "in").mkdir(parents=True)
        with pytest.raises(ReadError, match=rf"{name}: cannot be written \(a folder stands there\)"):
            small().save(tmp_path)
        (tmp_path / name / "in").rmdir()
        (tmp_path / name).rmdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadError, match="file: a file stands there; name a folder"):
        small().save(tmp_path / "file")


def test_a_folder_that_may_not_be_written_is_named():
    with pytest.raises(NewslabError, match=r"^/proc/self/corpus.*cannot be written"):
        small().save("/proc/self/corpus")


def test_a_second_writer_waits_and_says_so(tmp_path, caplog):
    small().save(tmp_path)
    with store.locked(tmp_path):
        second = threading.Thread(target=lambda: renamed().save(tmp_path))
        second.start()
        time.sleep(0.3)
        assert title(tmp_path) == "Ferry leaves"
    second.join()
    assert title(tmp_path) == RENAMED
    assert "another process is writing to it; waiting" in caplog.text


def test_two_processes_that_save_at_once_leave_one_of_both(tmp_path):
    small().save(tmp_path / "one")
    renamed().save(tmp_path / "two")
    code = "import sys; from newslab.corpus import Corpus; c = Corpus.load(sys.argv[1]); [c.save(sys.argv[2]) for _ in range(10)]"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / name), str(tmp_path / "out")], stderr=subprocess.PIPE
        )
        for name in ("one", "two")
    ]
    assert [(one.communicate()[1], one.returncode) for one in both if one.wait()] == []
    assert title(tmp_path / "out") in ("Ferry leaves", RENAMED)
    assert verify_folder(tmp_path / "out").empty
    assert len(list((tmp_path / "out").iterdir())) == len(small().tables) + 1


def test_a_second_writer_gives_up_in_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "WAIT", 0.1)
    with store.locked(tmp_path), pytest.raises(ReadError, match="another process has been writing to it"):
        small().save(tmp_path)


def test_a_reader_meets_the_new_corpus_where_the_old_goes_under_its_hands(tmp_path, monkeypatch):
    small().save(tmp_path)
    given, real = [read_manifest(tmp_path)], saved.read_manifest
    renamed().save(tmp_path)
    monkeypatch.setattr(saved, "read_manifest", lambda folder: given.pop() if given else real(folder))
    assert title(tmp_path) == RENAMED


def as_format_1(folder: Path) -> None:
    """Give a folder the form it had before: files with the names of their tables."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, entry in manifest["tables"].items():
        (folder / entry.pop("file")).rename(folder / f"{name}.parquet")
    manifest.pop("seal")
    saved.write_sealed(folder / "manifest.json", {**manifest, "format": 1})


def test_a_folder_of_the_old_form_loads_verifies_and_takes_the_new_form(tmp_path):
    small().save(tmp_path)
    as_format_1(tmp_path)
    assert title(tmp_path) == "Ferry leaves"
    assert verify_folder(tmp_path).empty
    renamed().save(tmp_path)
    assert title(tmp_path) == RENAMED
    assert not [path.name for path in tmp_path.glob("*.parquet") if "-" not in path.name]


def test_edits_by_hand_count_until_a_build_took_them_then_what_the_corpus_keeps(tmp_path):
    def whats() -> list[str]:
        found, taken = find_edits(tmp_path)
        taking.update(taken)
        return [] if found is None else found["target"].tolist()

    taking: dict[str, str] = {}
    assert whats() == []
    (tmp_path / "edits.csv").write_text("what,target,value\nrename,story-hand,Title\n")
    assert whats() == ["story-hand"]
    edits, taken = find_edits(tmp_path)
    corpus = small(edits=edits)
    corpus.manifest["edits_by_hand"] = taken
    corpus.save(tmp_path)
    small(edits=log_edit(edits, "rename", "story-later", "Title")).save(tmp_path)
    assert whats() == ["story-hand", "story-later"], "the file was taken; what was logged after it must not go"
    (tmp_path / "edits.csv").write_text("what,target,value\nrename,story-again,Title\n")
    assert whats() == ["story-again"]
    corpus.edits.to_parquet(tmp_path / "edits.parquet")
    with pytest.raises(OptionError, match=r"two files of corrections.*--edits"):
        find_edits(tmp_path)


def test_corrections_that_the_new_corpus_does_not_hold_count_anew(tmp_path, caplog):
    (tmp_path / "edits.csv").write_text("what,target,value\nrename,story-hand,Title\n")
    edits, taken = find_edits(tmp_path)
    corpus = small(edits=edits)
    corpus.manifest["edits_by_hand"] = taken
    corpus.save(tmp_path)
    small().save(tmp_path)  # as newslab demo does, or a build with --edits
    assert "corrections by hand of the corpus before that are not in this one: 1" in caplog.text
    found, taken = find_edits(tmp_path)
    assert (found["target"].tolist(), list(taken)) == (["story-hand"], ["edits.csv"])


def test_edits_of_the_old_form_are_kept_and_those_that_cannot_be_read_are_told(tmp_path):
    small(edits=log_edit(None, "rename", "story-1", "Title")).save(tmp_path)
    as_format_1(tmp_path)
    assert find_edits(tmp_path)[0]["target"].tolist() == ["story-1"]
    small(edits=find_edits(tmp_path)[0]).save(tmp_path)
    assert find_edits(tmp_path)[0]["target"].tolist() == ["story-1"]
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ReadError, match=r"manifest\.json"):
        find_edits(tmp_path)


DEEP = "[" * 100_000
HOSTILE = {
    "deep": '{"format": 2, "tables": ' + DEEP,
    "no object": "[]",
    "a number": "7",
    "not text": b"\xff\xfe\x00",
    "huge number": '{"format": ' + "9" * 5_000 + "}",
    "surrogate": '{"format": 2, "tables": {}, "\\ud800": 1}',
    "empty": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_manifest_is_one_line(tmp_path, text):
    small().save(tmp_path)
    (tmp_path / "manifest.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert verify_folder(tmp_path)["place"].tolist() == ["manifest.json"]
    with pytest.raises(ReadError, match=r"manifest\.json"):
        Corpus.load(tmp_path)


SEALED = {
    "format is text": {"format": "2"},
    "no format": {"format": None},
    "tables are a list": {"tables": []},
    "an entry is a number": {"tables": {"events": 7}},
    "an entry has no file": {"tables": {"events": {}}},
    "a file elsewhere": {"tables": {"events": {"file": "../../events-0123456789abcdef.parquet"}}},
    "no file there": {"tables": {"events": {"file": "events-0123456789abcdef.parquet"}}},
    "options are a list": {"options": []},
    "a writer is a number": {"writer": 7},
    "edits are a list": {"edits_by_hand": [1]},
    "rows gone": {"tables": {}},
    "a format that is true": {"format": True},
    "format 0": {"format": 0},
    "format -5": {"format": -5},
    "another table's file": {"tables": {"events": {"file": "stories-0123456789abcdef.parquet"}}},
    "warnings are a number": {"warnings": 5},
    "a version is an object": {"versions": {"a": {}}},
    "a seed below 0": {"options": {"seed": -1}},
    "a hash is a number": {"edits_by_hand": {"edits.csv": 5}},
}


@pytest.mark.parametrize("change", SEALED.values(), ids=SEALED)
def test_a_hostile_manifest_with_a_right_seal_is_told_too(tmp_path, change):
    small().save(tmp_path)
    held = saved.read_sealed(tmp_path / "manifest.json")
    saved.write_sealed(tmp_path / "manifest.json", {**held, **change})
    assert len(verify_folder(tmp_path)) >= 1


@pytest.mark.parametrize("number", [1, 0, -5, True, 2])
@pytest.mark.parametrize("file", ["../outside.parquet", "{}/outside.parquet", "mine.parquet"])
def test_no_manifest_makes_a_save_remove_or_a_load_read_what_is_a_users(tmp_path, number, file):
    """Whatever the format, a manifest names files of newslab's own form, in its folder, alone."""
    folder, theirs = tmp_path / "corpus", (tmp_path / "outside.parquet", tmp_path / "corpus" / "mine.parquet")
    small().save(folder)
    for path in theirs:
        small().events.to_parquet(path)
    held, digest = saved.read_sealed(folder / "manifest.json"), store.file_hash(theirs[0])
    entry = {"file": file.format(tmp_path), "bytes": theirs[0].stat().st_size, "sha256": digest}
    saved.write_sealed(folder / "manifest.json", {**held, "format": number, "tables": {"events": entry}})
    with pytest.raises(ReadError, match="not a manifest of newslab"):
        Corpus.load(folder)
    small().save(folder)
    assert all(path.exists() for path in theirs)


def test_a_file_of_a_users_under_the_name_of_an_old_table_stays(tmp_path):
    small().save(tmp_path)
    as_format_1(tmp_path)
    (tmp_path / "events.parquet").write_bytes(b"mine")
    (tmp_path / "sales-0123456789abcdef.parquet").write_bytes(b"mine")
    small().save(tmp_path)
    assert not (tmp_path / "articles.parquet").exists()
    assert (tmp_path / "events.parquet").read_bytes() == b"mine"
    assert (tmp_path / "sales-0123456789abcdef.parquet").exists()


def test_verify_names_a_table_that_is_a_link_or_a_pipe(tmp_path):
    small().save(tmp_path)
    one, other = (next(tmp_path.glob(f"{name}-*.parquet")) for name in ("events", "stories"))
    one.rename(tmp_path / "moved")
    one.symlink_to(tmp_path / "moved")
    other.unlink()
    os.mkfifo(other)
    assert set(verify_folder(tmp_path)["place"]) == {one.name, other.name}


def test_a_table_whose_parquet_says_what_is_not_so_of_its_columns_is_told(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    small().save(tmp_path)
    held = saved.read_sealed(tmp_path / "manifest.json")
    path = tmp_path / "events-0123456789abcdef.parquet"
    table = pa.table({"event_id": ["a"]})
    for words in (
        b'{"index_columns": 5, "columns": 7}',
        b"[]",
        b"{",
        b'{"index_columns": [{"kind": "range"}], "columns": []}',
    ):
        pq.write_table(table.replace_schema_metadata({b"pandas": words}), path)
        entry = {"file": path.name, "bytes": path.stat().st_size, "sha256": store.file_hash(path)}
        saved.write_sealed(tmp_path / "manifest.json", {**held, "tables": {**held["tables"], "events": entry}})
        assert len(verify_folder(tmp_path)) == 1


def test_a_table_that_is_no_parquet_or_breaks_its_contract_is_named_though_its_hashes_hold(tmp_path):
    small().save(tmp_path)
    held = saved.read_sealed(tmp_path / "manifest.json")
    for payload, told in ((b"PAR1" * 9, "not readable as Parquet"), (None, "events.text: the column is missing")):
        path = tmp_path / "events-0123456789abcdef.parquet"
        if payload is None:
            pd.DataFrame({"event_id": ["a", "a"]}).to_parquet(path)
        else:
            path.write_bytes(payload)
        entry = {"file": path.name, "bytes": path.stat().st_size, "sha256": store.file_hash(path)}
        saved.write_sealed(tmp_path / "manifest.json", {**held, "tables": {**held["tables"], "events": entry}})
        assert told in " ".join(verify_folder(tmp_path)["difference"])


def test_a_build_replays_the_edits_of_the_corpus_it_replaces(tmp_path):
    rows = [{"article_id": name, "title": "Dam opens", "text": "The dam was opened on 6 May 2024."} for name in "ab"]
    pd.DataFrame(rows).to_csv(tmp_path / "in.csv", index=False)
    corpus = nl.build_corpus(nl.read_articles(tmp_path / "in.csv")[0], embedding="fast")
    edits = log_edit(None, "rename", corpus.stories["story_id"][0], "A title by hand")
    replace(corpus, edits=edits).save(tmp_path / "out")
    command = [sys.executable, "-m", "newslab", "build", "in.csv", "--out", "out", "--embedding", "fast"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, env={**os.environ})
    assert "1 of 1 corrections by hand applied" in done.stdout, done.stderr
    assert Corpus.load(tmp_path / "out").stories["title"].tolist() == ["A title by hand"]


ODD = {
    "sparse": pd.arrays.SparseArray([1]),
    "complex": np.array([1j]),
    "longdouble": np.array([1], dtype="longdouble"),
    "decimals of arrow": pd.array([1], dtype=pd.ArrowDtype(pa.decimal128(5))),
    "categories": pd.Categorical([1]),
    "texts in categories": pd.Categorical(["a"]),
    "periods": pd.PeriodIndex(["2024-01"], freq="M"),
    "seconds": pd.DatetimeIndex(["2024-01-01"]).as_unit("s"),
    "no time": pd.DatetimeIndex([pd.NaT]).as_unit("s"),
    "seconds somewhere": pd.DatetimeIndex(["2024-01-01"]).as_unit("s").tz_localize("Asia/Tokyo"),
    "spans of seconds": pd.to_timedelta([1], unit="s").as_unit("s"),
    "nothing": pd.Series([None], dtype="object"),
}


@pytest.mark.parametrize("cells", ODD.values(), ids=ODD)
def test_extra_columns_of_any_type_are_saved_and_verified(tmp_path, cells):
    small(articles=small().articles.assign(mine=cells)).save(tmp_path)
    assert verify_folder(tmp_path).empty


def test_further_columns_of_a_table_without_rows_are_saved_and_verified(tmp_path):
    lists = pd.Series([], dtype="object")
    small(coverage=small().coverage.iloc[:0].assign(mine=lists), articles=small().articles).save(tmp_path)
    assert verify_folder(tmp_path).empty
