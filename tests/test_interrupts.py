"""Ctrl-C: one line and 130, also where a library catches it, and processes that are asked leave it to the one that asks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from newslab.interrupts import STOPPED

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there Ctrl-C goes to a console")
CAUGHT = """
while True:
    try:
        time.sleep(60)
    except BaseException:
        pass
"""
DROPPED = """
class Odd:
    def __del__(self):
        time.sleep(60)
odd = Odd()
del odd
time.sleep(60)
"""
HELPED = """
from newslab.text import spans
held = spans._helper()
helper = held.__enter__()
for _ in range(2):
    print('{"text": "12 men left.", "title": "", "anchor": null}', file=helper.stdin, flush=True)
assert helper.stdout.readline()
print("ready", flush=True)
time.sleep(60)
"""


def pressed(code: str) -> tuple[int, str]:
    """Run code until it is ready, interrupt its group as a terminal does, and return exit code and what it told."""
    command = "import sys, time\nfrom newslab.__main__ import listen, leave\nlisten()\ntry: exec({!r})\nexcept KeyboardInterrupt: leave()"
    with subprocess.Popen([sys.executable, "-c", command.format(code)], process_group=0, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate()[1]
    return process.returncode, told


@pytest.mark.parametrize("code", ["time.sleep(60)", CAUGHT, DROPPED], ids=["raised", "caught", "dropped"])
def test_it_is_one_line_whoever_catches_it(code):
    assert pressed(f"print('ready', flush=True)\n{code}") == (STOPPED, "newslab: stopped by Ctrl-C\n")


def test_a_helper_is_not_reached_and_ends_without_a_word():
    code, told = pressed(HELPED)
    assert (code, told.count("Ctrl-C"), "Traceback" in told) == (STOPPED, 1, False), told
