"""The same articles give byte-equal tables in any process: other row order, hash seed, time zone, locale and threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import newslab as nl
from newslab.saved import write_table

SETTINGS = {
    "one": {"PYTHONHASHSEED": "1", "TZ": "UTC", "OMP_NUM_THREADS": "1"},
    "two": {"PYTHONHASHSEED": "77", "TZ": "Asia/Seoul", "OMP_NUM_THREADS": "2", "LC_ALL": "C"},
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> list[Path]:
    root = tmp_path_factory.mktemp("builds")
    articles = nl.load_sample()
    made = []
    for seed, (name, settings) in enumerate(SETTINGS.items()):
        write_table(articles.sample(frac=1, random_state=seed), root / f"{name}.parquet")
        command = [sys.executable, "-m", "newslab", "build", str(root / f"{name}.parquet"), "--out", str(root / name)]
        done = subprocess.run(command, env={**os.environ, **settings}, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        made.append(root / name)
    return made


def test_builds_are_equal_byte_for_byte(folders):
    one, two = folders
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in two.iterdir())
    assert [name for name in names if (one / name).read_bytes() != (two / name).read_bytes()] in ([], ["manifest.json"])
    manifests = [json.loads((folder / "manifest.json").read_bytes()) for folder in folders]
    for told in manifests:  # which file was read, with rows in another order, and the seal over that
        assert told.pop("input")["file_hash"] and told.pop("seal")
    assert manifests[0] == manifests[1]


def test_the_command_line_verifies_and_names_a_changed_byte(folders):
    command = [sys.executable, "-m", "newslab", "verify", str(folders[0])]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    path = next(folders[0].glob("passages-*.parquet"))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 4
    path.write_bytes(bytes(raw))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{path.name}:")
