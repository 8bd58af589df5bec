"""A short form of `make kill`: whatever ends or interrupts a save, a report or a build, the old is there or the new, never neither."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.report.story import make_corpus

SCRIPT = Path(__file__).resolve().parents[1] / "data" / "kill.py"


@pytest.mark.parametrize(("kind", "n"), [("save", 8), ("report", 6), ("build", 1), ("full", 4), ("ctrlc", 3)])
def test_the_old_is_there_or_the_new(tmp_path, kind, n):
    make_corpus().save(tmp_path)
    command = [sys.executable, str(SCRIPT), kind, "--n", str(n), "--corpus", str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"{kind}: {n} runs in ")
    assert "neither" not in done.stdout
    assert "traceback" not in done.stdout
