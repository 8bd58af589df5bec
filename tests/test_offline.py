"""Offline means offline: what a whole build, its pages and its widget ask of the network and write to the disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newslab.store import keep_compiled

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = """article_id,title,text,source,published
a,Dam opens,"The dam was opened on 6 May 2024 in Lyon. The mayor said 300 people came. Anna Lind spoke.",Post,2024-05-07
b,Dam is opened,"The dam in Lyon was opened on 6 May 2024. Police said that 500 people came.",Wire,2024-05-07
c,Ferry leaves,"The ferry left the harbour at noon on Monday. Nobody was hurt, the office said.",Mail,2024-05-09
"""
# Both embedders of "quality" are loaded, whatever the processor; onnxruntime reports within 25 s of its import.
WHOLE = """
import sys, time
from newslab.text import embed_model
amx, embed_model.has_amx = embed_model.has_amx(), lambda: False
from newslab.cli import run
for words in (["build", "in.csv", "--out", "out"], ["report", "out"], ["verify", "out"]):
    sys.argv = ["newslab", *words]
    assert not run(), words
loaded = time.monotonic()
import newslab as nl
corpus = nl.Corpus.load("out")
nl.Explorer(corpus), nl.plot_timeline(corpus.events).to_json()
if amx:
    embed_model._Bf16()
import onnxruntime
time.sleep(max(0, loaded + 20 - time.monotonic()))
"""
CALLS = "connect,sendto,sendmsg,sendmmsg,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink"
WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|\b(?:creat|mkdir|mkdirat|rename\w*|link|linkat|symlink)\(")
PASSING = ("/dev/null", "/dev/shm/", "/dev/tty", "/proc/self/")  # gone when the process is
COMPILED = re.compile(r"/site-packages/[^\"]+/__pycache__")  # by numba, beside its packages, once an installation


@pytest.fixture(scope="module")
def traced(tmp_path_factory) -> tuple[Path, list[str]]:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so what the build asks of the system cannot be seen")
    home = tmp_path_factory.mktemp("home")
    (home / "in.csv").write_text(ARTICLES, "utf-8")
    trace = ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-s", "300", "-e", f"trace={CALLS}", "-e", "signal=none"]
    if subprocess.run([*trace, "-o", "/dev/null", "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not trace here")
    settings = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")}
    settings |= {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    settings["TMPDIR"] = str(home / "out" / "passing")
    (home / "out" / "passing").mkdir(parents=True)
    log = tmp_path_factory.mktemp("trace") / "calls"
    command = [*trace, "-o", str(log), sys.executable, "-c", WHOLE]
    done = subprocess.run(command, cwd=home, env=settings, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return home, log.read_text("utf-8", "replace").splitlines()


def test_a_build_calls_nobody(traced):
    _, calls = traced
    asked = [call for call in calls if re.search(r"\b(?:connect|send\w+)\(", call)]
    assert [call for call in asked if "UNIX" not in call] == []


def test_a_build_writes_to_its_cache_and_its_folder_alone(traced):
    home, calls = traced
    own = (str(home / "out"), str(home / ".cache" / "newslab"))
    outside = []
    for call in calls:
        if not WRITES.search(call) or re.search(r"= -1 |O_TMPFILE|resumed", call):
            continue
        places = [Path(base or home) / name for base, name in re.findall(r'(?:<([^<>]*)>, )?"([^"]*)"', call)]
        outside += [place for place in map(str, places) if not place.startswith((*own, *PASSING))]
    assert sorted({place for place in outside if not COMPILED.search(place)} - {str(home / ".cache")}) == []


def test_nothing_is_left_in_an_empty_home_but_the_cache(traced):
    home, _ = traced
    assert sorted(path.name for path in home.iterdir()) == [".cache", "in.csv", "out"]
    assert [path.name for path in (home / ".cache").iterdir()] == ["newslab"]
    assert [path for path in (home / "out" / "passing").rglob("*") if path.is_file()] == []  # torch makes a folder


def test_numba_keeps_in_our_cache_what_it_may_not_keep_beside_its_packages(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSLAB_CACHE", str(tmp_path))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    keep_compiled()
    assert "NUMBA_CACHE_DIR" not in os.environ
    monkeypatch.setattr(os, "access", lambda *_: False)
    keep_compiled()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "numba")
