"""Atomic writes: what a user finds after the process was killed half-way."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from newslab.errors import ReadError
from newslab.store import atomic_path, cache_folder, file_hash, write_text

KILLED = """
import os, signal, sys
from newslab.store import atomic_path
with atomic_path(sys.argv[1]) as part:
    part.write_text("half of the new")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_the_old_file(tmp_path):
    target = tmp_path / "table.parquet"
    write_text(target, "all of the old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_text() == "all of the old"


def test_an_error_inside_leaves_nothing_behind(tmp_path):
    with pytest.raises(RuntimeError), atomic_path(tmp_path / "a") as part:
        part.write_text("x")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReadError, match="the folder cannot be written"):
        write_text(tmp_path / "file" / "a", "x")


def test_the_cache_moves_with_its_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path / "c"))
    assert cache_folder("vectors") == tmp_path / "c" / "vectors"
    assert cache_folder("vectors").is_dir()


def test_the_hash_is_that_of_the_bytes(tmp_path):
    path = tmp_path / "a"
    write_text(path, "é")
    assert file_hash(path) == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.read_bytes() == b"\xc3\xa9"
