"""Ctrl-C ends a command in one line, with exit code 130 and soon, whatever a library is busy with."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any, Final, NoReturn

STOPPED: Final = 130  # what a shell gives for a program that Ctrl-C ended
PATIENCE: Final = 1.5  # seconds for what must be put away; a save that was begun is then as if it had been killed
APART: Final[Mapping[str, Any]] = {"creationflags": 0x200} if sys.platform == "win32" else {"process_group": 0}
"""For `subprocess.Popen`: a process that Ctrl-C does not reach, since it leaves that to the one that asked it."""

_told = threading.Lock()


def listen() -> None:
    """From now on end this process on Ctrl-C: by `KeyboardInterrupt`, and where that is caught or not raised, by
    itself.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.signal(signal.SIGINT, _stop)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reading,), daemon=True).start()


def _stop(number: int, frame: FrameType | None) -> None:
    _tell()
    raise KeyboardInterrupt


def _watch(reading: int) -> None:
    """Wait for the signal outside the main thread, which takes it only between two steps of Python."""
    while os.read(reading, 1) != bytes([signal.SIGINT]):
        pass
    _tell()
    time.sleep(PATIENCE)
    os._exit(STOPPED)


def _tell() -> None:
    """Say it once; what breaks while things are put away is no news any more."""
    if _told.acquire(blocking=False):
        os.write(2, b"newslab: stopped by Ctrl-C\n")
        logging.disable()
        sys.unraisablehook = _silent
        threading.excepthook = _silent


def _silent(told: object) -> None:
    pass


def leave() -> NoReturn:
    """End the process as one that was interrupted."""
    os._exit(STOPPED)
